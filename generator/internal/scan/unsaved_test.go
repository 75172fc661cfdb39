package scan_test

import (
	"os"
	"path/filepath"
	"testing"

	"afterword/generator/internal/scan"
)

// TestUnsaved promises that texts of an editor are read in the place of files, also of files that are
// not there yet, until the editor no longer holds them.
func TestUnsaved(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("archive.yaml", "title: On disk\n")
	write("a.md", "on disk")
	texts := scan.Unsaved{"archive.yaml": "title: Held\n", "a.md": "held", "2026/new.md": "new", "pages/about.md": "page", "static/x.md": "no", "_draft.md": "no", "../out.md": "no", "b c\x00.md": "no"}
	files, s, list, err := scan.Again(dir, "content", "", (&scan.Files{}).With(texts), nil)
	if err != nil || len(list) > 0 {
		t.Fatal(list, err)
	}
	if s.Title != "Held" || len(files.Postmortems) != 2 || files.Postmortems[0].Source.Text() != "new" || files.Postmortems[1].Source.Text() != "held" || len(files.Pages) != 1 {
		t.Fatalf("read %q and %v, %v", s.Title, files.Postmortems, files.Pages)
	}
	again, ok := files.With(scan.Unsaved{"a.md": "held on"}).Reread(dir, []string{"a.md"}, "content", s.Limits)
	if !ok || again.Postmortems[1].Source.Text() != "held on" {
		t.Fatal("an edit of what is held was not read")
	}
	files, s, _, err = scan.Again(dir, "content", "", again.With(scan.Unsaved{}), map[string]bool{"a.md": true, "2026/new.md": true})
	if err != nil || s.Title != "On disk" || len(files.Postmortems) != 1 || files.Postmortems[0].Source.Text() != "on disk" {
		t.Fatalf("closed: %q and %v, %v", s.Title, files.Postmortems, err)
	}
	if err := files.Close(); err != nil {
		t.Fatal(err)
	}
}
