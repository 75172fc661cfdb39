package monitor

import (
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/evidence"
)

// columns are what a table may say.
var columns = []string{"time", "from", "to", "duration", "seen", "every"}

// words are what tables call a state; what is not here is refused.
var words = map[string]evidence.State{
	"up": evidence.Up, "1": evidence.Up, "true": evidence.Up, "ok": evidence.Up, "success": evidence.Up, "healthy": evidence.Up,
	"down": evidence.Down, "0": evidence.Down, "false": evidence.Down, "failure": evidence.Down, "unhealthy": evidence.Down,
	"maintenance": evidence.Paused,
	"":            "", "unknown": "", "paused": "", "started": "", "nan": "",
}

// A table is read by the names of its columns.
type table struct {
	*reader
	f    file
	src  *diag.Source
	at   map[string]int // the columns
	rows *csv.Reader
}

// readTable reads CSV as RFC 4180 has it. A row is a probe, of a time, or a stretch, from a time to another or for a
// number of seconds. Times are written as in a report, or as seconds since 1970.
func readTable(r *reader, f file) {
	text, ok := r.text(f)
	if !ok || !r.called(f, "%s", f.Path) {
		return
	}
	t := &table{reader: r, f: f, src: diag.NewSource(f.Name, text), rows: csv.NewReader(strings.NewReader(text))}
	t.rows.ReuseRecord = true
	if semicolons := strings.Count(t.src.Line(1), ";"); semicolons > strings.Count(t.src.Line(1), ",") {
		t.rows.Comma = ';'
	}
	for row := 0; r.list.Errors() < maxErrors; row++ {
		cells, err := t.rows.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
			at := t.src.LineStart(wrong.Line)
			t.wrong(diag.Span{Start: at, End: at + 1}, "Write a cell for each column, and quotes around the whole cell.", "the row cannot be read: %v", wrong.Err)
			return
		}
		switch {
		case row == 0 && !t.head(cells), row > maxProbes:
			return
		case row > 0:
			t.row(cells)
		}
	}
}

func (t *table) wrong(at diag.Span, hint, format string, args ...any) {
	t.list.Add(t.src.Errorf(diag.MonitorSource, at, hint, format, args...))
}

// place is where a cell is written.
func (t *table) place(cells []string, n int) diag.Span {
	line, column := t.rows.FieldPos(n)
	start := t.src.LineStart(line) + column - 1
	return diag.Span{Start: start, End: min(start+max(1, len(cells[n])), len(t.src.Text()))}
}

// head finds the columns.
func (t *table) head(cells []string) bool {
	t.at = map[string]int{}
	for _, column := range columns {
		name := column
		if other, ok := t.Columns[column]; ok {
			name = other
		}
		for n, cell := range cells {
			if strings.EqualFold(strings.TrimSpace(cell), name) {
				t.at[column] = n
			}
		}
		if _, found := t.at[column]; !found && name != column {
			t.wrong(t.place(cells, 0), "The columns are "+strings.Join(cells, ", ")+".", "no column is called %q", name)
		}
	}
	_, probes := t.at["time"]
	_, from := t.at["from"]
	_, to := t.at["to"]
	_, length := t.at["duration"]
	if _, seen := t.at["seen"]; !seen || probes == from || from != (to || length) {
		t.wrong(t.place(cells, 0), "Name them time,seen or from,to,seen or from,duration,seen, or say with --column time=NAME what they are called.",
			"the columns do not say when what was seen")
	}
	return t.list.Errors() == 0
}

// row reads a probe or a stretch.
func (t *table) row(cells []string) {
	before := t.list.Errors()
	n := t.at["seen"]
	seen, known := words[strings.ToLower(strings.TrimSpace(cells[n]))]
	if !known {
		t.wrong(t.place(cells, n), "Write up, down, maintenance or unknown, or 1 and 0.", "%q says neither up nor down", cells[n])
	}
	if _, ok := t.at["time"]; ok {
		if at := t.time(cells, "time"); t.list.Errors() == before {
			t.probes = append(t.probes, probe{at: at * 1000, seen: seen, hash: t.f.hash})
		}
		t.says(t.number(cells, "every"))
		return
	}
	s := evidence.Stretch{Seen: seen, Hash: t.f.hash, Every: t.number(cells, "every")}
	s.Start = t.time(cells, "from")
	if _, ok := t.at["to"]; ok {
		s.End = t.time(cells, "to")
	} else {
		s.End = s.Start + t.number(cells, "duration")
	}
	if t.list.Errors() > before {
		return
	}
	if s.Empty() {
		t.wrong(t.place(cells, t.at["from"]), "", "the stretch ends before it begins")
		return
	}
	if t.says(s.Every); seen != "" {
		t.spans = append(t.spans, s)
	}
}

// mostSeconds is more than a time or a length can be.
const mostSeconds = 1 << 36

// number reads a cell of seconds, 0 where there is none.
func (t *table) number(cells []string, column string) int64 {
	n, ok := t.at[column]
	if !ok || strings.TrimSpace(cells[n]) == "" {
		return 0
	}
	seconds, err := strconv.ParseInt(strings.TrimSpace(cells[n]), 10, 64)
	if err != nil || seconds < 0 || seconds > mostSeconds {
		t.wrong(t.place(cells, n), "Write seconds, as in 60.", "%q is no number of seconds", cells[n])
		return 0
	}
	return seconds
}

func (t *table) time(cells []string, column string) int64 {
	n := t.at[column]
	text := strings.TrimSpace(cells[n])
	if seconds, err := strconv.ParseInt(text, 10, 64); err == nil && len(text) >= 9 && len(text) <= 11 && seconds >= 0 {
		return seconds
	}
	at, bad := calendar.Parse(text, t.Zone)
	switch {
	case bad != nil && bad.Code == diag.TimeZoneMissing:
		t.wrong(t.place(cells, n), "Name the zone of the table with --timezone.", "the time %s has no zone", text)
	case bad != nil:
		t.list.Add(t.src.Errorf(bad.Code, t.place(cells, n), bad.Hint, "%s", bad.Message))
	case !at.Timed():
		t.wrong(t.place(cells, n), "Write it to the second.", "%s is a day", text)
	}
	return at.Unix()
}
