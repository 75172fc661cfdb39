package publish

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// A node is what a file system tells about a file, link or folder.
type node struct {
	mode  fs.FileMode
	size  int64 // bytes
	mtime int64 // nanoseconds since 1970, UTC
	// ctime is when anything about it changed, which nobody can forge; as mtime,
	// 0 where the system does not say.
	ctime int64
	// dev and ino tell two files apart, and two names of one file; 0 where the
	// system does not say.
	dev, ino uint64
	uid      uint32 // owner; 0 where the system does not say
}

// same reports whether two names lead to one file.
func (n node) same(other node) bool { return n.ino != 0 && n.ino == other.ino && n.dev == other.dev }

// An item is a node in a folder.
type item struct {
	name string
	node
}

// A survey is what lies in a folder at some time. Symbolic links are entries of
// their own and are never followed. The manifest and the workspace of a build
// in place are no part of it.
type survey struct {
	began  time.Time // what changed later may not be in it
	exists bool
	root   node            // the folder itself
	files  map[string]node // everything but folders, by path as in File.Path
	dirs   map[string]node
	parent map[string]bool // folders that hold something
	found  []listing       // the same, folder by folder
}

// A lister lists the folder of a path as in File.Path.
type lister func(dir string) (listing, error)

// listOf is list of a folder below root.
func listOf(root string) lister {
	return func(dir string) (listing, error) {
		items, err := list(diskName(root, dir))
		return listing{dir: dir, items: items}, err
	}
}

// surveyOf looks through a folder, several folders at a time: 24,000 files in
// 11,000 folders take two cores 70 ms.
func surveyOf(ctx context.Context, dir string, list lister) (survey, error) {
	s := survey{began: time.Now(), files: map[string]node{}, dirs: map[string]node{}, parent: map[string]bool{}}
	root, err := nodeOf(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	s.exists, s.root = true, root
	if !root.mode.IsDir() {
		return s, nil
	}
	w := walk{ctx: ctx, list: list, todo: []string{"."}}
	w.more.L = &w.mu
	var walkers sync.WaitGroup
	for range surveyors {
		walkers.Go(w.run)
	}
	walkers.Wait()
	for _, l := range w.found {
		if len(l.items) > 0 {
			s.parent[l.dir] = true
		}
		for _, it := range l.items {
			name := path.Join(l.dir, it.name)
			if it.mode.IsDir() {
				s.dirs[name] = it.node
			} else {
				s.files[name] = it.node
			}
		}
	}
	for _, l := range w.found {
		if l.self.ino != 0 && l.dir != "." {
			s.dirs[l.dir] = l.self // seen later than from the folder above
		}
	}
	s.found = w.found
	return s, w.err
}

// surveyors look through folders at the same time. More do not help where the
// kernel has the folders in memory; where it has not, the disk decides.
const surveyors = 4

// A walk is a survey being made.
type walk struct {
	ctx   context.Context
	list  lister
	mu    sync.Mutex
	more  sync.Cond
	todo  []string // folders nobody has looked into
	busy  int      // folders somebody looks into
	found []listing
	err   error
}

// A listing is what lies in one folder.
type listing struct {
	dir   string
	self  node // the folder itself, where whoever listed it looked; else no inode
	items []item
}

func (w *walk) run() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for {
		for len(w.todo) == 0 && w.busy > 0 && w.err == nil {
			w.more.Wait()
		}
		if len(w.todo) == 0 || w.err != nil {
			return
		}
		// Many folders hold only a few files: take some at a time.
		n := min(len(w.todo), 1+len(w.todo)/(2*surveyors), 64)
		dirs := slices.Clone(w.todo[len(w.todo)-n:])
		w.todo = w.todo[:len(w.todo)-n]
		w.busy++
		w.mu.Unlock()
		found, below, err := w.look(dirs)
		w.mu.Lock()
		w.busy--
		w.todo = append(w.todo, below...)
		w.found = append(w.found, found...)
		if w.err == nil {
			w.err = err
		}
		w.more.Broadcast()
	}
}

// look lists folders, and tells which folders lie in them.
func (w *walk) look(dirs []string) (found []listing, below []string, err error) {
	for _, dir := range dirs {
		if err := w.ctx.Err(); err != nil {
			return found, below, err
		}
		l, err := w.list(dir)
		if errors.Is(err, fs.ErrNotExist) {
			continue // removed since it was listed
		}
		if err != nil {
			return found, below, err
		}
		if dir == "." {
			l.items = slices.DeleteFunc(l.items, func(it item) bool { return it.name == manifestName || it.name == workName })
		}
		for _, it := range l.items {
			if it.mode.IsDir() {
				below = append(below, path.Join(dir, it.name))
			}
		}
		found = append(found, l)
	}
	return found, below, nil
}

// ours reports whether a file of the old output still is what the manifest says.
// It reads the file only where its time does not tell.
func (s survey) ours(dir string, e Entry) (bool, error) {
	there, ok := s.files[e.Path]
	if !ok || !there.mode.IsRegular() || there.size != e.Size {
		return false, nil
	}
	if stamped(there.mtime, e.Sum) {
		return true, nil
	}
	got, err := sumOf(dir, e.Path)
	return got == e.Sum, err
}

// sumOf hashes a file of the output, however it got there.
func sumOf(dir, file string) (Sum, error) {
	return onDisk(dir, file).Sum()
}

// diskName is the name on disk of a path of the tree.
func diskName(dir, file string) string { return filepath.Join(dir, filepath.FromSlash(file)) }
