package endtoend_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	"afterword/generator/internal/changes"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/linkcheck"
	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/publish"
	"afterword/generator/internal/testutil/sitecheck"
	"afterword/generator/internal/urls"
)

// A built site is one archive at one base path.
type built struct {
	name string // of the archive: "fixture"
	base urls.Base
	tree publish.Tree
}

// String names a site in messages: "fixture at /repo/".
func (b built) String() string { return b.name + " at " + b.base.Root() }

// archives are the folders that are built, by name. The project's own is the
// only one that a reader will ever see.
var archives = map[string]string{
	"fixture": "testdata/fixture/content",
	"one":     "testdata/one/content",
	"empty":   "testdata/empty/content",
	"project": "../../../content",
	"ledger":  "testdata/fixture/content",
}

// themed are the sites whose theme is not the one that archive.yaml names: as the second one draws it.
var themed = map[string]string{"ledger": "ledger"}

// bases are where a site may stand. The origin is one that no archive links to.
var bases = []string{"https://archive.example.net/", "https://archive.example.net/repo/"}

// sites builds every archive at every base, once for all tests. What the builds
// opened stays open until the tests end: the trees read from it.
var sites = sync.OnceValues(func() (list []built, err error) {
	for _, name := range []string{"fixture", "one", "empty", "project", "ledger"} {
		for _, base := range bases {
			b, err := buildSite(archives[name], base, themed[name])
			if err != nil {
				return nil, fmt.Errorf("%s at %s: %w", name, base, err)
			}
			list = append(list, built{name, b.Loaded.Base, b.Tree})
		}
	}
	return list, nil
})

// buildSite builds the archive in a folder as the command line would.
func buildSite(content, base, theme string) (*pipeline.Built, error) {
	content, err := filepath.Abs(content)
	if err != nil {
		return nil, err
	}
	opt := pipeline.Options{Content: content, Display: "content", BaseURL: base, Theme: theme}
	if strings.Contains(filepath.ToSlash(content), "testdata/fixture/") { // which published other figures once
		opt.Record = &changes.Record{Lines: []changes.Line{{At: "2025-01-05T00:00:00Z", Service: "payments", Period: "2024", Figure: "uptime", Is: json.RawMessage(`{"min":99.999,"max":99.999}`)}}}
	}
	b, list, err := pipeline.Build(context.Background(), opt)
	switch {
	case err != nil:
		return nil, err
	case list.Errors() > 0:
		for _, d := range list {
			if d.Severity == diag.Error {
				return nil, fmt.Errorf("%s:%d: %s", d.File, d.Line, d.Message)
			}
		}
	}
	return b, nil
}

// site finds a built site: site(t, "fixture", "/repo/").
func site(t testing.TB, name, base string) built {
	t.Helper()
	list, err := sites()
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range list {
		if b.name == name && b.base.Root() == base {
			return b
		}
	}
	t.Fatalf("there is no %s at %s", name, base)
	return built{}
}

// page reads a page of a site by its site path.
func (b built) page(t testing.TB, path string) string {
	t.Helper()
	f, ok := b.tree.Lookup(urls.OutputFile(path))
	if !ok {
		t.Fatalf("%s has no %s", b, path)
	}
	return string(f.Data)
}

// Structure, links, origins, drawings, tables, budgets and data are as sitecheck
// and linkcheck want them.
func TestSitesHaveNoFaults(t *testing.T) {
	list, err := sites()
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range list {
		t.Run(b.name+b.base.Root(), func(t *testing.T) {
			for _, fault := range sitecheck.All(b.tree, b.base) {
				t.Error(fault)
			}
			for _, broken := range linkcheck.Within(b.tree, b.base) {
				t.Error(broken)
			}
		})
	}
}

// Apart from its addresses a site is the same wherever it stands. Only
// robots.txt counts at the root of a host and nowhere else, and the files of
// the search index are named by their content, in which addresses stand.
func TestBasePathChangesNoFile(t *testing.T) {
	paths := func(b built) (list []string) {
		for _, f := range b.tree {
			if f.Path != "robots.txt" && !strings.HasSuffix(f.Path, ".bin") {
				list = append(list, f.Path)
			}
		}
		return list
	}
	for name := range archives {
		root, repo := paths(site(t, name, "/")), paths(site(t, name, "/repo/"))
		if !slices.Equal(root, repo) {
			t.Errorf("%s: %d files at /, %d at /repo/", name, len(root), len(repo))
		}
	}
}

// Drafts and what is not published leave no trace in any file of the site.
func TestNothingUnpublishedIsLeft(t *testing.T) {
	b := site(t, "fixture", "/")
	for _, f := range b.tree {
		for _, secret := range []string{"2025/draft", "pages/secret", "_notes", "later.md"} {
			if strings.Contains(f.Path, secret) || strings.Contains(string(f.Data), "content/"+secret) {
				t.Errorf("%s tells of %s", f.Path, secret)
			}
		}
	}
}

// A title that tries to leave its element stays in it, on every page.
func TestHostileTitleStaysText(t *testing.T) {
	b := site(t, "fixture", "/")
	for _, f := range b.tree {
		if f.Open != nil || !strings.HasSuffix(f.Path, ".html") {
			continue
		}
		doc, err := html.Parse(strings.NewReader(string(f.Data)))
		if err != nil {
			t.Fatal(err)
		}
		for n := range doc.Descendants() {
			if n.Type == html.ElementNode && n.Data == "script" && n.FirstChild != nil && strings.HasPrefix(n.FirstChild.Data, "alert") {
				t.Errorf("%s holds the script of a title", f.Path)
			}
		}
	}
}

// One incident has nothing in common with others; two may.
func TestOneIncidentIsNotCompared(t *testing.T) {
	b := site(t, "fixture", "/repo/")
	for id, want := range map[string]bool{"legacy-ftp": false, "quiet": false, "dns": true, "payments": true} {
		if got := strings.Contains(b.page(t, urls.Service(id)), "What they have in common"); got != want {
			t.Errorf("%s: incidents are compared: %v, want %v", id, got, want)
		}
	}
}
