package publish

import (
	"io/fs"
	"syscall"
)

// nodeOf takes what the survey keeps of a file.
func nodeOf(info fs.FileInfo) node {
	n := node{mode: info.Mode(), size: info.Size(), mtime: info.ModTime().UnixNano()}
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		n.ctime, n.ino = st.Ctimespec.Nano(), st.Ino
	}
	return n
}
