package linkcheck

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"afterword/generator/internal/publish"
	"afterword/generator/internal/urls"
)

// good reads the files of a site that has no broken link.
func good(t testing.TB) []publish.File {
	t.Helper()
	a, err := txtar.ParseFile("testdata/good.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var files []publish.File
	for _, f := range a.Files {
		files = append(files, publish.File{Path: f.Name, Data: f.Data, Source: "test"})
	}
	return files
}

// within returns what Within says of files at a base.
func within(t testing.TB, files []publish.File, base string) (out []string) {
	t.Helper()
	b, err := urls.ParseBase(base)
	if err != nil {
		t.Fatal(err)
	}
	content, collisions := publish.New(files)
	if len(collisions) > 0 {
		t.Fatal(collisions)
	}
	for _, f := range Within(content, b) {
		out = append(out, f.File+": "+f.Message)
	}
	return out
}

const repo = "https://example.org/repo/"

// A change is one edit of the good site, and what is broken after it.
type change struct {
	name     string
	file     string
	old, new string // the first old in the file becomes new
	want     []string
}

// check makes each change to the good site and compares what Within says.
func check(t *testing.T, changes []change) {
	t.Helper()
	for _, c := range changes {
		t.Run(c.name, func(t *testing.T) {
			files := good(t)
			i := slices.IndexFunc(files, func(f publish.File) bool { return f.Path == c.file })
			if i < 0 || !strings.Contains(string(files[i].Data), c.old) {
				t.Fatalf("%s does not hold %q", c.file, c.old)
			}
			files[i].Data = []byte(strings.Replace(string(files[i].Data), c.old, c.new, 1))
			if diff := cmp.Diff(c.want, within(t, files, repo)); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		})
	}
}

// The good site passes at any base when its addresses are those of the base.
func TestBases(t *testing.T) {
	for base, replace := range map[string][]string{
		repo:                               nil,
		"https://example.org/":             {repo, "https://example.org/", "https://example.org/other/", "https://other.example/", `"/repo/`, `"/`, "url=/repo/", "url=/"},
		"/repo/":                           {repo, "/repo/"},
		"https://Example.org:8443/a%20b/c": {repo, "https://example.org:8443/a%20b/c/", `"/repo/`, `"/a%20b/c/`, "url=/repo/", "url=/a%20b/c/"},
	} {
		files := good(t)
		for i, f := range files {
			files[i].Data = []byte(strings.NewReplacer(replace...).Replace(string(f.Data)))
		}
		for _, what := range within(t, files, base) {
			t.Error(base, what)
		}
	}
}

// What an author put into static/ is a target of links, and is not read.
func TestCopiedFilesAreNotRead(t *testing.T) {
	files := append(good(t), publish.File{Path: "mine.html", Source: "content/static/mine.html", Open: func() (io.ReadCloser, error) {
		return nil, fmt.Errorf("a copied file was read")
	}})
	for i, f := range files {
		if f.Path == "services/api/index.html" {
			files[i].Data = append(f.Data, `<a href="/repo/mine.html#somewhere">mine</a>`...)
		}
	}
	for _, what := range within(t, files, repo) {
		t.Error(what)
	}
}
