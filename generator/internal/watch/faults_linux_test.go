package watch

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
)

// The faults of a real kernel, by their numbers in the field's collection. Those
// of watch_test.go are made up, and hold what is said and when.

// stopped is fsnotify whose reader has stopped, as that of a process that was
// sent SIGSTOP: the kernel's queue runs full.
type stopped struct {
	native
	going, overflowed atomic.Bool
	wake              chan fsnotify.Event
	errors            chan error
}

func (s *stopped) Errors() <-chan error { return s.errors }

// pass passes errors on and keeps the one in mind that the test is about.
func (s *stopped) pass(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case err := <-s.native.Errors():
			if errors.Is(err, fsnotify.ErrEventOverflow) {
				s.overflowed.Store(true)
			}
			select {
			case s.errors <- err:
			case <-ctx.Done():
			}
		}
	}
}

func (s *stopped) Events() <-chan fsnotify.Event {
	if s.going.Load() {
		return s.native.Events()
	}
	return s.wake
}

// Of more events than the kernel keeps some are lost, of files none.
func TestRealOverflow(t *testing.T) {
	text, err := os.ReadFile("/proc/sys/fs/inotify/max_queued_events")
	if err != nil {
		t.Skip(err)
	}
	queue, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil || queue > 40_000 {
		t.Skipf("the queue holds %s events", text)
	}
	dir := t.TempDir()
	real, err := system()
	if err != nil {
		t.Skip(err)
	}
	s := &stopped{native: real.(native), wake: make(chan fsnotify.Event), errors: make(chan error)}
	go s.pass(t.Context())
	w := Start(t.Context(), Options{Roots: []string{dir}, remote: func(string) string { return "" },
		open: func() (notifier, error) { return s, nil }})
	want := make([]string, 0, queue)
	for n := range queue/2 + 4000 { // each makes two events and more
		name := filepath.Join(dir, fmt.Sprintf("f%06d.md", n))
		if err := os.WriteFile(name, []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
		want = append(want, name)
	}
	s.going.Store(true)
	s.wake <- fsnotify.Event{Name: filepath.Join(dir, "f000000.md"), Op: fsnotify.Write}
	found := map[string]bool{}
	limit := time.After(60 * time.Second)
	for len(found) < len(want) {
		select {
		case list := <-w.Changes():
			for _, path := range list {
				found[path] = true
			}
		case <-limit:
			t.Fatalf("%d of %d files were told", len(found), len(want))
		}
	}
	if !slices.Equal(sorted(found), want) {
		t.Error("other files were told")
	}
	if !s.overflowed.Load() {
		t.Error("the queue did not run over: this test proves nothing")
	}
	// It watches on.
	more := filepath.Join(dir, "more.md")
	if err := os.WriteFile(more, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	for list := range w.Changes() {
		if slices.Contains(list, more) {
			break
		}
	}
}

// watchElsewhere makes the test binary watch the folder that it names and tell
// what happens there, until its standard input ends.
const watchElsewhere = "AFTERWORD_TEST_WATCH"

func TestMain(m *testing.M) {
	dir := os.Getenv(watchElsewhere)
	if dir == "" {
		os.Exit(m.Run())
	}
	ctx, stop := context.WithCancel(context.Background())
	w := Start(ctx, Options{Roots: []string{dir}, Notice: func(s string) { fmt.Println("notice", s) }})
	fmt.Println("ready")
	go func() {
		_, _ = bufio.NewReader(os.Stdin).ReadString(0) // ends when the test does
		stop()
	}()
	for list := range w.Changes() {
		for _, path := range list {
			fmt.Println("changed", filepath.Base(path))
		}
	}
}

// With no watches or no instances left, files are polled, and one
// sentence says so and what to do about it.
func TestRealLimits(t *testing.T) {
	if out, err := exec.Command("unshare", "-Ur", "sh", "-c", "echo 1 > /proc/sys/user/max_inotify_watches").CombinedOutput(); err != nil {
		t.Skipf("this machine allows no limits of one's own: %v %s", err, out)
	}
	for limit, remedy := range map[string]string{
		"max_inotify_watches":   "sudo sysctl fs.inotify.max_user_watches=",
		"max_inotify_instances": "sudo sysctl fs.inotify.max_user_instances=",
	} {
		t.Run(limit, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.MkdirAll(filepath.Join(dir, "2019", "deep"), 0o755); err != nil {
				t.Fatal(err)
			}
			room := "1"
			if limit == "max_inotify_instances" {
				room = "0"
			}
			ctx, stop := context.WithTimeout(t.Context(), time.Minute)
			defer stop()
			cmd := exec.CommandContext(ctx, "unshare", "-Ur", "sh", "-c", "echo "+room+" > /proc/sys/user/"+limit+` && exec "$0"`, os.Args[0])
			cmd.Env = append(os.Environ(), watchElsewhere+"="+dir)
			in, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			notices := 0
			for lines := bufio.NewScanner(out); lines.Scan(); {
				line := lines.Text()
				switch {
				case strings.HasPrefix(line, "notice "):
					notices++
					if !strings.Contains(line, remedy) {
						t.Errorf("the user is told %q", line)
					}
				case line == "ready":
					for _, name := range []string{"2019/deep/new.md", "top.md"} {
						if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte("x"), 0o644); err != nil {
							t.Fatal(err)
						}
					}
				case line == "changed new.md":
					if err := in.Close(); err != nil {
						t.Error(err)
					}
				}
			}
			if err := cmd.Wait(); err != nil {
				t.Errorf("what was changed in the deepest folder is not told: %v", err)
			}
			if notices != 1 {
				t.Errorf("%d sentences", notices)
			}
		})
	}
}

// What the network, or another system, changes causes no events.
func TestKinds(t *testing.T) {
	for magic, polled := range map[uint32]bool{0x6969: true, 0xff534d42: true, 0xfe534d42: true, 0x65735546: true, 0x01021997: true, 0xef53: false, 0x794c7630: false} {
		if (kind(magic) != "") != polled {
			t.Errorf("file system %#x: %q", magic, kind(magic))
		}
	}
}
