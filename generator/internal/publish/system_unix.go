//go:build unix

package publish

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// tryLock takes the lock on a file unless another process holds it. The kernel
// drops the lock of a process that dies.
func tryLock(f *os.File) (bool, error) {
	for {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		switch {
		case errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.EWOULDBLOCK):
			return false, nil
		default:
			return err == nil, err
		}
	}
}

// nodeOf returns what the file system knows of a file, or of a link itself.
func nodeOf(name string) (node, error) {
	var st unix.Stat_t
	if err := unix.Lstat(name, &st); err != nil {
		return node{}, &os.PathError{Op: "lstat", Path: name, Err: err}
	}
	return node{mode: uint32(st.Mode), size: st.Size, mtime: st.Mtim.Nano(), ctime: st.Ctim.Nano(), inode: st.Ino}, nil
}
