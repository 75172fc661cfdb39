package publish_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"afterword/generator/internal/publish"
)

// In place, what a page needs is there before the page, and what leads to a
// page comes after it; the manifest is last.
func TestOrderInPlace(t *testing.T) {
	base := t.TempDir()
	if err := os.Symlink(t.TempDir(), filepath.Join(base, "public")); err != nil {
		t.Skip(err)
	}
	var got []string
	opt := publish.Options{}.WithStep(func(name string) {
		if moved, ok := strings.CutPrefix(name, "move "); ok {
			got = append(got, moved)
		}
	})
	content := site(t, "index.html x", "feed.xml x", "assets/a.css x", "incidents/index.html x", "incidents/2018/a/index.html x",
		"incidents/2018/a/graph.png x", "incidents/2018/a/index.json x", "sitemap.xml x", "404.html x", "search/index.bin x")
	if _, err := publishAll(t.Context(), content, filepath.Join(base, "public"), opt); err != nil {
		t.Fatal(err)
	}
	want := []string{"incidents/2018/a/graph.png", "assets/a.css", "search/index.bin", "incidents/2018/a/index.html", "incidents/index.html",
		"404.html", "index.html", "incidents/2018/a/index.json", "feed.xml", "sitemap.xml", publish.ManifestName}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
