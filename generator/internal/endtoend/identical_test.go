package endtoend_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// buildElsewhere is the environment variable that makes this test binary build
// the folder it names and print the sums of what came out.
const buildElsewhere = "AFTERWORD_TEST_BUILD"

// TestMain lets the binary stand in for a build on another machine, and closes
// the browser.
func TestMain(m *testing.M) {
	if folder := os.Getenv(buildElsewhere); folder != "" {
		text, err := sums(folder)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Print(text)
		os.Exit(0)
	}
	code := m.Run()
	if err := browser.Close(); err != nil {
		fmt.Fprintln(os.Stderr, "closing the browser:", err)
	}
	os.Exit(code)
}

// sums builds an archive and lists its files with the hash of each.
func sums(content string) (string, error) {
	b, err := buildSite(content, bases[1])
	if err != nil {
		return "", err
	}
	defer b.Loaded.Close()
	var out strings.Builder
	for _, f := range b.Tree.Files() {
		sum, err := f.Sum()
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&out, "%s %s\n", sum, f.Path)
	}
	return out.String(), nil
}

// T12: the same files give the same bytes on any machine: in other time zones
// and languages, with one core or two, in another folder.
func TestBuildsAreIdentical(t *testing.T) {
	for name, folder := range archives {
		want, err := sums(folder)
		if err != nil {
			t.Fatal(err)
		}
		elsewhere := filepath.Join(t.TempDir(), "another folder", "content")
		if err := os.CopyFS(elsewhere, os.DirFS(folder)); err != nil {
			t.Fatal(err)
		}
		for _, env := range [][]string{
			{"TZ=Pacific/Auckland", "GOMAXPROCS=1", "LANG=de_DE.UTF-8", "LC_ALL=de_DE.UTF-8"},
			{"TZ=America/St_Johns", "GOMAXPROCS=2", "LANG=tr_TR.UTF-8", "HOME=/nonexistent"},
		} {
			got := rebuild(t, elsewhere, env)
			if got == want {
				continue
			}
			t.Errorf("%s with %v differs in:", name, env)
			for line := range strings.SplitSeq(got, "\n") {
				if !strings.Contains(want, line+"\n") {
					t.Error(line)
				}
			}
		}
	}
}

// rebuild builds a folder in a process of its own.
func rebuild(t *testing.T, content string, env []string) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Dir = filepath.Dir(content)
	cmd.Env = append(append(os.Environ(), buildElsewhere+"="+content), env...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("building with %v: %v", env, err)
	}
	return string(out)
}
