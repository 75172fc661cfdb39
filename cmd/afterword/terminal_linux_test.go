package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestTerminal promises that a build which takes long shows progress on a
// terminal, and leaves nothing of it behind. Another process publishes into public/
// until the line is seen, so that no computer is too fast for it.
func TestTerminal(t *testing.T) {
	t.Parallel()
	root, lock := waiting(t)
	s, code := inTerminal(t, root, nil, func(all string, _ *os.File) bool {
		if strings.Contains(all, "\rpreparing\x1b[K") {
			lock.Close() // which releases it
			return true
		}
		return false
	}, "build")
	if code != exitDone {
		t.Errorf("exits with %d", code)
	}
	ordinary(t, s)
}

// TestTerminalInterrupted promises the same of Ctrl-C.
func TestTerminalInterrupted(t *testing.T) {
	t.Parallel()
	root, lock := waiting(t)
	defer lock.Close() // which releases it
	s, code := inTerminal(t, root, nil, func(all string, master *os.File) bool {
		if !strings.Contains(all, "\rpreparing\x1b[K") {
			return false
		}
		if _, err := master.WriteString("\x03"); err != nil {
			t.Error(err)
		}
		return true
	}, "build")
	if code != exitInterrupted {
		t.Errorf("exits with %d", code)
	}
	if got, want := s.left(), "waiting for another process, which publishes into the same folder\n"+
		"afterword: interrupted; the published site is as it was\n"; got != want {
		t.Errorf("the screen shows\n%s", got)
	}
}

// TestTerminalWithout promises that there is no progress where it is not wanted.
func TestTerminalWithout(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		env  []string
		args []string
	}{
		{name: "quiet", args: []string{"build", "--quiet"}},
		{name: "dumb", env: []string{"TERM=dumb"}, args: []string{"build"}},
		{name: "GitHub", args: []string{"build", "--format", "github"}},
		{name: "on GitHub", env: []string{"GITHUB_ACTIONS=true"}, args: []string{"build"}},
		{name: "SARIF", args: []string{"build", "--format", "sarif"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			root, lock := waiting(t)
			s, code := inTerminal(t, root, c.env, func(string, *os.File) bool {
				time.AfterFunc(lateness, func() { lock.Close() })
				return true
			}, c.args...)
			if code != exitDone {
				t.Errorf("exits with %d", code)
			}
			if all := strings.Join(s.written(), ""); strings.Contains(all, "\x1b") {
				t.Errorf("written was %q", all)
			}
		})
	}
}

// ordinary compares what is left on a screen with what a pipe would have been given.
func ordinary(t *testing.T, s *screen) {
	t.Helper()
	want := regexp.MustCompile(`^waiting for another process, which publishes into the same folder
1 incident, \d+ pages in \d+ files, \d+ kB
public: \d+ written \(\d+ kB\), 0 unchanged \(0 B\), 0 removed
done in [^\n\r\x1b]+
open public/index\.html in a browser [^\n\r\x1b]+
$`)
	if got := s.left(); !want.MatchString(got) {
		t.Errorf("the screen shows\n%q", got)
	}
}

// waiting makes an archive into whose output another process publishes.
func waiting(t *testing.T) (root string, lock *os.File) {
	t.Helper()
	root = filepath.Dir(write(t, "---\ntitle: The disk was full\ndate: 2024-07-01\n---\nBody.\n"))
	lock, err := publishing(root)
	if err != nil {
		t.Fatal(err)
	}
	return root, lock
}

// inTerminal runs the program in a terminal of 80 columns and returns what it wrote
// there and its exit code. react is called with all that is written so far, until it
// returns true.
func inTerminal(t *testing.T, dir string, env []string, react func(all string, master *os.File) bool, args ...string) (*screen, int) {
	t.Helper()
	master, slave := newTerminal(t)
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Args[0] = "afterword" // by which testscript.Main knows what to run
	cmd.Dir = dir
	cmd.Env = append([]string{"HOME=" + dir, "PATH=" + os.Getenv("PATH"), "TERM=xterm"}, env...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = slave, slave, slave
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true} // so that Ctrl-C reaches it
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if err := slave.Close(); err != nil {
		t.Fatal(err)
	}
	s := new(screen)
	reacted := false
	for buffer := make([]byte, 4096); ; {
		n, err := master.Read(buffer)
		if n > 0 {
			s.Write(buffer[:n])
			reacted = reacted || react(strings.Join(s.written(), ""), master)
		}
		if err != nil {
			break // EIO: the program has ended
		}
	}
	var failed *exec.ExitError
	if err := cmd.Wait(); err != nil && !errors.As(err, &failed) {
		t.Fatal(err)
	}
	if !reacted {
		t.Errorf("nothing but this was seen: %q", s.written())
	}
	return s, cmd.ProcessState.ExitCode()
}

// newTerminal opens a pseudo-terminal (man 4 pts) that echoes nothing.
func newTerminal(t *testing.T) (master, slave *os.File) {
	t.Helper()
	number, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Skipf("opening a terminal: %v", err)
	}
	master = os.NewFile(uintptr(number), "/dev/ptmx")
	t.Cleanup(func() { master.Close() })
	if err := unix.IoctlSetPointerInt(number, unix.TIOCSPTLCK, 0); err != nil {
		t.Skipf("unlocking a terminal: %v", err)
	}
	name, err := unix.IoctlGetInt(number, unix.TIOCGPTN)
	if err != nil {
		t.Skipf("finding a terminal: %v", err)
	}
	slave, err = os.OpenFile("/dev/pts/"+strconv.Itoa(name), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("opening a terminal: %v", err)
	}
	t.Cleanup(func() { slave.Close() })
	if err := unix.IoctlSetWinsize(number, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 80}); err != nil {
		t.Fatal(err)
	}
	mode, err := unix.IoctlGetTermios(number, unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	// NOFLSH: a signal does not throw away what is still to be shown.
	mode.Lflag = mode.Lflag&^unix.ECHO | unix.NOFLSH
	if err := unix.IoctlSetTermios(number, unix.TCSETS, mode); err != nil {
		t.Fatal(err)
	}
	return master, slave
}
