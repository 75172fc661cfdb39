package uptime

import (
	"slices"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/settings"
)

// A lane is what happened to one service, or to all of them together.
type lane struct {
	service  settings.Service
	weights  settings.Weights
	windows  []*windowBounds // by postmortem in the order of the input
	mentions []mark          // of postmortems that name the service without a window of it

	tracked   calendar.Set // when the service was tracked
	stretches []stretch    // of the windows, cut to tracked
	marks     []mark       // those of a postmortem in a row, cut to tracked
	segments  []segment
}

// A mark is an interval that says something of each period that it overlaps.
type mark struct {
	calendar.Interval
	order int // of the postmortem in the input, from 1
	kind  kind
	level settings.Level // of an open mark
}

type kind uint8

const (
	touched  kind = iota // a postmortem counts there
	doubtful             // an uncertain window may have had impact there
	ongoing              // a window had not ended at the last known second
	open                 // a window is not bounded from above there
)

// assign adds every window to the lanes of the services that it names and of their
// ancestors, once each. The last lane is that of the windows and postmortems that name
// no service of the list.
func assign(in Input) []*lane {
	lanes := make([]*lane, len(in.Services)+1)
	index := make(map[string]int, len(in.Services))
	for i, s := range in.Services {
		lanes[i] = &lane{service: s, weights: in.Weights}
		index[s.ID] = i
	}
	nameless := len(in.Services)
	lanes[nameless] = &lane{weights: in.Weights}
	lines := ancestry(in.Services, index)

	// affected and named hold the last window and postmortem that reached a lane.
	affected, named := make([]int, len(lanes)), make([]int, len(lanes))
	windows := 0
	reach := func(services []string, found func(int)) {
		known := false
		for _, id := range services {
			if i, ok := index[id]; ok {
				known = true
				for _, a := range lines[i] {
					found(a)
				}
			}
		}
		if !known {
			found(nameless)
		}
	}
	for i, p := range in.Postmortems {
		order := i + 1
		for i, w := range p.Windows {
			if w.Start.Unix() >= in.AsOf {
				continue
			}
			b := boundsOf(p, order, i, in.AsOf)
			windows++
			reach(p.AffectedServices(w), func(a int) {
				if affected[a] != windows {
					affected[a], named[a] = windows, order
					lanes[a].windows = append(lanes[a].windows, b)
				}
			})
		}
		at := p.When()
		reach(p.Services, func(a int) {
			if !at.IsZero() && named[a] != order {
				named[a] = order
				second := calendar.Interval{Start: at.Unix(), End: at.Unix() + 1}
				lanes[a].mentions = append(lanes[a].mentions, mark{Interval: second, order: order, kind: touched})
			}
		})
	}
	return lanes
}

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

// life is when the service was tracked: from since to until and as-of. Without since,
// silence proves nothing, and only the years that one of its windows touches count.
func (l *lane) life(zone *time.Location, asOf int64) calendar.Set {
	life := l.service.Life(zone, asOf)
	if !l.service.Since.IsZero() {
		return calendar.Union(life)
	}
	var years []calendar.Interval
	seen := make(map[int]bool)
	for _, b := range l.windows {
		last := calendar.YearOf(min(b.touch.End, asOf)-1, zone)
		for y := calendar.YearOf(b.touch.Start, zone); y <= last; y++ {
			if !seen[y] {
				seen[y] = true
				years = append(years, calendar.Year(y, zone).Clip(life))
			}
		}
	}
	return calendar.Union(years...)
}

// cut makes stretches and marks of the windows, each cut to the time that was tracked.
func (l *lane) cut(asOf int64) {
	for _, b := range l.windows {
		for _, s := range b.stretches(b.window) {
			for _, s.Interval = range l.tracked.Clip(s.Interval) {
				l.stretches = append(l.stretches, s)
			}
		}
		l.mark(mark{Interval: b.touch, order: b.order, kind: touched})
		l.mark(mark{Interval: b.doubt, order: b.order, kind: doubtful})
		l.mark(mark{Interval: b.open, order: b.order, kind: open, level: b.level})
		if b.report.Windows[b.window].Ongoing {
			l.mark(mark{Interval: calendar.Interval{Start: asOf - 1, End: asOf}, order: b.order, kind: ongoing})
		}
	}
	for _, m := range l.mentions {
		l.mark(m)
	}
}

func (l *lane) mark(m mark) {
	for _, m.Interval = range l.tracked.Clip(m.Interval) {
		l.marks = append(l.marks, m)
	}
}

// together is the lane of all services: whatever affected one of them while it was tracked.
func together(lanes []*lane) *lane {
	all := &lane{weights: lanes[0].weights}
	var tracked []calendar.Interval
	for _, l := range lanes {
		all.stretches = append(all.stretches, l.stretches...)
		all.marks = append(all.marks, l.marks...)
		tracked = append(tracked, l.tracked...)
	}
	slices.SortStableFunc(all.marks, func(a, b mark) int { return a.order - b.order })
	all.tracked = calendar.Union(tracked...)
	return all
}

// series sweeps the lane's stretches, cuts the segments at the bounds of months and adds
// them up: a row for each year of the grid, nil where nothing was tracked.
func (l *lane) series(g *grid) []*Series {
	l.segments = segments(l.stretches, l.weights)
	rows := make([]*Series, len(g.years))
	for _, t := range l.tracked {
		for i := range calendar.Overlapping(g.months, t) {
			if rows[i/12] == nil {
				rows[i/12] = l.year(g, i/12)
			}
			part := t.Clip(g.months[i])
			rows[i/12].Months[i%12].add(Stats{Period: part, Seconds: part.Seconds()})
		}
	}
	for _, s := range l.segments {
		for i := range calendar.Overlapping(g.months, s.Interval) {
			rows[i/12].Months[i%12].count(s, s.Clip(g.months[i]).Seconds())
		}
	}
	// The last postmortem that was counted in a year and in a month.
	inYear, inMonth := make([]int, len(g.years)), make([]int, len(g.months))
	for _, m := range l.marks {
		for i := range calendar.Overlapping(g.months, m.Interval) {
			row, month := rows[i/12], &rows[i/12].Months[i%12]
			switch {
			case m.kind == open:
				month.open(m.level, l.weights)
			case m.kind == touched && inMonth[i] != m.order:
				inMonth[i] = m.order
				month.Incidents++
				if inYear[i/12] != m.order {
					inYear[i/12] = m.order
					row.Incidents++
				}
			}
		}
	}
	for _, row := range rows {
		if row != nil {
			for _, month := range row.Months {
				row.add(month)
			}
		}
	}
	return rows
}

// year is a year of the lane before anything was counted.
func (l *lane) year(g *grid, i int) *Series { return &Series{Year: g.numbers[i], lane: l, grid: g} }

// Quiet is the longest stretch of a service's tracked time that is certainly without
// impact, the first of several: no window of either side is in it but maintenance, and
// an open window reaches to its publication. It is false where there is none.
func (r *Report) Quiet(service string) (calendar.Interval, bool) {
	var longest calendar.Interval
	for _, l := range r.lanes {
		if l.service.ID != service {
			continue
		}
		var affected []calendar.Interval
		for _, s := range l.segments {
			if s.high.level >= settings.DegradedPerformance {
				affected = append(affected, s.Interval)
			}
		}
		for _, q := range l.tracked.Subtract(calendar.Union(affected...)) {
			if q.Seconds() > longest.Seconds() {
				longest = q
			}
		}
	}
	return longest, !longest.Empty()
}
