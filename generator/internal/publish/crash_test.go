//go:build unix

package publish_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"afterword/generator/internal/publish"
)

// In a child process the test binary publishes once and kills itself before the
// step of a number.
func TestMain(m *testing.M) {
	if dir := os.Getenv("PUBLISH_TEST_PUBLISH"); dir != "" {
		os.Exit(publishInChild(dir))
	}
	os.Exit(m.Run())
}

func publishInChild(dir string) int {
	crash, err := strconv.Atoi(os.Getenv("PUBLISH_TEST_CRASH"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	lines := strings.Split(os.Getenv("PUBLISH_TEST_FILES"), "\n")
	content, _ := publish.New(files(lines...))
	opt := publish.Options{}
	if crash > 0 {
		opt = opt.WithStep(func(string) {
			if crash--; crash == 0 {
				syscall.Kill(os.Getpid(), syscall.SIGKILL)
				select {} // until it arrives
			}
		})
	}
	fmt.Println("begin")
	report, err := publishAll(context.Background(), content, dir, opt)
	if err != nil {
		fmt.Fprintf(os.Stderr, "%T %v\n", err, err)
		return 3
	}
	fmt.Println(report.Method)
	for _, note := range report.Notes {
		fmt.Println(note)
	}
	return 0
}

// child prepares a process that publishes and dies before a step; 0 is never.
func child(ctx context.Context, dir string, crash int, lines []string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), "PUBLISH_TEST_PUBLISH="+dir, fmt.Sprint("PUBLISH_TEST_CRASH=", crash), "PUBLISH_TEST_FILES="+strings.Join(lines, "\n"))
	return cmd
}

// Killed before any of its steps, a build leaves the old site or the new one
// (in place: whole files of either), and the next build works without help.
func TestKilledAtEachStep(t *testing.T) {
	before := []string{"a/index.html a", "gone/index.html gone", "index.html old", "s.css old", "x file"}
	after := []string{"a/index.html a", "index.html new", "n/index.html n", "s.css new", "x/index.html page"}
	ways(t, func(t *testing.T, base, method string) {
		killed := 0
		for crash := 1; ; crash++ {
			dir := base + strconv.Itoa(crash)
			if method == publish.InPlace {
				if err := os.MkdirAll(dir+".real", 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.Symlink(dir+".real", dir); err != nil {
					t.Fatal(err)
				}
			}
			publishTree(t, site(t, before...), dir)
			write(t, filepath.Join(dir, "foreign.txt"), "mine")
			out, err := child(t.Context(), dir, crash, after).CombinedOutput()
			if err == nil {
				break // it had fewer steps than that
			}
			if state := err.(*exec.ExitError).Sys().(syscall.WaitStatus); !state.Signaled() || state.Signal() != syscall.SIGKILL {
				t.Fatalf("step %d: %v %s", crash, err, out)
			}
			killed++
			got := listing(t, dir+"/")
			if !slices.Contains(got, "foreign.txt mine") {
				t.Errorf("step %d: a foreign file is gone", crash)
			}
			got = slices.DeleteFunc(got, func(line string) bool { return line == "foreign.txt mine" })
			switch {
			case method == publish.Swap && !slices.Equal(got, before) && !slices.Equal(got, after):
				t.Errorf("step %d: the output is neither old nor new: %q", crash, got)
			case method == publish.InPlace:
				for _, line := range got {
					if !slices.Contains(before, line) && !slices.Contains(after, line) {
						t.Errorf("step %d: %q is of neither site", crash, line)
					}
				}
			}
			publishTree(t, site(t, after...), dir)
			holds(t, dir+"/", append([]string{"a/index.html a", "foreign.txt mine"}, after[1:]...)...)
			alone(t, dir)
		}
		if want := map[string]int{publish.Swap: 9, publish.InPlace: 8}[method]; killed < want {
			t.Errorf("killed at %d steps only", killed)
		}
	})
}

// A site can go back, too: nothing that a killed build in place left is taken
// for somebody else's.
func TestOtherSiteAfterAKilledBuild(t *testing.T) {
	ways(t, func(t *testing.T, dir, _ string) {
		publishTree(t, site(t, "index.html old", "s.css old"), dir)
		for crash := 1; crash < 12; crash++ {
			if err := child(t.Context(), dir, crash, []string{"index.html new", "n.html n", "m.html m"}).Run(); err == nil {
				break
			}
			publishTree(t, site(t, "index.html old", "s.css old"), dir)
			holds(t, dir+"/", "index.html old", "s.css old")
			alone(t, dir)
		}
	})
}
