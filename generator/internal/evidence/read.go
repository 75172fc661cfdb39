package evidence

import (
	"encoding/csv"
	"errors"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
)

// columns head each file.
var columns = []string{"from", "to", "seen", "every", "source", "sha256"}

// MaxEvery is the longest time between two probes in seconds, a week.
const MaxEvery = 7 * 86400

var (
	fileName = regexp.MustCompile(`^evidence/([^/]+)/(\d{4})\.csv$`)
	hash     = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

// Path is where the evidence of a service and year is in an archive: "evidence/checkout/2024.csv".
func Path(service string, year int) string {
	return path.Join("evidence", service, strconv.Itoa(year)+".csv")
}

// IsFile reports whether a path of an archive is that of evidence.
func IsFile(name string) bool { return fileName.MatchString(name) }

// Read reads the file at a path of the archive for which IsFile holds: RFC 4180, times RFC 3339 in UTC, every in seconds. The stretches may be
// used only where the list holds no errors.
func Read(name string, src *diag.Source) (File, diag.List) {
	r := reader{src: src, file: File{Source: src}}
	if m := fileName.FindStringSubmatch(name); m != nil {
		r.file.Service = m[1]
		r.file.Year, _ = strconv.Atoi(m[2]) // four digits
	}
	r.read()
	return r.file, r.list
}

type reader struct {
	src  *diag.Source
	file File
	list diag.List
}

func (r *reader) errorf(at diag.Span, hint, format string, args ...any) {
	r.list.Add(r.src.Errorf(diag.EvidenceFile, at, hint, format, args...))
}

// mostErrors is after how many reading ends: they have one cause.
const mostErrors = 20

func (r *reader) read() {
	in := csv.NewReader(strings.NewReader(r.src.Text()))
	in.FieldsPerRecord = len(columns)
	for row := 0; r.list.Errors() < mostErrors; row++ {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			if row == 0 {
				r.errorf(diag.Span{}, "Write the file again with afterword import monitor.", "the file is empty")
			}
			return
		}
		if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
			at := r.src.LineStart(wrong.Line)
			r.errorf(diag.Span{Start: at, End: at + 1}, "Write "+strings.Join(columns, ",")+" in each row.", "the row cannot be read: %v", wrong.Err)
			return
		}
		place := func(n int) diag.Span {
			line, column := in.FieldPos(n)
			start := r.src.LineStart(line) + column - 1
			return diag.Span{Start: start, End: min(start+max(1, len(cells[n])), len(r.src.Text()))}
		}
		if row == 0 {
			if !slices.Equal(cells, columns) {
				r.errorf(place(0), "The first row is "+strings.Join(columns, ",")+".", "the first row does not name the columns")
				return
			}
			continue
		}
		if s, ok := r.stretch(cells, place); ok {
			r.file.Stretches = append(r.file.Stretches, s)
		}
	}
}

// stretch reads a row, which belongs to the year and comes after those of its source above it.
func (r *reader) stretch(cells []string, place func(int) diag.Span) (s Stretch, ok bool) {
	wrong := r.list.Errors()
	instant := func(n int) int64 {
		t, err := time.Parse(time.RFC3339, cells[n])
		if err != nil {
			r.errorf(place(n), "Write a time as in 2024-03-02T14:05:00Z.", "%q is no time", cells[n])
		}
		return t.Unix()
	}
	s.Start, s.End = instant(0), instant(1)
	s.Seen, s.Source, s.Hash = State(cells[2]), cells[4], cells[5]
	s.At = diag.Span{Start: place(0).Start, End: place(1).End}
	if !slices.Contains([]State{Up, Down, Paused}, s.Seen) {
		r.errorf(place(2), diag.DidYouMean(cells[2], []string{string(Up), string(Down), string(Paused)}, "Write up, down or maintenance; leave out what nobody saw."), "%q is nothing that a probe sees", cells[2])
	}
	var err error
	if s.Every, err = strconv.ParseInt(cells[3], 10, 64); err != nil || s.Every < 1 || s.Every > MaxEvery {
		r.errorf(place(3), "Write the seconds between two probes, as in 60.", "%q is no number of seconds from 1 to %d", cells[3], MaxEvery)
	}
	if s.Source == "" {
		r.errorf(place(4), "Say what was read, as in Uptime Kuma, monitor 4.", "the row names no source")
	}
	if !hash.MatchString(s.Hash) {
		r.errorf(place(5), "Write the SHA-256 of what was read, 64 hexadecimal digits.", "%q is no hash", cells[5])
	}
	if r.list.Errors() > wrong {
		return s, false
	}
	year := calendar.Year(r.file.Year, time.UTC)
	switch {
	case s.Empty():
		r.errorf(s.At, "", "the stretch ends before it begins")
	case s.Clip(year) != s.Interval:
		r.errorf(s.At, "Cut it at New Year, UTC: each year has a file of its own.", "the stretch is not within %d", r.file.Year)
	default:
		for n := len(r.file.Stretches) - 1; n >= 0; n-- {
			if before := r.file.Stretches[n]; before.Source == s.Source {
				if s.Start < before.End {
					r.errorf(s.At, "Sort the rows of a source by their time.", "the stretch begins before the one above it ends")
				}
				break
			}
		}
	}
	return s, r.list.Errors() == wrong
}
