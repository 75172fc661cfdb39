package watch

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"syscall"

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
	w.polling = true
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
	w.events, w.polling = events, false
}

// close ends all watches. Its errors no longer matter.
func (w *Watcher) close() {
	if w.events != nil {
		_ = w.events.Close()
	}
}

// enter watches a folder. Where that is refused, polling finds what changes in it.
func (w *Watcher) enter(folder string) {
	if w.events == nil {
		return
	}
	if err := w.events.Add(folder); err != nil && !errors.Is(err, fs.ErrNotExist) {
		w.notice("cannot watch %s (%v): files there are looked at from time to time instead.%s", folder, err, remedy(err))
		w.polling = true
	}
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
	w.events, w.polling = nil, true
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
