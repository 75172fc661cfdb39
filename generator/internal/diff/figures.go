package diff

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/changes"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/recompute"
)

// figures lists those that moved, and those that are gone last.
func figures(before, after State, touched []pair) ([]changes.Figure, error) {
	old, err := tableOf(before.Archive)
	if err != nil {
		return nil, err
	}
	now, err := tableOf(after.Archive)
	if err != nil {
		return nil, err
	}
	return changes.Moved(old, now, movesOf(before.Archive, after.Archive, touched)), nil
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
	changes.Move
	services []string // that it counts for, those above them among them
}

// movesOf lists by service what reports that changed say of windows on one side only, by path.
func movesOf(before, after *archive.Archive, touched []pair) changes.Moves {
	moves := changes.Moves{}
	add := func(these, others map[string]move) {
		for said, m := range these {
			if _, both := others[said]; both {
				continue
			}
			for _, id := range m.services {
				moves[id] = append(moves[id], m.Move)
			}
		}
	}
	for _, p := range touched {
		old, now := windowsOf(before, p.before), windowsOf(after, p.after)
		add(old, now)
		add(now, old)
	}
	for _, list := range moves {
		slices.SortFunc(list, func(a, b changes.Move) int { return strings.Compare(a.Path, b.Path) })
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
		m := move{Move: changes.Move{Path: i.Path}}
		for _, v := range a.Services {
			if slices.ContainsFunc(ids, v.Covers) {
				m.services = append(m.services, v.ID)
			}
		}
		_, m.Span = w.Span(a.AsOf)
		m.Span.End = max(m.Span.End, m.Span.Start+1)
		published := calendar.Time{}
		if w.Open() {
			published, m.Span.End = i.Date, math.MaxInt64
		}
		all[fmt.Sprint(ids, w.Start.Unix(), w.End.Unix(), w.Ongoing, w.AtLeast, w.AtMost, w.Level, published.Unix())] = m
	}
	return all
}
