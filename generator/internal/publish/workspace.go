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
	"syscall"
	"time"
)

// A workspace is the folder in which one build at a time stages what it
// publishes. Whoever holds the lock on the file in it owns all of it: whatever
// else lies there is from a build that died, and is swept away. The kernel
// drops the lock of a process that dies.
type workspace struct {
	dir  string
	lock *os.File
}

const (
	lockName    = "lock"
	journalName = "journal.json"
)

// openWorkspace makes the folder, takes its lock, and sweeps it but for a journal.
func openWorkspace(ctx context.Context, dir string, opt Options) (*workspace, error) {
	for {
		lock, err := openLock(dir)
		if errors.Is(err, fs.ErrNotExist) {
			continue // another build has just finished and removed the folder
		}
		if err != nil {
			return nil, machine("making the lock in "+dir, err)
		}
		if err := waitForLock(ctx, lock, opt); err != nil {
			lock.Close()
			return nil, machine("locking "+dir, err)
		}
		// The holder before us removed the file: a lock on it guards nothing.
		held, err := lock.Stat()
		if err == nil {
			var named fs.FileInfo
			if named, err = os.Lstat(lock.Name()); err == nil && os.SameFile(held, named) {
				w := &workspace{dir, lock}
				if err = w.claim(); err == nil {
					return w, nil
				}
			}
		}
		lock.Close()
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, machine("taking over "+dir, err)
		}
	}
}

func openLock(dir string) (*os.File, error) {
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("the folder above is gone: %v", err)
		}
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

// waitForLock asks again and again, since a blocking flock cannot be cancelled.
func waitForLock(ctx context.Context, lock *os.File, opt Options) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for told := false; ; {
		ok, err := tryLock(lock)
		if ok || err != nil {
			return err
		}
		if opt.NoWait {
			return fmt.Errorf("%w (%s)", ErrLocked, holder(lock.Name()))
		}
		if !told && opt.Waiting != nil {
			opt.Waiting(holder(lock.Name()))
		}
		told = true
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// holder tells who wrote their name into a lock.
func holder(lock string) string {
	data, err := os.ReadFile(lock)
	if name := strings.TrimSpace(string(data)); err == nil && name != "" {
		return name
	}
	return "another process"
}

// claim writes our name into the lock and sweeps what dead builds left.
func (w *workspace) claim() error {
	if err := w.lock.Truncate(0); err != nil {
		return err
	}
	if _, err := w.lock.WriteAt(fmt.Appendf(nil, "process %d\n", os.Getpid()), 0); err != nil {
		return err
	}
	// What cannot be removed stands in nobody's way; close tries again and tells.
	_ = w.sweep(append(spareNames, journalName)...)
	return nil
}

// sweep removes everything but the lock and what is named.
func (w *workspace) sweep(keep ...string) error {
	entries, err := os.ReadDir(w.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() == lockName || slices.Contains(keep, e.Name()) {
			continue
		}
		if e.Name() == stagedName && slices.Contains(keep, journalName) && exists(filepath.Join(w.dir, journalName)) {
			continue // the journal speaks of these files
		}
		if err := os.RemoveAll(filepath.Join(w.dir, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// close returns up the lock and removes the workspace, but for the stage if that
// stays. A journal that is still needed stays, too, with the files it speaks
// of. It passes notes and err on.
func (w *workspace) close(notes []string, err error, stageStays bool) ([]string, error) {
	left := error(nil)
	if !exists(filepath.Join(w.dir, journalName)) {
		if stageStays {
			left = errors.Join(w.sweep(spareNames...), w.label())
		} else {
			left = w.sweep()
		}
		if left == nil && removeOpenFiles {
			// The lock goes while it is held, so that nobody else holds it.
			left = os.Remove(w.lock.Name())
		}
		if left == nil && !stageStays {
			// Another build may have moved in already.
			if e := os.Remove(w.dir); e != nil && !errors.Is(e, syscall.ENOTEMPTY) && !errors.Is(e, fs.ErrExist) && removeOpenFiles {
				left = e
			}
		}
	}
	if left != nil {
		notes = append(notes, fmt.Sprintf("Some working files were left in %s; the next build tries again to remove them: %v.", w.dir, left))
	}
	if e := w.lock.Close(); e != nil && err == nil {
		err = machine("giving up the lock in "+w.dir, e)
	}
	return notes, err
}

func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

// readOnly tells a file system that may not be written to.
func readOnly(err error) bool { return errors.Is(err, syscall.EROFS) }
