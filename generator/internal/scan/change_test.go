package scan

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"afterword/generator/internal/diag"
)

// A file that is written to, cut off or made longer while it is read is
// noticed; one that is replaced by another is read as it was.
func TestChangingFiles(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a.md")
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	old, next := bytes.Repeat([]byte("old\n"), 1000), bytes.Repeat([]byte("new\n"), 1000)
	tests := []struct {
		name   string
		change func() error
		want   error
	}{
		{"nothing", func() error { return nil }, nil},
		{"cut off", func() error { return os.Truncate(name, 10) }, errChanged},
		{"longer", func() error { return os.WriteFile(name, append(next, next...), 0o644) }, errChanged},
		{"the same length", func() error { return os.WriteFile(name, next, 0o644) }, errChanged},
		{"replaced", func() error {
			if err := os.WriteFile(name+".new", next, 0o644); err != nil {
				return err
			}
			return os.Rename(name+".new", name)
		}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := os.WriteFile(name, old, 0o644); err != nil {
				t.Fatal(err)
			}
			before := time.Now().Add(-time.Hour) // clocks of file systems are coarse
			if err := os.Chtimes(name, before, before); err != nil {
				t.Fatal(err)
			}
			data, err := readOnce(root, "a.md", 1<<20, func() {
				if err := tt.change(); err != nil {
					t.Fatal(err)
				}
			})
			if !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if tt.want == nil && !bytes.Equal(data, old) {
				t.Errorf("read %d bytes of another text", len(data))
			}
		})
	}
}

// A file that goes away after it was listed is named, and no path leads out of the archive.
func TestVanished(t *testing.T) {
	root, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	src, list := readText(root, "gone.md", "content/gone.md", 1<<20, raiseFile)
	if src != nil || len(list) != 1 || list[0].Code != diag.FileVanished || list[0].File != "content/gone.md" {
		t.Error(src, list)
	}
	for _, path := range []string{"../x.md", "/etc/passwd", "a/../../x.md"} {
		if src, list := readText(root, path, path, 1<<20, raiseFile); src != nil || len(list) != 1 {
			t.Errorf("%s: %v, %v", path, src, list)
		}
	}
}
