package publish

import (
	"cmp"
	"slices"
	"strings"
)

// A Tree is a whole site in memory. The zero Tree is a site without files. It is
// immutable and safe for concurrent use.
type Tree struct {
	files []File // by path, each path once
}

// New makes a tree of files. Files that collide with one that came before them,
// in the order of paths and sources, are left out and reported; a tree with
// collisions is fit for a preview, not for publication.
func New(files []File) (Tree, []Collision) {
	files = slices.Clone(files)
	slices.SortStableFunc(files, func(a, b File) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Source, b.Source))
	})
	all := make(claims, 2*len(files))
	var collisions []Collision
	files = slices.DeleteFunc(files, func(f File) bool {
		c, ok := all.take(f.Path, f.Source)
		if !ok {
			collisions = append(collisions, c)
		}
		return !ok
	})
	for i := range files {
		if files[i].Open == nil {
			files[i].Size = int64(len(files[i].Data))
		}
	}
	return Tree{files}, collisions
}

// Lookup finds a file by its path, as in File.Path.
func (t Tree) Lookup(path string) (File, bool) {
	i, ok := slices.BinarySearchFunc(t.files, path, func(f File, path string) int { return strings.Compare(f.Path, path) })
	if !ok {
		return File{}, false
	}
	return t.files[i], true
}

// Files returns all files by path. The slice is the caller's, the data is not.
func (t Tree) Files() []File { return slices.Clone(t.files) }

// Len is the number of files.
func (t Tree) Len() int { return len(t.files) }
