package publish_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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
		"unknown key":   {`{"afterword_manifest":1,"files":[],"more":1}`, "cannot be read"},
		"outside":       {manifestOf(lineOf("../victim")), "not a path within the site"},
		"deep outside":  {manifestOf(lineOf("a/../../victim")), "not a path within the site"},
		"absolute":      {manifestOf(lineOf("/victim")), "not a path within the site"},
		"backslash":     {manifestOf(lineOf(`..\victim`)), "must not stand"},
		"itself":        {manifestOf(lineOf(publish.ManifestName)), "own use"},
		"twice":         {manifestOf(lineOf("victim"), lineOf("victim")), "not in order"},
		"out of order":  {manifestOf(lineOf("b"), lineOf("a")), "not in order"},
		"bad sum":       {manifestOf(strings.Replace(lineOf("victim"), "ab", "zz", 1)), "damaged"},
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

// A journal is carried out without asking, so it is not believed either.
func TestUntrustedJournals(t *testing.T) {
	for _, text := range []string{"", "{}", `{"afterword_journal":2}`, `{"afterword_journal":1,"remove":["../victim"]}`,
		`{"afterword_journal":1,"move":["/victim"]}`, `{"afterword_journal":1,"clear":["."]}`, `{"afterword_journal":1,"clear":[".afterword-work/lock"]}`} {
		dir := filepath.Join(t.TempDir(), "public")
		publishTree(t, site(t, "index.html old"), dir)
		victim := filepath.Join(filepath.Dir(dir), "victim")
		write(t, victim, "precious")
		write(t, filepath.Join(dir, ".afterword-work/journal.json"), text)
		_, err := publish.Publish(t.Context(), site(t, "index.html new"), dir, publish.Options{})
		if err == nil || !strings.Contains(err.Error(), "cannot be trusted") {
			t.Errorf("%s: the error is %v", text, err)
		}
		if _, err := os.Stat(victim); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// A manifest has the form that encoding/json gives its lines, whatever stands in
// them, and the quick reader knows it.
func TestManifestLines(t *testing.T) {
	type line struct {
		Path   string `json:"path"`
		Size   int64  `json:"size"`
		SHA256 string `json:"sha256"`
		Source string `json:"source"`
	}
	var entries []publish.Entry
	want := "{\"afterword_manifest\": 1, \"files\": ["
	for i, owner := range []string{"", "content/2018/a.md", "é ß 日本", `a "b" \c\`, "<a>&b</a>", "tab\tline\nzero\x00del\x7f", "\u2028"} {
		e := publish.Entry{Path: fmt.Sprintf("a%d é&.html", i), Size: int64(i) * 1e12, Sum: sha256.Sum256([]byte(owner)), Source: owner}
		entries = append(entries, e)
		data, err := json.Marshal(line{e.Path, e.Size, fmt.Sprintf("%x", e.Sum), e.Source})
		if err != nil {
			t.Fatal(err)
		}
		if i > 0 {
			want += ","
		}
		want += "\n" + string(data)
	}
	want += "\n]}\n"
	got := publish.EncodeManifest(entries)
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
	if agree, quick := publish.ReadersAgree(got); !agree || !quick {
		t.Errorf("the two readers agree: %v, the quick one reads it: %v", agree, quick)
	}
	for _, n := range []int{0, 1} {
		if agree, quick := publish.ReadersAgree(publish.EncodeManifest(entries[:n])); !agree || !quick {
			t.Errorf("%d lines: the two readers agree: %v, the quick one reads it: %v", n, agree, quick)
		}
	}
}

// Whatever a manifest holds, the files it lists lie within the site.
func FuzzParseManifest(f *testing.F) {
	f.Add([]byte(manifestOf(lineOf("a"), lineOf("b/c"))))
	f.Add([]byte(manifestOf(lineOf("../a"))))
	f.Add([]byte(`{"afterword_manifest":9}`))
	f.Add(publish.EncodeManifest([]publish.Entry{{Path: "a", Size: 1, Source: "b"}, {Path: "b/\u00e9", Source: "<\\>"}}))
	f.Fuzz(func(t *testing.T, data []byte) {
		if agree, _ := publish.ReadersAgree(data); !agree {
			t.Error("the two readers differ")
		}
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

func FuzzParseJournal(f *testing.F) {
	f.Add([]byte(`{"afterword_journal":1,"clear":["a"],"move":["b/c"],"remove":["d"]}`))
	f.Add([]byte(`{"afterword_journal":1,"remove":["a/../../b"]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		names, err := publish.ParseJournal(data)
		if err != nil {
			return
		}
		for _, name := range names {
			if !filepath.IsLocal(name) || name == "." || strings.HasPrefix(name+"/", ".afterword-work/") {
				t.Errorf("a journal may touch %q", name)
			}
		}
	})
}

// FuzzCatalog reads what may lie in a workspace: no name in it leads out of its folder.
func FuzzCatalog(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte("\x02\x01.\x00\x01\x02\x00\x00\x00\x00\x00\x01\x0aindex.html\x01\x07"))
	f.Add([]byte("\x02\x01.\x00\x01\x02\x00\x00\x00\x00\x00\x01\x04../a\x01\x07"))
	f.Fuzz(func(t *testing.T, data []byte) {
		names, err := publish.CatalogNames(data)
		if err != nil {
			return
		}
		for _, name := range names {
			if name == "" || name == "." || name == ".." || strings.Contains(name, "/") {
				t.Errorf("the name %q", name)
			}
		}
	})
}
