package formats

import (
	"fmt"
	"strings"

	"afterword/generator/internal/importer"
	"afterword/generator/internal/importer/cstate"
	"afterword/generator/internal/importer/csv"
	"afterword/generator/internal/importer/gcp"
	"afterword/generator/internal/importer/markdown"
	"afterword/generator/internal/importer/postmortemsapp"
	"afterword/generator/internal/importer/posts"
	"afterword/generator/internal/importer/statuspage"
	"afterword/generator/internal/importer/upptime"
)

// All returns what can be imported, in the order in which help shows it.
func All() []importer.Format {
	return []importer.Format{
		statuspage.Format(), cstate.Format(), gcp.Format(), upptime.Format(), postmortemsapp.Format(),
		posts.Hugo(), posts.Jekyll(), markdown.Format(), csv.Format(),
	}
}

// ByName finds a format. The error names those that there are.
func ByName(name string) (importer.Format, error) {
	var names []string
	for _, f := range All() {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return importer.Format{}, fmt.Errorf("no format is called %q; known are %s", name, strings.Join(names, ", "))
}
