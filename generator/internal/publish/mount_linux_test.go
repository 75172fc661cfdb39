package publish_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"afterword/generator/internal/publish"
)

// mounted runs a publishing child in a mount namespace of its own, after a
// shell command that mounts something. $DIR is the output.
func mounted(t *testing.T, setup, dir string, lines []string) (output string, err error) {
	t.Helper()
	if out, err := exec.Command("unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", t.TempDir()).CombinedOutput(); err != nil {
		t.Skipf("this machine does not allow to mount: %v %s", err, out)
	}
	cmd := child(t.Context(), dir, 0, lines)
	cmd.Args = []string{"unshare", "-rm", "sh", "-c", setup + ` && "$0"; code=$?; ` +
		`echo "code $code"; for f in $(ls -A "$DIR"); do if [ -d "$DIR/$f" ]; then echo "$f/"; else echo "$f $(head -c 20 "$DIR/$f")"; fi; done; ` +
		`for f in $(ls -A "$PARENT"/.afterword-*/ "$DIR"/.afterword-*/ 2>/dev/null); do echo "work: $f"; done; exit $code`, os.Args[0]}
	if cmd.Path, err = exec.LookPath("unshare"); err != nil {
		t.Skip(err)
	}
	cmd.Env = append(cmd.Env, "DIR="+dir, "PARENT="+filepath.Dir(dir))
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// big makes n files of 4 KiB.
func big(n int) []string {
	var lines []string
	for i := range n {
		lines = append(lines, fmt.Sprintf("big/%d.html *4096", i))
	}
	return lines
}

// ioError is how a child reports an I/O error.
var ioError = regexp.MustCompile(`(?m)^\*publish\.IOError (.*)\n(.*\n)*code 3$`)

// On a full disk the site stays, wherever the room ran out.
func TestDiskFull(t *testing.T) {
	for _, test := range []struct{ name, setup string }{
		{"beside the output", `mount -t tmpfs -o size=%dk tmpfs "$PARENT" && mkdir "$DIR"`},
		{"in a mounted output", `mkdir -p "$DIR" && mount -t tmpfs -o size=%dk tmpfs "$DIR"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			for room := 24; room <= 256; room += 40 {
				dir := filepath.Join(t.TempDir(), "public")
				setup := fmt.Sprintf(test.setup, room) + ` && PUBLISH_TEST_FILES="index.html old" "$0"`
				out, err := mounted(t, setup, dir, append([]string{"index.html new"}, big(100)...))
				if !ioError.MatchString(out) || !strings.Contains(out, ": no space left on device\n") {
					t.Fatalf("with %d KiB: %v %s", room, err, out)
				}
				if !strings.Contains(out, "\nindex.html old\n") || strings.Contains(out, "work: stage") {
					t.Errorf("with %d KiB the old site is gone: %s", room, out)
				}
			}
		})
	}
}

// So it does where the room for names runs out: while new files are written,
// folders made, or unchanged files linked.
func TestOutOfInodes(t *testing.T) {
	seen := map[string]bool{}
	for inodes := 212; inodes <= 440; inodes += 12 {
		dir := filepath.Join(t.TempDir(), "public")
		lines := append([]string{"index.html old"}, big(100)...)
		setup := fmt.Sprintf(`mount -t tmpfs -o nr_inodes=%d tmpfs "$PARENT" && PUBLISH_TEST_FILES="`, inodes) + strings.Join(lines, "\n") + `" "$0" >/dev/null 2>&1`
		after := append([]string{"index.html new"}, big(100)[1:]...)
		for i := range 60 {
			after = append(after, fmt.Sprintf("new/%d/index.html x", i))
		}
		out, err := mounted(t, setup, dir, after)
		if err == nil && strings.Contains(out, "\nindex.html new\n") {
			seen["done"] = true
			continue
		}
		match := ioError.FindStringSubmatch(out)
		if match == nil || !strings.HasSuffix(match[1], ": no space left on device") {
			t.Fatalf("with %d inodes: %v %s", inodes, err, out)
		}
		doing, _, _ := strings.Cut(match[1], " ")
		seen[doing] = true
		if !strings.Contains(out, "\nindex.html old\n") || strings.Contains(out, "work: stage") {
			t.Errorf("with %d inodes the old site is gone: %s", inodes, out)
		}
	}
	for _, want := range []string{"writing", "keeping", "done"} {
		if !seen[want] {
			t.Errorf("no build ended in %q: %v", want, seen)
		}
	}
}

func TestReadOnlyOutput(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	publishTree(t, site(t, "index.html old"), dir)
	for _, mount := range []string{`"$DIR"`, `"$PARENT"`} {
		out, err := mounted(t, fmt.Sprintf(`mount --bind %s %[1]s && mount -o remount,ro,bind %[1]s`, mount), dir, []string{"index.html new"})
		if !strings.Contains(out, "*publish.IOError publishing to "+dir+": write "+dir+": read-only file system\ncode 3\n") &&
			!strings.Contains(out, "*publish.IOError locking "+dir+"/.afterword-work: mkdir "+dir+"/.afterword-work: read-only file system\ncode 3\n") {
			t.Errorf("%v %s", err, out)
		}
		holds(t, dir, "index.html old")
		alone(t, dir)
	}
}

// Mount points cannot be exchanged: they are published in place, and the report says so.
func TestMountPoint(t *testing.T) {
	for name, setup := range map[string]string{
		"bind mount":   `mkdir "$PARENT/real" && mkdir -p "$DIR" && mount --bind "$PARENT/real" "$DIR"`,
		"file system":  `mkdir -p "$DIR" && mount -t tmpfs tmpfs "$DIR"`,
		"mount within": `mkdir -p "$DIR/.up" && mount -t tmpfs tmpfs "$DIR/.up" && echo x > "$DIR/.up/x"`,
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "public")
			out, err := mounted(t, setup, dir, []string{"index.html new", "a.css x"})
			if err != nil || !strings.HasPrefix(out, "begin\n"+publish.InPlace+"\nThe files of "+dir+" were replaced one by one, assets first, because ") ||
				!strings.Contains(out, "\nindex.html new\n") || strings.Contains(out, "work: stage") {
				t.Errorf("%v %s", err, out)
			}
		})
	}
}

// A folder whose parent may not be written to has nothing to be swapped with.
func TestParentThatMayNotBeWritten(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "public")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	// Modes do not hold root back, the immutable attribute does.
	if err := os.Chmod(parent, 0o555); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(parent, 0o755)
	if os.Geteuid() == 0 {
		if out, err := exec.Command("chattr", "+i", parent).CombinedOutput(); err != nil {
			t.Skipf("%v %s", err, out)
		}
		defer exec.Command("chattr", "-i", parent).Run()
	}
	for _, content := range []string{"index.html old", "index.html new"} {
		report := publishTree(t, site(t, content), dir)
		if report.Method != publish.InPlace || len(report.Notes) != 1 || !strings.Contains(report.Notes[0], "may not be written to") {
			t.Errorf("%+v", report)
		}
		holds(t, dir, content)
	}
	alone(t, dir)
}
