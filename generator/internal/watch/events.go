package watch

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"
)

// native is fsnotify.
type native struct{ *fsnotify.Watcher }

func (n native) Events() <-chan fsnotify.Event { return n.Watcher.Events }
func (n native) Errors() <-chan error          { return n.Watcher.Errors }

func system() (notifier, error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	return native{w}, nil
}

// listen asks the system for events, unless polling is wanted or events cannot be had.
func (w *Watcher) listen() {
	if w.opt.Poll != 0 {
		return
	}
	for _, root := range w.opt.Roots {
		if kind := w.opt.remote(root); kind != "" {
			w.notice("%s is on %s, which reports no changes: its files are looked at from time to time instead", root, kind)
			return
		}
	}
	events, err := w.opt.open()
	if err != nil {
		w.notice("cannot watch for changes (%v): files are looked at from time to time instead.%s", err, remedy(err))
		return
	}
	w.events = events
}

// close ends all watches; nobody is left to report an error to.
func (w *Watcher) close() {
	if w.events != nil {
		_ = w.events.Close()
	}
}

// enter watches a folder. Where that cannot be had, it is polled.
func (w *Watcher) enter(folder string) (polled bool) {
	if w.events == nil {
		return true
	}
	err := w.events.Add(folder)
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return false
	}
	w.notice("cannot watch %s (%v): files there are looked at from time to time instead.%s", folder, err, remedy(err))
	return true
}

// leave ends the watch of a folder. The system may have ended it already.
func (w *Watcher) leave(folder string) {
	if w.events != nil {
		_ = w.events.Remove(folder)
	}
}

// watchParent watches the folder around a root, for the root itself may be
// moved away, put back or swapped.
func (w *Watcher) watchParent(root string) {
	parent := filepath.Dir(root)
	if _, inside := w.root(parent); !inside && w.events != nil {
		_ = w.events.Add(parent) // without it the idle look finds out
	}
}

// root is the one that a path is, or lies below.
func (w *Watcher) root(path string) (string, bool) {
	for _, root := range w.opt.Roots {
		if path == root || strings.HasPrefix(path, root+string(filepath.Separator)) {
			return root, true
		}
	}
	return "", false
}

// pollAll gives up on events.
func (w *Watcher) pollAll(why string) {
	w.notice("%s: they are looked at from time to time instead", why)
	w.close()
	w.events = nil
	for _, f := range w.tree.folders {
		f.polled = true
	}
}

// pollNow looks at the folders that have no events.
func (w *Watcher) pollNow() {
	began := time.Now()
	if w.events == nil {
		w.walkRoots()
	} else {
		var polled []string
		for path, f := range w.tree.folders {
			if f.polled {
				polled = append(polled, path)
			}
		}
		for _, path := range polled {
			if w.tree.folders[path] == nil {
				continue
			}
			for _, sub := range w.tree.list(path) {
				if w.tree.folders[sub] == nil {
					root, _ := w.root(sub)
					w.tree.walk(root, sub)
				}
			}
		}
	}
	w.measure(began)
	w.collectSoon()
}

// measure sets the interval of polling by what it costs, unless it was chosen.
func (w *Watcher) measure(began time.Time) {
	if w.opt.Poll <= 0 {
		w.interval = max(PollLeast, pollShare*time.Since(began))
	}
}

// notice reports something to the user, once.
func (w *Watcher) notice(format string, args ...any) {
	// One sentence of each kind, however many folders it is about.
	if !w.noticed[format] {
		w.noticed[format] = true
		w.opt.Notice(fmt.Sprintf(format, args...))
	}
}

// remedy is what to do about an error of the system; "" where nothing is known.
func remedy(err error) string {
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return " To raise the limit: sudo sysctl fs.inotify.max_user_watches=524288"
	case errors.Is(err, syscall.EMFILE):
		return " To raise the limits: sudo sysctl fs.inotify.max_user_instances=512, and ulimit -n 4096"
	}
	return ""
}
