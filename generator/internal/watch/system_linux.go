package watch

import (
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"
)

// fileLimit is how many files can be watched; 0 is any number, as inotify watches folders.
const fileLimit = 0

// remote names the kind of file system that a path lies on where changes made
// elsewhere cause no events; "" for others. Magic numbers are from statfs(2) and linux/magic.h.
func remote(path string) string {
	var s unix.Statfs_t
	for unix.Statfs(path, &s) != nil {
		if _, err := os.Stat(path); err == nil || path == filepath.Dir(path) {
			return ""
		}
		path = filepath.Dir(path)
	}
	return kind(uint32(s.Type))
}

func kind(magic uint32) string {
	switch magic {
	case unix.NFS_SUPER_MAGIC:
		return "a network share (NFS)"
	case unix.SMB_SUPER_MAGIC, unix.CIFS_SUPER_MAGIC, unix.SMB2_SUPER_MAGIC:
		return "a network share (SMB)"
	case unix.FUSE_SUPER_MAGIC:
		return "a FUSE file system"
	case unix.V9FS_MAGIC: // drives of Windows in WSL 2, folders of a host in a virtual machine
		return "a drive of another system (9P)"
	case 0x53464846: // drives of Windows in WSL 1
		return "a drive of Windows"
	case 0x786f4256:
		return "a folder shared by VirtualBox"
	}
	return ""
}

// identity is what Unix knows of a file beyond its size and mode: the time of the last change of
// anything, which cannot be set, and the inode, which another file has.
func identity(info os.FileInfo) (ctime int64, inode uint64) {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0
	}
	return s.Ctim.Nano(), s.Ino
}
