package serve

import (
	"crypto/rand"
	"encoding/hex"
	"sync/atomic"
	"time"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/pipeline"
)

// Options say what is served and how.
type Options struct {
	Archive *pipeline.Pipeline
	// Content is the archive's folder and Themes the one of themes, both absolute.
	Content, Themes string
	// Out is where builds publish to; changes there are ignored.
	Out string
	// Hosts are names by which the server may be addressed, beside those of this machine.
	Hosts []string
	// Navigate sends tabs to what has changed.
	Navigate bool
	// Editions lets pages switch between those of the archive. Whoever can then ask for pages can read all.
	Editions bool
	// NoLiveReload serves the pages as a build publishes them.
	NoLiveReload bool
	// Poll looks at all files at this interval instead of waiting for events; 0
	// waits, and watch.Auto chooses the interval.
	Poll time.Duration
	// Locate returns the absolute path of a file as diagnostics print it, "" for
	// one that cannot be edited.
	Locate func(file string) string
	// Editor is the address that opens a file in an editor, in which {file},
	// {line} and {column} are replaced; "" makes no links.
	Editor string
	// Compare compares a report with the last commit; nil: nothing is compared.
	Compare Compare
	// Report is called after each build, Notice with sentences for the user.
	Report func(Report)
	Notice func(sentence string)
}

// GCPercent is what suits a server: what an edit leaves behind is collected
// beside it, not during the next one. Compared with Go's 100, half as much memory
// more buys answers in two thirds of the time. See debug.SetGCPercent.
const GCPercent = 200

// A Report says what a build did.
type Report struct {
	pipeline.Update
	Number   int // of the state, from 1
	Problems diag.List
	Err      error // an I/O error, after which the state is the one before
}

// A Server answers requests. Make it with New, and let Run keep it up to date.
type Server struct {
	opt     Options
	process string // differs between runs of the server
	now     atomic.Pointer[state]
	streams chan struct{} // holds one value for each open event stream
	chosen  chan string   // the edition to show next, where somebody has chosen one
}

// A state is what is served between two builds. It is immutable.
type state struct {
	number   int
	site     *site // nil until the archive is without errors for the first time
	problems diag.List
	built    bool            // the first build has ended
	edited   map[string]bool // files of reports whose text has changed since the server began
	navigate string          // path and fragment that tabs should go to, or ""
	replaced chan struct{}   // closed when there is a newer state
	discreet bool            // the edition hides something of the files, whose lines are not to be shown
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
	s := &Server{opt: opt, process: hex.EncodeToString(id[:]), streams: make(chan struct{}, maxStreams), chosen: make(chan string)}
	s.now.Store(&state{replaced: make(chan struct{})})
	return s
}
