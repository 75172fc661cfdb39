package theme

import (
	"fmt"
	"html/template"

	"afterword/generator/internal/urls"
)

// functions are those that layouts may call; themes/README.md lists them. They
// are few: what a page shows is computed in package site.
func (t *Theme) functions(base urls.Base) template.FuncMap {
	paths := map[string]string{}
	for _, a := range t.assets {
		paths[a.Name] = base.Path(a.Path)
	}
	return template.FuncMap{
		// asset "site.css" is the path of an asset.
		"asset": func(name string) (string, error) {
			p, ok := paths[name]
			if !ok {
				return "", fmt.Errorf("the theme has no asset %q", name)
			}
			return p, nil
		},
		// table returns a partial that draws a table its caption, the head of its first
		// column, its rows, and whether it has a column of percentages.
		"table": func(caption, head string, rows any, percent bool) table {
			return table{caption, head, rows, percent}
		},
		// path "/services/" puts the base path before a site path.
		"path": base.Path,
	}
}

// A table is what the partials of tables are given.
type table struct {
	Caption, Head string
	Rows          any
	Percent       bool
}
