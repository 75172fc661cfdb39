package main

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sys/unix"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"afterword": main})
}

// TestScripts runs the program as people do: testdata/script holds one story
// a file, with the archive it is about. https://pkg.go.dev/github.com/rogpeppe/go-internal/testscript
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":     exits,
			"interrupt": interrupt,
			"late":      late,
		},
	})
}

// exits runs a program and compares its exit code: exits 2 afterword biuld.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM [ARGUMENT…]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if got := exitCode(ts, ts.Exec(args[1], args[2:]...)); got != want {
		ts.Fatalf("%s exited with %d, not %d", strings.Join(args[1:], " "), got, want)
	}
}

func exitCode(ts *testscript.TestScript, err error) int {
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		return failed.ExitCode()
	}
	ts.Check(err)
	return 0
}

// interrupt starts a build while another process publishes into public/, so
// that it has to wait, and sends it the signal of Ctrl-C then. The signal
// arrives in the midst of a build, however fast or slow the computer is.
func interrupt(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 {
		ts.Fatalf("usage: interrupt")
	}
	lock, err := publishing(ts.MkAbs("."))
	ts.Check(err)
	defer lock.Close() // which releases it

	program, err := os.Executable()
	ts.Check(err)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	build := exec.CommandContext(ctx, program, "build")
	build.Args[0] = "afterword" // by which testscript.Main knows what to run
	build.Dir = ts.MkAbs(".")
	build.Env = []string{"HOME=" + ts.Getenv("HOME"), "PATH=" + ts.Getenv("PATH")}
	stderr, err := build.StderrPipe()
	ts.Check(err)
	ts.Check(build.Start())
	lines := bufio.NewScanner(stderr)
	var said []string
	for lines.Scan() {
		said = append(said, lines.Text())
		if strings.HasPrefix(lines.Text(), "waiting for") {
			ts.Check(build.Process.Signal(os.Interrupt))
		}
	}
	ts.Check(lines.Err())
	all := strings.Join(said, "\n")
	if got := exitCode(ts, build.Wait()); got != exitInterrupted {
		ts.Fatalf("exited with %d, not %d:\n%s", got, exitInterrupted, all)
	}
	if !strings.Contains(all, "interrupted; the published site is as it was") {
		ts.Fatalf("the interrupted build says:\n%s", all)
	}
}

// late runs a build that has to wait for another process to publish into
// public/ until progress would be shown, wherever that is.
func late(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: late PROGRAM [ARGUMENT…]")
	}
	lock, err := publishing(ts.MkAbs("."))
	ts.Check(err)
	time.AfterFunc(lateness, func() { lock.Close() })
	ts.Check(ts.Exec(args[0], args[1:]...))
}

// lateness leaves a program the time to start and to show progress. On a computer that is
// slower, less is tested and nothing fails.
const lateness = progressAfter + 3*progressEvery/2

// publishing takes the lock of a process that publishes into public/ of a
// folder, until the file that it returns is closed.
func publishing(root string) (*os.File, error) {
	dir := filepath.Join(root, ".afterword-public")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	lock, err := os.Create(filepath.Join(dir, "lock"))
	if err != nil {
		return nil, err
	}
	return lock, unix.Flock(int(lock.Fd()), unix.LOCK_EX)
}

// write makes an archive of one report and returns its folder.
func write(t *testing.T, report string) string {
	t.Helper()
	content := filepath.Join(t.TempDir(), "content")
	for name, text := range map[string]string{
		"archive.yaml": "title: Outages\ntimezone: UTC\nas_of: 2026-11-01T00:00:00Z\n", "2024/disk.md": report,
	} {
		name = filepath.Join(content, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return content
}
