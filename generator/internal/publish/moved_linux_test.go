package publish_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"afterword/generator/internal/publish"
)

// What others do to the output between Begin and Commit is noticed before
// anything of theirs is touched.
func TestOutputTakenAwayDuringTheBuild(t *testing.T) {
	const taken = "publishing to public: another folder, file or link has taken its place, or it was removed, while the site was built"
	for name, test := range map[string]struct {
		harm func(t *testing.T, dir string)
		want string
		left []string
	}{
		"removed": {func(t *testing.T, dir string) {
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
		}, taken, nil},
		"a link in its place": {func(t *testing.T, dir string) {
			if err := os.Rename(dir, dir+".away"); err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(filepath.Dir(dir), "elsewhere", "precious.txt"), "precious")
			if err := os.Symlink("elsewhere", dir); err != nil {
				t.Fatal(err)
			}
		}, taken, []string{"precious.txt precious"}},
		"another folder in its place": {func(t *testing.T, dir string) {
			if err := os.Rename(dir, dir+".away"); err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(dir, "precious.txt"), "precious")
		}, taken, []string{"precious.txt precious"}},
		"an unchanged file edited": {func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "kept.html"), "K")
		}, "keeping kept.html: it was changed while the site was built", []string{"index.html old", "kept.html K"}},
		"an unchanged file removed": {func(t *testing.T, dir string) {
			if err := os.Remove(filepath.Join(dir, "kept.html")); err != nil {
				t.Fatal(err)
			}
		}, "keeping kept.html: ", []string{"index.html old"}},
	} {
		t.Run(name, func(t *testing.T) {
			parent := t.TempDir()
			dir := filepath.Join(parent, "public")
			t.Chdir(parent)
			publishTree(t, site(t, "index.html old", "kept.html k"), "public")
			p := begin(t, "public", publish.Options{})
			for _, f := range files("index.html new", "kept.html k") {
				if err := p.Put(f); err != nil {
					t.Fatal(err)
				}
			}
			test.harm(t, dir)
			_, err := p.Commit(nil)
			var failure *publish.IOError
			if !errors.As(err, &failure) || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("the error is %v", err)
			}
			if test.left == nil {
				if _, err := os.Lstat(dir); !errors.Is(err, os.ErrNotExist) {
					t.Error("the folder is there again")
				}
			} else {
				holds(t, dir+"/", test.left...)
			}
			alone(t, dir)
		})
	}
}

// A folder that comes to be where there was none is not replaced.
func TestOutputMadeDuringTheBuild(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	p := begin(t, dir, publish.Options{})
	if err := p.Put(files("index.html new")[0]); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "precious.txt"), "precious")
	_, err := p.Commit(nil)
	if err == nil || !strings.HasSuffix(err.Error(), "while the site was built") {
		t.Errorf("the error is %v", err)
	}
	holds(t, dir+"/", "precious.txt precious")
	alone(t, dir)
}
