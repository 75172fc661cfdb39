package series

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"strings"

	"afterword/generator/internal/diag"
)

// text reads CSV as RFC 4180 has it, or what is between tabs or semicolons: a row of names, then rows that
// begin with a time.
func (r *reader) text() {
	in := csv.NewReader(strings.NewReader(r.src.Text()))
	in.Comma, in.FieldsPerRecord, in.ReuseRecord = r.separator(), -1, true
	var names int
	for row := 0; !r.stopped(); row++ {
		start := int(in.InputOffset())
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
			at := r.place(wrong.Line, wrong.Column, "")
			if errors.Is(err, csv.ErrQuote) { // which may never end
				at = diag.Span{Start: start, End: start + 1}
			}
			r.errorf(diag.SeriesShape, at, "Write quotes around the whole cell, and those within it twice.", "the row cannot be read: %v", wrong.Err)
			return
		}
		place := func(n int) diag.Span {
			line, column := in.FieldPos(n)
			return r.place(line, column, cells[n])
		}
		switch {
		case row == 0:
			names = len(cells)
			if !r.head(cells, place) {
				return
			}
		case row > MaxSamples:
			r.errorf(diag.ValueLimit, place(0), "Export a shorter time or a wider step: a drawing has room for some hundreds of samples.", "the file has more than %d rows", MaxSamples)
			return
		case len(cells) != names:
			r.errorf(diag.SeriesShape, place(0), "Write a cell for each column, empty where nothing was measured; a cell that holds the separator needs quotes.",
				"the row has %d cells, and the head %d", len(cells), names)
		default:
			r.row(cells, place)
		}
	}
}

// separator is the sign between cells: that of the head which is there most often.
func (r *reader) separator() rune {
	if strings.ToLower(path.Ext(r.src.File())) == ".tsv" {
		return '\t'
	}
	head := r.src.Line(1)
	best := ','
	for _, sign := range ";\t" {
		if strings.Count(head, string(sign)) > strings.Count(head, string(best)) {
			best = sign
		}
	}
	return best
}

// place is where a cell is written, by the line and the column in bytes that package csv counts.
func (r *reader) place(line, column int, cell string) diag.Span {
	start := r.src.LineStart(line) + column - 1
	if text := r.src.Text(); start < len(text) && text[start] == '"' {
		start++
	}
	return diag.Span{Start: start, End: min(start+len(cell), len(r.src.Text()))}
}

var unit = regexp.MustCompile(`^(.*\S)\s*[\[(]([^\[\]()]{1,16})[\])]$`)

// head reads the names of the columns.
func (r *reader) head(cells []string, place func(int) diag.Span) bool {
	if _, bad := r.times.read(strings.TrimSpace(cells[0])); bad == nil {
		r.errorf(diag.SeriesShape, place(0), "Write a row of names above it, as in time,5xx [%%].", "the first row has no names")
		return false
	}
	if len(cells) < 2 || len(cells)-1 > MaxSeries {
		r.errorf(diag.SeriesShape, place(0), fmt.Sprintf("The first column is the time, and each other one a series; there may be %d.", MaxSeries), "the file has %d columns", len(cells))
		return false
	}
	for n, cell := range cells[1:] {
		s := Series{Label: strings.Join(strings.Fields(cell), " ")}
		if m := unit.FindStringSubmatch(s.Label); m != nil {
			s.Label, s.Unit = m[1], m[2]
		}
		if s.Label == "" {
			s.Label = fmt.Sprintf("column %d", n+2)
		}
		for _, other := range r.table {
			if other.Label == s.Label {
				r.errorf(diag.SeriesShape, place(n+1), "Give each column a name of its own.", "two columns have the name %q", s.Label)
			}
		}
		r.table = append(r.table, s)
	}
	return r.list.Errors() == 0
}

// row reads a time and its values.
func (r *reader) row(cells []string, place func(int) diag.Span) {
	at, bad := r.times.read(strings.TrimSpace(cells[0]))
	if bad != nil {
		r.errorf(bad.Code, place(0), bad.Hint, "%s", bad.Message)
		return
	}
	for n, cell := range cells[1:] {
		wrong := len(r.list)
		value := r.value(strings.TrimSpace(cell), place(n+1))
		if r.add(n, at, value, place(0)); len(r.list) > wrong {
			return // the same would be said of each column
		}
	}
}
