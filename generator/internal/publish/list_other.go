//go:build !linux

package publish

import (
	"errors"
	"io/fs"
	"os"
)

// list returns what lies in a folder.
func list(dir string) ([]item, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var items []item
	for _, e := range entries {
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // removed since the folder was read
		}
		if err != nil {
			return nil, err
		}
		items = append(items, item{e.Name(), infoNode(info)})
	}
	return items, nil
}

// listInodes is list.
func listInodes(dir string) ([]item, error) { return list(dir) }

// inodesLast leaves no catalog behind: no spare is kept here.
func inodesLast(string) bool { return false }

// nodeOf looks at a file without following it.
func nodeOf(name string) (node, error) {
	info, err := os.Lstat(name)
	if err != nil {
		return node{}, err
	}
	return infoNode(info), nil
}

// infoNode leaves dev and ino out: only a swap asks for them.
func infoNode(info fs.FileInfo) node {
	return node{mode: info.Mode(), size: info.Size(), mtime: info.ModTime().UnixNano()}
}

// writable leaves the answer to the first write.
func writable(string) error { return nil }

// openFiles is how many files every system lets a process hold open.
func openFiles() uint64 { return 256 }
