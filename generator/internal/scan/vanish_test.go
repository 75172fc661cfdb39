package scan

import (
	"os"
	"path/filepath"
	"testing"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/settings"
)

// F: a file that goes away between the listing of the folder and its reading is
// an error that names it, and every other file is read.
func TestVanishingFiles(t *testing.T) {
	tests := []struct {
		name string
		gone func(dir string) error // after the listing
		want string
		code diag.Code
	}{
		{"a file is deleted", func(dir string) error { return os.Remove(filepath.Join(dir, "2018/b.md")) },
			"the file went away while the archive was read", diag.FileVanished},
		{"its folder is deleted", func(dir string) error { return os.RemoveAll(filepath.Join(dir, "2018")) },
			"the file went away while the archive was read", diag.FileVanished},
		{"a folder takes its place", func(dir string) error {
			name := filepath.Join(dir, "2018/b.md")
			if err := os.Remove(name); err != nil {
				return err
			}
			return os.Mkdir(name, 0o755)
		}, "this is not a regular file", diag.FileKind},
		{"a link to a secret takes its place", func(dir string) error {
			secret := filepath.Join(filepath.Dir(dir), "secret")
			if err := os.WriteFile(secret, []byte("---\ntitle: Secret\n---\n"), 0o644); err != nil {
				return err
			}
			name := filepath.Join(dir, "2018/b.md")
			if err := os.Remove(name); err != nil {
				return err
			}
			return os.Symlink(secret, name)
		}, "", diag.FileUnreadable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "content")
			for _, name := range []string{"2017/a.md", "2018/b.md", "2019/c.md"} {
				full := filepath.Join(dir, name)
				if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(full, []byte("---\ntitle: Outage\n---\n"), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			root, err := os.OpenRoot(dir)
			if err != nil {
				t.Fatal(err)
			}
			defer root.Close()
			w := &walker{files: Files{root: root}, dir: dir, display: "content", limits: settings.DefaultLimits()}
			w.folder(".", place{kind: archiveRoot})
			if err := tt.gone(dir); err != nil {
				t.Fatal(err)
			}
			docs := w.read(w.files.Postmortems, nil, nil)
			if len(docs) != 2 || docs[0].Path != "2017/a.md" || docs[1].Path != "2019/c.md" {
				t.Errorf("read %v", docs)
			}
			if list := w.list; len(list) != 1 || list[0].Code != tt.code || list[0].File != "content/2018/b.md" || tt.want != "" && list[0].Message != tt.want {
				t.Errorf("reported %+v", w.list)
			}
		})
	}
}
