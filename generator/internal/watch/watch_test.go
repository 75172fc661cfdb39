package watch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fsnotify/fsnotify"
)

// A double stands in for fsnotify, in a bubble of testing/synctest where time is made up.
type double struct {
	mu      sync.Mutex
	events  chan fsnotify.Event
	errors  chan error
	refuse  map[string]error // folder → why it cannot be watched
	watched map[string]bool
}

func newDouble() *double {
	return &double{events: make(chan fsnotify.Event), errors: make(chan error), refuse: map[string]error{}, watched: map[string]bool{}}
}

func (d *double) Add(folder string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.refuse[folder]; err != nil {
		return err
	}
	d.watched[folder] = true
	return nil
}

func (d *double) Remove(folder string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.watched, folder)
	return nil
}
func (d *double) Events() <-chan fsnotify.Event { return d.events }
func (d *double) Errors() <-chan error          { return d.errors }
func (d *double) Close() error                  { return nil }

// A bench is a watched folder.
type bench struct {
	*testing.T
	dir     string
	double  *double
	w       *Watcher
	notices []string
}

func run(t *testing.T, prepare func(b *bench, o *Options), test func(b *bench)) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{T: t, dir: filepath.Join(dir, "content"), double: newDouble()}
		b.mkdir("2019")
		b.write("2019/a.md", "a")
		o := Options{Roots: []string{b.dir}, Notice: func(s string) { b.notices = append(b.notices, s) },
			open: func() (notifier, error) { return b.double, nil }, remote: func(string) string { return "" }}
		if prepare != nil {
			prepare(b, &o)
		}
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		b.w = Start(ctx, o)
		test(b)
		stop()
		for range b.w.Changes() { // until it has ended
		}
	})
}

func (b *bench) path(name string) string { return filepath.Join(b.dir, filepath.FromSlash(name)) }

func (b *bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *bench) mkdir(name string)       { b.must(os.MkdirAll(b.path(name), 0o755)) }
func (b *bench) write(name, text string) { b.must(os.WriteFile(b.path(name), []byte(text), 0o644)) }
func (b *bench) event(name string) {
	b.double.events <- fsnotify.Event{Name: b.path(name), Op: fsnotify.Write}
}

// expect waits for the next list of changes and tells how long that took.
func (b *bench) expect(names ...string) time.Duration {
	b.Helper()
	began := time.Now()
	select {
	case got := <-b.w.Changes():
		var want []string
		for _, n := range names {
			want = append(want, b.path(n))
		}
		if !slices.Equal(got, want) {
			b.Errorf("changed: %v, want %v", got, want)
		}
	case <-time.After(time.Minute):
		b.Errorf("no change is told, want %v", names)
	}
	return time.Since(began)
}

// silence is a time in which nothing is told.
func (b *bench) silence(d time.Duration) {
	b.Helper()
	select {
	case got := <-b.w.Changes():
		b.Errorf("changes are told: %v", got)
	case <-time.After(d):
	}
}

// A quiet window, and a deadline fixed at the first event.
func TestQuietWindowAndDeadline(t *testing.T) {
	run(t, nil, func(b *bench) {
		b.write("2019/a.md", "changed")
		b.event("2019/a.md")
		if took := b.expect("2019/a.md"); took != Quiet {
			b.Errorf("told after %v", took)
		}
		// A writer that never stops.
		began := time.Now()
		done := make(chan bool)
		go func() {
			for {
				select {
				case b.double.events <- fsnotify.Event{Name: b.path("2019/a.md")}:
				case <-done:
					return
				}
				select {
				case <-time.After(10 * time.Millisecond):
				case <-done:
					return
				}
			}
		}()
		b.expect("2019/a.md")
		if took := time.Since(began); took > Deadline+10*time.Millisecond || took < Deadline-10*time.Millisecond {
			b.Errorf("a writer that never stops is told of after %v", took)
		}
		close(done)
		synctest.Wait()
	})
}

