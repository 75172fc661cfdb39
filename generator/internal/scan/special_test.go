//go:build unix

package scan_test

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"afterword/generator/internal/diag"
)

// archive makes an archive with one good postmortem and whatever prepare adds to it.
func archive(t *testing.T, prepare func(dir string) error) string {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "archive.yaml", "title: A\n")
	write(t, dir, "good.md", "---\ntitle: A\n---\n")
	if err := prepare(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestSpecialFiles promises an error, in bounded time, for everything that is
// no regular file, and that the good files are read all the same.
func TestSpecialFiles(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "outside.md")
	if err := os.WriteFile(outside, []byte("SECRET"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		prepare func(dir string) error
		code    diag.Code
		message string
	}{
		"link outside": {func(dir string) error { return os.Symlink(outside, filepath.Join(dir, "x.md")) }, diag.LinkOutside, "outside the archive"},
		"static link outside": {func(dir string) error {
			if err := os.Mkdir(filepath.Join(dir, "static"), 0o755); err != nil {
				return err
			}
			return os.Symlink("/etc/passwd", filepath.Join(dir, "static", "h.txt"))
		}, diag.LinkOutside, "/etc/passwd"},
		"folder outside": {func(dir string) error { return os.Symlink(filepath.Dir(outside), filepath.Join(dir, "sub")) }, diag.LinkOutside, "outside"},
		"parent":         {func(dir string) error { return os.Symlink("..", filepath.Join(dir, "up")) }, diag.LinkOutside, `".."`},
		"loop to itself": {func(dir string) error { return os.Symlink(".", filepath.Join(dir, "loop")) }, diag.LinkCycle, "above it"},
		"link to link": {func(dir string) error {
			if err := os.Symlink("b", filepath.Join(dir, "a")); err != nil {
				return err
			}
			return os.Symlink("a", filepath.Join(dir, "b"))
		}, diag.LinkCycle, "leads back to itself"},
		"dangling":    {func(dir string) error { return os.Symlink("nowhere.md", filepath.Join(dir, "x.md")) }, diag.LinkDangling, `"nowhere.md"`},
		"link inside": {func(dir string) error { return os.Symlink("good.md", filepath.Join(dir, "x.md")) }, diag.FileKind, "not followed"},
		"pipe":        {func(dir string) error { return syscall.Mkfifo(filepath.Join(dir, "x.md"), 0o644) }, diag.FileKind, "not a regular file"},
		"socket": {func(dir string) error {
			t.Chdir(dir) // the name of a socket must be short
			l, err := net.Listen("unix", "x.md")
			if err == nil {
				t.Cleanup(func() { _ = l.Close() })
			}
			return err
		}, diag.FileKind, "not a regular file"},
		"100 MB": {func(dir string) error {
			if err := os.WriteFile(filepath.Join(dir, "x.md"), nil, 0o644); err != nil {
				return err
			}
			return os.Truncate(filepath.Join(dir, "x.md"), 100<<20)
		}, diag.FileTooLarge, "2097152 bytes"},
		"newline in a name":   {func(dir string) error { return os.WriteFile(filepath.Join(dir, "a\nb.md"), nil, 0o644) }, diag.FileName, `"a\nb.md"`},
		"escape in a name":    {func(dir string) error { return os.WriteFile(filepath.Join(dir, "\x1b[2J.md"), nil, 0o644) }, diag.FileName, `"\x1b[2J.md"`},
		"a name of bad UTF-8": {func(dir string) error { return os.WriteFile(filepath.Join(dir, "\xe9.md"), nil, 0o644) }, diag.FileName, `"\xe9.md"`},
		"a device of Windows": {func(dir string) error { return os.Mkdir(filepath.Join(dir, "aux"), 0o755) }, diag.FileName, `"aux"`},
		"a deep path": {func(dir string) error {
			return os.MkdirAll(filepath.Join(dir, strings.Repeat("deep/", 60)), 0o755)
		}, diag.FileName, "200 are allowed"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := archive(t, c.prepare)
			files, list := read(t, dir)
			if len(list) == 0 || list[0].Code != c.code || !strings.Contains(list[0].Message, c.message) {
				t.Errorf("want %s with %q, got:\n%s", c.code, c.message, print(list))
			}
			for _, d := range list {
				if strings.ContainsAny(d.File+d.Message, "\n\x1b") || !utf8.ValidString(d.File+d.Message) {
					t.Errorf("%q %q holds what a terminal would obey", d.File, d.Message)
				}
			}
			if len(files.Postmortems) != 1 || files.Postmortems[0].Path != "good.md" {
				t.Error(listing(files))
			}
		})
	}
}

