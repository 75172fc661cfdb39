package publish

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io/fs"
	"slices"

	"golang.org/x/sys/unix"
)

// list returns what lies in a folder, without following a link to it: one call
// an entry, relative to the open folder.
func list(dir string) ([]item, error) { return listed(dir, false) }

// listInodes is list, but of files it may give no more than which they are: the
// folder tells that by itself, in a third of the time.
func listInodes(dir string) ([]item, error) { return listed(dir, true) }

func listed(dir string, inodes bool) ([]item, error) {
	fd, err := unix.Open(dir, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
	for errors.Is(err, unix.EINTR) {
		fd, err = unix.Open(dir, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
	}
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: dir, Err: err}
	}
	defer unix.Close(fd)
	var folder unix.Stat_t
	if inodes {
		var system unix.Statfs_t
		if err := unix.Fstatfs(fd, &system); err != nil {
			return nil, &fs.PathError{Op: "statfs", Path: dir, Err: err}
		}
		if err := unix.Fstat(fd, &folder); err != nil {
			return nil, &fs.PathError{Op: "stat", Path: dir, Err: err}
		}
		inodes = slices.Contains(tellsInodes, int64(system.Type))
	}
	var items []item
	var buf [8192]byte
	for {
		n, err := unix.ReadDirent(fd, buf[:])
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil {
			return nil, &fs.PathError{Op: "list", Path: dir, Err: err}
		}
		if n == 0 {
			return items, nil
		}
		for rest := buf[:n]; len(rest) > 0; {
			var entry dirent
			entry, rest = nextEntry(rest)
			name := entry.name
			if name == "" || name == "." || name == ".." {
				continue
			}
			if inodes && entry.kind == unix.DT_REG {
				items = append(items, item{name, node{dev: folder.Dev, ino: entry.ino}})
				continue
			}
			var st unix.Stat_t
			err := unix.Fstatat(fd, name, &st, unix.AT_SYMLINK_NOFOLLOW)
			for errors.Is(err, unix.EINTR) {
				err = unix.Fstatat(fd, name, &st, unix.AT_SYMLINK_NOFOLLOW)
			}
			if errors.Is(err, unix.ENOENT) {
				continue // removed since the folder was read
			}
			if err != nil {
				return nil, &fs.PathError{Op: "lstat", Path: dir + "/" + name, Err: err}
			}
			items = append(items, item{name, statNode(&st)})
		}
	}
}

// tellsInodes are the file systems whose folders tell the inodes that stat tells;
// those that put several others together do not.
var tellsInodes = []int64{unix.EXT4_SUPER_MAGIC, unix.XFS_SUPER_MAGIC, unix.TMPFS_MAGIC}

// inodesLast reports whether a folder is on a file system whose inodes are the same
// after it was mounted again.
func inodesLast(dir string) bool {
	var system unix.Statfs_t
	return unix.Statfs(dir, &system) == nil && slices.Contains(tellsInodes, int64(system.Type))
}

// dirent is what a folder tells of what lies in it.
type dirent struct {
	name string
	ino  uint64
	kind byte // unix.DT_REG or another; DT_UNKNOWN is one of them
}

// nextEntry cuts one linux_dirent64 off: inode (8 bytes), offset (8), length of
// the record (2), type (1), name with a zero byte behind it. See getdents64(2).
func nextEntry(b []byte) (e dirent, rest []byte) {
	const head = 19
	length := int(binary.NativeEndian.Uint16(b[16:]))
	record := b[head:length]
	if end := bytes.IndexByte(record, 0); end >= 0 {
		record = record[:end]
	}
	return dirent{string(record), binary.NativeEndian.Uint64(b), b[18]}, b[length:]
}

// nodeOf looks at a file without following it.
func nodeOf(name string) (node, error) {
	var st unix.Stat_t
	err := unix.Lstat(name, &st)
	for errors.Is(err, unix.EINTR) {
		err = unix.Lstat(name, &st)
	}
	if err != nil {
		return node{}, &fs.PathError{Op: "lstat", Path: name, Err: err}
	}
	return statNode(&st), nil
}

func statNode(st *unix.Stat_t) node {
	mode := fs.FileMode(st.Mode & 0o777)
	switch st.Mode & unix.S_IFMT {
	case unix.S_IFREG:
	case unix.S_IFDIR:
		mode |= fs.ModeDir
	case unix.S_IFLNK:
		mode |= fs.ModeSymlink
	default:
		mode |= fs.ModeIrregular // nothing that a site can hold
	}
	return node{mode, st.Size, st.Mtim.Nano(), st.Ctim.Nano(), st.Dev, st.Ino, st.Uid}
}

// writable reports whether this user may write to a folder, without which it can
// neither be exchanged nor changed.
func writable(dir string) error {
	if err := unix.Faccessat(unix.AT_FDCWD, dir, unix.W_OK|unix.X_OK, unix.AT_EACCESS); err != nil {
		return &fs.PathError{Op: "write", Path: dir, Err: err}
	}
	return nil
}

// openFiles is how many files the system lets a process hold open.
func openFiles() uint64 {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		return 1024 // as usual
	}
	return limit.Cur
}
