package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A workspace is the folder in which one build at a time makes what it
// publishes. The holder of the lock on the file in it owns all of it. Between
// builds it holds the lock, and what the last one remembered.
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

// openWorkspace makes the folder, takes its lock, removes what a killed build left
// in it, and makes the stage.
func openWorkspace(ctx context.Context, dir string, opt Options) (*workspace, error) {
	w := &workspace{dir: dir}
	if err := w.open(ctx, opt); err != nil {
		if w.lock != nil {
			w.lock.Close() // the first error says more
		}
		return nil, ioError("locking "+dir, err)
	}
	return w, nil
}

func (w *workspace) open(ctx context.Context, opt Options) error {
	if err := os.Mkdir(w.dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	info, err := os.Lstat(w.dir)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return &RefusedError{Dir: w.dir, Reason: "it is in the way: builds work in a folder of this name", Hint: "Move it away."}
	}
	if w.lock, err = os.OpenFile(filepath.Join(w.dir, lockName), os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return err
	}
	if err := w.wait(ctx, opt); err != nil {
		return err
	}
	if err := w.lock.Truncate(0); err != nil {
		return err
	}
	if _, err := w.lock.WriteAt(fmt.Appendf(nil, "process %d\n", os.Getpid()), 0); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(w.dir, ignoreName), []byte("*\n"), 0o600); err != nil {
		return err
	}
	_ = w.sweep() // what cannot be removed is in nobody's way; close tries again and reports it
	// The stage has a name that nothing from before has; below it the umask counts.
	above, err := os.MkdirTemp(w.dir, "stage-")
	if err != nil {
		return err
	}
	w.stage = filepath.Join(above, "site")
	return os.Mkdir(w.stage, 0o755)
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

// close gives up the lock. What could not be removed is a note for the author.
func (w *workspace) close() (notes []string, _ error) {
	if err := w.sweep(); err != nil {
		notes = []string{fmt.Sprintf("Some working files were left in %s; the next build tries again to remove them: %v.", w.dir, err)}
	}
	return notes, ioError("giving up the lock in "+w.dir, w.lock.Close())
}
