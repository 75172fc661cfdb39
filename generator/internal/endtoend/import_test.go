package endtoend_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"afterword/generator/internal/linkcheck"
	"afterword/generator/internal/pipeline"
)

// TestImportsBuild takes what the golden imports of every format have written
// and builds a site of it: no error, and every link arrives.
func TestImportsBuild(t *testing.T) {
	fixtures, err := filepath.Glob("../importer/testdata/*.txtar")
	if err != nil || len(fixtures) < 9 {
		t.Fatalf("%d fixtures of imports, %v", len(fixtures), err)
	}
	for _, file := range fixtures {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			content := t.TempDir()
			// What was there before, and over it what the import wants written.
			lay(t, content, "archive.yaml", "title: Imported\nbase_url: https://example.org/repo/\n")
			planned := 0
			for _, kind := range []string{"archive/", "plan/"} {
				for _, f := range a.Files {
					if name, ok := strings.CutPrefix(f.Name, kind); ok {
						lay(t, content, name, string(f.Data))
						if kind == "plan/" {
							planned++
						}
					}
				}
			}
			if planned == 0 {
				t.Fatal("the import wrote nothing")
			}
			built, list, err := pipeline.Build(t.Context(), pipeline.Options{
				Content: content, Display: "content", BaseURL: "https://example.org/repo/", Now: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC),
			})
			if err != nil {
				t.Fatal(err)
			}
			defer built.Loaded.Close()
			if list.Errors() > 0 {
				t.Fatalf("the imported archive has errors: %v", list)
			}
			for _, f := range linkcheck.Within(built.Tree, built.Loaded.Base) {
				t.Error(f)
			}
		})
	}
}
