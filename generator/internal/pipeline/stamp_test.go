package pipeline

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestStamp promises that the stamp changes with everything that the site is made
// from, and with nothing else.
func TestStamp(t *testing.T) {
	g := newGarden(t, 1)
	g.write("archive.yaml", "title: Archive\ntimezone: UTC\n")
	g.write("static/notes.txt", "one")
	g.write("2021/b1/index.md", g.report())
	g.image("2021/b1/graph.png")
	opt := Options{Content: g.content(), Display: "content", Themes: filepath.Join(g.root, "themes"), Now: g.tick}
	stamp := func(program string) string {
		line := Open(opt)
		defer line.Close()
		if _, _, err := line.Rebuild(t.Context(), Edits{}, Read); err != nil {
			t.Fatal(err)
		}
		s, err := line.Stamp(t.Context(), program)
		if err != nil || s == "" {
			t.Fatal(s, err)
		}
		return s
	}
	last := stamp("program")
	seen := map[string]string{last: "nothing"}
	for _, change := range []struct {
		name string
		do   func()
	}{
		{"settings", func() { g.write("archive.yaml", "title: Another\ntimezone: UTC\n") }},
		{"a report", func() { g.write("2021/b1/index.md", g.read("2021/b1/index.md")+"\nMore.\n") }},
		{"a new report", func() { g.write("2021/new.md", g.report()) }},
		{"a page", func() { g.write("pages/about.md", "---\ntitle: About\n---\n\nText.\n") }},
		{"a static file", func() { g.write("static/notes.txt", "two") }},
		{"the name of a static file", func() {
			if err := os.Rename(filepath.Join(g.content(), "static/notes.txt"), filepath.Join(g.content(), "static/other.txt")); err != nil {
				t.Fatal(err)
			}
		}},
		{"a picture", func() { g.write("2021/b1/graph.png", "\x89PNG\r\n\x1a\n") }},
		{"a layout", func() { g.write("layouts/partials/footer.html", "<footer></footer>\n") }},
		{"an asset", func() { g.write("assets/site.css", "p { margin: 1px }\n") }},
		{"a file that is passed over", func() { g.write("2021/notes.xyz", "one") }},
		{"drafts", func() { opt.Drafts = true }},
		{"the address", func() { opt.BaseURL = "https://example.org/elsewhere/" }},
		{"what counts as now", func() { opt.Now = opt.Now.Add(time.Second) }},
		{"as of", func() { opt.AsOf = "2026-01-01T00:00:00Z" }},
	} {
		change.do()
		now := stamp("program")
		if other, ok := seen[now]; ok {
			t.Errorf("%s: the stamp is that of %s", change.name, other)
		}
		seen[now], last = change.name, now
	}
	if stamp("another program") == last {
		t.Error("another program has the same stamp")
	}
	g.write("2021/b1/index.md", g.read("2021/b1/index.md"))
	if stamp("program") != last {
		t.Error("a file that was touched has another stamp")
	}
}