// Whatever order of steps a save, a rename or a move is made of.
func TestWhatIsTold(t *testing.T) {
	for name, c := range map[string]struct {
		do     func(b *bench)
		events []string
		want   []string
	}{
		"new file":          {func(b *bench) { b.write("2019/b.md", "b") }, []string{"2019/b.md"}, []string{"2019/b.md"}},
		"rename":            {func(b *bench) { b.must(os.Rename(b.path("2019/a.md"), b.path("2019/b.md"))) }, []string{"2019/a.md", "2019/b.md"}, []string{"2019/a.md", "2019/b.md"}},
		"rename, reversed":  {func(b *bench) { b.must(os.Rename(b.path("2019/a.md"), b.path("2019/b.md"))) }, []string{"2019/b.md", "2019/a.md"}, []string{"2019/a.md", "2019/b.md"}},
		"temporary, rename": {func(b *bench) { b.write("2019/t", "new"); b.must(os.Rename(b.path("2019/t"), b.path("2019/a.md"))) }, []string{"2019/t", "2019/t", "2019/a.md"}, []string{"2019/a.md"}},
		"folder moved":      {func(b *bench) { b.must(os.Rename(b.path("2019"), b.path("2020"))) }, []string{"2019", "2020"}, []string{"2019/a.md", "2020/a.md"}},
		"folders at once":   {func(b *bench) { b.mkdir("x/y/z"); b.write("x/y/z/n.md", "n") }, []string{"x"}, []string{"x/y/z/n.md"}},
		"folder deleted":    {func(b *bench) { b.must(os.RemoveAll(b.path("2019"))) }, []string{"2019"}, []string{"2019/a.md"}},
		"root deleted":      {func(b *bench) { b.must(os.RemoveAll(b.dir)) }, []string{""}, []string{"2019/a.md"}},
		"folder made anew": {func(b *bench) {
			b.must(os.RemoveAll(b.path("2019")))
			b.mkdir("2019")
			b.write("2019/c.md", "c")
		}, []string{"2019"}, []string{"2019/a.md", "2019/c.md"}},
		"file becomes folder": {func(b *bench) { b.must(os.Remove(b.path("2019/a.md"))); b.mkdir("2019/a.md") }, []string{"2019/a.md"}, []string{"2019/a.md"}},
		"the same size at the same time": {func(b *bench) {
			info, err := os.Stat(b.path("2019/a.md"))
			b.must(err)
			b.write("2019/a.md", "b")
			b.must(os.Chtimes(b.path("2019/a.md"), info.ModTime(), info.ModTime()))
		}, []string{"2019/a.md"}, []string{"2019/a.md"}},
	} {
		t.Run(name, func(t *testing.T) {
			run(t, nil, func(b *bench) {
				c.do(b)
				for _, e := range c.events {
					b.event(e)
				}
				b.expect(c.want...)
				b.silence(time.Second)
				if name == "folder made anew" && !b.double.watched[b.path("2019")] {
					b.Error("the new folder is not watched")
				}
			})
		})
	}
}

// A save that empties the file first never shows it empty.
func TestEmptiedFileIsWaitedFor(t *testing.T) {
	run(t, nil, func(b *bench) {
		b.write("2019/a.md", "")
		b.event("2019/a.md")
		b.silence(50 * time.Millisecond)
		b.write("2019/a.md", "written again")
		b.event("2019/a.md")
		if took := b.expect("2019/a.md"); took != Quiet {
			b.Errorf("told after %v", took)
		}
		b.write("2019/a.md", "") // meant so
		b.event("2019/a.md")
		if took := b.expect("2019/a.md"); took < Grace || took > Grace+2*Quiet {
			b.Errorf("an empty file is told after %v", took)
		}
	})
}

// After an overflow everything is looked at, and moved folders are watched again.
func TestOverflow(t *testing.T) {
	run(t, nil, func(b *bench) {
		b.must(os.Rename(b.path("2019"), b.path("2000")))
		b.write("2000/b.md", "b")
		b.double.errors <- fsnotify.ErrEventOverflow
		b.expect("2000/a.md", "2000/b.md", "2019/a.md")
		if !b.double.watched[b.path("2000")] {
			b.Error("the moved folder is not watched")
		}
	})
}

// Events that never came are made up for when nothing happens.
func TestIdleLook(t *testing.T) {
	run(t, nil, func(b *bench) {
		b.write("2019/b.md", "b")
		// The clock of a bubble is behind that of the files, which makes all of them doubtful.
		if took := b.expect("2019/a.md", "2019/b.md"); took > Idle+Quiet {
			b.Errorf("found after %v", took)
		}
	})
}

