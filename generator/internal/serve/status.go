package serve

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"afterword/generator/internal/diag"
)

// A status is what one tab needs to know of a state.
type status struct {
	ID string `json:"id"`
	// Ready says that there is a site to be shown. Version and Assets are those of
	// the page asked about.
	Ready    bool              `json:"ready"`
	Version  string            `json:"version"`
	Assets   map[string]string `json:"assets"`
	Problems []problem         `json:"problems"`
	Editions *editions         `json:"editions,omitempty"`
	Report   string            `json:"report"` // "draft" or "edited", where the page is that of such a report
}

// A problem is a diagnostic with the lines around it.
type problem struct {
	Severity string    `json:"severity"`
	Code     diag.Code `json:"code"`
	File     string    `json:"file"`
	Line     int       `json:"line"`
	Column   int       `json:"column"`
	Skipped  int       `json:"skipped"` // code points of the line before what is shown of it
	Length   int       `json:"length"`
	Message  string    `json:"message"`
	Hint     string    `json:"hint"`
	Editor   string    `json:"editor"` // opens the place in the user's editor; "" without one
	Lines    []line    `json:"lines"`
}

type line struct {
	Number int    `json:"number"`
	Text   string `json:"text"`
}

func (s *Server) serveStatus(w http.ResponseWriter, r *http.Request, now *state) {
	answer := status{ID: s.id(now), Problems: []problem{}, Assets: map[string]string{}}
	if i := now.report(r); i != nil && i.Draft {
		answer.Report = "draft"
	} else if i != nil {
		answer.Report = "edited"
	}
	list := now.problems
	if now.site != nil {
		answer.Ready = true
		if file := now.site.resolve(&url.URL{Path: r.URL.Query().Get("path")}).file; file != "" {
			p := now.site.page(file)
			answer.Editions = s.editions(now, file)
			answer.Version, answer.Assets = p.id, p.assets
			if d, ok := failure(p.err); ok && list.Errors() == 0 {
				list = append(list[:len(list):len(list)], d)
			}
		}
	}
	// Warnings alone do not cover the page; the terminal shows them.
	if list.Errors() > 0 {
		for _, d := range list {
			answer.Problems = append(answer.Problems, s.problem(d, now.discreet))
		}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(answer) // a reader who has gone is no error
}

func (s *Server) problem(d diag.Diagnostic, discreet bool) problem {
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
	if d.Line == 0 || d.Withheld {
		return p
	}
	if discreet {
		p.Lines = []line{{d.Line, d.Excerpt}}
		return p
	}
	p.Lines = linesAround(file, d.Line)
	if !slices.Contains(p.Lines, line{d.Line, d.Excerpt}) { // the file has changed since, or is not on the disk
		p.Lines = []line{{d.Line, d.Excerpt}}
	}
	return p
}

// around is how many lines are shown before and after the one with the error.
const around = 2

// linesAround reads some lines of a file; none where it cannot be read.
func linesAround(file string, middle int) (lines []line) {
	in, err := os.Open(file)
	if err != nil {
		return nil
	}
	defer in.Close() // it was only read
	scanner := bufio.NewScanner(io.LimitReader(in, maxInMemory))
	for n := 1; n <= middle+around && scanner.Scan(); n++ {
		if n >= middle-around {
			lines = append(lines, line{n, strings.TrimSuffix(scanner.Text(), "\r")})
		}
	}
	return lines
}
