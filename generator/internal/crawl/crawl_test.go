package crawl_test

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"afterword/generator/internal/crawl"
	"afterword/generator/internal/publish"
	"afterword/generator/internal/urls"
)

// good reads the files of a site that breaks no rule.
func good(t testing.TB) []publish.File {
	t.Helper()
	a, err := txtar.ParseFile("testdata/good.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var files []publish.File
	for _, f := range a.Files {
		if strings.HasSuffix(f.Name, ".ics") {
			f.Data = []byte(strings.ReplaceAll(string(f.Data), "\n", "\r\n"))
		}
		files = append(files, publish.File{Path: f.Name, Data: f.Data, Source: "test"})
	}
	return files
}

func newTree(t testing.TB, files []publish.File) publish.Tree {
	t.Helper()
	content, collisions := publish.New(files)
	if len(collisions) > 0 {
		t.Fatal(collisions)
	}
	return content
}

func newBase(t testing.TB, text string) urls.Base {
	t.Helper()
	base, err := urls.ParseBase(text)
	if err != nil {
		t.Fatal(err)
	}
	return base
}

// A change is one edit of the good site and the findings that follow from it.
type change struct {
	name     string
	file     string
	old, new string // the first old in the file becomes new; without old, the file is new
	want     []string
}

// edit makes the change.
func (c change) edit(t *testing.T, files []publish.File) []publish.File {
	t.Helper()
	i := slices.IndexFunc(files, func(f publish.File) bool { return f.Path == c.file })
	switch {
	case c.old == "" && i < 0:
		return append(files, publish.File{Path: c.file, Data: []byte(c.new), Source: "test"})
	case c.old == "":
		files[i].Data = []byte(c.new)
	case i < 0 || !strings.Contains(string(files[i].Data), c.old):
		t.Fatalf("%s does not hold %q", c.file, c.old)
	default:
		files[i].Data = []byte(strings.Replace(string(files[i].Data), c.old, c.new, 1))
	}
	return files
}

// all returns what All says of files at the base of the good site.
func all(t *testing.T, files []publish.File) (out []string) {
	t.Helper()
	for _, f := range crawl.All(newTree(t, files), newBase(t, "https://example.org/repo/")) {
		out = append(out, f.String())
	}
	return out
}

// check makes each change to the good site and compares what All says.
func check(t *testing.T, changes []change) {
	t.Helper()
	for _, c := range changes {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, all(t, c.edit(t, good(t)))); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		})
	}
}

// The good site uses every rule's permitted side, and nothing is found in it.
func TestGoodSite(t *testing.T) {
	content, base := newTree(t, good(t)), newBase(t, "https://example.org/repo/")
	for _, f := range slices.Concat(crawl.All(content, base), crawl.Links(content, base), crawl.Pages(content, base), crawl.Budgets(content), crawl.Data(content, base)) {
		t.Error(f)
	}
}

// Each function gives the findings of its own rules, and All gives those of every one.
func TestFunctionsShareTheRules(t *testing.T) {
	files := good(t)
	for i, f := range files {
		if f.Path == "incidents/2018/a/index.html" {
			bad := `<a href="/repo/none/"></a><p style=""></p>` + strings.Repeat("<i></i>", 1400)
			files[i].Data = []byte(strings.Replace(string(f.Data), "</body>", bad, 1))
		}
	}
	files = slices.DeleteFunc(files, func(f publish.File) bool { return f.Path == "api/uptime.json" })
	content, base := newTree(t, files), newBase(t, "https://example.org/repo/")
	rules := func(list []crawl.Finding) (out []string) {
		for _, f := range list {
			out = append(out, f.File+" "+string(f.Rule))
		}
		return out
	}
	const page = "incidents/2018/a/index.html "
	for _, test := range []struct {
		name      string
		got, want []string
	}{
		{"Links", rules(crawl.Links(content, base)), []string{page + "T2"}},
		{"Pages", rules(crawl.Pages(content, base)), []string{page + "T3"}},
		{"Budgets", rules(crawl.Budgets(content)), []string{page + "T10"}},
		{"Data", rules(crawl.Data(content, base)), []string{"api/uptime.json T11"}},
		{"All", rules(crawl.All(content, base)), []string{"api/uptime.json T11", page + "T10", page + "T2", page + "T3"}},
	} {
		if diff := cmp.Diff(test.want, test.got); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", test.name, diff)
		}
	}
	if owner := crawl.Links(content, base)[0].Owner; owner != "test" {
		t.Errorf("the owner is %q", owner)
	}
}

// What an author put into static/ is a target of links, and nothing else.
func TestCopiedFilesAreNotJudged(t *testing.T) {
	files := good(t)
	files = append(files, publish.File{Path: "mine.html", Source: "content/static/mine.html", Open: func() (io.ReadCloser, error) {
		return nil, fmt.Errorf("a copied file was read")
	}})
	for i, f := range files {
		if f.Path == "services/api/index.html" {
			files[i].Data = append(f.Data, `<a href="/repo/mine.html#somewhere">mine</a>`...)
		}
	}
	for _, f := range crawl.All(newTree(t, files), newBase(t, "https://example.org/repo/")) {
		t.Error(f)
	}
}

// The same site passes at any base when its addresses are those of the base.
func TestBases(t *testing.T) {
	for text, replace := range map[string][]string{
		"https://example.org/":             {"https://example.org/repo/", "https://example.org/", "https://example.org/other/", "https://other.example/", `"/repo/`, `"/`, "url=/repo/", "url=/"},
		"/repo/":                           {"https://example.org/repo/", "/repo/"},
		"https://Example.org:8443/a%20b/c": {"https://example.org/repo/", "https://example.org:8443/a%20b/c/", `"/repo/`, `"/a%20b/c/`, "url=/repo/", "url=/a%20b/c/"},
	} {
		files := good(t)
		for i, f := range files {
			files[i].Data = []byte(strings.NewReplacer(replace...).Replace(string(f.Data)))
		}
		for _, f := range crawl.All(newTree(t, files), newBase(t, text)) {
			t.Error(text, f)
		}
	}
}

func BenchmarkAll(b *testing.B) {
	content, base := large(b, 10_000), newBase(b, "https://example.org/repo/")
	for b.Loop() {
		crawl.All(content, base)
	}
}

// large is the good site with n more pages of some 12 kB, linked in a chain.
func large(t testing.TB, n int) publish.Tree {
	files := good(t)
	locs := ""
	for i := range n {
		name := fmt.Sprintf("incidents/large/%d/", i)
		paragraph := fmt.Sprintf(`<p>It fell over at <time datetime="2018-12-04T14:00:00Z">14:00</time>, <a href="/repo/incidents/large/%d/#h-0">again</a> and <code>again</code>.</p>`, (i+1)%n)
		body := strings.Repeat(paragraph, 80)
		page := fmt.Sprintf(`<!doctype html><html lang="en"><head><title>Large %d</title><meta name="description" content="The service fell over on a Tuesday, and stood up again an hour later."></head><body><h1>Large</h1><h2 id="h-0">What</h2>%s</body></html>`, i, body)
		files = append(files, publish.File{Path: name + "index.html", Data: []byte(page)})
		locs += "<url><loc>https://example.org/repo/" + name + "</loc></url>"
	}
	for i, f := range files {
		switch f.Path {
		case "sitemap.xml":
			files[i].Data = []byte(strings.Replace(string(f.Data), "</urlset>", locs+"</urlset>", 1))
		case "index.html":
			files[i].Data = append(f.Data, `<a href="/repo/incidents/large/0/">large</a>`...)
		}
	}
	return newTree(t, files)
}
