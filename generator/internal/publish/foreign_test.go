package publish_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"afterword/generator/internal/publish"
)

// refused publishes and expects that the folder is not touched.
func refused(t *testing.T, content publish.Tree, dir string, opt publish.Options, want string) {
	t.Helper()
	before := listing(t, dir+"/")
	_, err := publishAll(t.Context(), content, dir, opt)
	var r *publish.RefusedError
	if !errors.As(err, &r) || !strings.Contains(r.Reason, want) || r.Hint == "" {
		t.Errorf("the error is %v, want one with %q", err, want)
	}
	holds(t, dir+"/", before...)
	alone(t, dir)
}

func TestForeignFilesStay(t *testing.T) {
	ways(t, func(t *testing.T, dir, _ string) {
		publishTree(t, site(t, "index.html home", "a/index.html a"), dir)
		write(t, filepath.Join(dir, ".well-known/security.txt"), "mail")
		write(t, filepath.Join(dir, "a/notes.txt"), "mine")
		write(t, filepath.Join(dir, ".git"), "gitdir: elsewhere")
		if err := os.Mkdir(filepath.Join(dir, "empty"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink("/nowhere", filepath.Join(dir, "link")); err != nil {
			t.Skip(err)
		}
		before := stats(t, dir, ".git", "a/notes.txt", "link")
		report := publishTree(t, site(t, "index.html new"), dir)
		if diff := cmp.Diff([]string{".git", ".well-known/", "a/", "empty", "link"}, report.Kept); diff != "" {
			t.Error(diff)
		}
		holds(t, dir+"/", ".git gitdir: elsewhere", ".well-known/security.txt mail", "a/notes.txt mine", "empty/", "index.html new", "link -> /nowhere")
		for i, info := range stats(t, dir, ".git", "a/notes.txt", "link") {
			if !os.SameFile(info, before[i]) {
				t.Errorf("%s is another file now", info.Name())
			}
		}
		if mode := stats(t, dir, "empty")[0].Mode().Perm(); mode != 0o700 {
			t.Errorf("the folder of others has the mode %o now", mode)
		}
	})
}

// A .gitignore in an otherwise empty folder, as in this repository, or a
// checkout, does not make it a stranger's.
func TestDotfilesDoNotMakeAFolderForeign(t *testing.T) {
	ways(t, func(t *testing.T, dir, _ string) {
		write(t, filepath.Join(dir, ".gitignore"), "*")
		write(t, filepath.Join(dir, ".git/HEAD"), "ref")
		publishTree(t, site(t, "index.html home", ".nojekyll"), dir)
		holds(t, dir+"/", ".git/HEAD ref", ".gitignore *", ".nojekyll ", "index.html home")
	})
}

func TestStrangersFolderIsRefusedUnlessAdopted(t *testing.T) {
	ways(t, func(t *testing.T, dir, _ string) {
		write(t, filepath.Join(dir, "index.html"), "theirs")
		write(t, filepath.Join(dir, "notes/a.txt"), "theirs")
		content := site(t, "index.html home", "x.html x")
		refused(t, content, dir, publish.Options{}, "index.html")
		report, err := publishAll(t.Context(), content, dir, publish.Options{Force: true})
		if err != nil {
			t.Fatal(err)
		}
		if cmp.Diff([]string{"index.html"}, report.Replaced) != "" || cmp.Diff([]string{"notes/"}, report.Kept) != "" {
			t.Errorf("%+v", report)
		}
		holds(t, dir+"/", "index.html home", "notes/a.txt theirs", "x.html x")
		publishTree(t, site(t, "x.html y"), dir) // it is ours now
		holds(t, dir+"/", "notes/a.txt theirs", "x.html y")
	})
}

func TestForeignFileInTheWayIsRefused(t *testing.T) {
	ways(t, func(t *testing.T, dir, _ string) {
		publishTree(t, site(t, "index.html home"), dir)
		write(t, filepath.Join(dir, "CNAME"), "theirs.example")
		write(t, filepath.Join(dir, "file"), "theirs")
		write(t, filepath.Join(dir, "folder/x"), "theirs")
		for _, want := range []string{"CNAME ours.example", "file/index.html page", "folder page"} {
			name, _, _ := strings.Cut(want, "/")
			name, _, _ = strings.Cut(name, " ")
			refused(t, site(t, "index.html new", want), dir, publish.Options{}, name)
		}
		// The same bytes are no loss: the file is taken over.
		publishTree(t, site(t, "index.html new", "CNAME theirs.example"), dir)
		publishTree(t, site(t, "index.html new"), dir)
		holds(t, dir+"/", "file theirs", "folder/x theirs", "index.html new")
		_, err := publishAll(t.Context(), site(t, "file/index.html page", "folder page"), dir, publish.Options{Force: true})
		if err != nil {
			t.Fatal(err)
		}
		holds(t, dir+"/", "file/index.html page", "folder page")
	})
}

func TestEditedFilesAreReported(t *testing.T) {
	ways(t, func(t *testing.T, dir, _ string) {
		publishTree(t, site(t, "a.html a", "b.html b", "c.html c", "d.html d"), dir)
		write(t, filepath.Join(dir, "a.html"), "edited")
		write(t, filepath.Join(dir, "b.html"), "edited")
		write(t, filepath.Join(dir, "c.html"), "new c")
		if err := os.Remove(filepath.Join(dir, "d.html")); err != nil {
			t.Fatal(err)
		}
		report := publishTree(t, site(t, "a.html a", "c.html new c", "d.html d"), dir)
		if cmp.Diff([]string{"a.html"}, report.Replaced) != "" || cmp.Diff([]string{"b.html"}, report.Kept) != "" || report.Removed != 0 {
			t.Errorf("%+v", report)
		}
		if notes := strings.Join(report.Notes, "\n"); !strings.Contains(notes, "b.html is no longer part of the site") {
			t.Errorf("the notes are %q", notes)
		}
		holds(t, dir+"/", "a.html a", "b.html edited", "c.html new c", "d.html d")
		publishTree(t, site(t, "a.html A"), dir) // and b.html is not ours any more
		holds(t, dir+"/", "a.html A", "b.html edited")
	})
}

// Nothing is ever written through a link, hard or symbolic.
func TestLinksAreNotWrittenThrough(t *testing.T) {
	ways(t, func(t *testing.T, dir, _ string) {
		elsewhere := t.TempDir()
		for _, name := range []string{"page", "hard", "x/index.html"} {
			write(t, filepath.Join(elsewhere, name), "precious")
		}
		publishTree(t, site(t, "page.html old", "hard.html old", "p/index.html old"), dir)
		for _, name := range []string{"page.html", "hard.html", "p/index.html", "p"} {
			if err := os.Remove(filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
		for link, target := range map[string]string{"page.html": "page", "q": "x"} {
			if err := os.Symlink(filepath.Join(elsewhere, target), filepath.Join(dir, link)); err != nil {
				t.Skip(err)
			}
		}
		if err := os.Link(filepath.Join(elsewhere, "hard"), filepath.Join(dir, "hard.html")); err != nil {
			t.Skip(err)
		}
		content := site(t, "page.html new", "hard.html new", "p/index.html new")
		report := publishTree(t, content, dir)
		if diff := cmp.Diff([]string{"hard.html", "page.html"}, report.Replaced); diff != "" {
			t.Error(diff)
		}
		holds(t, dir+"/", "hard.html new", "p/index.html new", "page.html new", fmt.Sprintf("q -> %s", filepath.Join(elsewhere, "x")))
		holds(t, elsewhere, "hard precious", "page precious", "x/index.html precious")
		// A folder that is a link to somewhere else is refused.
		refused(t, site(t, "q/index.html new"), dir, publish.Options{}, "q is where")
		holds(t, elsewhere, "hard precious", "page precious", "x/index.html precious")
	})
}

func TestDangerousFoldersAreRefused(t *testing.T) {
	project := t.TempDir()
	home := filepath.Join(project, "home")
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	for _, name := range []string{"content/archive.yaml", "home/x", "themes/x"} {
		write(t, filepath.Join(project, name), "x")
	}
	if err := os.Symlink("content", filepath.Join(project, "link")); err != nil {
		t.Skip(err)
	}
	opt := publish.Options{Project: project, Content: filepath.Join(project, "content"), Force: true}
	before := listing(t, project)
	for dir, want := range map[string]string{
		"/":                                      "root of a disk",
		project:                                  "the project's folder",
		filepath.Join(project, "content"):        "the content folder",
		filepath.Join(project, "link"):           "the content folder",
		filepath.Join(project, "content", "new"): "inside of the content folder",
		filepath.Join(project, "x", ".."):        "the project's folder",
		filepath.Dir(project):                    "it holds",
		home:                                     "your home folder",
		filepath.Join(project, "themes/x"):       "not a folder",
	} {
		_, err := publishAll(t.Context(), site(t, "index.html home"), dir, opt)
		var r *publish.RefusedError
		if !errors.As(err, &r) || !strings.Contains(r.Reason, want) {
			t.Errorf("%s: the error is %v, want one with %q", dir, err, want)
		}
	}
	if diff := cmp.Diff(before, listing(t, project)); diff != "" {
		t.Error(diff)
	}
	t.Chdir(project)
	if _, err := publishAll(t.Context(), site(t, "index.html home"), "public", opt); err != nil {
		t.Errorf("an ordinary folder: %v", err)
	}
}

func TestFilesAddedDuringTheBuildStay(t *testing.T) {
	ways(t, func(t *testing.T, dir, _ string) {
		publishTree(t, site(t, "index.html old"), dir)
		opt := publish.Options{}.WithStep(func(name string) {
			if name == "write" {
				write(t, filepath.Join(dir, "upload/late.txt"), "mine")
			}
		})
		if _, err := publishAll(t.Context(), site(t, "index.html new"), dir, opt); err != nil {
			t.Fatal(err)
		}
		holds(t, dir+"/", "index.html new", "upload/late.txt mine")
	})
}
