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

	"golang.org/x/sync/errgroup"
)

// A node is what the file system knows of a file. Two nodes are equal if nobody
// has touched the file in between.
type node struct {
	mode         fs.FileMode
	size         int64 // bytes
	mtime, ctime int64 // nanoseconds since 1970, UTC; ctime is 0 where it is not known
	ino          uint64
}

// A survey is what is in an output folder at some time. Symbolic links are
// entries of their own and are never followed. The workspace of a build in place
// is no part of it.
type survey struct {
	root     fs.FileInfo // the folder itself; nil where there is none
	manifest node
	files    map[string]node // everything else but folders, by path as in File.Path
	dirs     map[string]fs.FileMode
	full     map[string]bool // folders that hold something
	seal     string          // one hash over all files: it changes when anyone touches any of them
}

// surveyOf looks through a folder, one level after the other.
func surveyOf(ctx context.Context, dir string) (survey, error) {
	s := survey{files: map[string]node{}, dirs: map[string]fs.FileMode{}, full: map[string]bool{}}
	root, err := os.Lstat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	s.root = root
	if !root.IsDir() {
		return s, nil
	}
	for level := []string{"."}; len(level) > 0; {
		found := make([][]fs.FileInfo, len(level))
		err := each(ctx, len(level), func(i int) (err error) {
			found[i], err = list(diskName(dir, level[i]))
			return err
		})
		if err != nil {
			return s, err
		}
		var below []string
		for i, infos := range found {
			for _, info := range infos {
				switch name := path.Join(level[i], info.Name()); {
				case name == manifestName:
					s.manifest = nodeOf(info)
				case name == workName:
				case info.IsDir():
					s.dirs[name] = info.Mode()
					s.full[level[i]] = true
					below = append(below, name)
				default:
					s.files[name] = nodeOf(info)
					s.full[level[i]] = true
				}
			}
		}
		level = below
	}
	s.seal = s.hash()
	return s, nil
}

// list returns what is in a folder, without following links in it.
func list(dir string) ([]fs.FileInfo, error) {
	f, err := os.Open(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil // removed since the folder above was read
	}
	if err != nil {
		return nil, err
	}
	defer f.Close() // it was only read
	return f.Readdir(-1)
}

func (s survey) hash() string {
	line := func(b []byte, name string, n node) []byte {
		return fmt.Appendf(b, "%q %o %d %d %d %d\n", name, n.mode, n.size, n.mtime, n.ctime, n.ino)
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

// jobs is how many files are handled at once. More do not help: either the
// kernel has the folders in memory, or the disk decides.
const jobs = 8

// each runs work for 0 to n-1 on several goroutines until one fails or the
// context ends. Neighbors go to one goroutine: they are in the same folder.
func each(ctx context.Context, n int, work func(i int) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(jobs)
	batch := min(64, n/jobs+1)
	for start := 0; start < n; start += batch {
		group.Go(func() error {
			for i := start; i < min(start+batch, n); i++ {
				if err := ctx.Err(); err != nil {
					return err
				}
				if err := work(i); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// diskName is the name on disk of a path of the site.
func diskName(dir, file string) string { return filepath.Join(dir, filepath.FromSlash(file)) }

func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}
