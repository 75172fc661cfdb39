package scan

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
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
			data, err := readOnce(root, "a.md", 1<<20, new(bytes.Buffer), func() {
				if err := tt.change(); err != nil {
					t.Fatal(err)
				}
			})
			if !errors.Is(err, tt.want) {
				t.Errorf("told %v, want %v", err, tt.want)
			}
			if tt.want == nil && !bytes.Equal(data, old) {
				t.Errorf("read %d bytes of another text", len(data))
			}
		})
	}
}
