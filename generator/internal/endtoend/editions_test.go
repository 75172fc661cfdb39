package endtoend_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/pipeline"
)

// marked are parts that are added to two reports of the project's own archive, each after a text of it, or at the end.
var marked = map[string][][2]string{
	"2017/wise-sync.md": {
		{"reindex that was on no schedule", " [on pg-sync-eu-4]{edition=internal}"},
		{"    status: done\n", "    owner: Henrike Vogel\n"},
		{"reindex is needed", " [by order of the Vogel team]{edition=internal}"},
	},
	"2013/customer-io.md": {
		{"Two app servers", " [app-mtl-7 and app-mtl-8]{edition=internal}"},
		{"", "\n## Who was on call {edition=internal}\n\n- Henrike Vogel, alone.\n---\nShe had app-mtl-9 in reserve.\n"},
		{"title: Have several people on the team who can respond to an outage\n", "    owner: Henrike Vogel\n"},
	},
}

// TestOwnArchiveInEditions promises of the project's own reports that the public edition is what it would
// be if its internal parts had never been written, and that the internal one has them.
func TestOwnArchiveInEditions(t *testing.T) {
	dirs := map[bool]string{true: t.TempDir(), false: t.TempDir()}
	source := filepath.Join("..", "..", "..", "content")
	for with, dir := range dirs {
		if err := os.CopyFS(filepath.Join(dir, "content"), os.DirFS(source)); err != nil {
			t.Fatal(err)
		}
		err := filepath.WalkDir(filepath.Join(dir, "content"), func(path string, e os.DirEntry, err error) error {
			if err != nil || e.IsDir() || e.Name() == "README.md" {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			text := strings.Replace(string(data), "---\ntitle:", "---\nedition: public\ntitle:", 1)
			if e.Name() == "archive.yaml" {
				text += "\neditions: [{id: public}, {id: internal}]\nhidden_keys: {public: [actions.owner]}\n"
			}
			name, err := filepath.Rel(filepath.Join(dir, "content"), path)
			for _, m := range marked[filepath.ToSlash(name)] {
				if !strings.Contains(text, m[0]) {
					t.Fatalf("%s does not say %q", name, m[0])
				}
				switch {
				case with && m[0] == "":
					text += m[1]
				case with:
					text = strings.Replace(text, m[0], m[0]+m[1], 1)
				}
			}
			if err != nil {
				return err
			}
			return os.WriteFile(path, []byte(text), 0o644)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	files := func(with bool, edition string) map[string][]byte {
		b, list, err := pipeline.Build(t.Context(), pipeline.Options{
			Content: filepath.Join(dirs[with], "content"), Display: "content", Edition: edition, Now: time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC),
		})
		if err != nil || list.Errors() > 0 {
			t.Fatal(err, list)
		}
		defer b.Loaded.Close() // it was only read
		out := map[string][]byte{}
		for _, f := range b.Tree {
			if out[f.Path], err = f.Bytes(); err != nil {
				t.Fatal(err)
			}
		}
		return out
	}
	public, plain := files(true, "public"), files(false, "public")
	for path, data := range public {
		if !bytes.Equal(data, plain[path]) {
			t.Errorf("%s tells that something is hidden", path)
		}
	}
	if len(public) != len(plain) {
		t.Errorf("%d files, and %d without hidden parts", len(public), len(plain))
	}
	internal := files(true, "internal")
	for path, words := range map[string][]string{
		"incidents/2017/wise-sync/index.html":   {"pg-sync-eu-4", "Henrike Vogel", "Vogel team"},
		"incidents/2013/customer-io/index.html": {"app-mtl-8", "Who was on call", "app-mtl-9", "Henrike Vogel"},
	} {
		for _, w := range words {
			if !bytes.Contains(internal[path], []byte(w)) {
				t.Errorf("%s of the internal edition does not say %q", path, w)
			}
		}
	}
}
