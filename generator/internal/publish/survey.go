package publish

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// A node is what the file system knows of a file. Two nodes are equal if nobody
// has touched the file in between.
type node struct {
	regular      bool
	mode         uint32 // as the system encodes it
	size         int64  // bytes
	mtime, ctime int64  // nanoseconds since 1970, UTC; ctime is 0 where it is not known
	inode        uint64
}

// A survey is what is in an output folder at some time. Symbolic links are
// entries of their own and are never followed. The workspace of a build in place
// is no part of it.
type survey struct {
	root     fs.FileInfo // the folder itself; nil where there is none
	manifest node
	files    map[string]node // everything else but folders, by path as in File.Path
	dirs     map[string]bool // whether a folder holds anything, by path
	seal     string          // one hash over all files: it changes when anyone touches any of them
}

// surveyOf looks through a folder.
func surveyOf(ctx context.Context, dir string) (s survey, err error) {
	s.files, s.dirs = map[string]node{}, map[string]bool{}
	root, err := os.Lstat(dir)
	if err != nil {
		return s, gone(err)
	}
	s.root = root
	if !root.IsDir() {
		return s, nil
	}
	err = filepath.WalkDir(dir, func(at string, d fs.DirEntry, err error) error {
		if err != nil || at == dir {
			return gone(err) // removed since the folder above was read
		}
		name := filepath.ToSlash(at[len(dir)+1:])
		switch {
		case name == workName:
			return fs.SkipDir
		case d.IsDir():
			s.dirs[name] = false
		default:
			n, err := nodeOf(at)
			if err != nil {
				return gone(err)
			}
			n.regular = d.Type().IsRegular()
			if name == manifestName {
				s.manifest = n
				return nil
			}
			s.files[name] = n
		}
		s.dirs[path.Dir(name)] = true
		return ctx.Err()
	})
	delete(s.dirs, ".")
	s.seal = s.hash()
	return s, err
}

func (s survey) hash() string {
	line := func(b []byte, name string, n node) []byte {
		return fmt.Appendf(b, "%q %o %d %d %d %d\n", name, n.mode, n.size, n.mtime, n.ctime, n.inode)
	}
	all := line(nil, manifestName, s.manifest)
	for _, name := range slices.Sorted(maps.Keys(s.files)) {
		all = line(all, name, s.files[name])
	}
	return fmt.Sprintf("%x", sha256.Sum256(all))
}

// visible returns a file whose name does not begin with a dot, "" where there is none.
func (s survey) visible() string {
	for _, name := range slices.Sorted(maps.Keys(s.files)) {
		if !strings.HasPrefix(name, ".") {
			return name
		}
	}
	return ""
}

// diskName is the name on disk of a path of the site.
func diskName(dir, file string) string { return filepath.Join(dir, filepath.FromSlash(file)) }

func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

// gone takes a file that is not there for one that was removed.
func gone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
