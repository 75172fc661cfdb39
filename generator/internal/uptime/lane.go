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

	life      calendar.Set // from the service's first day to its last and to what is known
	tracked   calendar.Set // the part of life that is measured: all of it as a rule
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

// lifetime is from since to until and as-of. Without since,
// silence proves nothing, and only the years that one of its windows touches count.
func (l *lane) lifetime(zone *time.Location, asOf int64) calendar.Set {
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

// measured is the part of the lane's life that counts.
func (l *lane) measured() calendar.Set {
	if l.service.Measured == nil {
		return l.life
	}
	var parts calendar.Set
	for _, in := range l.life {
		parts = append(parts, l.service.Measured.In(in)...)
	}
	return parts
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

// tally adds up what happened in each of some intervals, which ascend and do not overlap.
func (l *lane) tally(spans []calendar.Interval) []Stats {
	all := make([]Stats, len(spans))
	for _, t := range l.tracked {
		for i := range calendar.Overlapping(spans, t) {
			all[i].track(t.Clip(spans[i]))
		}
	}
	for n := range l.segments {
		g := &l.segments[n]
		for i := range calendar.Overlapping(spans, g.Interval) {
			all[i].count(g, g.Clip(spans[i]).Seconds())
		}
	}
	last := make([]int, len(spans)) // the last postmortem that was counted
	for _, m := range l.marks {
		for i := range calendar.Overlapping(spans, m.Interval) {
			switch {
			case m.kind == open:
				all[i].open(m.level, l.weights)
			case m.kind == touched && last[i] != m.order:
				last[i] = m.order
				all[i].Incidents++
			}
		}
	}
	return all
}

// Quiet is the longest stretch of a service's life that is certainly without
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
		for _, q := range l.life.Subtract(calendar.Union(affected...)) {
			if q.Seconds() > longest.Seconds() {
				longest = q
			}
		}
	}
	return longest, !longest.Empty()
}
