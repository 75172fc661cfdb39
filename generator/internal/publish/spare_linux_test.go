package publish_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"afterword/generator/internal/publish"
)

// inodes returns the files of a folder by "path content".
func inodes(t *testing.T, dir string) map[string]fs.FileInfo {
	t.Helper()
	out := map[string]fs.FileInfo{}
	for _, line := range listing(t, dir) {
		name, _, _ := strings.Cut(line, " ")
		info, err := os.Lstat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		out[line] = info
	}
	return out
}

// Build after build on a spare: the output is that of a first build, and what
// has not changed is the same file with the same time.
func TestBuildAfterBuild(t *testing.T) {
	inMemory(t)
	random := rand.New(rand.NewPCG(1, 0))
	dir := filepath.Join(t.TempDir(), "public")
	publishTree(t, site(t, edition(0)...), dir)
	spared(t, dir, publish.Swap)
	var foreign []string
	for range 12 {
		if len(foreign) == 0 || random.IntN(2) == 0 {
			name := []string{"p/11/foreign/a.txt", "foreign/file.txt", "p/foreign.txt", ".well-known/x/y"}[random.IntN(4)]
			write(t, filepath.Join(dir, name), "mine")
			foreign = slices.Compact(sorted(append(foreign, name+" mine")))
		} else {
			name, _, _ := strings.Cut(foreign[0], " ")
			if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
			foreign = foreign[1:]
		}
		before := inodes(t, dir)
		n := random.IntN(6)
		report := publishTree(t, site(t, edition(n)...), dir)
		want := sorted(append(edition(n), foreign...))
		got := slices.DeleteFunc(listing(t, dir), func(line string) bool { return strings.HasSuffix(line, "/") })
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
		written := len(edition(n))
		for line, now := range inodes(t, dir) {
			old, ok := before[line]
			if !ok || now.IsDir() {
				continue
			}
			if !slices.Contains(foreign, line) {
				written--
			}
			if !os.SameFile(old, now) || !old.ModTime().Equal(now.ModTime()) {
				t.Errorf("%s has not changed, but is another file now", line)
			}
		}
		if report.Written != written {
			t.Errorf("%d files were written, not %d", report.Written, written)
		}
		if report.Method != publish.Unneeded {
			spared(t, dir, publish.Swap)
		}
		theirs(t, dir)
	}
}

// needsCatalog skips a test where the file system allows for no catalog.
func needsCatalog(t *testing.T, name string) {
	t.Helper()
	if _, err := os.Lstat(name); err != nil {
		t.Skip("folders of this file system do not tell inodes: ", err)
	}
}

// Whatever somebody does to a spare, of which a catalog says what was there, the
// output is that of a first build.
func TestSpareChangedByHand(t *testing.T) {
	inMemory(t)
	random := rand.New(rand.NewPCG(1, 0))
	dir := filepath.Join(t.TempDir(), "public")
	work := filepath.Join(filepath.Dir(dir), ".afterword-public")
	spare, catalog := filepath.Join(work, "stage"), filepath.Join(work, "catalog")
	publishTree(t, site(t, edition(0)...), dir)
	needsCatalog(t, catalog)
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	for round, change := range []func(name string){
		func(string) {},
		func(name string) { must(os.Remove(name)) },
		func(name string) {
			must(os.WriteFile(name+".new", []byte("another"), 0o644))
			must(os.Rename(name+".new", name))
		},
		func(name string) {
			must(os.WriteFile(filepath.Join(filepath.Dir(name), "more.txt"), []byte("more"), 0o644))
		},
		func(name string) { must(os.RemoveAll(filepath.Dir(name))) },
		func(name string) { must(os.Rename(filepath.Dir(name), filepath.Dir(name)+"-moved")) },
		func(name string) { must(os.Chmod(filepath.Dir(name), 0o700)) },
		func(name string) { must(os.Remove(name)); must(os.Mkdir(name, 0o755)) },
		func(name string) { must(os.Remove(name)); must(os.Symlink("/etc/passwd", name)) },
		func(string) { must(os.Remove(catalog)) },
		func(string) { must(os.Truncate(catalog, 1000)) },
		func(string) { must(os.WriteFile(catalog, bytes.Repeat([]byte{0xff}, 5000), 0o600)) },
		func(string) {
			data, err := os.ReadFile(catalog)
			must(err)
			must(os.WriteFile(catalog, append(data, 0), 0o600))
		},
		func(string) { must(os.RemoveAll(spare)); must(os.Mkdir(spare, 0o755)) },
	} {
		time.Sleep(80 * time.Millisecond) // the catalog holds what has been left alone for a while
		publishTree(t, site(t, edition(round+1)...), dir)
		if info, err := os.Lstat(catalog); err != nil || info.Size() < 10_000 {
			t.Fatalf("round %d: the catalog of 500 files has %v: %v", round, info, err)
		}
		lines := slices.DeleteFunc(listing(t, spare), func(line string) bool { return !strings.HasPrefix(line, "p/") || strings.HasSuffix(line, "/") })
		name, _, _ := strings.Cut(lines[random.IntN(len(lines))], " ")
		time.Sleep(20 * time.Millisecond) // times of files tell this change from the build
		change(filepath.Join(spare, name))
		publishTree(t, site(t, edition(round+2)...), dir)
		holds(t, dir, edition(round+2)...)
		spared(t, dir, publish.Swap)
		mode := stats(t, dir, "p")[0].Mode()
		for _, line := range listing(t, dir) {
			if folder, ok := strings.CutSuffix(line, "/"); ok && stats(t, dir, folder)[0].Mode() != mode {
				t.Errorf("round %d: %s has another mode", round, folder)
			}
		}
	}
}

