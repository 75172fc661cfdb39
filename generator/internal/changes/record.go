package changes

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/recompute"
)

// A Record says what was published when, a line of JSON for each figure and each report: the first time as it was
// found, later only where it is no longer so. Its first line names the edition of which it is. Times
// are those of the data, not of clocks, so that the same archive makes the same record.
//
// It has the figures that most people look at, of periods that are over: others move by themselves.
type Record struct {
	Edition string
	Lines   []Line
}

// A Line is about a figure of a service and a period, or about a report.
type Line struct {
	At      string          `json:"at"` // as of when; RFC 3339
	Service string          `json:"service,omitempty"`
	Period  string          `json:"period,omitempty"`
	Figure  string          `json:"figure,omitempty"`
	Report  string          `json:"report,omitempty"` // its path
	Was     json.RawMessage `json:"was,omitempty"`    // none on the first line on it
	Is      json.RawMessage `json:"is"`               // of a report, what figures follow from; null: it is gone
	Because []string        `json:"because,omitempty"`
}

type head struct {
	Record  string `json:"record"`
	Edition string `json:"edition,omitempty"`
}

// recorded are the figures that a record has.
var recorded = []string{"incidents", "impacted", "weighted", "uptime", "strict"}

// ReadRecord reads a record. An empty one is new.
func ReadRecord(text []byte, edition string) (Record, error) {
	r := Record{Edition: edition}
	first := true
	for line := range bytes.Lines(text) {
		if first {
			var h head
			if err := json.Unmarshal(line, &h); err != nil || h.Record != "afterword" {
				return r, fmt.Errorf("it is no record that a build began")
			}
			if h.Edition != edition {
				return r, fmt.Errorf("it is of the edition %q, and this is %q: each needs a record of its own", h.Edition, edition)
			}
			first = false
			continue
		}
		var l Line
		if err := json.Unmarshal(line, &l); err != nil {
			return r, fmt.Errorf("line %d: %w", len(r.Lines)+2, err)
		}
		r.Lines = append(r.Lines, l)
	}
	return r, nil
}

// Text is the record as ReadRecord reads it.
func (r Record) Text() []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(head{"afterword", r.Edition}) // a buffer takes everything, and these are plain structs
	for _, l := range r.Lines {
		_ = e.Encode(l)
	}
	return b.Bytes()
}

// state is what a record says last, with its figures in the order in which they came.
func (r Record) state() (s State, err error) {
	s = State{Reports: map[string]Report{}, Figures: recompute.Table{Values: map[recompute.Key]json.RawMessage{}}}
	for _, l := range r.Lines {
		if k := (recompute.Key{Service: l.Service, Period: l.Period, Name: l.Figure}); l.Report == "" {
			if s.Figures.Values[k] == nil {
				s.Figures.Order = append(s.Figures.Order, k)
			}
			s.Figures.Values[k] = l.Is
			continue
		}
		var report Report
		if err := json.Unmarshal(l.Is, &report); err != nil {
			return s, fmt.Errorf("report %s: %w", l.Report, err)
		}
		if s.Reports[l.Report] = report; string(l.Is) == "null" {
			delete(s.Reports, l.Report)
		}
	}
	return s, nil
}

// Append adds what a site says otherwise than the record, as of a time. It returns how many lines are new.
func (r *Record) Append(now State, asOf string) (added int, err error) {
	was, err := r.state()
	if err != nil {
		return 0, err
	}
	before := len(r.Lines)
	statements, figures := Between(was, now.settled(asOf, was.Figures))
	for _, path := range sorted(was.Reports, now.Reports) {
		old, there := was.Reports[path]
		is, here := now.Reports[path]
		said := slices.ContainsFunc(statements, func(s Statement) bool { return s.Path == path })
		if there && here && !said && value(old.Date) == value(is.Date) {
			continue
		}
		l := Line{At: asOf, Report: path, Is: json.RawMessage("null")}
		if here {
			is.Path, is.Title, is.URL = "", "", ""
			if l.Is, err = json.Marshal(is); err != nil {
				return 0, err
			}
		}
		if there {
			if l.Was, err = json.Marshal(old); err != nil {
				return 0, err
			}
		}
		r.Lines = append(r.Lines, l)
	}
	for _, f := range figures {
		l := Line{At: asOf, Service: f.Service, Period: f.Period, Figure: f.Name, Is: f.After}
		if _, known := was.Figures.Values[recompute.Key{Service: f.Service, Period: f.Period, Name: f.Name}]; known {
			l.Was, l.Because = f.Before, f.Because
		}
		r.Lines = append(r.Lines, l)
	}
	return len(r.Lines) - before, nil
}

// settled are the figures of a state that a record has: of whole periods, no months of years, that are over, or of which
// the record has one already.
func (s State) settled(asOf string, known recompute.Table) State {
	all := s.Figures
	s.Figures = recompute.Table{Values: map[recompute.Key]json.RawMessage{}, Spans: all.Spans}
	for _, k := range all.Order {
		over := all.Spans[recompute.Key{Service: k.Service, Period: k.Period}]
		_, was := known.Values[k]
		rolling := strings.HasSuffix(k.Period, "d")
		if k.Service == "" || strings.Contains(k.Period, "-") || rolling || !slices.Contains(recorded, k.Name) || !was && calendar.RFC3339(over.End) >= asOf {
			continue
		}
		s.Figures.Order = append(s.Figures.Order, k)
		s.Figures.Values[k] = all.Values[k]
	}
	return s
}

// A Change is a line on what is no longer as it was, and what a report said before and after.
type Change struct {
	Line
	Said []Statement // of a report
}

// Changes are the lines of a record on what had been published otherwise, the latest first.
func (r Record) Changes() (list []Change, err error) {
	for _, l := range slices.Backward(r.Lines) {
		if l.Was == nil {
			continue
		}
		c := Change{Line: l}
		if l.Report != "" {
			var was, is Report
			if err := errors.Join(json.Unmarshal(l.Was, &was), json.Unmarshal(l.Is, &is)); err != nil {
				return nil, fmt.Errorf("report %s: %w", l.Report, err)
			}
			if c.Said = statementsOf(l.Report, was, is); len(c.Said) == 0 {
				continue
			}
		}
		list = append(list, c)
	}
	return list, nil
}

// Shown writes both values of a figure as pages do.
func (l Line) Shown() (was, is string) {
	f := Figure{Name: l.Figure}
	return f.Shown(l.Was), f.Shown(l.Is)
}
