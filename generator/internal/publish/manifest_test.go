package publish_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"afterword/generator/internal/publish"
)

var aSum = strings.Repeat("ab", 32)

// lineOf is a good line of a manifest, but for the path.
func lineOf(path string) string {
	return fmt.Sprintf(`{"path":%q,"size":1,"sha256":"%s","source":"x"}`, path, aSum)
}

func manifestOf(lines ...string) string {
	return `{"afterword_manifest":1,"files":[` + strings.Join(lines, ",") + `]}`
}

// What a manifest lists may be deleted, so one that cannot be trusted stops the
// build before anything is touched.
func TestUntrustedManifests(t *testing.T) {
	for name, test := range map[string]struct{ manifest, want string }{
		"empty":         {"", "not JSON"},
		"cut off":       {manifestOf(lineOf("victim"))[:60], "not JSON"},
		"other JSON":    {`{"files":[]}`, "does not say its format"},
		"newer":         {`{"afterword_manifest":2,"paths":7}`, "newer version"},
		"outside":       {manifestOf(lineOf("../victim")), "not a path within the site"},
		"deep outside":  {manifestOf(lineOf("a/../../victim")), "not a path within the site"},
		"absolute":      {manifestOf(lineOf("/victim")), "not a path within the site"},
		"backslash":     {manifestOf(lineOf(`..\victim`)), "must not stand"},
		"itself":        {manifestOf(lineOf(publish.ManifestName)), "own use"},
		"twice":         {manifestOf(lineOf("victim"), lineOf("victim")), "not in order"},
		"out of order":  {manifestOf(lineOf("b"), lineOf("a")), "not in order"},
		"bad sum":       {manifestOf(strings.Replace(lineOf("victim"), "ab", "a", 1)), "damaged"},
		"negative size": {manifestOf(strings.Replace(lineOf("victim"), `:1,`, `:-1,`, 1)), "damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			ways(t, func(t *testing.T, dir, _ string) {
				publishTree(t, site(t, "victim v", "index.html old"), dir)
				victim := filepath.Join(filepath.Dir(dir), "victim")
				write(t, victim, "precious")
				write(t, filepath.Join(dir, publish.ManifestName), test.manifest)
				refused(t, site(t, "index.html new"), dir, publish.Options{}, test.want)
				if data, err := os.ReadFile(victim); err != nil || string(data) != "precious" {
					t.Errorf("a file outside was touched: %q, %v", data, err)
				}
			})
		})
	}
}

func TestManifestMustBeAFile(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	publishTree(t, site(t, "index.html old"), dir)
	name := filepath.Join(dir, publish.ManifestName)
	other := filepath.Join(t.TempDir(), "manifest")
	if err := os.Rename(name, other); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(other, name); err != nil {
		t.Skip(err)
	}
	refused(t, site(t, "index.html new"), dir, publish.Options{}, "not a regular file")
}

// Whatever a manifest holds, the files it lists lie within the site.
func FuzzParseManifest(f *testing.F) {
	f.Add([]byte(manifestOf(lineOf("a"), lineOf("b/c"))))
	f.Add([]byte(manifestOf(lineOf("../a"))))
	f.Add([]byte(`{"afterword_manifest":9}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		names, err := publish.ParseManifest(data)
		if err != nil {
			return
		}
		for i, name := range names {
			if !filepath.IsLocal(name) || filepath.Clean(name) != name || name == publish.ManifestName || slices.Index(names, name) != i {
				t.Errorf("a manifest may list %q", name)
			}
		}
	})
}
