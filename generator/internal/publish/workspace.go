package publish

import (
	"context"
	"encoding/json"
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
	dir  string
	lock *os.File
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
		w := &workspace{dir, lock}
		held, err := w.take(ctx, opt)
		if held {
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
	return true, nil
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
// removed. It returns notes for the author, followed by a note on what could not be removed.
func (w *workspace) close(notes []string) ([]string, error) {
	err := w.sweep()
	if err == nil && !exists(filepath.Join(w.dir, memoryName)) && runtime.GOOS != "windows" { // where no open file can be removed
		// The lock goes while it is held, so that nobody else holds it.
		err = errors.Join(gone(os.Remove(filepath.Join(w.dir, ignoreName))), gone(os.Remove(w.lock.Name())))
		if e := os.Remove(w.dir); !errors.Is(e, syscall.ENOTEMPTY) && !errors.Is(e, fs.ErrExist) { // another build may be in it already
			err = errors.Join(err, gone(e))
		}
	}
	if err != nil {
		notes = append(notes, fmt.Sprintf("Some working files were left in %s; the next build tries again to remove them: %v.", w.dir, err))
	}
	return notes, ioError("giving up the lock in "+w.dir, w.lock.Close())
}

// A memory is what a build leaves for the next one.
type memory struct {
	// Seal is that of the output as the build left it.
	Seal string `json:"seal"`
	// Report is that of a build which finds nothing to do.
	Report Report `json:"report"`
	// Record is what the caller gave to Commit.
	Record json.RawMessage `json:"record,omitempty"`
}

// recall reads the memory. One that is missing or damaged is empty: then all
// files are read and compared.
func (w *workspace) recall() memory {
	var m memory
	data, err := os.ReadFile(filepath.Join(w.dir, memoryName))
	if err != nil || json.Unmarshal(data, &m) != nil {
		return memory{}
	}
	return m
}

// remember writes the memory in one step.
func (w *workspace) remember(m memory) error {
	data, err := json.Marshal(m)
	if err != nil {
		return err
	}
	ignore, temp := filepath.Join(w.dir, ignoreName), filepath.Join(w.dir, memoryName+".new")
	if err := os.WriteFile(ignore, []byte("*\n"), 0o600); err != nil {
		return err
	}
	if err := os.WriteFile(temp, data, 0o600); err != nil {
		return err
	}
	return os.Rename(temp, filepath.Join(w.dir, memoryName))
}

// settle waits until the clock by which the file system dates changes has moved
// on, a few milliseconds as a rule. Whatever changes a file afterwards gives it
// a change time that a survey made now has not seen.
func (w *workspace) settle() error {
	name := filepath.Join(w.dir, "clock")
	first := int64(0)
	for range 50 { // a clock of seconds is not waited for
		if err := os.WriteFile(name, []byte("."), 0o600); err != nil {
			return err
		}
		info, err := os.Lstat(name)
		if err != nil {
			return err
		}
		now := nodeOf(info).ctime
		if first == 0 {
			first = now
		}
		if now != first || now == 0 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	return nil
}

// gone takes a file that is not there for one that was removed.
func gone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
