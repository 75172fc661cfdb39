package feeds

import (
	"embed"
	"slices"
	"strings"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/keys"
	"afterword/generator/internal/urls"
)

//go:embed schema/*.json
var schemas embed.FS

// Schemas are the JSON Schemas (draft 2020-12) of the API's documents, by name:
// /api/schema/uptime.json describes /api/uptime.json, and incident.json what is
// beside the page of an incident. They are written by hand; a test compares them
// with what the archives of the tests and the project's own come to. postmortem.json is of what
// authors write, and made of the archive.
func Schemas(a *archive.Archive, base urls.Base) (list []File) {
	entries, _ := schemas.ReadDir("schema") // embedded: it cannot fail
	for _, e := range entries {
		if e.Name() == "observed.json" && len(a.Evidence) == 0 {
			continue
		}
		list = append(list, File{
			urls.APISchema(strings.TrimSuffix(e.Name(), ".json")),
			func() ([]byte, error) { return schemas.ReadFile("schema/" + e.Name()) },
		})
	}
	return append(list, File{urls.APISchema("postmortem"), func() ([]byte, error) { return ReportSchema(a, base) }})
}

// ReportSchema is /api/schema/postmortem.json: what the front matter of a report may hold, with the archive's
// own services, severities and terms, by which editors complete and check what somebody writes.
func ReportSchema(a *archive.Archive, base urls.Base) ([]byte, error) {
	return keys.ReportSchema(base.Absolute(urls.APISchema("postmortem")), Words(a), OwnKeys(a)...)
}

// OwnKeys are the keys of reports that the archive adds, by its taxonomies.
func OwnKeys(a *archive.Archive) (further []keys.Key) {
	for _, t := range a.Settings.Taxonomies {
		if t.Topic && !slices.ContainsFunc(keys.Report(), func(k keys.Key) bool { return k.Name == t.Key }) {
			further = append(further, keys.Key{Name: t.Key, Words: t.ID, Open: true, Many: !t.One, Text: t.Lede})
		}
	}
	return further
}

// ArchiveSchema is the same of archive.yaml. It is not published.
func ArchiveSchema(a *archive.Archive) ([]byte, error) { return keys.ArchiveSchema("", Words(a)) }

// Words are the archive's own, by the list that they are of. Of services only those that it declares are a closed list, and
// editions are named only where nothing is hidden.
func Words(a *archive.Archive) keys.Words {
	w := keys.Words{"severities": a.Settings.Severities}
	for _, t := range a.Taxonomies {
		for _, term := range t.Terms {
			if !t.Ranked {
				w[t.ID] = append(w[t.ID], term.Name)
			}
		}
	}
	if a.Settings.Declared {
		for _, s := range a.Settings.Services {
			w["services"] = append(w["services"], s.ID)
		}
	}
	if e := a.Settings.Editions; e != nil && e.Narrowest() {
		w["editions"] = e.IDs
	}
	return w
}
