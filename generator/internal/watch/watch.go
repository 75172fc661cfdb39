// Package watch tells which files below some folders have changed. It is the
// only package that imports fsnotify; it imports nothing else of this program.
//
// # Events wake, a snapshot decides
//
// The truth is what stat says of every file: size, times, inode. An event of
// the system only says where to look again. So renames, atomic saves, events
// that are lost, doubled or out of order all come out as the same
// list of paths, and polling is the same code on a timer. Folders are watched, never files.
package watch

import (
	"context"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"
)

const (
	// Quiet is how long nothing may happen before changes are told.
	Quiet = 25 * time.Millisecond
	// Deadline is how long after the first event changes are told, however
	// many follow: a writer that never stops must not keep them back.
	Deadline = 200 * time.Millisecond
	// Grace is how long a file that has become empty is waited for: editors that
	// write in place empty it first.
	Grace = 250 * time.Millisecond
	// Idle is how often everything is looked at where nothing happens, in case
	// the system kept something to itself.
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
	// Ignore tells files and folders that are not looked at; nil ignores none.
	Ignore func(path string) bool
	// Poll looks at all files at this interval instead of waiting for events; 0
	// waits, and Auto chooses the interval.
	Poll time.Duration
	// Notice is given sentences for the user: what cannot be watched, and what
	// is done instead. It may be called from any goroutine.
	Notice func(sentence string)

	// What tests replace.
	open      func() (notifier, error)
	remote    func(path string) string
	fileLimit int
}

// A notifier is fsnotify, or what stands in for it.
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
	interval time.Duration // of polling, as it is now

	pending map[string]bool // paths of events not looked at yet
	lost    bool            // events were: everything is to be looked at
	ready   map[string]bool // paths that have changed and were not told yet
	told    bool            // ready may be told now
	first   time.Time       // of the first event since the last settling
	empty   time.Time       // when a file was first seen to have become empty
	timer   *time.Timer
}

// Start looks at everything once, and tells of what changes from then on. It
// ends with ctx; Changes is closed then.
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
		pending: map[string]bool{}, ready: map[string]bool{}, timer: time.NewTimer(time.Hour),
	}
	if opt.Poll > 0 {
		w.interval = opt.Poll
	}
	w.timer.Stop()
	w.tree = tree{folders: map[string]*folder{}, ignore: opt.Ignore, enter: w.enter, leave: w.leave}
	w.listen()
	began := time.Now()
	for _, root := range opt.Roots {
		w.watchParent(root)
		w.tree.walk(root, root)
	}
	w.tree.changed = map[string]bool{} // all of it was there before
	w.measure(began)
	if w.events != nil && opt.fileLimit > 0 && w.tree.files() > opt.fileLimit {
		w.pollAll("there are more files than this system can watch")
	}
	go w.run(ctx)
	return w
}

// Changes returns paths of files that were added, changed or removed, sorted:
// each list holds everything since the one before. A path may be told though the file
// has the content it had, never the other way round.
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
		if w.told && len(w.ready) > 0 {
			out, paths = w.changes, sorted(w.ready)
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
			w.pollNow()
			poll.Reset(w.interval)
		case <-idle.C:
			if len(w.pending) == 0 {
				w.lookAtAll()
			}
		case out <- paths:
			w.ready = map[string]bool{}
			w.told = false
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

// wake puts the moment to look off until nothing has happened for a while,
// though never beyond the deadline.
func (w *Watcher) wake() {
	now := time.Now()
	if w.first.IsZero() {
		w.first = now
	}
	w.timer.Reset(min(Quiet, w.first.Add(Deadline).Sub(now)))
}

// settle looks at what events have named.
func (w *Watcher) settle() {
	paths := sorted(w.pending)
	clear(w.pending)
	w.first = time.Time{}
	if w.lost {
		w.lost = false
		w.walkRoots()
		// Among what was lost may be that folders were moved, and with them their watches.
		for _, root := range w.opt.Roots {
			w.tree.enterAgain(root)
		}
		w.walkRoots()
	}
	// What has gone is taken out before what has come is put in: a folder that was
	// renamed is the same folder to the system, and would lose its watch.
	var there []string
	for _, path := range paths {
		if !w.tree.gone(path) {
			there = append(there, path)
		}
	}
	for _, path := range there {
		root, _ := w.root(path)
		if path == root {
			// The folder itself, or the link to it, may be another one now.
			w.tree.enterAgain(root)
			w.tree.walk(root, root)
			continue
		}
		w.tree.look(root, path)
	}
	w.collect()
}

// collect takes over what has been found, and decides whether to tell it now.
func (w *Watcher) collect() {
	w.take()
	if len(w.ready) == 0 {
		return
	}
	now := time.Now()
	if slices.ContainsFunc(sorted(w.ready), w.tree.emptied) {
		if w.empty.IsZero() {
			w.empty = now
		}
		if left := w.empty.Add(Grace).Sub(now); left > 0 {
			w.timer.Reset(left)
			return
		}
	}
	w.empty = time.Time{}
	w.told = true
}

// lookAtAll looks at every file, whatever events say.
func (w *Watcher) lookAtAll() {
	w.walkRoots()
	w.collectSoon()
}

func (w *Watcher) walkRoots() {
	for _, root := range w.opt.Roots {
		w.tree.walk(root, root)
	}
}

// collectSoon takes over what has been found, if anything, and waits for its writers to end.
func (w *Watcher) collectSoon() {
	if len(w.tree.changed) > 0 {
		w.take()
		w.wake()
	}
}

func (w *Watcher) take() {
	for path := range w.tree.changed {
		w.ready[path] = true
	}
	clear(w.tree.changed)
}

func sorted(set map[string]bool) []string {
	list := make([]string, 0, len(set))
	for path := range set {
		list = append(list, path)
	}
	slices.Sort(list)
	return list
}
