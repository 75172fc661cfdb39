package diff

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/feeds"
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

// figures lists those that moved, and those that are gone last.
func figures(before, after State, touched []pair) ([]Figure, error) {
	old, err := tableOf(before.Archive)
	if err != nil {
		return nil, err
	}
	now, err := tableOf(after.Archive)
	if err != nil {
		return nil, err
	}
	return moved(old, now, movesOf(before.Archive, after.Archive, touched)), nil
}

// moved lists the figures that two tables do not have in common, with what moved them by service.
func moved(old, now recompute.Table, moves map[string][]move) []Figure {
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
			if m.span.Overlaps(old.Spans[k]) || m.span.Overlaps(now.Spans[k]) {
				f.Because = append(f.Because, m.path)
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

func tableOf(a *archive.Archive) (recompute.Table, error) {
	document, err := feeds.UptimeJSON(a.Uptime())
	if err != nil {
		return recompute.Table{}, err
	}
	return recompute.Read(document)
}

// A move is a window that only one of two versions of a report has.
type move struct {
	path     string   // of the report
	services []string // that it counts for, those above them among them
	span     calendar.Interval
}

// movesOf lists by service what reports that changed say of windows on one side only, by path.
func movesOf(before, after *archive.Archive, touched []pair) map[string][]move {
	moves := map[string][]move{}
	add := func(these, others map[string]move) {
		for said, m := range these {
			if _, both := others[said]; both {
				continue
			}
			for _, id := range m.services {
				moves[id] = append(moves[id], m)
			}
		}
	}
	for _, p := range touched {
		old, now := windowsOf(before, p.before), windowsOf(after, p.after)
		add(old, now)
		add(now, old)
	}
	for _, list := range moves {
		slices.SortFunc(list, func(a, b move) int { return strings.Compare(a.path, b.path) })
	}
	return moves
}

// windowsOf are the windows of a report, by all that figures take from them. The day of
// publication counts: it ends what an open window may have lasted.
func windowsOf(a *archive.Archive, i *archive.Incident) map[string]move {
	all := map[string]move{}
	if i == nil {
		return all
	}
	for _, w := range i.Windows {
		ids := i.AffectedServices(w)
		m := move{path: i.Path}
		for _, v := range a.Services {
			if slices.ContainsFunc(ids, v.Covers) {
				m.services = append(m.services, v.ID)
			}
		}
		_, m.span = w.Span(a.AsOf)
		m.span.End = max(m.span.End, m.span.Start+1)
		published := calendar.Time{}
		if w.Open() {
			published, m.span.End = i.Date, math.MaxInt64
		}
		all[fmt.Sprint(ids, w.Start.Unix(), w.End.Unix(), w.Ongoing, w.AtLeast, w.AtMost, w.Level, published.Unix())] = m
	}
	return all
}
