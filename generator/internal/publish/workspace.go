package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

// A workspace is the folder in which one build at a time makes what it
// publishes. The holder of the lock on the file in it owns all of it. Between
// builds it holds what the last one remembered, and nothing else.
type workspace struct {
	dir   string
	lock  *os.File
	stage string // the folder in it for the new site
}

// The files that stay in a workspace between builds.
const (
	lockName   = "lock"
	memoryName = "last-build.json"
	ignoreName = ".gitignore"
)

// openWorkspace makes the folder, takes its lock, and removes what a killed
// build left in it.
func openWorkspace(ctx context.Context, dir string, opt Options) (*workspace, error) {
	for {
		lock, err := openLock(dir)
		if errors.Is(err, fs.ErrNotExist) && exists(filepath.Dir(dir)) {
			continue // another build has just ended and removed the folder
		}
		if err != nil {
			return nil, ioError("making the lock in "+dir, err)
		}
		w := &workspace{dir: dir, lock: lock}
		held, err := w.take(ctx, opt)
		if held && err == nil {
			return w, nil
		}
		lock.Close()
		if err != nil {
			return nil, ioError("locking "+dir, err)
		}
	}
}

// take waits for the lock, and makes the workspace ours. It returns false where the
// holder before us has removed the file: a lock on it guards nothing.
func (w *workspace) take(ctx context.Context, opt Options) (bool, error) {
	if err := w.wait(ctx, opt); err != nil {
		return false, err
	}
	held, err := w.lock.Stat()
	if err != nil {
		return false, err
	}
	named, err := os.Lstat(w.lock.Name())
	if err != nil || !os.SameFile(held, named) {
		return false, gone(err)
	}
	if err := w.lock.Truncate(0); err != nil {
		return false, err
	}
	if _, err := w.lock.WriteAt(fmt.Appendf(nil, "process %d\n", os.Getpid()), 0); err != nil {
		return false, err
	}
	_ = w.sweep() // what cannot be removed is in nobody's way; close tries again and reports it
	// The stage has a name that nothing from before has; below it the umask counts.
	above, err := os.MkdirTemp(w.dir, "stage-")
	w.stage = filepath.Join(above, "site")
	return true, errors.Join(err, os.Mkdir(w.stage, 0o755))
}

func openLock(dir string) (*os.File, error) {
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, &RefusedError{Dir: dir, Reason: "it is in the way: builds work in a folder of this name", Hint: "Move it away."}
	}
	return os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR|os.O_CREATE, 0o600)
}

// wait asks for the lock again and again, since a blocking flock cannot be cancelled.
func (w *workspace) wait(ctx context.Context, opt Options) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for waiting := false; ; waiting = true {
		ok, err := tryLock(w.lock)
		if ok || err != nil {
			return err
		}
		if !waiting && opt.Waiting != nil {
			opt.Waiting(holder(w.lock.Name()))
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// holder returns the name that the holder of a lock wrote into it.
func holder(lock string) string {
	data, err := os.ReadFile(lock)
	if name := strings.TrimSpace(string(data)); err == nil && name != "" {
		return name
	}
	return "another process"
}

// sweep removes everything that does not stay between builds.
func (w *workspace) sweep() error {
	entries, err := os.ReadDir(w.dir)
	err = gone(err)
	for _, e := range entries {
		if !slices.Contains([]string{lockName, memoryName, ignoreName}, e.Name()) {
			err = errors.Join(err, os.RemoveAll(filepath.Join(w.dir, e.Name())))
		}
	}
	return err
}

// close gives up the lock. A workspace in which nothing is remembered is
// removed. What could not be removed is a note for the author.
func (w *workspace) close() (notes []string, _ error) {
	err := w.sweep()
	if err == nil && !exists(filepath.Join(w.dir, memoryName)) && runtime.GOOS != "windows" { // where no open file can be removed
		// The lock goes while it is held, so that nobody else holds it.
		err = errors.Join(gone(os.Remove(filepath.Join(w.dir, ignoreName))), gone(os.Remove(w.lock.Name())))
		if e := os.Remove(w.dir); !errors.Is(e, syscall.ENOTEMPTY) && !errors.Is(e, fs.ErrExist) { // another build may be in it already
			err = errors.Join(err, gone(e))
		}
	}
	if err != nil {
		notes = []string{fmt.Sprintf("Some working files were left in %s; the next build tries again to remove them: %v.", w.dir, err)}
	}
	return notes, ioError("giving up the lock in "+w.dir, w.lock.Close())
}
