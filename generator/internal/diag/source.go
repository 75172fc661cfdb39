package diag

import (
	"fmt"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"
)

// A Source is the text of one input file, which knows the line and column of
// any byte in it. It is immutable and safe for concurrent use.
type Source struct {
	file string
	text string

	// The lines are found when they are first asked for: most files are without errors.
	once  sync.Once
	found lines
}

// lines are where the lines of a text begin.
type lines struct {
	starts []int // byte offsets
	marks  []mark
}

// A mark is the column of a byte within a long line: a megabyte of front matter
// may be one line that holds ten thousand errors.
type mark struct{ at, column int }

// markEvery is the distance of marks in bytes. Lines shorter than it have none.
const markEvery = 4 << 10

// NewSource wraps the text of a file; file is the name to print, relative to
// the project. Lines end at \n, \r\n or a lone \r.
func NewSource(file, text string) *Source {
	return &Source{file: file, text: text}
}

func (s *Source) lines() *lines {
	s.once.Do(func() { s.found = linesOf(s.text) })
	return &s.found
}

func linesOf(text string) lines {
	l := lines{starts: make([]int, 1, strings.Count(text, "\n")+2)}
	// A lone \r is rare: the search for one is made once for all lines.
	lone := strings.IndexByte(text, '\r') >= 0
	for i := 0; ; {
		n := strings.IndexByte(text[i:], '\n')
		end := len(text)
		if n >= 0 {
			end = i + n
		}
		for k := i; lone && k < end; k++ {
			if text[k] == '\r' && (k+1 == len(text) || text[k+1] != '\n') {
				l.starts = append(l.starts, k+1)
			}
		}
		if n < 0 {
			l.mark(text)
			return l
		}
		i = end + 1
		l.starts = append(l.starts, i)
	}
}

// mark sets the marks of long lines.
func (l *lines) mark(text string) {
	for n, start := range l.starts {
		end := len(text)
		if n+1 < len(l.starts) {
			end = l.starts[n+1]
		}
		if end-start < markEvery {
			continue
		}
		column, next := 1, markEvery
		for i := range text[start:end] {
			if i >= next {
				l.marks = append(l.marks, mark{start + i, column})
				next = i + markEvery
			}
			column++
		}
	}
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
	offset = max(0, min(offset, len(s.text)))
	l := s.lines()
	line = sort.SearchInts(l.starts, offset+1)
	from := mark{l.starts[line-1], 1}
	if n := sort.Search(len(l.marks), func(n int) bool { return l.marks[n].at > offset }); n > 0 && l.marks[n-1].at > from.at {
		from = l.marks[n-1]
	}
	return line, from.column + utf8.RuneCountInString(s.text[from.at:offset])
}

// Line returns the text of a line, counted from 1, without its line break.
func (s *Source) Line(line int) string {
	starts := s.lines().starts
	if line < 1 || line > len(starts) {
		return ""
	}
	end := len(s.text)
	if line < len(starts) {
		end = starts[line]
	}
	return strings.TrimRight(s.text[starts[line-1]:end], "\r\n")
}

// LineStart returns the byte offset at which a line, counted from 1, begins.
func (s *Source) LineStart(line int) int {
	starts := s.lines().starts
	if line < 1 || line > len(starts) {
		return len(s.text)
	}
	return starts[line-1]
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
