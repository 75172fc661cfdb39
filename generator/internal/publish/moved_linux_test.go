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
	for name, test := range map[string]struct {
		harm func(t *testing.T, dir string)
		want string
		left []string
	}{
		"removed": {func(t *testing.T, dir string) {
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
		}, "publishing to public: another folder, file or link has taken its place, or it was removed, while the site was built", nil},
		"a link in its place": {func(t *testing.T, dir string) {
			if err := os.Rename(dir, dir+".away"); err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(filepath.Dir(dir), "elsewhere", "precious.txt"), "precious")
			if err := os.Symlink("elsewhere", dir); err != nil {
				t.Fatal(err)
			}
		}, "publishing to public: another folder, file or link has taken its place, or it was removed, while the site was built", []string{"precious.txt precious"}},
		"another folder in its place": {func(t *testing.T, dir string) {
			if err := os.Rename(dir, dir+".away"); err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(dir, "precious.txt"), "precious")
		}, "publishing to public: another folder, file or link has taken its place, or it was removed, while the site was built", []string{"precious.txt precious"}},
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
			var machine *publish.IOError
			if !errors.As(err, &machine) || !strings.HasPrefix(err.Error(), test.want) {
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

// The folder that the old site is kept in is never followed, whatever lies there.
func TestSpareIsNotBelieved(t *testing.T) {
	inMemory(t)
	for name, harm := range map[string]func(t *testing.T, stage, elsewhere string){
		"a link for the folder": func(t *testing.T, stage, elsewhere string) {
			replace(t, stage, elsewhere)
		},
		"a link for a folder in it": func(t *testing.T, stage, elsewhere string) {
			replace(t, filepath.Join(stage, "p"), filepath.Join(elsewhere, "p"))
		},
		"a link for a file": func(t *testing.T, stage, elsewhere string) {
			replace(t, filepath.Join(stage, "p/7/index.html"), filepath.Join(elsewhere, "p/7/index.html"))
		},
		"a file for a folder": func(t *testing.T, stage, _ string) {
			if err := os.RemoveAll(filepath.Join(stage, "p/7")); err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(stage, "p/7"), "rubbish")
		},
		"a folder for a file": func(t *testing.T, stage, _ string) {
			if err := os.Remove(filepath.Join(stage, "p/7/index.html")); err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(stage, "p/7/index.html/rubbish"), "rubbish")
		},
		"other files": func(t *testing.T, stage, _ string) {
			for _, name := range []string{"p/8/index.html", "p/7/index.html", "index.html", "rubbish", "rub/bish"} {
				os.Remove(filepath.Join(stage, name))
				write(t, filepath.Join(stage, name), "rubbish")
			}
		},
		"removed": func(t *testing.T, stage, _ string) {
			if err := os.RemoveAll(stage); err != nil {
				t.Fatal(err)
			}
		},
		"all of it removed": func(t *testing.T, stage, _ string) {
			if err := os.RemoveAll(filepath.Dir(stage)); err != nil {
				t.Fatal(err)
			}
		},
		"a file for the folder": func(t *testing.T, stage, _ string) {
			if err := os.RemoveAll(stage); err != nil {
				t.Fatal(err)
			}
			write(t, stage, "rubbish")
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir, elsewhere := filepath.Join(t.TempDir(), "public"), t.TempDir()
			publishTree(t, site(t, edition(0)...), dir)
			publishTree(t, site(t, edition(1)...), dir)
			for _, name := range []string{"index.html", "p/7/index.html"} {
				write(t, filepath.Join(elsewhere, name), "precious")
			}
			harm(t, filepath.Join(filepath.Dir(dir), ".afterword-public", "stage"), elsewhere)
			publishTree(t, site(t, edition(2)...), dir)
			holds(t, dir, edition(2)...)
			holds(t, elsewhere, "index.html precious", "p/7/index.html precious")
			publishTree(t, site(t, edition(2)...), dir)
			spared(t, dir, publish.Swap)
		})
	}
}

// replace removes what lies at a name and makes a link of it.
func replace(t *testing.T, name, target string) {
	t.Helper()
	if err := os.RemoveAll(name); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, name); err != nil {
		t.Skip(err)
	}
}
