package publish

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// exchange swaps two folders in one step.
func exchange(a, b string) error {
	return unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE)
}

// swapObstacle returns why a folder cannot be exchanged: it is a mount point.
func swapObstacle(dir string) (string, error) {
	var stat unix.Statx_t
	err := unix.Statx(unix.AT_FDCWD, dir, unix.AT_SYMLINK_NOFOLLOW, unix.STATX_BASIC_STATS, &stat)
	switch {
	case errors.Is(err, unix.ENOENT), errors.Is(err, unix.ENOSYS):
		return "", nil // where there is no statx, the exchange itself fails
	case err == nil && stat.Attributes&unix.STATX_ATTR_MOUNT_ROOT != 0:
		return "it is a mount point", nil
	}
	return "", err
}

// flush makes everything written below a folder durable, by one call for the
// whole file system instead of one for each of many thousand files.
func flush(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close() // it was only read
	return unix.Syncfs(int(f.Fd()))
}
