//go:build unix

package publish_test

import (
	"bufio"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"afterword/generator/internal/publish"
)

// killed starts a child that publishes, and kills it after a time. It reports
// whether the child was still alive, and else how long it took.
func killed(t *testing.T, dir string, lines []string, after time.Duration) (alive bool, took time.Duration) {
	t.Helper()
	cmd := child(t.Context(), dir, 0, lines)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "begin\n" {
		t.Fatalf("the child says %q, %v", line, err)
	}
	began := time.Now()
	timer := time.AfterFunc(after, func() { cmd.Process.Kill() }) // which does nothing to one that has ended
	err = cmd.Wait()
	timer.Stop()
	var exit *exec.ExitError
	if err == nil {
		return false, time.Since(began)
	}
	if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Fatalf("the child failed: %v", err)
	}
	return true, 0
}

// Builds killed at random moments leave exactly the old site or exactly the new
// one (in place: whole files of either). The next build works without help and
// leaves nothing behind.
func TestKilledAtRandom(t *testing.T) {
	inMemory(t)
	ways(t, func(t *testing.T, dir, method string) {
		kills := map[string]int{publish.Swap: 200, publish.InPlace: 30}[method]
		if testing.Short() {
			kills /= 10
		}
		random := rand.New(rand.NewPCG(1, 0))
		publishTree(t, site(t, edition(0)...), dir)
		write(t, filepath.Join(dir, "foreign/file.txt"), "mine")
		foreign := "foreign/file.txt mine"
		began := time.Now()
		publishTree(t, site(t, edition(1)...), dir)
		typical := time.Since(began)
		now, done, alive, saw := 1, 0, 0, map[string]int{}
		// How long a build takes changes with what else the machine has to do: the
		// last that was done is the measure, and there is no end to the tries but that of a test that hangs.
		for next := 2; done < kills && next < 100*kills; next++ {
			if ok, took := killed(t, dir, edition(next), time.Duration(random.Int64N(int64(typical)))); !ok {
				alive++
				now, typical = next, max(took, time.Millisecond)
				continue
			}
			done++
			typical = typical * 102 / 100 // so that some are almost done
			got := listing(t, dir+"/")
			before, after := sorted(append(edition(now), foreign)), sorted(append(edition(next), foreign))
			switch {
			case slices.Equal(got, before):
				saw["old"]++
			case slices.Equal(got, after):
				saw["new"]++
				now = next
			case method == publish.Swap:
				t.Fatalf("kill %d: the site is neither old nor new: %s", done, cmp.Diff(before, got))
			default:
				saw["between"]++
				// Whole files, of the old site or the new one; folders may be empty.
				for _, line := range got {
					if !slices.Contains(before, line) && !slices.Contains(after, line) && !strings.HasSuffix(line, "/") {
						t.Fatalf("kill %d: %q is of neither site", done, line)
					}
				}
			}
			if method == publish.Swap && random.IntN(3) == 0 {
				continue // the next is killed, too, in what this one left
			}
			next++
			publishTree(t, site(t, edition(next)...), dir)
			now = next
			holds(t, dir+"/", sorted(append(edition(next), foreign))...)
			alone(t, dir)
		}
		t.Logf("%d killed, %d were done before; the site was %v", done, alive, saw)
		if done < kills {
			t.Errorf("only %d builds of %d could be killed", done, kills)
		}
		publishTree(t, site(t, "index.html small"), dir)
		alone(t, dir)
	})
}

// Two processes publish at once: one waits, both succeed, and the output is one of the sites.
func TestTwoProcessesAtOnce(t *testing.T) {
	inMemory(t)
	ways(t, func(t *testing.T, dir, _ string) {
		publishTree(t, site(t, edition(0)...), dir)
		for round := range 5 {
			var builds []*exec.Cmd
			for i := range 2 {
				cmd := child(t.Context(), dir, 0, edition(2*round+i+1))
				cmd.Stderr = os.Stderr
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				builds = append(builds, cmd)
			}
			for _, cmd := range builds {
				if err := cmd.Wait(); err != nil {
					t.Error(err)
				}
			}
			got := listing(t, dir+"/")
			if !slices.Equal(got, edition(2*round+1)) && !slices.Equal(got, edition(2*round+2)) {
				t.Fatal("the site is that of neither build")
			}
			alone(t, dir)
		}
	})
}

// A child that may hold few files open publishes all the same.
func TestFewOpenFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	for n := range 2 {
		cmd := child(t.Context(), dir, 0, edition(n))
		limited(cmd, "ulimit -n 32")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v %s", err, out)
		}
	}
	holds(t, dir, edition(1)...)
}

// limited runs a command under a shell's limits.
func limited(cmd *exec.Cmd, setup string) {
	cmd.Path, cmd.Args = "/bin/sh", []string{"sh", "-c", setup + ` && exec "$0"`, cmd.Args[0]}
}

// A file that is larger than a limit allows is an error like a full disk.
func TestFileSizeLimit(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	publishTree(t, site(t, "index.html old"), dir)
	cmd := child(t.Context(), dir, 0, []string{"index.html new", "big.html *" + strconv.Itoa(300<<10)})
	limited(cmd, "ulimit -f 100")
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "*publish.IOError writing big.html: write "+filepath.Dir(dir)) || !strings.HasSuffix(string(out), ": file too large\n") {
		t.Errorf("%v %s", err, out)
	}
	holds(t, dir+"/", "index.html old")
	alone(t, dir)
}
