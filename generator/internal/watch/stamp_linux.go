package watch

import (
	"os"
	"syscall"
)

// identity is what Unix knows of a file beyond its size and mode: the time of the last change of
// anything, which nobody can set, and the inode, which another file has.
func identity(info os.FileInfo) (ctime int64, inode uint64) {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0
	}
	return s.Ctim.Nano(), s.Ino
}
