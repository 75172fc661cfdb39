package uptime

import (
	"iter"
	"math"
	"slices"
	"sort"
	"sync"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/settings"
)

// ancestry lists, for every service, the indexes of itself and its ancestors. A parent
// that is not in the list ends the line, and so does one that was met before.
func ancestry(services []settings.Service, index map[string]int) [][]int {
	lines := make([][]int, len(services))
	for i := range services {
		line := []int{i}
		for {
			parent, ok := index[services[line[len(line)-1]].Parent]
			if !ok || slices.Contains(line, parent) {
				break
			}
			line = append(line, parent)
		}
		lines[i] = line
	}
	return lines
}

// cut makes events and marks of the windows, each cut to the time that was tracked.
func (l *lane) cut(asOf int64) {
	for _, r := range l.windows {
		if r.low == r.high {
			l.span(r.low, event{level: r.level, low: 1, high: 1})
		} else {
			l.span(r.low, event{level: r.level, low: 1})
			l.span(r.high, event{level: r.level, high: 1})
		}
		l.mark(mark{Interval: r.touch, order: r.order, kind: touched})
		l.mark(mark{Interval: r.doubt, order: r.order, kind: doubtful})
		l.mark(mark{Interval: r.open, order: r.order, kind: open, level: r.level})
		if r.report.Windows[r.window].Ongoing {
			l.mark(mark{Interval: calendar.Interval{Start: asOf - 1, End: asOf}, order: r.order, kind: ongoing})
		}
	}
	for _, m := range l.mentions {
		l.mark(m)
	}
}

// span begins and ends an event wherever the interval was tracked.
func (l *lane) span(i calendar.Interval, e event) {
	for part := range within(l.tracked, i) {
		l.events = append(l.events,
			event{at: part.Start, level: e.level, low: e.low, high: e.high},
			event{at: part.End, level: e.level, low: -e.low, high: -e.high})
	}
}

func (l *lane) mark(m mark) {
	for part := range within(l.tracked, m.Interval) {
		m.Interval = part
		l.marks = append(l.marks, m)
	}
}

// life is when the service was tracked: from since to until and as-of. Without since,
// silence proves nothing, and only the years that one of its windows touches count.
func (l *lane) life(zone *time.Location, asOf int64) calendar.Set {
	end := asOf
	if until := l.service.Until; !until.IsZero() {
		y, m, d := until.Instant.Date()
		end = min(end, calendar.DayOf(y, m, d, zone).End)
	}
	if since := l.service.Since; !since.IsZero() {
		return calendar.Union(calendar.Interval{Start: since.Unix(), End: end})
	}
	var years []calendar.Interval
	seen := make(map[int]bool)
	for _, r := range l.windows {
		last := calendar.YearOf(min(r.touch.End, asOf)-1, zone)
		for y := calendar.YearOf(r.touch.Start, zone); y <= last; y++ {
			if !seen[y] {
				seen[y] = true
				year := calendar.Year(y, zone)
				years = append(years, calendar.Interval{Start: year.Start, End: min(year.End, end)})
			}
		}
	}
	return calendar.Union(years...)
}

// within yields the parts of an interval that lie in a set, in order.
func within(set calendar.Set, i calendar.Interval) iter.Seq[calendar.Interval] {
	return func(yield func(calendar.Interval) bool) {
		first := sort.Search(len(set), func(k int) bool { return set[k].End > i.Start })
		for _, s := range set[first:] {
			part := i.Clip(s)
			if part.Empty() || !yield(part) {
				return
			}
		}
	}
}

// A grid is the calendar that the report covers, cut once for all services.
type grid struct {
	zone   *time.Location
	asOf   int64
	first  int                 // year
	years  []calendar.Interval // without gaps
	months []calendar.Interval // twelve a year
	edges  []func() []int64    // by year: the bounds of its days, worked out once and when asked for
}

// newGrid spans the years in which anything was tracked or filed.
func newGrid(in Input, tracked calendar.Set) *grid {
	g := &grid{zone: in.Zone, asOf: in.AsOf}
	first, last := int64(math.MaxInt64), int64(math.MinInt64)
	if len(tracked) > 0 {
		first, last = tracked[0].Start, tracked[len(tracked)-1].End-1
	}
	for _, p := range in.Postmortems {
		if at, ok := belongs(p); ok {
			first, last = min(first, at), max(last, at)
		}
	}
	if first > last {
		return g
	}
	g.first = calendar.YearOf(first, in.Zone)
	for y := g.first; y <= calendar.YearOf(last, in.Zone); y++ {
		g.years = append(g.years, calendar.Year(y, in.Zone))
		for m := time.January; m <= time.December; m++ {
			g.months = append(g.months, calendar.Month(y, m, in.Zone))
		}
		g.edges = append(g.edges, sync.OnceValue(func() []int64 { return dayEdges(y, in.Zone) }))
	}
	return g
}

// days are the starts of the days of a year and the end of the last.
func (g *grid) days(year int) []int64 { return g.edges[year-g.first]() }

func dayEdges(year int, zone *time.Location) []int64 {
	n := time.Date(year, time.December, 31, 0, 0, 0, 0, time.UTC).YearDay()
	edges := make([]int64, 0, n+1)
	for day := 1; day <= n+1; day++ {
		edges = append(edges, calendar.DayOf(year, time.January, day, zone).Start)
	}
	return edges
}

// overlapping yields the indexes of the months that an interval overlaps, in order.
func (g *grid) overlapping(i calendar.Interval) iter.Seq[int] {
	return func(yield func(int) bool) {
		first := sort.Search(len(g.months), func(k int) bool { return g.months[k].End > i.Start })
		for k := first; k < len(g.months) && g.months[k].Start < i.End; k++ {
			if !yield(k) {
				return
			}
		}
	}
}
