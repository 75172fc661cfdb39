package publish

import (
	"cmp"
	"slices"
	"strings"
)

// A Tree is a whole site in memory: its files by path, each path once.
type Tree []File

// New makes a tree of files. Files that collide with one that came before them,
// in the order of paths and sources, are left out and reported; a tree with
// collisions is fit for a preview, not for publication.
func New(files []File) (Tree, []Collision) {
	t := slices.Clone(files)
	slices.SortStableFunc(t, func(a, b File) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Source, b.Source))
	})
	all := make(claims, 2*len(t))
	var collisions []Collision
	t = slices.DeleteFunc(t, func(f File) bool {
		c, ok := all.take(f.Path, f.Source)
		if !ok {
			collisions = append(collisions, c)
		}
		return !ok
	})
	return t, collisions
}

// Lookup finds a file by its path, as in File.Path.
func (t Tree) Lookup(path string) (f File, ok bool) {
	i, ok := slices.BinarySearchFunc(t, path, func(f File, path string) int { return strings.Compare(f.Path, path) })
	if ok {
		f = t[i]
	}
	return f, ok
}
