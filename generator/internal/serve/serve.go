// Package serve is the server for writing: it shows the archive as it will be
// published, keeps open tabs up to date, and lays mistakes over the last good
// page. It imports build, watch and what stands below them.
//
// # How it holds together
//
// One goroutine (run.go) turns changes of files into states. A state is
// immutable and holds the last good snapshot of the site and what is wrong with
// the archive now; requests read the current one through an atomic pointer, so
// no answer mixes two builds. Pages are rendered when they are asked for. Tabs
// hear that there is a new state and ask whether it concerns them (reload.go,
// client/). Nothing is written to disk.
package serve

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/watch"
)

// Options say what is served and how.
type Options struct {
	Archive *pipeline.Pipeline
	// Content is the archive's folder and Themes where themes lie, both absolute.
	Content, Themes string
	// Out is where builds publish to; changes there mean nothing.
	Out string
	// Hosts are names by which the server may be addressed, beside those of this machine.
	Hosts []string
	// Navigate sends tabs to what has changed.
	Navigate bool
	// Still serves the pages without live reload.
	Still bool
	// Poll looks at all files at this interval instead of waiting for events; 0
	// waits, and PollAuto chooses the interval.
	Poll time.Duration
	// Locate returns the absolute path of a file as diagnostics print it, "" for
	// one that nobody can edit.
	Locate func(file string) string
	// Editor is the address that opens a file in an editor, in which {file},
	// {line} and {column} are replaced; "" makes no links.
	Editor string
	// Report is called after each build, Notice with sentences for the user.
	Report func(Report)
	Notice func(sentence string)
}

// A Report says what a build did.
type Report struct {
	pipeline.Update
	Number   int // of the build, from 1
	Problems diag.List
	Err      error // the machine's; the state stays what it was
}

// A Server answers requests. Make it with New, and let Run keep it up to date.
type Server struct {
	opt     Options
	process string // tells this run of the server from others
	now     atomic.Pointer[state]
	news    newsroom
}

// A state is what is served between two builds. It is immutable.
type state struct {
	number   int
	site     *version // nil until the archive is without errors for the first time
	problems diag.List
	built    bool   // the first build has ended
	navigate string // path and fragment that tabs should go to, or ""
}

// New makes a server that shows a waiting page until Run has built the site.
func New(opt Options) *Server {
	if opt.Report == nil {
		opt.Report = func(Report) {}
	}
	if opt.Notice == nil {
		opt.Notice = func(string) {}
	}
	if opt.Locate == nil {
		opt.Locate = func(string) string { return "" }
	}
	var id [8]byte
	rand.Read(id[:]) // never fails
	s := &Server{opt: opt, process: hex.EncodeToString(id[:])}
	s.news.listeners = map[chan *state]bool{}
	s.now.Store(new(state))
	return s
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.guard(w, r) {
		return
	}
	now := s.now.Load()
	if name, ok := own(r.URL.Path, now); ok {
		s.serveOwn(w, r, now, name)
		return
	}
	s.servePage(w, r, now)
}

// own tells a path of the server's own files, and which of them it is. They
// stand under the base path, and at the root while that is not known.
func own(path string, now *state) (name string, ok bool) {
	if now.site != nil {
		if rest, ok := strings.CutPrefix(path, now.site.snapshot.Loaded.Base.Path(ownPath)); ok {
			return rest, true
		}
	}
	return strings.CutPrefix(path, ownPath)
}

// ownPath is a site path that no archive can have: names do not begin with an underscore.
const ownPath = "/_afterword/"

// PollAuto polls as often as a fiftieth of a core allows.
const PollAuto = watch.Auto

// GCPercent is what suits a server: what an edit leaves behind is collected
// beside it, not during the next one. See debug.SetGCPercent.
const GCPercent = 200
