package publish_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"afterword/generator/internal/publish"
)

// begin begins, and aborts when the test is over.
func begin(t *testing.T, dir string, opt publish.Options) *publish.Publication {
	t.Helper()
	p, err := publish.Begin(t.Context(), dir, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Abort(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// commit puts files and commits.
func commit(t *testing.T, p *publish.Publication, lines ...string) publish.Report {
	t.Helper()
	for _, f := range files(lines...) {
		if err := p.Put(f); err != nil {
			t.Fatal(err)
		}
	}
	report, err := p.Commit(nil)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// Files come in any order, from several goroutines, and their memory is used
// for the next file at once.
func TestPutFromManyGoroutines(t *testing.T) {
	inMemory(t)
	ways(t, func(t *testing.T, dir, method string) {
		for round := range 3 {
			p := begin(t, dir, publish.Options{})
			var want []string
			var workers sync.WaitGroup
			for worker := range 8 {
				for i := range 50 {
					n := (i + round*worker) % 60
					want = append(want, fmt.Sprintf("p/%d/%d/index.html %d", worker, i, n))
				}
				workers.Go(func() {
					var buffer []byte
					for i := range 50 {
						n := (i + round*worker) % 60
						buffer = fmt.Append(buffer[:0], n)
						f := publish.File{Path: fmt.Sprintf("p/%d/%d/index.html", worker, i), Data: buffer, Source: "x"}
						if err := p.Put(f); err != nil {
							t.Error(err)
						}
						clear(buffer)
					}
				})
			}
			workers.Wait()
			report, err := p.Commit(nil)
			if err != nil || report.Written+report.Unchanged != 400 || report.Method != method {
				t.Fatalf("%+v, %v", report, err)
			}
			got := listing(t, dir+"/")
			if diff := cmp.Diff(sorted(want), got); diff != "" {
				t.Error(diff)
			}
		}
	})
}

func sorted(lines []string) []string {
	lines = slices.Clone(lines)
	slices.Sort(lines)
	return lines
}

// The last guard: two files of one path stop the build, and both are named.
func TestPutTwice(t *testing.T) {
	ways(t, func(t *testing.T, dir, _ string) {
		publishTree(t, site(t, "index.html old", "kept.html k"), dir)
		for _, test := range []struct{ first, second, want string }{
			{"x.html 1", "x.html 2", "content/x.html and content/x.html: both are written to x.html"},
			{"x.html 1", "X.html 2", "content/x.html and content/X.html: x.html and X.html are one file on some systems"},
			{"x/y.html 1", "x 2", "content/x/y.html and content/x: x would be a file and a folder at once"},
			{"x 1", "x/y.html 2", "content/x and content/x/y.html: x would be a file and a folder at once"},
			{"kept.html k", "KEPT.html 2", "content/kept.html and content/KEPT.html: kept.html and KEPT.html are one file on some systems"},
			{"x.html 1", "../y.html 2", `content/../y.html: "../y.html" is not a path within the site`},
		} {
			p := begin(t, dir, publish.Options{})
			if err := p.Put(files(test.first)[0]); err != nil {
				t.Fatal(err)
			}
			err := p.Put(files(test.second)[0])
			var c publish.Collision
			if !errors.As(err, &c) || err.Error() != test.want {
				t.Errorf("the error is %v", err)
			}
			if _, again := p.Commit(nil); again != err {
				t.Errorf("Commit says %v", again)
			}
			holds(t, dir+"/", "index.html old", "kept.html k")
			alone(t, dir)
		}
	})
}

// Whatever was put, the old site is there until Commit, and Abort leaves nothing.
func TestAbort(t *testing.T) {
	ways(t, func(t *testing.T, dir, _ string) {
		p := begin(t, dir, publish.Options{})
		if err := p.Put(files("index.html new")[0]); err != nil {
			t.Fatal(err)
		}
		if err := p.Abort(); err != nil {
			t.Fatal(err)
		}
		alone(t, dir)
		publishTree(t, site(t, "index.html old"), dir)
		p = begin(t, dir, publish.Options{})
		if err := p.Put(files("index.html new")[0]); err != nil {
			t.Fatal(err)
		}
		if got := listing(t, dir+"/"); !slices.Contains(got, "index.html old") {
			t.Errorf("before Commit the site is %q", got)
		}
		if err := p.Abort(); err != nil {
			t.Fatal(err)
		}
		if err := p.Abort(); err != nil {
			t.Error(err)
		}
		if _, err := p.Commit(nil); err == nil {
			t.Error("an aborted build was committed")
		}
		holds(t, dir+"/", "index.html old")
		alone(t, dir)
		p = begin(t, dir, publish.Options{})
		commit(t, p, "index.html new")
		if err := p.Abort(); err != nil {
			t.Error(err)
		}
		holds(t, dir+"/", "index.html new")
	})
}
