package postmortem

import (
	"math"
	"strconv"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/series"
	"afterword/generator/internal/settings"
)

// A Signal is a series that shows when the incident was: its windows are where it was beyond a limit.
type Signal struct {
	File   string // beside the report
	Column string // "" for the first one
	Below  bool   // what is below the limit counts, else what is above it
	Limit  float64
	At     diag.Span
}

// Beyond reports whether a value says that there was an incident.
func (s Signal) Beyond(value float64) bool {
	if s.Below {
		return value < s.Limit
	}
	return value > s.Limit
}

// Words are "above 5" or "below 99.5".
func (s Signal) Words() string {
	word := "above "
	if s.Below {
		word = "below "
	}
	return word + strconv.FormatFloat(s.Limit, 'f', -1, 64)
}

// signal reads the series that shows when the incident was.
func (r *reader) signal() *Signal {
	m := r.Mapping("signal")
	if m == nil {
		return nil
	}
	s := &Signal{File: m.RequiredText("file"), Column: m.Text("column"), At: m.Node().At}
	above, isAbove := m.Number("above")
	below, isBelow := m.Number("below")
	m.RejectUnknown()
	if m.Has("above") == m.Has("below") {
		m.Add(m.Source().Errorf(diag.KeyMissing, m.Node().At, "Write above: or below: and a number.", "a signal has one limit"))
	}
	if isAbove == isBelow {
		return nil
	}
	s.Limit, s.Below = float64(above+below)/1000, isBelow
	return s
}

// A Disagreement is a time in which a signal and the windows of a report contradict each other.
type Disagreement struct {
	calendar.Interval
	Quiet bool // within a window and not beyond the limit; else beyond it and outside of every window
}

// Disagreements compares the report's signal with its windows. What differs by no more than a sample agrees, and so
// does what no sample shows. Ongoing windows reach to asOf, in seconds since 1970.
func (p *Postmortem) Disagreements(s series.Series, asOf int64) (out []Disagreement) {
	var beyond, quiet, certain, possible []calendar.Interval
	for _, st := range s.Stretches(p.Signal.Beyond) {
		in := calendar.Interval{Start: st.From / 1000, End: st.Last / 1000}
		if st.Next != 0 && !st.Gap {
			in.End = st.Next / 1000
		}
		if st.Beyond {
			beyond = append(beyond, in)
		} else {
			quiet = append(quiet, in)
		}
	}
	for _, w := range p.Windows {
		sure, longest := w.Span(asOf)
		if w.Open() {
			longest.End = math.MaxInt64
		}
		possible = append(possible, longest)
		if w.Start.Timed() && w.Level != settings.Maintenance {
			certain = append(certain, sure)
		}
	}
	add := func(pieces calendar.Set, is bool) {
		for _, piece := range pieces {
			if piece.Seconds()*1000 > s.Step {
				out = append(out, Disagreement{piece, is})
			}
		}
	}
	add(calendar.Union(beyond...).Subtract(calendar.Union(possible...)), false)
	for _, w := range calendar.Union(certain...) {
		add(calendar.Union(quiet...).Clip(w), true)
	}
	return out
}

// Proposals are the windows that a signal shows: from its first sample beyond the limit to the first one that is not.
// What is between two samples far apart is not known: there the end is bounded.
func (g Signal) Proposals(s series.Series) (windows []Window) {
	at := func(ms int64) calendar.Time {
		return calendar.Time{Instant: time.UnixMilli(ms).UTC(), Precision: calendar.Second, Zoned: true}
	}
	for _, st := range s.Stretches(g.Beyond) {
		w := Window{Start: at(st.From), Level: settings.Unknown}
		switch {
		case !st.Beyond:
			continue
		case st.Next != 0 && !st.Gap:
			w.End = at(st.Next)
		default:
			w.AtLeast = time.Duration(st.Last-st.From) * time.Millisecond
			if st.Next != 0 {
				w.AtMost = time.Duration(st.Next-st.From) * time.Millisecond
			}
		}
		windows = append(windows, w)
	}
	return windows
}