// A catalog that lies, whatever made it, fails one build at most. The one after
// it looks for itself.
func TestCatalogLies(t *testing.T) {
	inMemory(t)
	dir := filepath.Join(t.TempDir(), "public")
	catalog := filepath.Join(filepath.Dir(dir), ".afterword-public", "catalog")
	publishTree(t, site(t, edition(0)...), dir)
	needsCatalog(t, catalog)
	time.Sleep(80 * time.Millisecond) // the catalog holds what has been left alone for a while
	publishTree(t, site(t, edition(1)...), dir)
	data, err := os.ReadFile(catalog)
	if err != nil {
		t.Fatal(err)
	}
	lie := bytes.ReplaceAll(data[:len(data)-4], []byte("index.html"), []byte("indey.html"))
	write := func(sum uint32) {
		if err := os.WriteFile(catalog, binary.LittleEndian.AppendUint32(bytes.Clone(lie), sum), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(crc32.Checksum(lie, crc32.MakeTable(crc32.Castagnoli)))
	if _, err := publish.Publish(context.Background(), site(t, edition(2)...), dir, publish.Options{}); err == nil {
		t.Error("the lie was not believed: this test proves nothing")
	}
	publishTree(t, site(t, edition(2)...), dir)
	holds(t, dir, edition(2)...)
	time.Sleep(80 * time.Millisecond)
	publishTree(t, site(t, edition(3)...), dir)
	write(1) // damaged: not believed at all
	publishTree(t, site(t, edition(4)...), dir)
	holds(t, dir, edition(4)...)
}

// A folder is believed to be as it was only where a change would show in its time.
func TestSettled(t *testing.T) {
	fine, whole := time.Unix(1000, 123_456_789), time.Unix(1000, 0)
	for name, c := range map[string]struct {
		changed time.Time
		after   time.Duration
		want    bool
	}{
		"just changed":           {fine, 49 * time.Millisecond, false},
		"left alone":             {fine, 51 * time.Millisecond, true},
		"within the same second": {whole, 999 * time.Millisecond, false},
		"within two seconds":     {whole, 1999 * time.Millisecond, false},
		"seconds ago":            {whole, 2100 * time.Millisecond, true},
		"the clock went back":    {fine, -time.Hour, false},
	} {
		if got := publish.Settled(c.changed, c.changed.Add(c.after)); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// theirs checks that a spare holds no file of others.
func theirs(t *testing.T, dir string) {
	t.Helper()
	spare := filepath.Join(filepath.Dir(dir), ".afterword-"+filepath.Base(dir), "stage")
	for _, line := range listing(t, spare) {
		if strings.HasSuffix(line, " mine") || strings.HasPrefix(line, "foreign") || strings.HasPrefix(line, ".well-known") {
			t.Errorf("the spare holds %s", line)
		}
	}
}

// What others do to the output until the very exchange is brought over.
func TestLateChanges(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	publishTree(t, site(t, edition(0)...), dir)
	ctx, cancel := context.WithCancel(t.Context())
	opt := publish.Options{}.WithStep(func(name string) {
		switch name {
		case "sync":
			write(t, filepath.Join(dir, "p/8/late.txt"), "mine")
			write(t, filepath.Join(dir, "late/deep/late.txt"), "mine")
			write(t, filepath.Join(dir, "index.html"), "edited late")
			write(t, filepath.Join(dir, "p/9/index.html"), "appended") // unchanged by the build
		case "swap":
			cancel() // too late
		}
	})
	report, err := publish.Publish(ctx, site(t, edition(1)...), dir, opt)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"index.html was changed during the build: the site's own version replaced it.",
		"late/deep/late.txt was added during the build: it stays.", "p/8/late.txt was added during the build: it stays."}
	if diff := cmp.Diff(want, report.Notes); diff != "" {
		t.Error(diff)
	}
	lines := append(edition(1), "late/deep/late.txt mine", "p/8/late.txt mine")
	lines[slices.Index(lines, "p/9/index.html page")] = "p/9/index.html appended"
	holds(t, dir, sorted(lines)...)
	spared(t, dir, publish.Swap)
	theirs(t, dir)
}

// Folders have the modes of a first build, whatever happened to those of the spare.
func TestModesOfFolders(t *testing.T) {
	inMemory(t)
	dir := filepath.Join(t.TempDir(), "public")
	publishTree(t, site(t, edition(0)...), dir)
	mode := stats(t, dir, "p/7")[0].Mode()
	for n := 1; n < 4; n++ {
		for _, name := range []string{"p/7", "p"} {
			if err := os.Chmod(filepath.Join(dir, name), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Chmod(dir, 0o711); err != nil {
			t.Fatal(err)
		}
		publishTree(t, site(t, edition(n)...), dir)
		for _, info := range stats(t, dir, "p", "p/7", "p/8") {
			if info.Mode() != mode {
				t.Errorf("%s has the mode %v, not %v", info.Name(), info.Mode(), mode)
			}
		}
		if info := stats(t, dir, ".")[0]; info.Mode().Perm() != 0o711 {
			t.Errorf("the output has the mode %v", info.Mode())
		}
	}
}

// Before the exchange all is on the disk; after it, its name is.
func TestOrderOfSteps(t *testing.T) {
	for _, before := range [][]string{nil, {"index.html old"}} {
		dir := filepath.Join(t.TempDir(), "public")
		if before != nil {
			publishTree(t, site(t, before...), dir)
		}
		var got []string
		opt := publish.Options{Jobs: 1}.WithStep(func(name string) { got = append(got, name) })
		if _, err := publish.Publish(t.Context(), site(t, "index.html new"), dir, opt); err != nil {
			t.Fatal(err)
		}
		want := []string{"put", "write", "plan", "folders", "carry", "link", "manifest", "stage", "sync", "swap", "rescue", "twin"}
		if diff := cmp.Diff(want, got); diff != "" && runtime.GOOS == "linux" {
			t.Error(diff)
		}
	}
}

// However many files go through, no content stays in memory.
func TestNothingIsHeldInMemory(t *testing.T) {
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	p := begin(t, filepath.Join(t.TempDir(), "public"), publish.Options{})
	before := heap()
	for i := range 200 {
		page := bytes.Repeat([]byte{byte(i)}, 100<<10)
		if err := p.Put(publish.File{Path: fmt.Sprintf("%d.html", i), Data: page}); err != nil {
			t.Fatal(err)
		}
	}
	if after := heap(); after > before+1<<20 {
		t.Errorf("20 MB of files leave %d bytes on the heap", after-before)
	}
	runtime.KeepAlive(p)
}

// However many jobs and processors there are, the same site gives the same bytes.
func TestJobsDoNotMatter(t *testing.T) {
	inMemory(t)
	var first []byte
	for _, jobs := range []int{1, 2, 64, 1000} {
		dir := filepath.Join(t.TempDir(), "public")
		previous := runtime.GOMAXPROCS(min(jobs, 64))
		_, err := publish.Publish(t.Context(), site(t, edition(1)...), dir, publish.Options{Jobs: jobs})
		runtime.GOMAXPROCS(previous)
		if err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(filepath.Join(dir, publish.ManifestName))
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = data
		}
		if !bytes.Equal(first, data) {
			t.Errorf("with %d jobs the manifest is another", jobs)
		}
		holds(t, dir, edition(1)...)
	}
}

// A first build that is killed leaves no site or all of it, and no rubbish for
// longer than to the next build; the twin that it makes as a spare is part of that.
func TestFirstBuildKilledAtEachStep(t *testing.T) {
	inMemory(t)
	base := filepath.Join(t.TempDir(), "public")
	puts := len(edition(0))
	for _, crash := range []int{1, puts / 2, puts, puts + 1, puts + 6, puts + 7, puts + 8, puts + 9, puts + 10, puts + 11} {
		dir := fmt.Sprint(base, crash)
		if out, err := child(t.Context(), dir, crash, edition(0)).CombinedOutput(); err == nil {
			t.Fatalf("step %d is none: %s", crash, out)
		}
		if _, err := os.Lstat(dir); err == nil {
			holds(t, dir, edition(0)...)
		} else if crash >= puts+9 {
			t.Errorf("step %d: the site is not there", crash)
		}
		publishTree(t, site(t, edition(1)...), dir)
		holds(t, dir, edition(1)...)
		spared(t, dir, publish.Swap)
	}
}

// A workspace that is a link is not followed.
func TestWorkspaceIsALink(t *testing.T) {
	dir, elsewhere := filepath.Join(t.TempDir(), "public"), t.TempDir()
	write(t, filepath.Join(elsewhere, "stage/precious.txt"), "precious")
	replace(t, filepath.Join(filepath.Dir(dir), ".afterword-public"), elsewhere)
	_, err := publish.Publish(t.Context(), site(t, "index.html home"), dir, publish.Options{})
	want := "will not publish into " + filepath.Dir(dir) + "/.afterword-public: it is in the way: builds work in a folder of this name"
	if err == nil || err.Error() != want {
		t.Errorf("the error is %v", err)
	}
	holds(t, elsewhere, "stage/precious.txt precious")
}
