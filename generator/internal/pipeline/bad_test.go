package pipeline_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/testutil/goldentest"
)

// want is the file of a case that holds what is reported.
const want = "want"

// plainSettings are those of a case that brings none.
const plainSettings = "title: Outages\ntimezone: UTC\n"

// TestBad builds the archive of each case in testdata/bad and compares what its
// author reads. The comment at the head of a case says what is wrong in it.
func TestBad(t *testing.T) {
	files := cases(t)
	if len(files) < 60 {
		t.Errorf("%d cases are left, 60 were promised", len(files))
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			n := slices.IndexFunc(a.Files, func(f txtar.File) bool { return f.Name == want })
			if n < 0 {
				t.Fatal("the case has no file " + want)
			}
			dir := t.TempDir()
			lay(t, dir, a)
			_, list := run(t, dir)
			got := printed(t, dir, list)
			if got == "" {
				t.Fatal("nothing is reported")
			}
			a.Files[n].Data = []byte(got)
			goldentest.Equal(t, file, txtar.Format(a))
		})
	}
}

func cases(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/bad/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// lay writes the files of a case, and settings where it brings none.
func lay(t *testing.T, dir string, a *txtar.Archive) {
	t.Helper()
	settings := false
	for _, f := range a.Files {
		if f.Name == want {
			continue
		}
		settings = settings || strings.HasPrefix(f.Name, "content/archive.")
		write(t, filepath.Join(dir, filepath.FromSlash(f.Name)), f.Data)
	}
	if !settings {
		write(t, filepath.Join(dir, "content", "archive.yaml"), []byte(plainSettings))
	}
}

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// run builds the archive in dir/content. A list with errors and a tree exclude each other.
func run(t *testing.T, dir string) (*pipeline.Built, diag.List) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	built, list, err := pipeline.Build(ctx, pipeline.Options{
		Content: filepath.Join(dir, "content"),
		Display: "content",
		Themes:  filepath.Join(dir, "themes"),
		Now:     time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC),
	})
	if err != nil {
		t.Fatalf("what an author can fix came back as an error: %v", err)
	}
	if built.Loaded != nil {
		t.Cleanup(func() {
			if err := built.Loaded.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	if failed, has := list.Errors() > 0, len(built.Tree) > 0; failed == has {
		t.Errorf("%d errors, and %d files to publish", list.Errors(), len(built.Tree))
	}
	return built, list.Sorted()
}

// printed is what the terminal shows, without the folder of the test.
func printed(t *testing.T, dir string, list diag.List) string {
	t.Helper()
	var b bytes.Buffer
	if err := diag.WriteText(&b, list, diag.TextOptions{}); err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(b.String(), dir, "$DIR")
}

// TestEveryCodeHasACase promises that no code is printed that no case shows,
// and that none is explained which nothing reports.
func TestEveryCodeHasACase(t *testing.T) {
	var shown strings.Builder
	for _, file := range cases(t) {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range a.Files {
			if f.Name == want {
				shown.Write(f.Data)
			}
		}
	}
	for _, s := range specials {
		golden, err := os.ReadFile(s.golden())
		if err != nil {
			t.Fatal(err)
		}
		shown.Write(golden)
	}
	golden, err := os.ReadFile(filepath.FromSlash("testdata/external.txtar")) // what other sites answer
	if err != nil {
		t.Fatal(err)
	}
	shown.Write(golden)
	for _, e := range diag.Explain() {
		switch e.Code {
		case diag.FileVanished: // a file that goes away between two steps of one build
			continue
		case diag.EditionLeak: // check --leaks finds them, in a site without errors
			continue
		case diag.FigureDiffers: // verify finds it, in a published site
			continue
		case diag.MonitorSource: // import monitor reports it, and no build
			continue
		case diag.TermRename: // terms --rename reports them, and no build
			continue
		}
		if !strings.Contains(shown.String(), "["+string(e.Code)+"]") {
			t.Errorf("no case shows %s", e.Code)
		}
	}
}
