package publish

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// workName is the folder within the output in which a build works that cannot
// work beside it.
const workName = ".afterword-work"

// An output is the folder to publish into, checked for safety.
type output struct {
	shown  string // as the author wrote it
	dir    string // absolute, symbolic links resolved
	noSwap string // why it cannot be swapped; empty if it can
}

// beside is the workspace of a build that swaps: on the same file system, since
// it has the same parent.
func (o output) beside() string {
	return filepath.Join(filepath.Dir(o.dir), ".afterword-"+filepath.Base(o.dir))
}

// inside is the workspace of a build in place.
func (o output) inside() string { return filepath.Join(o.dir, workName) }

// locate finds the output folder and refuses dangerous ones before anything is
// touched. Only folders above it are made.
func locate(dir string, opt Options) (output, error) {
	o := output{shown: dir}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return o, ioError("finding "+dir, err)
	}
	refuse := func(reason, hint string) (output, error) {
		return output{}, &RefusedError{Dir: dir, Reason: reason, Hint: hint}
	}
	info, err := os.Lstat(abs)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if reason := danger(abs, opt); reason != "" {
			return refuse(reason, "Choose a folder of its own, such as public.")
		}
		if err := os.MkdirAll(filepath.Dir(abs), 0o777); err != nil {
			return o, ioError("making the folder above "+dir, err)
		}
	case err != nil:
		return o, ioError("looking at "+dir, err)
	case info.Mode()&fs.ModeSymlink != 0:
		if info, err = os.Stat(abs); err != nil {
			return refuse("it is a symbolic link that leads nowhere", "Remove the link or fix its target.")
		}
		o.noSwap = "it is a symbolic link"
		fallthrough
	default:
		if !info.IsDir() {
			return refuse("it is not a folder", "Choose another folder, or remove that file.")
		}
	}
	// The parent exists now, the folder itself may not.
	if o.dir, err = filepath.EvalSymlinks(abs); errors.Is(err, fs.ErrNotExist) {
		o.dir, err = filepath.EvalSymlinks(filepath.Dir(abs))
		o.dir = filepath.Join(o.dir, filepath.Base(abs))
	}
	if err != nil {
		return o, ioError("finding "+dir, err)
	}
	if reason := danger(o.dir, opt); reason != "" {
		return refuse(reason, "Choose a folder of its own, such as public.")
	}
	if o.noSwap == "" && info != nil {
		if o.noSwap, err = swapObstacle(o.dir); err != nil {
			return o, ioError("looking at "+dir, err)
		}
	}
	return o, nil
}

// danger says why a folder must not be published into, given its absolute path.
func danger(dir string, opt Options) string {
	if filepath.Dir(dir) == dir {
		return "it is the root of a disk"
	}
	home, err := os.UserHomeDir()
	if err != nil {
		home = "" // without a home there is nothing to guard
	}
	for _, guarded := range []struct{ dir, name string }{
		{opt.Project, "the project's folder"}, {opt.Content, "the content folder"}, {home, "your home folder"},
	} {
		if guarded.dir == "" {
			continue
		}
		path, err := filepath.Abs(guarded.dir)
		if err != nil {
			continue
		}
		if resolved, err := filepath.EvalSymlinks(path); err == nil {
			path = resolved
		}
		switch {
		case same(dir, path):
			return "it is " + guarded.name
		case within(path, dir):
			return "it holds " + guarded.name
		case guarded.dir == opt.Content && within(dir, path):
			return "it is inside of the content folder"
		}
	}
	return ""
}

// within reports whether path lies below dir. Folders are compared as the system
// does, so that case-insensitive file systems and bind mounts do not fool it.
func within(path, dir string) bool {
	for parent := filepath.Dir(path); parent != path; path, parent = parent, filepath.Dir(parent) {
		if same(parent, dir) {
			return true
		}
	}
	return false
}

func same(a, b string) bool {
	if a == b {
		return true
	}
	infoA, err := os.Stat(a)
	if err != nil {
		return false
	}
	infoB, err := os.Stat(b)
	return err == nil && os.SameFile(infoA, infoB)
}
