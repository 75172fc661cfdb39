package watch

import (
	"context"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"
)

const (
	// Quiet is how long nothing must happen before changes are reported.
	Quiet = 25 * time.Millisecond
	// Deadline is how long after the first event changes are reported, however
	// many follow: a writer that never stops must not hold them back.
	Deadline = 200 * time.Millisecond
	// Grace is how long a file that has become empty is waited for: editors that
	// write in place empty it first.
	Grace = 250 * time.Millisecond
	// Idle is how often everything is looked at where nothing happens, in case
	// an event was missing.
	Idle = 30 * time.Second
	// PollLeast is the shortest interval of polling that is chosen by itself.
	// Intervals are long enough for polling to take a fiftieth of a core.
	PollLeast = 500 * time.Millisecond
	pollShare = 50
)

// Auto is the interval of polling that costs a fiftieth of a core.
const Auto time.Duration = -1

// Options say what is watched.
type Options struct {
	// Roots are absolute paths of folders. They need not exist, may come and
	// go, and may be symbolic links; links below them are not followed.
	Roots []string
	// Ignore reports whether a file or folder is not looked at; nil ignores none.
	Ignore func(path string) bool
	// Poll looks at all files at this interval instead of waiting for events; 0
	// waits, and Auto chooses the interval.
	Poll time.Duration
	// Notice is called with sentences for the user: what cannot be watched, and
	// what is done instead. It may be called from any goroutine.
	Notice func(sentence string)

	// What tests replace.
	open      func() (notifier, error)
	remote    func(path string) string
	fileLimit int
}

// A notifier is fsnotify, or what a test has in its place.
type notifier interface {
	Add(folder string) error
	Remove(folder string) error
	Events() <-chan fsnotify.Event
	Errors() <-chan error
	Close() error
}

// A Watcher watches until its context ends.
type Watcher struct {
	opt      Options
	changes  chan []string
	events   notifier // nil where everything is polled
	tree     tree
	noticed  map[string]bool
	interval time.Duration // of polling, at present

	pending map[string]bool // paths of events not looked at yet
	lost    bool            // events were: everything is to be looked at
	polling bool            // there is something for which no events come
	settled bool            // tree.changed may be reported now
	first   time.Time       // of the first event since the last settling
	empty   time.Time       // when a file was first seen to have become empty
	timer   *time.Timer
}

// Start looks at everything once, and reports what changes from then on. It ends
// with ctx; Changes is closed then.
func Start(ctx context.Context, opt Options) *Watcher {
	if opt.Ignore == nil {
		opt.Ignore = func(string) bool { return false }
	}
	if opt.Notice == nil {
		opt.Notice = func(string) {}
	}
	if opt.open == nil {
		opt.open, opt.remote, opt.fileLimit = system, remote, fileLimit
	}
	w := &Watcher{
		opt: opt, changes: make(chan []string), noticed: map[string]bool{}, interval: PollLeast,
		pending: map[string]bool{}, timer: time.NewTimer(time.Hour),
	}
	if opt.Poll > 0 {
		w.interval = opt.Poll
	}
	w.timer.Stop()
	w.tree = tree{folders: map[string]folder{}, changed: map[string]bool{}, ignore: opt.Ignore, enter: w.enter, leave: w.leave}
	w.listen()
	for _, root := range opt.Roots {
		w.watchParent(root)
	}
	w.walkRoots()
	clear(w.tree.changed) // all of it was there before
	if w.events != nil && opt.fileLimit > 0 && w.tree.files() > opt.fileLimit {
		w.pollAll("there are more files than this system can watch")
	}
	go w.run(ctx)
	return w
}

// Changes returns paths of files that were added, changed or removed, sorted:
// each list holds everything since the one before. A path may be in it though its
// file has the content that it had, never the other way round.
func (w *Watcher) Changes() <-chan []string { return w.changes }

func (w *Watcher) run(ctx context.Context) {
	defer close(w.changes)
	defer w.close()
	idle := time.NewTicker(Idle)
	defer idle.Stop()
	poll := time.NewTimer(w.interval)
	defer poll.Stop()
	for {
		var events <-chan fsnotify.Event
		var errors <-chan error
		if w.events != nil {
			events, errors = w.events.Events(), w.events.Errors()
		}
		var out chan []string
		var paths []string
		if w.settled {
			out, paths = w.changes, sorted(w.tree.changed)
		}
		select {
		case <-ctx.Done():
			return
		case e := <-events:
			w.event(e.Name)
		case <-errors:
			// Most of all an overflow of the queue. Whatever it is, events may be lost.
			w.lost = true
			w.wake()
		case <-w.timer.C:
			w.settle()
		case <-poll.C:
			if w.polling {
				w.lookAround()
			}
			poll.Reset(w.interval)
		case <-idle.C:
			if len(w.pending) == 0 {
				w.lookAround()
			}
		case out <- paths:
			clear(w.tree.changed)
			w.settled = false
		}
	}
}

// event notes where to look again.
func (w *Watcher) event(path string) {
	if root, ok := w.root(path); ok && (path == root || !w.tree.ignored(root, path)) {
		w.pending[path] = true
		w.wake()
	}
}

// wake puts off the moment to look until nothing has happened for a while, though
// never beyond the deadline.
func (w *Watcher) wake() {
	now := time.Now()
	if w.first.IsZero() {
		w.first = now
	}
	w.timer.Reset(min(Quiet, w.first.Add(Deadline).Sub(now)))
}

// settle looks at what events have named, and decides whether to report now.
func (w *Watcher) settle() {
	paths := sorted(w.pending)
	clear(w.pending)
	w.first = time.Time{}
	if w.lost {
		w.lost = false
		// Among what was lost may be that folders were moved, and with them their watches.
		for _, root := range w.opt.Roots {
			w.tree.enterAgain(root)
		}
		w.walkRoots()
	}
	// What has gone is taken out before what has come is put in: a folder that was
	// renamed is the same folder to the system, and would lose its watch.
	paths = slices.DeleteFunc(paths, func(path string) bool {
		_, err := os.Lstat(path)
		if err != nil {
			w.tree.look(path, true)
		}
		return err != nil
	})
	for _, path := range paths {
		if root, _ := w.root(path); path == root || w.tree.look(path, true) {
			// It may be another folder of the same name, not watched yet.
			w.tree.enterAgain(path)
			w.tree.walk(root, path)
		}
	}
	if w.tree.emptied() {
		if w.empty.IsZero() {
			w.empty = time.Now()
		}
		if left := time.Until(w.empty.Add(Grace)); left > 0 {
			w.timer.Reset(left)
			return
		}
	}
	w.empty = time.Time{}
	w.settled = len(w.tree.changed) > 0
}

// lookAround looks at everything without an event. What it finds is reported once
// its writers have ended.
func (w *Watcher) lookAround() {
	w.walkRoots()
	if len(w.tree.changed) > 0 {
		w.wake()
	}
}

// walkRoots looks at everything, and sets the interval of polling by what that cost
// unless it was chosen.
func (w *Watcher) walkRoots() {
	began := time.Now()
	for _, root := range w.opt.Roots {
		w.tree.walk(root, root)
	}
	if w.opt.Poll <= 0 {
		w.interval = max(PollLeast, pollShare*time.Since(began))
	}
}

func sorted(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }
