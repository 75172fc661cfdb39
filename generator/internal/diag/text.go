package diag

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// TextOptions say how WriteText writes.
type TextOptions struct {
	// Color adds ANSI colours.
	Color bool
	// Width is the number of terminal columns that an excerpt may take; longer
	// lines are cut around the caret. 0 means 100, less than 40 counts as 40.
	Width int
}

// Formats lists what Write can write.
func Formats() []string { return []string{"text", "json", "sarif", "github"} }

// Write writes diagnostics in one of Formats, "" being text. Version is that of the
// generator, for SARIF. Errors are those of w.
func Write(w io.Writer, list List, format, version string, opt TextOptions) error {
	switch format {
	case "json":
		return WriteJSON(w, list)
	case "sarif":
		return WriteSARIF(w, list, version)
	case "github":
		return WriteGitHub(w, list)
	}
	return WriteText(w, list, opt)
}

// gutter is what stands before an excerpt: a line number of five columns and " | ".
const gutter = 8

// tabStop is the distance of tab stops within an excerpt, in columns.
const tabStop = 4

// WriteText writes diagnostics for people, in the order of the list:
//
//	content/2018/zuora-connect.md:9:10: error: end is before start [window-order]
//	    9 |     end: 2018-12-03T00:00:00-08:00
//	      |          ^^^^^^^^^^^^^^^^^^^^^^^^^
//	  start is 2018-12-04 14:00 PST, line 8
//
// What could steer a terminal or turn the direction of text comes out as an
// escape such as \x1b. Errors are those of w.
func WriteText(w io.Writer, list List, opt TextOptions) error {
	if opt.Width == 0 {
		opt.Width = 100
	}
	out := textWriter{Writer: bufio.NewWriter(w), color: opt.Color, columns: max(opt.Width, 40) - gutter}
	for _, d := range list {
		out.diagnostic(d)
	}
	return out.Flush() // bufio keeps the first error of all writes
}

type textWriter struct {
	*bufio.Writer
	color   bool
	columns int // room for the text of an excerpt
}

// The parts of the ANSI "select graphic rendition" sequences in use (ECMA-48, 8.3.117).
const (
	bold   = "1"
	dim    = "2"
	red    = "1;31"
	yellow = "1;33"
	cyan   = "1;36"
)

func (w textWriter) paint(style, text string) string {
	if !w.color || text == "" {
		return text
	}
	return "\x1b[" + style + "m" + text + "\x1b[0m"
}

func (w textWriter) diagnostic(d Diagnostic) {
	style := [...]string{Error: red, Warning: yellow, Note: cyan}[d.Severity]
	if place := d.place(); place != "" {
		fmt.Fprintf(w, "%s ", w.paint(bold, Visible(place)+":"))
	}
	fmt.Fprintf(w, "%s %s %s\n", w.paint(style, d.Severity.String()+":"), w.paint(bold, Visible(d.Message)),
		w.paint(dim, "["+Visible(string(d.Code))+"]"))
	switch {
	case d.Line > 0 && d.Withheld:
		fmt.Fprintln(w, w.paint(dim, fmt.Sprintf("%5d | (withheld: this edition does not show all of the line)", d.Line)))
	case d.Line > 0 && d.Column > 0:
		text, caret := excerpt(d, w.columns)
		fmt.Fprintf(w, "%s %s\n", w.paint(dim, fmt.Sprintf("%5d |", d.Line)), text)
		fmt.Fprintf(w, "%s %s%s\n", w.paint(dim, "      |"), caret[:strings.Index(caret, "^")], w.paint(style, strings.TrimLeft(caret, " ")))
	}
	for line := range strings.Lines(d.Hint) {
		if line = strings.TrimRight(line, "\r\n"); line == "" {
			fmt.Fprintln(w)
			continue
		}
		fmt.Fprintf(w, "  %s\n", Visible(line))
	}
}

// place is "file:line:column", as far as it is known.
func (d Diagnostic) place() string {
	switch {
	case d.File == "" || d.Line <= 0:
		return d.File
	case d.Column <= 0:
		return fmt.Sprintf("%s:%d", d.File, d.Line)
	default:
		return fmt.Sprintf("%s:%d:%d", d.File, d.Line, d.Column)
	}
}

// A cell is one code point of a line as the terminal shows it.
type cell struct {
	text    string
	columns int
}

// excerpt returns the line at fault, made safe and cut to the given number of
// columns, and a line of spaces and carets to stand below it.
func excerpt(d Diagnostic, columns int) (text, caret string) {
	cells := cellsOf(d.Excerpt)
	start := min(max(0, d.Column-1-d.Skipped), len(cells))
	end := min(start+max(d.Length, 1), len(cells))
	first, last := window(cells, start, columns)
	var b strings.Builder
	indent, run := 0, 0
	if first > 0 {
		b.WriteString("…")
		indent = 1
	}
	for i, c := range cells[first:last] {
		b.WriteString(c.text)
		switch i += first; {
		case i < start:
			indent += c.columns
		case i < end:
			run += c.columns
		}
	}
	if last < len(cells) {
		b.WriteString("…")
	}
	return b.String(), strings.Repeat(" ", indent) + strings.Repeat("^", max(run, 1))
}

// window chooses the cells [first, last) that fit, with about a third of the
// room before the caret.
func window(cells []cell, start, columns int) (first, last int) {
	total := 0
	for _, c := range cells {
		total += c.columns
	}
	if total <= columns {
		return 0, len(cells)
	}
	columns -= 2 // an ellipsis on either side
	room := columns / 3
	for first = start; first > 0 && cells[first-1].columns <= room; first-- {
		room -= cells[first-1].columns
	}
	room = columns
	for last = first; last < len(cells) && cells[last].columns <= room; last++ {
		room -= cells[last].columns
	}
	// A caret near the end leaves room for more of what is before it.
	for last == len(cells) && first > 0 && cells[first-1].columns <= room {
		first--
		room -= cells[first].columns
	}
	return first, last
}

func cellsOf(line string) []cell {
	cells := make([]cell, 0, len(line))
	column := 0
	for len(line) > 0 {
		r, size := utf8.DecodeRuneInString(line)
		c := cell{text: escaped(r, line[:size])}
		switch {
		case r == '\t':
			c.columns = tabStop - column%tabStop
			c.text = strings.Repeat(" ", c.columns)
		case c.text != line[:size]:
			c.columns = len(c.text) // escapes are ASCII
		default:
			c.columns = columnsOf(r)
		}
		column += c.columns
		cells = append(cells, c)
		line = line[size:]
	}
	return cells
}

// Columns returns how many columns a terminal gives a text that Visible has made safe.
func Columns(text string) (n int) {
	for _, r := range text {
		n += columnsOf(r)
	}
	return n
}

// columnsOf returns how many columns a terminal gives a printable rune: East
// Asian wide ones take two (UAX #11), combining and joining ones none.
func columnsOf(r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// Visible writes the runes that could steer a terminal as escapes; tabs become spaces.
func Visible(text string) string {
	var b strings.Builder
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		if r == '\t' {
			b.WriteByte(' ')
		} else {
			b.WriteString(escaped(r, text[:size]))
		}
		text = text[size:]
	}
	return b.String()
}

// VisibleLines is Visible for a text whose lines stay apart, such as an error or a hint.
func VisibleLines(text string) string {
	lines := strings.Split(text, "\n")
	for n, line := range lines {
		lines[n] = Visible(line)
	}
	return strings.Join(lines, "\n")
}

// escaped returns a rune as it may be printed: itself, or an escape for control
// characters, bytes that are not UTF-8, line and paragraph separators and the
// controls that reorder text (https://trojansource.codes).
func escaped(r rune, text string) string {
	switch {
	case r == utf8.RuneError && len(text) == 1:
		return fmt.Sprintf(`\x%02x`, text[0])
	case r < 0x20 || r == 0x7f:
		return fmt.Sprintf(`\x%02x`, r)
	case unicode.IsControl(r) || r == 0x2028 || r == 0x2029 || unicode.Is(unicode.Bidi_Control, r):
		return fmt.Sprintf(`\u%04x`, r)
	}
	return text
}
