package importer_test

import (
	"errors"
	"io/fs"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"afterword/generator/internal/importer"
)

// TestHalfWritten holds that a file which cannot be written to its end, as on a
// full disk, leaves nothing behind. A bound on the size of files stands for the disk.
func TestHalfWritten(t *testing.T) {
	root := folder(t, "title: T\n")
	plan := importer.Plan{Files: []importer.PlannedFile{{Path: "2024/a.md", Text: strings.Repeat("x", 1<<20)}}}
	var before unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	bound := unix.Rlimit{Cur: 64 << 10, Max: before.Max}
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &bound); err != nil {
		t.Fatal(err)
	}
	_, err := importer.Apply(t.Context(), root, plan)
	if e := unix.Setrlimit(unix.RLIMIT_FSIZE, &before); e != nil {
		t.Fatal(e)
	}
	if !errors.Is(err, syscall.EFBIG) {
		t.Error(err)
	}
	if left, err := fs.ReadDir(root.FS(), "2024"); err != nil || len(left) > 0 {
		t.Error("left behind:", left, err)
	}
}