// TestLinkedArchive promises that the archive's folder itself may be a link.
func TestLinkedArchive(t *testing.T) {
	link := filepath.Join(t.TempDir(), "content")
	if err := os.Symlink(archive(t, func(string) error { return nil }), link); err != nil {
		t.Fatal(err)
	}
	if files, list := read(t, link); len(list) > 0 || len(files.Postmortems) != 1 {
		t.Error(listing(files), print(list))
	}
}

func TestUnreadable(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("the superuser may read everything")
	}
	dir := archive(t, func(dir string) error { return os.WriteFile(filepath.Join(dir, "x.md"), nil, 0) })
	if _, list := read(t, dir); len(list) != 1 || list[0].Code != diag.FileUnreadable {
		t.Error(print(list))
	}
}

// TestUnreadableFolder promises that a folder is called one, once, whether it cannot be listed
// or its files cannot be reached, and that the advice opens it.
func TestUnreadableFolder(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("the superuser may read everything")
	}
	for _, mode := range []os.FileMode{0, 0o100, 0o400} {
		dir := archive(t, func(dir string) error {
			write(t, dir, "2024/a.md", "---\ntitle: A\n---\n")
			write(t, dir, "2024/b.md", "---\ntitle: B\n---\n")
			return os.Chmod(filepath.Join(dir, "2024"), mode)
		})
		_, list := read(t, dir)
		if err := os.Chmod(filepath.Join(dir, "2024"), 0o700); err != nil { // so that it can be cleared away
			t.Fatal(err)
		}
		if len(list) != 1 || list[0].Code != diag.FileUnreadable || list[0].File != "content/2024" || !strings.Contains(list[0].Message, "folder") || !strings.Contains(list[0].Hint, "+rx") {
			t.Errorf("%v: %s", mode, print(list))
		}
	}
}

// TestMany promises the same result whatever order the files are read in.
func TestMany(t *testing.T) {
	dir := archive(t, func(dir string) error {
		for i := range 2000 {
			write(t, dir, time.Unix(int64(i), 0).UTC().Format("2006/150405")+".md", "---\ntitle: A\n---\n")
		}
		return nil
	})
	first, list := read(t, dir)
	if len(list) > 0 || len(first.Postmortems) != 2001 {
		t.Fatal(len(first.Postmortems), print(list))
	}
	second, _ := read(t, dir)
	if a, b := listing(first), listing(second); a != b {
		t.Error("two readings differ")
	}
	for i := 1; i < len(first.Postmortems); i++ {
		if first.Postmortems[i-1].Path >= first.Postmortems[i].Path {
			t.Fatalf("%s comes before %s", first.Postmortems[i-1].Path, first.Postmortems[i].Path)
		}
	}
}

func TestTooManyFiles(t *testing.T) {
	dir := archive(t, func(dir string) error {
		write(t, dir, "archive.yaml", "title: A\nlimits: {files: 2}\n")
		write(t, dir, "a/b.md", "x")
		write(t, dir, "a/c.md", "x")
		return nil
	})
	if _, list := read(t, dir); list.Errors() != 1 || list[0].Code != diag.ValueLimit {
		t.Error(print(list))
	}
}
