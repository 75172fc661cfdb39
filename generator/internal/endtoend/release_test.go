package endtoend_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// A release is reproducible: from two folders come the same archives. The
// workflow compares builds that share no cache either.
func TestReleaseIsReproducible(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program from nothing")
	}
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip(err)
	}
	program := filepath.Join(t.TempDir(), "release")
	if out, err := exec.Command("go", "build", "-o", program, "../../../.github/release/build.go").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var sets []map[string]string
	for _, where := range []string{"one", "another folder/than this"} {
		source := filepath.Join(t.TempDir(), where)
		checkout(t, source)
		cmd := exec.Command(program, "-version", "v1.2.3", "-out", "../dist", "-targets", "linux/amd64")
		cmd.Dir = source
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		entries, err := os.ReadDir(filepath.Join(source, "..", "dist"))
		if err != nil {
			t.Fatal(err)
		}
		set := map[string]string{}
		for _, e := range entries {
			data, err := os.ReadFile(filepath.Join(source, "..", "dist", e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(data, []byte(source)) {
				t.Errorf("%s tells where it was built", e.Name())
			}
			set[e.Name()] = string(data)
		}
		sets = append(sets, set)
		verify := exec.Command("sha256sum", "--check", "--strict", "SHA256SUMS")
		verify.Dir = filepath.Join(source, "..", "dist")
		if out, err := verify.CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, out)
		}
		runs(t, filepath.Join(source, "..", "dist"))
		// What differs from the commit is not released, nor what is no version.
		if err := os.WriteFile(filepath.Join(source, "README.md"), []byte("changed"), 0o644); err != nil {
			t.Fatal(err)
		}
		for _, version := range []string{"v1.2.3", "", "1.2.3", "v1.2.3/../../x", "v1.2.3;id", "-rf"} {
			cmd := exec.Command(program, "-version", version, "-out", "../more", "-targets", "")
			cmd.Dir = source
			if out, err := cmd.CombinedOutput(); err == nil {
				t.Errorf("%q was built: %s", version, out)
			}
		}
	}
	if len(sets[0]) != 2 {
		t.Errorf("%d files", len(sets[0]))
	}
	for name, data := range sets[0] {
		if sets[1][name] != data {
			t.Errorf("%s differs between two folders", name)
		}
	}
}

// checkout lays the module's sources in a folder, as a commit that is the same everywhere.
func checkout(t *testing.T, dir string) {
	t.Helper()
	for _, part := range []string{"cmd", "generator", "themes"} {
		if err := os.CopyFS(filepath.Join(dir, part), os.DirFS(filepath.Join("..", "..", "..", part))); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"go.mod", "go.sum", "README.md"} {
		data, err := os.ReadFile(filepath.Join("..", "..", "..", file))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, file), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{{"init", "-q", "-b", "main"}, {"add", "."}, {"commit", "-qm", "all"}} {
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		for _, who := range []string{"AUTHOR", "COMMITTER"} {
			cmd.Env = append(cmd.Env, "GIT_"+who+"_NAME=A", "GIT_"+who+"_EMAIL=a@example.org", "GIT_"+who+"_DATE=2026-11-01T00:00:00Z")
		}
		cmd.Env = append(append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null"), cmd.Env...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v %s", args, err, out)
		}
	}
}

// runs unpacks the program for this kind of machine and asks it for its commit.
func runs(t *testing.T, dist string) {
	t.Helper()
	cmd := exec.Command("sh", "-c", `tar xzf afterword-v1.2.3-linux-amd64.tar.gz -C .. && ../afterword-v1.2.3-linux-amd64/afterword version`)
	cmd.Dir = dist
	out, err := cmd.CombinedOutput()
	if err != nil || !regexp.MustCompile(`^afterword \S*[0-9a-f]{12}\S* go1\.`).Match(out) || strings.Contains(string(out), "dirty") || strings.Contains(string(out), "+changes") {
		t.Errorf("%v: %s", err, out)
	}
}

// Workflows take actions by commit, give each job what it needs and no more, and
// let nobody's text into a shell.
func TestWorkflows(t *testing.T) {
	files, err := filepath.Glob("../../../.github/workflows/*.yml")
	if err != nil || len(files) < 3 {
		t.Fatalf("%v, %v", files, err)
	}
	pinned := regexp.MustCompile(`^\s*(- )?uses: [\w-]+/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`)
	used := map[string]string{}
	const action = "../../../.github/actions/afterword/action.yml" // which a workflow of ours uses as it is
	for _, file := range append(files, action) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			line = strings.TrimRight(line, "\n")
			if !strings.Contains(line, "uses:") || strings.HasSuffix(line, " uses: ./.github/actions/afterword") || strings.HasPrefix(line, "#") {
				continue
			}
			if !pinned.MatchString(line) {
				t.Errorf("%s: %s", file, line)
				continue
			}
			_, action, _ := strings.Cut(line, "uses: ")
			name, commit, _ := strings.Cut(action, "@")
			if before, ok := used[name]; ok && before != commit {
				t.Errorf("%s: two versions of %s", file, name)
			}
			used[name] = commit
		}
		if file == action {
			continue
		}
		var w struct {
			On          yaml.Node         `yaml:"on"`
			Permissions map[string]string `yaml:"permissions"`
			Jobs        map[string]struct {
				Permissions map[string]string `yaml:"permissions"`
				Timeout     int               `yaml:"timeout-minutes"`
				If          string
				Steps       []struct {
					Uses, Run string
					With      map[string]string
				}
			}
		}
		if err := yaml.Unmarshal(text, &w); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if w.Permissions == nil || len(w.Permissions) > 0 || bytes.Contains(text, []byte("pull_request_target")) || bytes.Contains(text, []byte("secrets.")) || len(w.Jobs) == 0 {
			t.Errorf("%s: all jobs have rights, or strangers do", file)
		}
		for name, job := range w.Jobs {
			if job.Permissions == nil || job.Timeout == 0 {
				t.Errorf("%s: %s says not what it may do, or for how long", file, name)
			}
			for right, level := range job.Permissions {
				if level == "write" && bytes.Contains(text, []byte("pull_request:")) && job.If != "github.event_name != 'pull_request'" {
					t.Errorf("%s: %s may write %s where pull requests run", file, name, right)
				}
			}
			for _, step := range job.Steps {
				if strings.Contains(step.Run, "${{") {
					t.Errorf("%s: %s: an expression in a script: %s", file, name, step.Run)
				}
				if strings.HasPrefix(step.Uses, "actions/checkout@") && step.With["persist-credentials"] != "false" {
					t.Errorf("%s: %s keeps the token in the checkout", file, name)
				}
				// What may publish takes nothing from a cache that pull requests fill.
				if strings.HasPrefix(step.Uses, "actions/setup-go@") && step.With["cache"] != "false" && filepath.Base(file) != "ci.yml" {
					t.Errorf("%s: %s uses a cache", file, name)
				}
			}
		}
	}
}
