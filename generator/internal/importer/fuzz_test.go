package importer_test

import (
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"afterword/generator/internal/importer"
	"afterword/generator/internal/importer/formats"
)

// fuzz imports whatever a fuzzer makes of the fixtures: nothing panics, and what
// comes out is an archive without errors that a second import leaves alone.
func fuzz(f *testing.F, format string, names ...string) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		if !strings.Contains(string(a.Comment), "format: "+format+"\n") {
			continue
		}
		for _, in := range a.Files {
			if strings.HasPrefix(in.Name, "in/") {
				for i, name := range names {
					if path.Ext(name) == path.Ext(in.Name) {
						f.Add(in.Data, uint8(i))
					}
				}
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, which uint8) {
		if len(data) > 64<<10 {
			t.Skip("large inputs only slow the search")
		}
		source := []importer.Source{file1(names[int(which)%len(names)], data)}
		plan, _, err := imported(format, source, importer.Existing{}, importer.Choices{})
		if err != nil {
			t.Fatal(err)
		}
		now := after(importer.Existing{Files: map[string]string{}}, plan)
		check(t, now)
		plan, _, err = imported(format, source, now, importer.Choices{})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range plan.Files {
			t.Errorf("%s is written again", p.Path)
		}
	})
}

func FuzzStatuspage(f *testing.F) {
	fuzz(f, "statuspage", "incidents.json", "page.html", "copied.txt")
}
func FuzzCState(f *testing.F) {
	fuzz(f, "cstate", "content/issues/a.md", "config.yml", "config.toml", "index.json")
}
func FuzzGCP(f *testing.F)     { fuzz(f, "gcp", "incidents.json") }
func FuzzUpptime(f *testing.F) { fuzz(f, "upptime", "issues.json") }
func FuzzPostmortemsApp(f *testing.F) {
	fuzz(f, "postmortems-app", "a.md", "a.json")
}
func FuzzHugo(f *testing.F)     { fuzz(f, "hugo", "posts/a.md", "hugo.toml") }
func FuzzJekyll(f *testing.F)   { fuzz(f, "jekyll", "2020-01-02-a.md", "_config.yml") }
func FuzzMarkdown(f *testing.F) { fuzz(f, "markdown", "a.md") }
func FuzzCSV(f *testing.F)      { fuzz(f, "csv", "a.csv") }

// TestSeeds imports a private set of files where one is given, and only counts: their texts are not ours to keep.
func TestSeeds(t *testing.T) {
	dir := os.Getenv("IMPORT_SEEDS")
	if dir == "" {
		t.Skip("IMPORT_SEEDS names no folder with one subfolder for each format")
	}
	for _, f := range formats.All() {
		root, err := os.OpenRoot(filepath.Join(dir, f.Name))
		if err != nil {
			continue
		}
		plan, report, err := imported(f.Name, []importer.Source{importer.Folder(f.Name, root.FS())}, importer.Existing{}, importer.Choices{})
		if err != nil {
			t.Fatal(err)
		}
		check(t, after(importer.Existing{Files: map[string]string{}}, plan))
		t.Logf("%s: %d files, %d skipped", f.Name, len(plan.Files), report.Count(importer.Skipped))
		if err := root.Close(); err != nil {
			t.Error(err)
		}
	}
}
