package changes

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/recompute"
)

// A Figure is one number of /api/uptime.json that moves.
type Figure struct {
	Service string `json:"service"` // its ID; "" for what holds for all
	Period  string `json:"period"`  // "2024", "2024-03"
	Name    string `json:"figure"`  // its keys, joined by dots: "budget.spent"
	// Before and After are as the document has them: a number, a text, an object of min and
	// max, or null where there is none.
	Before json.RawMessage `json:"before"`
	After  json.RawMessage `json:"after"`
	// Because are the paths of the reports that move it; where no report does, "as_of" of a period of which more
	// is over, else "archive.yaml".
	Because []string `json:"because"`
}

// A Move is a window that only one of two versions of a report has: where it may count.
type Move struct {
	Path string // of the report
	Span calendar.Interval
}

// Moves are those of each service, by path.
type Moves map[string][]Move

// Moved lists the figures that two tables do not have in common, with what moved them by service.
func Moved(old, now recompute.Table, moves Moves) []Figure {
	passed := !bytes.Equal(old.Value(recompute.Key{Name: "as_of"}), now.Value(recompute.Key{Name: "as_of"}))
	list := []Figure{}
	add := func(k recompute.Key) {
		was, is := old.Value(k), now.Value(k)
		if bytes.Equal(was, is) {
			return
		}
		f := Figure{Service: k.Service, Period: k.Period, Name: k.Name, Before: was, After: is, Because: []string{}}
		k.Name = ""
		for _, m := range moves[k.Service] {
			if m.Span.Overlaps(old.Spans[k]) || m.Span.Overlaps(now.Spans[k]) {
				f.Because = append(f.Because, m.Path)
			}
		}
		switch f.Because = slices.Compact(f.Because); {
		case len(f.Because) > 0:
		case passed && old.Spans[k] != now.Spans[k]:
			f.Because = append(f.Because, "as_of") // more of the period is over
		default:
			f.Because = append(f.Because, "archive.yaml")
		}
		list = append(list, f)
	}
	for _, k := range now.Order {
		add(k)
	}
	for _, k := range old.Order {
		if _, ok := now.Values[k]; !ok {
			add(k)
		}
	}
	return list
}

// Shown writes a value as pages do: a percentage, a length, a count, with ≥ and ≤ for bounds.
func (f Figure) Shown(value json.RawMessage) string {
	var bound struct{ Min, Max *json.Number }
	if json.Unmarshal(value, &bound) != nil || bound.Min == nil && bound.Max == nil {
		if shown := strings.Trim(string(value), `"`); shown != "null" {
			return shown
		}
		return calendar.NoValue
	}
	unit := func(n *json.Number) string {
		if f.Name == "uptime" || f.Name == "strict" {
			return n.String() + " %"
		}
		whole, _, _ := strings.Cut(n.String(), ".")
		seconds, err := json.Number(whole).Int64()
		if err != nil {
			return n.String()
		}
		return calendar.Duration(seconds)
	}
	switch {
	case bound.Min == nil:
		return calendar.AtMost(unit(bound.Max))
	case bound.Max == nil:
		return calendar.AtLeast(unit(bound.Min))
	case *bound.Min == *bound.Max:
		return unit(bound.Min)
	}
	return unit(bound.Min) + " to " + unit(bound.Max)
}
