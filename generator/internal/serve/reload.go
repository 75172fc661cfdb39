package serve

import (
	"bufio"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/publish"
	"afterword/generator/internal/urls"
)

//go:embed client
var client embed.FS

// serveOwn answers requests for the server's own files.
func (s *Server) serveOwn(w http.ResponseWriter, r *http.Request, now *state, name string) {
	switch name {
	case "events":
		s.serveEvents(w, r)
	case "state":
		s.serveState(w, r, now)
	default:
		data, err := client.ReadFile(path.Join("client", path.Clean("/"+name)))
		if err != nil || s.opt.Still {
			http.Error(w, "404 not found", http.StatusNotFound)
			return
		}
		f := publish.File{Path: name, Data: data}
		Handler(func(string) (publish.File, bool) { return f, true }, urls.Base{}).ServeHTTP(w, r)
	}
}

// A newsroom tells those who listen that there is a new state.
type newsroom struct {
	mu        sync.Mutex
	listeners map[chan *state]bool
}

// audience is how many connections are told of news at once; each is one browser.
const audience = 64

// heartbeat is how often a connection is used when there is no news, so that
// those whose reader has gone end.
const heartbeat = 15 * time.Second

// join adds a listener, unless there are too many.
func (n *newsroom) join() (chan *state, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.listeners) >= audience {
		return nil, false
	}
	c := make(chan *state, 1)
	n.listeners[c] = true
	return c, true
}

func (n *newsroom) leave(c chan *state) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.listeners, c)
}

// tell passes a state on. Who has not taken the one before gets the newer one only.
func (n *newsroom) tell(now *state) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for c := range n.listeners {
		select {
		case <-c:
		default:
		}
		c <- now
	}
}

// news is what tabs are told. https://html.spec.whatwg.org/multipage/server-sent-events.html
type news struct {
	ID       string `json:"id"`
	Navigate string `json:"navigate,omitempty"`
}

func (s *Server) serveEvents(w http.ResponseWriter, r *http.Request) {
	if s.opt.Still {
		http.Error(w, "404 not found", http.StatusNotFound)
		return
	}
	listener, ok := s.news.join()
	if !ok {
		http.Error(w, "503 too many connections", http.StatusServiceUnavailable)
		return
	}
	defer s.news.leave(listener)
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	control := http.NewResponseController(w)
	send := func(text string) bool {
		// Each message has its own time to arrive.
		err := control.SetWriteDeadline(time.Now().Add(heartbeat))
		if err == nil || errors.Is(err, http.ErrNotSupported) {
			_, err = io.WriteString(w, text)
		}
		return err == nil && control.Flush() == nil
	}
	message := func(now *state, navigate string) string {
		data, err := json.Marshal(news{fmt.Sprintf("%s-%d", s.process, now.number), navigate})
		if err != nil {
			return "" // two strings can always be written
		}
		return "data: " + string(data) + "\n\n"
	}
	if r.Method == http.MethodHead {
		return
	}
	// What is so now, for a tab that was not there when it became so.
	now := s.now.Load()
	if !send(message(now, "")) {
		return
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		text := ":\n\n"
		select {
		case <-r.Context().Done():
			return
		case <-beat.C:
		case next := <-listener:
			if next.number == now.number {
				continue // was told already
			}
			now = next
			text = message(next, next.navigate)
		}
		if !send(text) {
			return
		}
	}
}

// answer is what one tab needs to know of a state.
type answer struct {
	ID string `json:"id"`
	// Ready tells that there is a site to be shown; Version is that of the page asked about.
	Ready    bool              `json:"ready"`
	Version  string            `json:"version"`
	Assets   map[string]string `json:"assets"`
	Problems []problem         `json:"problems"`
}

// A problem is a diagnostic with the lines around it.
type problem struct {
	Severity string    `json:"severity"`
	Code     diag.Code `json:"code"`
	File     string    `json:"file"`
	Line     int       `json:"line"`
	Column   int       `json:"column"`
	Skipped  int       `json:"skipped"` // code points of the line at fault before what is shown of it
	Length   int       `json:"length"`
	Message  string    `json:"message"`
	Hint     string    `json:"hint"`
	Editor   string    `json:"editor"`
	Lines    []line    `json:"lines"`
}

type line struct {
	Number int    `json:"number"`
	Text   string `json:"text"`
}

func (s *Server) serveState(w http.ResponseWriter, r *http.Request, now *state) {
	a := answer{ID: fmt.Sprintf("%s-%d", s.process, now.number), Problems: []problem{}, Assets: map[string]string{}}
	list := now.problems
	if now.site != nil {
		a.Ready = true
		if site, inside := now.site.snapshot.Loaded.Base.Site((&url.URL{Path: r.URL.Query().Get("path")}).EscapedPath()); inside {
			if site, err := url.PathUnescape(site); err == nil {
				p := now.site.page(now.site.outputFile(site))
				a.Version, a.Assets = p.id, p.assets
				if d, ok := failure(p.err); ok && list.Errors() == 0 {
					list = append(list[:len(list):len(list)], d)
				}
			}
		}
	}
	// Warnings alone cover nobody's page; the terminal shows them.
	if list.Errors() > 0 {
		for _, d := range list {
			a.Problems = append(a.Problems, s.problem(d))
		}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(a) // a reader who has gone is no error of ours
}

// around is how many lines are shown before and after the one at fault.
const around = 2

func (s *Server) problem(d diag.Diagnostic) problem {
	p := problem{
		Severity: d.Severity.String(), Code: d.Code, File: d.File, Line: d.Line, Column: d.Column, Skipped: d.Skipped,
		Length: max(d.Length, 1), Message: d.Message, Hint: d.Hint, Lines: []line{},
	}
	file := s.opt.Locate(d.File)
	if file != "" && s.opt.Editor != "" {
		p.Editor = strings.NewReplacer(
			"{file}", (&url.URL{Path: file}).EscapedPath(), "{line}", strconv.Itoa(max(d.Line, 1)), "{column}", strconv.Itoa(max(d.Column, 1)),
		).Replace(s.opt.Editor)
	}
	if d.Line == 0 {
		return p
	}
	p.Lines = linesAround(file, d.Line)
	for _, l := range p.Lines {
		if l.Number == d.Line && l.Text == d.Excerpt {
			return p
		}
	}
	// The file has changed since, or is none of the disk's.
	p.Lines = []line{{d.Line, d.Excerpt}}
	return p
}

// linesAround reads some lines of a file; none where it cannot be read.
func linesAround(file string, middle int) []line {
	if file == "" {
		return nil
	}
	in, err := os.Open(file)
	if err != nil {
		return nil
	}
	defer in.Close() // it was only read
	var lines []line
	scanner := bufio.NewScanner(io.LimitReader(in, memory))
	for n := 1; n <= middle+around && scanner.Scan(); n++ {
		if n >= middle-around {
			lines = append(lines, line{n, strings.TrimSuffix(scanner.Text(), "\r")})
		}
	}
	return lines
}
