package endtoend_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A place is where and how the fixture is built once more.
type place struct {
	name   string
	folder string            // of the copy, within a temporary one
	under  string            // a folder for the temporary one; "" is the usual
	shell  string            // runs before the build
	env    map[string]string // "" takes a variable out of the environment
	mounts bool              // shell needs to mount
	order  func(names []string)
}

// places are what a build must not depend on: cores, zones, languages, the
// clock, the folder and its names, who may read what, and the order in which a
// folder lists its files. The numbers are those of the field's collected faults.
func places() []place {
	long := strings.Repeat("long/", 40)
	return []place{
		{name: "F22 one core", env: map[string]string{"GOMAXPROCS": "1"}},
		{name: "F22 eight cores", env: map[string]string{"GOMAXPROCS": "8"}},
		{name: "F22 sixty-four cores", env: map[string]string{"GOMAXPROCS": "64"}},
		{name: "F45 1970", env: map[string]string{"SOURCE_DATE_EPOCH": "0"}},
		{name: "F45 2038", env: map[string]string{"SOURCE_DATE_EPOCH": "2147483648"}},
		{name: "F45 2100", env: map[string]string{"SOURCE_DATE_EPOCH": "4102444800"}},
		{name: "F46 Tokyo", env: map[string]string{"TZ": "Asia/Tokyo"}},
		{name: "F46 Paris", env: map[string]string{"TZ": "Europe/Paris"}},
		{name: "F46 a zone that is none", env: map[string]string{"TZ": ":bad"}},
		{name: "F46 other zone files", env: map[string]string{"ZONEINFO": "/nonexistent.zip"}},
		{name: "F46 no zone files", mounts: true, shell: `for d in /usr/share/zoneinfo /usr/lib/zoneinfo /usr/share/lib/zoneinfo /etc/zoneinfo; do [ ! -d $d ] || mount -t tmpfs none $d; done`},
		{name: "F46 Turkish", env: map[string]string{"LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr"}},
		{name: "F46 no language", env: map[string]string{"LANG": "", "LC_ALL": "C", "LANGUAGE": ""}},
		{name: "F46 nobody's home", env: map[string]string{"HOME": "", "XDG_CACHE_HOME": "", "XDG_CONFIG_HOME": "", "USER": ""}},
		{name: "F46 another home", env: map[string]string{"HOME": "/nonexistent"}},
		{name: "F46 umask 077", shell: "umask 077"},
		{name: "F46 umask 000", shell: "umask 000"},
		{name: "F47 spaces and quotes", folder: `it's a "folder" & <more> $HOME;`},
		{name: "F47 a line break", folder: "two\nlines\t"},
		{name: "F47 no UTF-8", folder: "caf\xe9 \xff"},
		{name: "F47 per cent", folder: "100%25 %2e%2e"},
		{name: "F47 a thousand characters", folder: long + long + long + long + long},
		{name: "F47 a name of content", folder: "content/public/.git"},
		{name: "files made in reverse", order: slices.Reverse[[]string]},
		{name: "files made by their last letters", order: func(names []string) {
			slices.SortFunc(names, func(a, b string) int { return strings.Compare(turned(a), turned(b)) })
		}},
		{name: "another file system", under: "/dev/shm"},
	}
}

func turned(s string) string {
	b := []byte(s)
	slices.Reverse(b)
	return string(b)
}

// P3: the same files give the same bytes, wherever and however they are built.
func TestBuildsAreIdenticalAnywhere(t *testing.T) {
	const original = "testdata/fixture/content"
	want, err := sums(original)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range places() {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			if got := p.build(t, original); got != want {
				for line := range strings.SplitSeq(got, "\n") {
					if !strings.Contains(want, line+"\n") {
						t.Errorf("differs: %s", line)
					}
				}
				t.Errorf("%d files, there should be %d", strings.Count(got, "\n"), strings.Count(want, "\n"))
			}
		})
	}
}

// build copies an archive to the place and builds it there, in a process of its own.
func (p place) build(t *testing.T, original string) string {
	t.Helper()
	base := t.TempDir()
	if p.under != "" {
		var err error
		if base, err = os.MkdirTemp(p.under, "place"); err != nil {
			t.Skip(err)
		}
		t.Cleanup(func() {
			if err := os.RemoveAll(base); err != nil {
				t.Error(err)
			}
		})
	}
	content := filepath.Join(base, p.folder, "content")
	p.lay(t, original, content)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	shell := `exec "$0"`
	if p.shell != "" {
		shell = "{ " + p.shell + "; } && " + shell
	}
	args := []string{"sh", "-c", shell, self}
	if p.mounts {
		if out, err := exec.Command("unshare", "-rm", "mount", "-t", "tmpfs", "none", t.TempDir()).CombinedOutput(); err != nil {
			t.Skipf("this machine does not allow to mount: %v %s", err, out)
		}
		args = append([]string{"unshare", "-rm"}, args...)
	}
	cmd := exec.CommandContext(t.Context(), args[0], args[1:]...)
	cmd.Dir = filepath.Dir(content)
	for _, entry := range append(os.Environ(), buildElsewhere+"="+content) {
		if name, _, _ := strings.Cut(entry, "="); !has(p.env, name) {
			cmd.Env = append(cmd.Env, entry)
		}
	}
	for name, value := range p.env {
		if value != "" {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
	}
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, stderr(err))
	}
	return string(out)
}

func has(env map[string]string, name string) bool {
	_, ok := env[name]
	return ok
}

// lay copies an archive, file by file in the order of the place.
func (p place) lay(t *testing.T, original, content string) {
	t.Helper()
	var names []string
	if err := filepath.WalkDir(original, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, path)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if p.order != nil {
		p.order(names)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		relative, err := filepath.Rel(original, name)
		if err != nil {
			t.Fatal(err)
		}
		lay(t, content, relative, string(data))
	}
}

// stderr is what a program said before it failed.
func stderr(err error) string {
	if failed, ok := err.(*exec.ExitError); ok {
		return string(failed.Stderr)
	}
	return ""
}
