package uptime

import (
	"slices"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/settings"
)

// A lane is what happened to one service, or to all of them together.
type lane struct {
	service  settings.Service
	windows  []*windowBounds // of its windows, by postmortem in the order of the input
	mentions []mark          // of postmortems that name it without a window of it

	tracked  calendar.Set // when the service was tracked
	events   []event      // of the windows, cut to tracked
	marks    []mark       // those of a postmortem in a row, cut to tracked
	segments []segment
	weights  settings.Weights
}

// A mark is an interval that says something of a period that it overlaps.
type mark struct {
	calendar.Interval
	order int // of the postmortem in the input, from 1
	kind  kind
	level settings.Level // of an open mark
}

type kind uint8

const (
	touched  kind = iota // a postmortem counts there
	doubtful             // an uncertain window may have affected there
	ongoing              // a window had not ended at the last known second
	open                 // a window is not bounded from above there
)

// assign returns every window to the lanes of the services that it names and of their
// ancestors, once each. The last lane is that of the windows and postmortems that name
// no service of the list.
func assign(in Input) []*lane {
	lanes := make([]*lane, len(in.Services)+1)
	index := make(map[string]int, len(in.Services))
	for i, s := range in.Services {
		lanes[i] = &lane{service: s}
		index[s.ID] = i
	}
	nameless := len(in.Services)
	lanes[nameless] = &lane{}
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
		for i := range p.Windows {
			if p.Windows[i].Start.Unix() >= in.AsOf {
				continue
			}
			r := read(p, order, i, in.AsOf)
			services := p.Windows[i].Services
			if len(services) == 0 {
				services = p.Services
			}
			windows++
			reach(services, func(a int) {
				if affected[a] != windows {
					affected[a], named[a] = windows, order
					lanes[a].windows = append(lanes[a].windows, &r)
				}
			})
		}
		at, filed := belongs(p)
		reach(p.Services, func(a int) {
			if filed && named[a] != order {
				named[a] = order
				lanes[a].mentions = append(lanes[a].mentions, mark{Interval: calendar.Interval{Start: at, End: at + 1}, order: order, kind: touched})
			}
		})
	}
	return lanes
}

// together is the lane of all services: whatever affected one of them while it was tracked.
func together(lanes []*lane) *lane {
	all := &lane{}
	var tracked []calendar.Interval
	for _, l := range lanes {
		all.events = append(all.events, l.events...)
		all.marks = append(all.marks, l.marks...)
		tracked = append(tracked, l.tracked...)
	}
	slices.SortStableFunc(all.marks, func(a, b mark) int { return a.order - b.order })
	all.tracked = calendar.Union(tracked...)
	return all
}
