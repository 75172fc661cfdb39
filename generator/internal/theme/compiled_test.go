package theme

import (
	"io/fs"
	"path"
	"strings"
	"testing"

	"afterword/themes"
)

// TestTheThemesAreCompiled promises that no page of a theme of the program waits for html/template,
// whose output would be the same.
func TestTheThemesAreCompiled(t *testing.T) {
	for _, name := range themes.Names() {
		t.Run(name, func(t *testing.T) { isCompiled(t, name) })
	}
}

func isCompiled(t *testing.T, name string) {
	names, err := fs.Glob(themes.FS(), "default/layouts/*.html")
	if err != nil || len(names) < 15 {
		t.Fatalf("%d layouts, %v", len(names), err)
	}
	o := Options{Name: name}
	for _, name := range names {
		if layout := strings.TrimSuffix(path.Base(name), ".html"); layout != base {
			o.Required = append(o.Required, Layout(layout))
		}
	}
	look, list := Load(o)
	if len(list) > 0 {
		t.Fatal(list)
	}
	for layout, d := range look.layouts {
		if d.compiled() == nil {
			t.Errorf("layout %s is left to html/template", layout)
		}
	}
	for name, d := range look.partials {
		if d.compiled() == nil {
			t.Errorf("%s is left to html/template", name)
		}
	}
}
