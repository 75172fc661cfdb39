package publish_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"afterword/generator/internal/publish"
)

// publishAll publishes a whole site.
func publishAll(ctx context.Context, content publish.Tree, dir string, opt publish.Options) (publish.Report, error) {
	p, err := publish.Begin(ctx, dir, opt)
	if err != nil {
		return publish.Report{}, err
	}
	defer p.Abort() // it has ended, or the error is the one that counts
	for _, f := range content {
		if err := p.Put(f); err != nil {
			return publish.Report{}, err
		}
	}
	return p.Commit([]byte(`"record"`))
}

// publishTree publishes and fails the test on errors.
func publishTree(t *testing.T, content publish.Tree, dir string) publish.Report {
	t.Helper()
	report, err := publishAll(t.Context(), content, dir, publish.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// listing returns what a folder holds but for the manifest and the
// workspace: "path content", folders that are empty as "path/", links as "path -> target".
func listing(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || name == dir || d.Name() == publish.ManifestName {
			return err
		}
		if d.Name() == ".afterword-work" {
			return fs.SkipDir
		}
		rel, _ := filepath.Rel(dir, name)
		rel = filepath.ToSlash(rel)
		switch {
		case d.IsDir():
			entries, err := os.ReadDir(name)
			if err == nil && len(entries) == 0 {
				out = append(out, rel+"/")
			}
			return err
		case d.Type()&fs.ModeSymlink != 0:
			target, err := os.Readlink(name)
			out = append(out, rel+" -> "+target)
			return err
		}
		data, err := os.ReadFile(name)
		out = append(out, rel+" "+string(data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

func holds(t *testing.T, dir string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, listing(t, dir)); diff != "" {
		t.Errorf("%s is not as it should be (-want +got):\n%s", filepath.Base(dir), diff)
	}
}

// alone checks that a workspace beside the output or in it holds what the next
// build wants to know, or is not there.
func alone(t *testing.T, dir string) {
	t.Helper()
	beside, err := filepath.Glob(filepath.Join(filepath.Dir(dir), ".afterword-*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, work := range append(beside, filepath.Join(dir, ".afterword-work")) {
		entries, err := os.ReadDir(work)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		var names []string
		for _, e := range entries {
			names = append(names, e.Name())
		}
		names = slices.DeleteFunc(names, func(name string) bool { return name == "last-build.json" }) // left by a build that succeeds
		if diff := cmp.Diff([]string{".gitignore", "lock"}, names); diff != "" || err != nil {
			t.Error(work, err, diff)
		}
	}
}

func write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// ways are the two ways to publish: into a folder, and into a link to one,
// which cannot be swapped.
func ways(t *testing.T, test func(t *testing.T, dir, method string)) {
	t.Run("swap", func(t *testing.T) {
		method := publish.Swap
		if runtime.GOOS != "linux" {
			method = publish.InPlace
		}
		test(t, filepath.Join(t.TempDir(), "public"), method)
	})
	t.Run("in place", func(t *testing.T) {
		base := t.TempDir()
		if err := os.Mkdir(filepath.Join(base, "real"), 0o755); err != nil {
			t.Fatal(err)
		}
		dir := filepath.Join(base, "public")
		if err := os.Symlink("real", dir); err != nil {
			t.Skip(err)
		}
		test(t, dir, publish.InPlace)
	})
}

func TestPublishAgain(t *testing.T) {
	ways(t, func(t *testing.T, dir, method string) {
		first := publishTree(t, site(t, "index.html home", "a/index.html a", "b/c/index.html c", "s.css x"), dir)
		if first.Written != 4 || first.Bytes != 7 || first.Unchanged+first.Removed != 0 {
			t.Errorf("the first build reports %+v", first)
		}
		holds(t, dir+"/", "a/index.html a", "b/c/index.html c", "index.html home", "s.css x")
		before := stats(t, dir, "index.html", "s.css")

		second := publishTree(t, site(t, "index.html home", "a/index.html A", "d/index.html d", "s.css x"), dir)
		want := publish.Report{Written: 2, Unchanged: 2, Removed: 1, Bytes: 2, BytesUnchanged: 5, Method: method, Replaced: []string{}, Kept: []string{}, Notes: second.Notes}
		if diff := cmp.Diff(want, second); diff != "" {
			t.Error(diff)
		}
		if (method == publish.InPlace) != (len(second.Notes) == 1) {
			t.Errorf("the notes are %q", second.Notes)
		}
		holds(t, dir+"/", "a/index.html A", "d/index.html d", "index.html home", "s.css x")
		for i, info := range stats(t, dir, "index.html", "s.css") {
			if !os.SameFile(info, before[i]) || !info.ModTime().Equal(before[i].ModTime()) {
				t.Errorf("%s is unchanged, but has another inode or time", info.Name())
			}
		}

		third := publishTree(t, site(t, "index.html home", "a/index.html A", "d/index.html d", "s.css x"), dir)
		if third.Method != publish.Unneeded || third.Unchanged != 4 || third.Written+third.Removed != 0 {
			t.Errorf("a build without changes reports %+v", third)
		}
		alone(t, dir)
	})
}

func stats(t *testing.T, dir string, names ...string) []fs.FileInfo {
	t.Helper()
	var out []fs.FileInfo
	for _, name := range names {
		info, err := os.Lstat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, info)
	}
	return out
}

func TestPublishTurnsFilesIntoFoldersAndBack(t *testing.T) {
	ways(t, func(t *testing.T, dir, _ string) {
		publishTree(t, site(t, "x file", "y/z/index.html deep"), dir)
		publishTree(t, site(t, "x/index.html page", "y file"), dir)
		holds(t, dir+"/", "x/index.html page", "y file")
		publishTree(t, site(t, "x file", "y/z/index.html deep"), dir)
		holds(t, dir+"/", "x file", "y/z/index.html deep")
		publishTree(t, publish.Tree{}, dir)
		holds(t, dir+"/")
	})
}

// The times of files say that their content is known; where they do not, the content does.
func TestPublishNoticesEditsWhateverTheTimes(t *testing.T) {
	ways(t, func(t *testing.T, dir, _ string) {
		content := site(t, "a.html aaaa", "b.html bbbb", "c.html cccc")
		publishTree(t, content, dir)
		before := stats(t, dir, "a.html", "b.html", "c.html")
		write(t, filepath.Join(dir, "a.html"), "AAAA") // same size, an hour old
		old := before[0].ModTime().Add(-time.Hour + time.Millisecond)
		touch := filepath.Join(dir, "b.html") // another time, same content
		for _, name := range []string{filepath.Join(dir, "a.html"), touch} {
			if err := os.Chtimes(name, old, old); err != nil {
				t.Fatal(err)
			}
		}
		report := publishTree(t, content, dir)
		if diff := cmp.Diff([]string{"a.html"}, report.Replaced); diff != "" || report.Unchanged != 2 || report.Written != 1 {
			t.Errorf("%s %+v", diff, report)
		}
		holds(t, dir+"/", "a.html aaaa", "b.html bbbb", "c.html cccc")
		after := stats(t, dir, "b.html")
		if !os.SameFile(after[0], before[1]) || !after[0].ModTime().Equal(old.Truncate(0)) {
			t.Error("a file that was only touched was written again")
		}
	})
}

func TestManifestIsTheSameForTheSameSite(t *testing.T) {
	var manifests [2][]byte
	for i := range manifests {
		dir := filepath.Join(t.TempDir(), "public")
		if i == 1 {
			publishTree(t, site(t, "z.html z", "index.html other"), dir)
		}
		fs := files("index.html home", "a/index.html a", "big.bin 0123456789")
		fs[2] = opened(fs[2])
		content, _ := publish.New(fs)
		publishTree(t, content, dir)
		var err error
		if manifests[i], err = os.ReadFile(filepath.Join(dir, publish.ManifestName)); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(string(manifests[0]), string(manifests[1])); diff != "" {
		t.Error(diff)
	}
	var m struct {
		Files []struct {
			Path, SHA256, Source string
			Size                 int64
		}
	}
	if err := json.Unmarshal(manifests[0], &m); err != nil || len(m.Files) != 3 {
		t.Fatal(err, m)
	}
	got := m.Files[1]
	if sum := fmt.Sprintf("%x", sha256.Sum256([]byte("0123456789"))); got.Path != "big.bin" || got.SHA256 != sum || got.Size != 10 || got.Source != "content/big.bin" {
		t.Errorf("the manifest has %+v", got)
	}
}

// A failed build leaves the old site, whatever failed.
func TestFailureChangesNothing(t *testing.T) {
	broken := errors.New("broken")
	for name, open := range map[string]func() (io.ReadCloser, error){
		"open": func() (io.ReadCloser, error) { return nil, broken },
		"read": func() (io.ReadCloser, error) { return io.NopCloser(failing{broken}), nil },
	} {
		ways(t, func(t *testing.T, dir, _ string) {
			publishTree(t, site(t, "index.html old"), dir)
			content, _ := publish.New(append(files("index.html new", "a.html a"), publish.File{Path: "x.bin", Open: open}))
			_, err := publishAll(t.Context(), content, dir, publish.Options{})
			var failure *publish.IOError
			if !errors.Is(err, broken) || !errors.As(err, &failure) || !strings.Contains(err.Error(), "x.bin") && name == "read" {
				t.Errorf("%s: the error is %v", name, err)
			}
			holds(t, dir+"/", "index.html old")
			alone(t, dir)
		})
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// A build that is cancelled at any step leaves the old site or the new one.
func TestCancel(t *testing.T) {
	for _, step := range []string{"plan", "folders", "link", "write", "sync"} {
		ways(t, func(t *testing.T, dir, method string) {
			if method == publish.InPlace && slices.Contains([]string{"folders", "link", "sync"}, step) {
				t.Skip("only the swap has this step")
			}
			publishTree(t, site(t, "index.html old"), dir)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			opt := publish.Options{}.WithStep(func(name string) {
				if name == step {
					cancel()
				}
			})
			_, err := publishAll(ctx, site(t, "index.html new", "keep.html k"), dir, opt)
			var failure *publish.IOError
			if !errors.Is(err, context.Canceled) || errors.As(err, &failure) {
				t.Errorf("%s: the error is %v", step, err)
			}
			holds(t, dir+"/", "index.html old")
			alone(t, dir)
		})
	}
}

func TestTwoBuildsAtOnce(t *testing.T) {
	ways(t, func(t *testing.T, dir, _ string) {
		publishTree(t, site(t, "index.html old"), dir)
		var builds sync.WaitGroup
		for i := range 8 {
			builds.Go(func() {
				content, _ := publish.New(files(fmt.Sprintf("index.html %d", i), fmt.Sprintf("p%d.html %d", i, i)))
				if _, err := publishAll(t.Context(), content, dir, publish.Options{}); err != nil {
					t.Errorf("build %d: %v", i, err)
				}
			})
		}
		builds.Wait()
		got := listing(t, dir+"/")
		last := strings.TrimPrefix(got[0], "index.html ")
		holds(t, dir+"/", "index.html "+last, fmt.Sprintf("p%s.html %s", last, last))
		alone(t, dir)
	})
}

func TestWaitingForAnotherBuild(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	held, release := make(chan bool), make(chan bool)
	first := make(chan error)
	go func() {
		content, _ := publish.New(files("index.html first"))
		opt := publish.Options{}.WithStep(func(name string) {
			if name == "plan" {
				close(held)
				<-release
			}
		})
		_, err := publishAll(context.Background(), content, dir, opt)
		first <- err
	}()
	<-held
	ctx, cancel := context.WithCancel(t.Context())
	_, err := publishAll(ctx, site(t, "index.html second"), dir, publish.Options{Waiting: func(holder string) {
		if holder != fmt.Sprint("process ", os.Getpid()) {
			t.Errorf("it waits for %q", holder)
		}
		cancel()
	}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	_, err = publishAll(t.Context(), site(t, "index.html second"), dir, publish.Options{Waiting: func(string) { close(release) }})
	if err := errors.Join(err, <-first); err != nil {
		t.Error(err)
	}
	holds(t, dir, "index.html second")
	alone(t, dir)
}