// A folder that cannot be watched is polled, and one line says so.
func TestRefusedWatch(t *testing.T) {
	for _, cause := range []error{syscall.ENOSPC, syscall.EMFILE, syscall.EACCES} {
		run(t, func(b *bench, o *Options) {
			b.mkdir("2019/deep")
			b.double.refuse[b.path("2019")] = cause
			b.double.refuse[b.path("2019/deep")] = cause
		}, func(b *bench) {
			if len(b.notices) != 1 || !strings.Contains(b.notices[0], cause.Error()) || cause == syscall.ENOSPC && !strings.Contains(b.notices[0], "sysctl fs.inotify.max_user_watches") {
				b.Errorf("notices: %q", b.notices)
			}
			b.write("2019/b.md", "b")
			b.mkdir("2019/new")
			b.write("2019/new/c.md", "c")
			if took := b.expect("2019/a.md", "2019/b.md", "2019/new/c.md"); took > PollLeast+time.Second {
				b.Errorf("found after %v", took)
			}
		})
	}
}

// Without any events everything is polled.
func TestNoEvents(t *testing.T) {
	run(t, func(b *bench, o *Options) {
		o.open = func() (notifier, error) { return nil, os.NewSyscallError("inotify_init1", syscall.EMFILE) }
	}, func(b *bench) {
		if len(b.notices) != 1 || !strings.Contains(b.notices[0], "max_user_instances") {
			b.Errorf("notices: %q", b.notices)
		}
		b.write("2019/b.md", "b")
		b.expect("2019/a.md", "2019/b.md")
	})
}

// The interval that was asked for is the one that is used, and a rename is seen.
func TestPoll(t *testing.T) {
	for _, interval := range []time.Duration{50 * time.Millisecond, 3 * time.Second} {
		run(t, func(b *bench, o *Options) {
			o.Poll = interval
			o.open = func() (notifier, error) { return nil, errors.New("must not be asked for") }
		}, func(b *bench) {
			b.must(os.Rename(b.path("2019/a.md"), b.path("2019/b.md")))
			if took := b.expect("2019/a.md", "2019/b.md"); took != interval+Quiet {
				b.Errorf("found after %v with an interval of %v", took, interval)
			}
		})
	}
	run(t, func(b *bench, o *Options) { o.remote = kindOf }, func(b *bench) {
		if b.w.events != nil || len(b.notices) != 1 {
			b.Errorf("a network share is not polled: %q", b.notices)
		}
	})
}

func kindOf(string) string { return "a network share (NFS)" }

// Where each file costs an open one, many files are polled.
func TestManyFilesWhereEachCosts(t *testing.T) {
	run(t, func(b *bench, o *Options) {
		o.fileLimit = 10
		for n := range 20 {
			b.write(fmt.Sprintf("2019/f%d.md", n), "x")
		}
	}, func(b *bench) {
		if b.w.events != nil || len(b.notices) != 1 {
			b.Errorf("not polled: %q", b.notices)
		}
	})
}

// What is ignored is neither told nor watched.
func TestIgnored(t *testing.T) {
	run(t, func(b *bench, o *Options) {
		o.Ignore = func(path string) bool { return strings.HasPrefix(filepath.Base(path), ".") }
		b.mkdir(".git")
	}, func(b *bench) {
		if b.double.watched[b.path(".git")] {
			b.Error("an ignored folder is watched")
		}
		b.write(".git/x", "x")
		b.event(".git/x")
		b.write("2019/.a.md.swp", "x")
		b.event("2019/.a.md.swp")
		b.silence(time.Second)
	})
}

// What happens while nobody listens is told later, all of it.
func TestChangesGather(t *testing.T) {
	run(t, nil, func(b *bench) {
		for n := range 3 {
			name := fmt.Sprintf("2019/n%d.md", n)
			b.write(name, "x")
			b.event(name)
			time.Sleep(time.Second) // of the bubble: made up
		}
		b.expect("2019/n0.md", "2019/n1.md", "2019/n2.md")
	})
}
