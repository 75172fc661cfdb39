package tree

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// A survey is what lies in the output folder before a build. Symbolic links are
// entries of their own and are never followed.
type survey struct {
	exists bool
	mode   fs.FileMode            // of the folder itself
	files  map[string]fs.FileInfo // everything but folders, by path as in File.Path
	dirs   map[string]fs.FileInfo
	parent map[string]bool // folders that hold something
}

func surveyOf(dir string) (survey, error) {
	s := survey{files: map[string]fs.FileInfo{}, dirs: map[string]fs.FileInfo{}, parent: map[string]bool{}}
	root, err := os.Lstat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	s.exists, s.mode = true, root.Mode()
	err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name == dir {
			return nil
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		switch rel {
		case manifestName:
			return nil
		case workName:
			return fs.SkipDir
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil // removed since the folder was listed
		}
		if err != nil {
			return err
		}
		s.parent[path.Dir(rel)] = true
		if d.IsDir() {
			s.dirs[rel] = info
		} else {
			s.files[rel] = info
		}
		return nil
	})
	return s, err
}

// ours tells whether a file of the old output still is what the manifest says.
// It reads the file only where its time does not tell.
func (s survey) ours(dir string, e entry) (bool, error) {
	info, ok := s.files[e.Path]
	if !ok || !info.Mode().IsRegular() || info.Size() != e.Size {
		return false, nil
	}
	want, err := e.sum()
	if err != nil {
		return false, err
	}
	if stamped(info.ModTime(), want) {
		return true, nil
	}
	got, err := sumOf(dir, e.Path)
	return got == want, err
}

// sumOf hashes a file of the output, however it got there.
func sumOf(dir, file string) (Sum, error) {
	return File{Owner: file, Open: onDisk(filepath.Join(dir, filepath.FromSlash(file)))}.Sum()
}
