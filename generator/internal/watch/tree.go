package watch

import (
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A tree is what stat said of every file the last time. Paths are absolute.
type tree struct {
	folders map[string]folder
	changed map[string]bool // files found to differ, until they are reported
	ignore  func(path string) bool
	enter   func(folder string) // called before a new folder is listed
	leave   func(folder string) // called for one that has gone
}

// A folder holds its entries by name.
type folder map[string]stamp

// A stamp is what stat says of a file.
type stamp struct {
	size    int64
	mtime   int64 // nanoseconds
	ctime   int64 // the same; 0 where the system has none
	inode   uint64
	mode    os.FileMode
	blurred bool // changed so shortly before it was looked at that a further change may not show
	emptied bool // it had content, or did not exist, before it was empty
}

// blur is how coarse the times of a file may be.
const blur = 50 * time.Millisecond

func newStamp(info os.FileInfo) stamp {
	s := stamp{size: info.Size(), mtime: info.ModTime().UnixNano(), mode: info.Mode()}
	s.ctime, s.inode = identity(info)
	s.blurred = time.Now().UnixNano()-max(s.mtime, s.ctime) < int64(blur)
	return s
}

// same compares what stat said.
func (s stamp) same(other stamp) bool {
	return s.size == other.size && s.mtime == other.mtime && s.ctime == other.ctime && s.inode == other.inode && s.mode == other.mode
}

// files counts them.
func (t *tree) files() (n int) {
	for _, f := range t.folders {
		n += len(f)
	}
	return n
}

// ignored reports whether a path, or a folder between it and its root, is not looked at.
func (t *tree) ignored(root, path string) bool {
	for ; len(path) > len(root); path = filepath.Dir(path) {
		if t.ignore(path) {
			return true
		}
	}
	return false
}

// walk looks at a folder and all below it. Only a root may be a symbolic link.
func (t *tree) walk(root, path string) {
	if path == root {
		if info, err := os.Stat(path); err != nil || !info.IsDir() {
			t.forget(path)
			return
		}
	}
	f := t.folders[path]
	if f == nil {
		f = folder{}
		t.folders[path] = f
		// First, so that nothing can happen between the list and the watch.
		t.enter(path)
	}
	names := slices.Collect(maps.Keys(f)) // what has gone of these is taken out before what has come is put in
	entries, _ := os.ReadDir(path)        // of a folder that has gone, or may not be read, nothing is there
	for _, e := range entries {
		if _, known := f[e.Name()]; !known && !t.ignore(filepath.Join(path, e.Name())) {
			names = append(names, e.Name())
		}
	}
	for _, name := range names {
		if below := filepath.Join(path, name); t.look(below, false) {
			t.walk(root, below)
		}
	}
}

// look compares what stat says of one path with what it said before, and reports
// whether it is a folder, which the caller has to look into. A file that an event has
// named is noted even where stat says the same: clocks are coarse.
func (t *tree) look(path string, named bool) (isFolder bool) {
	f, name := t.folders[filepath.Dir(path)], filepath.Base(path)
	old, known := f[name]
	wasFolder := known && old.mode.IsDir()
	info, err := os.Lstat(path)
	if err != nil {
		delete(f, name)
		if !known || wasFolder {
			t.forget(path)
		} else {
			t.note(path)
		}
		return false
	}
	switch now := newStamp(info); {
	case f == nil: // it comes with its folder
		return false
	case info.IsDir():
		if known && !wasFolder {
			t.note(path)
		}
		f[name] = stamp{mode: now.mode}
	default:
		if wasFolder {
			t.forget(path)
		}
		now.emptied = now.size == 0 && (!known || old.size > 0 || old.emptied)
		if !known || !old.same(now) || old.blurred || named {
			t.note(path)
		}
		f[name] = now
	}
	return info.IsDir()
}

// forget takes a folder out with all below it, whose files are noted: they have gone for good.
func (t *tree) forget(path string) {
	for name, f := range t.below(path) {
		t.leave(name)
		delete(t.folders, name)
		for entry, s := range f {
			if !s.mode.IsDir() {
				t.note(filepath.Join(name, entry))
			}
		}
	}
}

// enterAgain begins to watch a folder and all below it anew: they may be other folders of the
// same names.
func (t *tree) enterAgain(path string) {
	for name := range t.below(path) {
		t.leave(name)
		t.enter(name)
	}
}

// below iterates over the known folders at a path and below it, which may be deleted meanwhile.
func (t *tree) below(path string) iter.Seq2[string, folder] {
	within := path + string(filepath.Separator)
	return func(yield func(string, folder) bool) {
		for name, f := range t.folders {
			if (name == path || strings.HasPrefix(name, within)) && !yield(name, f) {
				return
			}
		}
	}
}

func (t *tree) note(path string) { t.changed[path] = true }

// emptied reports whether a file that has changed is empty now: its writer may not be done.
func (t *tree) emptied() bool {
	for path := range t.changed {
		if t.folders[filepath.Dir(path)][filepath.Base(path)].emptied {
			return true
		}
	}
	return false
}
