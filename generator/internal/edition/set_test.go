package edition_test

import (
	"strings"
	"testing"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/edition"
	"afterword/generator/internal/frontmatter"
)

// read reads archive.yaml for an edition, with what is wrong.
func read(text, want string) (*edition.Set, *diag.Source, diag.List) {
	src := diag.NewSource("archive.yaml", text)
	root, _ := frontmatter.ParseYAML(src, limits)
	return edition.Settings(src, root, want)
}

// A key that no report has hides nothing. Its author is told, unless it may be one of the archive's own.
func TestMisspelledHiddenKeys(t *testing.T) {
	for key, want := range map[string]string{
		"detected_by": "", "actions.owner": "", "lastmod": "", "team.lead": "", "customer": "", "actions.opened": "",
		"detectd_by": "detected_by", "actions.ownr": "actions.owner", "action.owner": "actions.owner", "owner": "actions.owner", "sources.publsher": "sources.publisher",
	} {
		for _, id := range []string{"public", "internal"} {
			_, _, list := read(archive+"hidden_keys: {public: ["+key+"]}\n", id)
			switch {
			case want == "" && len(list) == 0:
			case want == "" || len(list) != 1 || list[0].Severity != diag.Warning || list[0].Line != 3 || !strings.Contains(list[0].Hint, want+"?"):
				t.Errorf("%s in %s: %v", key, id, list)
			}
		}
	}
}

// TestArchives promises what an edition shows of archive.yaml.
func TestArchives(t *testing.T) {
	for _, c := range []struct{ edition, yaml, want string }{
		{"public", "title: A\neditions: [{id: public, title: B}, {id: internal}]\n", `"title": "B"`},
		{"internal", "title: A\neditions: [{id: public, title: B}, {id: internal}]\n", `"title": "A"`},
		{"public", "editions: [{id: public, services: {a: Open}}, {id: internal}]\nservices: [{id: a, name: Inside}, {id: b}]\n", `"services": [{"name": "Open", "id": "a"}, {"id": "b"}]`},
		{"public", "editions: [{id: public}, {id: internal}]\nservices: [{id: a}, {id: b, parent: a, edition: internal}, {id: c, parent: b}]\nslas: [{services: [a, b]}]\n",
			`"services": [{"id": "a"}, {"id": "c", "parent": "a"}]` + "\n" + `"slas": [{"services": ["a"]}]`},
		{"public", "editions: [{id: public}, {id: internal}]\nservices: [{id: a, parent: b, edition: internal}, {id: b, parent: a, edition: internal}, {id: c, parent: b}, {id: d}]\n", `"d"`},
		{"public", "title: A [b]{edition=internal}\neditions: [{id: public}, {id: internal}]\nmenu: [{name: x, edition: internal}, {name: y}]\n", `"title": "A"` + "\n" + `"menu": [{"name": "y"}]`},
	} {
		s, src, list := read(c.yaml, c.edition)
		if len(list) > 0 || !strings.Contains(src.Text(), c.want) {
			t.Errorf("%s\n%s%v", c.yaml, src.Text(), list)
		}
		if hidden := len(s.Hidden) > 0; hidden != (c.edition == "public") {
			t.Errorf("%s hides %v", c.yaml, s.Hidden)
		}
	}
}
