package publish_test

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"afterword/generator/internal/publish"
)

const nobody = 65534

// asNobody publishes as a user who owns nothing, and returns what the child says.
func asNobody(t *testing.T, dir string, lines ...string) (string, error) {
	t.Helper()
	cmd := child(t.Context(), dir, 0, lines)
	cmd.Path = filepath.Join(filepath.Dir(filepath.Dir(dir)), "publish.test")
	cmd.Args[0] = cmd.Path
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	out, err := cmd.CombinedOutput()
	return strings.ReplaceAll(strings.TrimPrefix(string(out), "begin\n"), dir, "public"), err
}

// forNobody returns the name of an output whose parent belongs to nobody, in a
// folder that everybody can reach and that holds this test.
func forNobody(t *testing.T) string {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can become another user")
	}
	base, err := os.MkdirTemp("", "nobody")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(base) })
	from, err := os.Open(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	to, err := os.OpenFile(filepath.Join(base, "publish.test"), os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(to, from); err != nil {
		t.Fatal(err)
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(base, "site", "public")
	if err := os.Mkdir(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	give(t, filepath.Dir(dir))
	if err := os.Chmod(base, 0o755); err != nil {
		t.Fatal(err)
	}
	if out, err := asNobody(t, dir, "index.html probe"); err != nil || out != "swap\n" {
		t.Skipf("this machine does not let another user publish: %v %s", err, out)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// give makes files nobody's.
func give(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		if err := os.Lchown(name, nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
}

// Files of the output that belong to somebody else: each case says what the
// user sees, and what is in the output afterwards.
func TestOutputOfAnotherUser(t *testing.T) {
	for name, test := range map[string]struct {
		before func(t *testing.T, dir string)
		out    string // what is printed
		after  []string
	}{
		"all of it": {func(t *testing.T, dir string) {}, "*publish.IOError exchanging the old site for the new one in public: permission denied\n", []string{"a/index.html a", "index.html old"}},
		"all of it, and nothing to do": {func(t *testing.T, dir string) {
			publishTree(t, site(t, "a/index.html a", "index.html new"), dir)
		}, "unneeded\n", []string{"a/index.html a", "index.html new"}},
		"the files in it": {func(t *testing.T, dir string) {
			give(t, dir, filepath.Join(dir, "a"))
		}, "swap\n", []string{"a/index.html a", "index.html new"}},
		"a folder in it": {func(t *testing.T, dir string) {
			give(t, dir, filepath.Join(dir, "index.html"))
		}, "swap\n", []string{"a/index.html a", "index.html new"}},
		"a file that cannot be read": {func(t *testing.T, dir string) {
			give(t, dir, filepath.Join(dir, "a"))
			if err := os.Chmod(filepath.Join(dir, "a/index.html"), 0o600); err != nil {
				t.Fatal(err)
			}
		}, "*publish.IOError comparing a/index.html: opening a/index.html: open public/a/index.html: permission denied\n", []string{"a/index.html a", "index.html old"}},
		"an edited file that cannot be read": {func(t *testing.T, dir string) {
			give(t, dir, filepath.Join(dir, "a"))
			name := filepath.Join(dir, "a/index.html")
			write(t, name, "b")
			if err := os.Chmod(name, 0o600); err != nil {
				t.Fatal(err)
			}
		}, "*publish.IOError comparing a/index.html: opening a/index.html: open public/a/index.html: permission denied\n", []string{"a/index.html b", "index.html old"}},
		"a manifest that cannot be read": {func(t *testing.T, dir string) {
			give(t, dir, filepath.Join(dir, "a"))
			if err := os.Chmod(filepath.Join(dir, publish.ManifestName), 0o600); err != nil {
				t.Fatal(err)
			}
		}, "*publish.IOError reading the manifest: open public/.afterword-manifest.json: permission denied\n", []string{"a/index.html a", "index.html old"}},
		"a foreign file that cannot be read": {func(t *testing.T, dir string) {
			give(t, dir, filepath.Join(dir, "a"))
			write(t, filepath.Join(dir, ".htpasswd"), "secret")
			if err := os.Chmod(filepath.Join(dir, ".htpasswd"), 0o600); err != nil {
				t.Fatal(err)
			}
		}, "in place\nThe files of public were replaced one by one, assets first, because .htpasswd cannot be linked (operation not permitted): a reader could see old and new pages side by side for a moment.\n",
			[]string{".htpasswd secret", "a/index.html a", "index.html new"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := forNobody(t)
			publishTree(t, site(t, "a/index.html a", "index.html old"), dir)
			test.before(t, dir)
			out, err := asNobody(t, dir, "a/index.html a", "index.html new")
			if out, _, _ = strings.Cut(out, "Some working files"); out != test.out || (err != nil) != strings.HasPrefix(out, "*") {
				t.Errorf("the child says %q, %v", out, err)
			}
			holds(t, dir+"/", test.after...)
		})
	}
}

// Folders of another user cannot be removed with the old site. They stop no later
// build, and the report says where they are.
func TestWorkspaceThatCannotBeCleared(t *testing.T) {
	dir := forNobody(t)
	publishTree(t, site(t, edition(0)...), dir)
	give(t, dir)
	for n := 1; n < 4; n++ {
		out, err := asNobody(t, dir, edition(n)...)
		if err != nil || !strings.HasPrefix(out, "swap\n") {
			t.Fatalf("%v %s", err, out)
		}
		if n == 1 && !strings.Contains(out, "Some working files were left in ") {
			t.Errorf("the report does not say so: %s", out)
		}
		holds(t, dir+"/", edition(n)...)
	}
}

// A file that not even root may change is no part of the new site; what is left
// of the old one is reported.
func TestImmutableFile(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can make files immutable")
	}
	dir := filepath.Join(t.TempDir(), "public")
	publishTree(t, site(t, "index.html old", "kept.html k"), dir)
	name := filepath.Join(dir, "index.html")
	if out, err := exec.Command("chattr", "+i", name).CombinedOutput(); err != nil {
		t.Skipf("%v %s", err, out)
	}
	t.Cleanup(func() { exec.Command("chattr", "-R", "-i", filepath.Dir(dir)).Run() })
	report := publishTree(t, site(t, "index.html new", "kept.html k"), dir)
	holds(t, dir+"/", "index.html new", "kept.html k")
	if len(report.Notes) != 1 || !strings.HasPrefix(report.Notes[0], "Some working files were left in "+filepath.Dir(dir)+"/.afterword-public; the next build tries again to remove them: ") {
		t.Errorf("the notes are %q", report.Notes)
	}
}
