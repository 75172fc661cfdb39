package diag

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

// A Source is the text of one input file, which knows the line and column of
// any byte in it. It is immutable and safe for concurrent use.
type Source struct {
	file string
	text string

	// starts returns the byte offsets at which lines begin. They are found when they
	// are first asked for: most files are without errors.
	starts func() []int
	// origin is the file that a projection shows parts of; nil for a file itself.
	origin  *Source
	anchors []Anchor
	hidden  []Span

	// last is what Position returned last. A line of a megabyte may hold ten thousand
	// errors, which are found from left to right.
	last atomic.Pointer[place]
}

// A place is a byte and its column.
type place struct{ offset, column int }

// NewSource wraps the text of a file; file is the name to print, relative to
// the project. Lines end at \n, \r\n or a lone \r.
func NewSource(file, text string) *Source {
	return &Source{file: file, text: text, starts: sync.OnceValue(func() []int {
		starts := []int{0}
		for i := range len(text) {
			if text[i] == '\n' || text[i] == '\r' && !strings.HasPrefix(text[i+1:], "\n") {
				starts = append(starts, i+1)
			}
		}
		return starts
	})}
}

// An Anchor says that the bytes from At on come from those of another text from Origin on.
type Anchor struct{ At, Origin int }

// Project returns a source with another text that was made from parts of this one. Its places are
// those of this source, by the anchors, which are sorted; and no excerpt shows a line with hidden bytes of this one.
func (s *Source) Project(text string, anchors []Anchor, hidden []Span) *Source {
	p := NewSource(s.file, text)
	p.origin, p.anchors, p.hidden = s, anchors, hidden
	return p
}

// trace returns the byte of the origin that a byte comes from.
func (s *Source) trace(offset int) int {
	n := sort.Search(len(s.anchors), func(n int) bool { return s.anchors[n].At > offset })
	if n == 0 {
		return 0
	}
	at := s.anchors[n-1].Origin + offset - s.anchors[n-1].At
	if n < len(s.anchors) {
		at = min(at, max(s.anchors[n-1].Origin, s.anchors[n].Origin))
	}
	return at
}

// hides reports whether a line of the origin holds hidden bytes.
func (s *Source) hides(line int) bool {
	from, to := s.origin.LineStart(line), s.origin.LineStart(line+1)
	return slices.ContainsFunc(s.hidden, func(at Span) bool { return at.Start < to && from < at.End })
}

// File is the name to print.
func (s *Source) File() string { return s.file }

// Text is the whole text of the file.
func (s *Source) Text() string { return s.text }

// A Span is a run of bytes of a Source: [Start, End). The zero Span is "no
// place", and gives diagnostics of the file as a whole.
type Span struct{ Start, End int }

// Position returns the line and column of a byte, counted from 1, columns in code points.
// Offsets outside the text are moved to its nearest end.
func (s *Source) Position(offset int) (line, column int) {
	if s.origin != nil {
		return s.origin.Position(s.trace(offset))
	}
	offset = max(0, min(offset, len(s.text)))
	line = sort.SearchInts(s.starts(), offset+1)
	from := place{s.starts()[line-1], 1}
	if last := s.last.Load(); last != nil && from.offset <= last.offset && last.offset <= offset {
		from = *last
	}
	column = from.column + utf8.RuneCountInString(s.text[from.offset:offset])
	s.last.Store(&place{offset, column})
	return line, column
}

// Line returns the text of a line, counted from 1, without its line break.
func (s *Source) Line(line int) string {
	return strings.TrimRight(s.text[s.LineStart(line):s.LineStart(line+1)], "\r\n")
}

// LineStart returns the byte offset at which a line, counted from 1, begins.
func (s *Source) LineStart(line int) int {
	if line < 1 || line > len(s.starts()) {
		return len(s.text)
	}
	return s.starts()[line-1]
}

// Errorf makes an error at a span. The hint may be empty.
func (s *Source) Errorf(code Code, at Span, hint, format string, args ...any) Diagnostic {
	return s.diagnostic(Error, code, at, hint, fmt.Sprintf(format, args...))
}

// Warningf makes a warning at a span. The hint may be empty.
func (s *Source) Warningf(code Code, at Span, hint, format string, args ...any) Diagnostic {
	return s.diagnostic(Warning, code, at, hint, fmt.Sprintf(format, args...))
}

func (s *Source) diagnostic(severity Severity, code Code, at Span, hint, message string) Diagnostic {
	d := Diagnostic{Severity: severity, Code: code, File: s.file, Message: message, Hint: hint}
	if at == (Span{}) {
		return d
	}
	if s.origin != nil {
		d = s.origin.diagnostic(severity, code, Span{s.trace(at.Start), s.trace(at.End)}, hint, message)
		if s.hides(d.Line) {
			d.withhold()
		}
		return d
	}
	d.Line, d.Column = s.Position(at.Start)
	line := s.Line(d.Line)
	// The caret stays on the first line of a span that runs over several.
	end := min(at.End, s.LineStart(d.Line)+len(line), len(s.text))
	start := min(at.Start, len(s.text))
	if end > start {
		d.Length = utf8.RuneCountInString(s.text[start:end])
	}
	d.Excerpt, d.Skipped = around(line, start-s.LineStart(d.Line), d.Column-1)
	return d
}

// Lines up to maxLine bytes are carried whole; of others this much stands on
// either side of the place, which is more than any screen shows.
const (
	maxLine = 16 << 10
	margin  = 4 << 10
)

// around cuts a long line down to what is around a byte of it, before which the
// given number of code points stand.
func around(line string, at, before int) (part string, skipped int) {
	if len(line) <= maxLine {
		return line, 0
	}
	at = min(at, len(line))
	from, to := max(0, at-margin), min(len(line), at+margin)
	for from > 0 && !utf8.RuneStart(line[from]) {
		from--
	}
	for to < len(line) && !utf8.RuneStart(line[to]) {
		to++
	}
	return line[from:to], before - utf8.RuneCountInString(line[from:at])
}
