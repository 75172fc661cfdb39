package chart

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/postmortem"
)

// A look is what the author asks of a drawing of samples.
type look struct {
	shape   string // one of kinds
	log     bool
	span    calendar.Interval // empty: as the report's times ask for
	columns []string          // nil: the first ones
	every   int64             // milliseconds from sample to sample; 0: as the file has it
	unit    string            // of values whose unit the file does not say
}

var kinds = []string{"line", "step", "band", "bars"}

// A Refusal says why there is no drawing, and what to do about it.
type Refusal struct{ Message, Hint string }

// readLook reads "kind=step y=log window=start-1h..end+1h columns=5xx,'mean latency' every=1m unit=%".
func (s *Samples) readLook(text string) (l look, bad *Refusal) {
	l.shape = kinds[0]
	quoted := false
	for _, option := range strings.FieldsFunc(text, func(r rune) bool {
		if r == '\'' {
			quoted = !quoted
		}
		return r == ' ' && !quoted
	}) {
		key, value, _ := strings.Cut(option, "=")
		value = strings.ReplaceAll(value, "'", "")
		switch key {
		case "kind":
			if l.shape = value; !slices.Contains(kinds, value) {
				return l, &Refusal{"there is no kind of drawing " + strconv.Quote(value), diag.DidYouMean(value, kinds, "The kinds are "+strings.Join(kinds, ", ")+".")}
			}
		case "y":
			if l.log = value == "log"; !l.log && value != "linear" {
				return l, &Refusal{"there is no axis " + strconv.Quote(value), "Write y=log or y=linear."}
			}
		case "columns":
			l.columns = strings.Split(value, ",")
		case "unit":
			l.unit = value
		case "every":
			length, wrong := calendar.ParseDuration(value)
			if wrong != nil {
				return l, &Refusal{wrong.Message, wrong.Hint}
			}
			l.every = length.Milliseconds()
		case "window":
			from, to, _ := strings.Cut(value, "..")
			if l.span.Start, bad = s.edge(from); bad == nil {
				l.span.End, bad = s.edge(to)
			}
			if bad == nil && l.span.Empty() {
				bad = &Refusal{"the window " + value + " ends before it begins", ""}
			}
			if bad != nil {
				return l, bad
			}
		default:
			return l, &Refusal{strconv.Quote(option) + " is no option of a drawing",
				"Options are kind=, y=, window=, columns=, every= and unit=; what the drawing shows is said between the brackets: ![…]."}
		}
	}
	return l, nil
}

// edge reads where a window begins or ends: "start", "end+1h", "2025-05-13T14:00Z". Start and end are those
// of the report's windows.
func (s *Samples) edge(text string) (at int64, bad *Refusal) {
	var all []calendar.Interval
	for _, w := range s.Report.Windows {
		_, longest := w.Span(s.AsOf)
		all = append(all, calendar.Interval{Start: longest.Start, End: max(longest.End, longest.Start+1)})
	}
	for _, word := range []string{"start", "end"} {
		rest, ok := strings.CutPrefix(text, word)
		if !ok {
			continue
		}
		windows := calendar.Union(all...)
		if len(windows) == 0 {
			return 0, &Refusal{"there is no " + word + ", for the report has no windows", "Write a time, as in window=2025-05-13T14:00Z..2025-05-13T17:00Z."}
		}
		if at = windows[0].Start; word == "end" {
			at = windows[len(windows)-1].End
		}
		if rest == "" {
			return at, nil
		}
		length, wrong := calendar.ParseDuration(rest[1:])
		if wrong == nil && rest[0] == '-' {
			return at - int64(length/time.Second), nil
		}
		if wrong == nil && rest[0] == '+' {
			return at + int64(length/time.Second), nil
		}
		return 0, &Refusal{strconv.Quote(text) + " is no time of a window", "Write start-1h, end+30m or a time."}
	}
	t, wrong := calendar.Parse(text, s.reported())
	if wrong != nil {
		return 0, &Refusal{wrong.Message, wrong.Hint}
	}
	return t.Unix(), nil
}

// reported is the zone of times that carry none: the report's, else the archive's.
func (s *Samples) reported() *time.Location {
	if s.Report.Zone != nil {
		return s.Report.Zone
	}
	return s.Default
}

// none is the report of a page, which has no windows and no phases.
var none = &postmortem.Postmortem{}
