package feeds

import (
	"embed"
	"strings"

	"afterword/generator/internal/urls"
)

//go:embed schema/*.json
var schemas embed.FS

// Schemas are the JSON Schemas (draft 2020-12) of the API's documents, by name:
// /api/schema/uptime.json describes /api/uptime.json, and incident.json what is
// beside the page of an incident. They are written by hand; a test compares them
// with what the archives of the tests and the project's own come to.
func Schemas() (list []File) {
	entries, _ := schemas.ReadDir("schema") // embedded: it cannot fail
	for _, e := range entries {
		list = append(list, File{
			urls.APISchema(strings.TrimSuffix(e.Name(), ".json")),
			func() ([]byte, error) { return schemas.ReadFile("schema/" + e.Name()) },
		})
	}
	return list
}
