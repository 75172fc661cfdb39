// Package uptime is the arithmetic of yearly uptime: which seconds of a year or a
// month a service was tracked, how many of them it was affected and how badly, what
// that leaves of its error budget, and which windows made each figure. It is pure
// and exact: instants and lengths are integer seconds, weights and weighted
// downtime integer thousandths, percentages integers that were floored. It imports
// calendar, settings and postmortem, and reads no file, clock or machine zone.
//
// # Two sides
//
// Where a window's end, time of day or level is not recorded, a figure is a Bound:
// Min is the figure of the scenario in which every uncertain window lasted for its
// at_least and an unknown level was nothing, Max that in which it lasted for its
// at_most and an unknown level was a major outage. Windows of Max contain those of
// Min, so a figure that can only grow with them (major, impacted, weighted) has
// Min <= Max by itself. Partial, degraded and maintenance can shrink, because the worse
// level wins and an uncertain major outage may cover a certain partial one; their
// Max therefore counts an instant at which either scenario has that level. Every
// figure is a sum over instants, so months add up to years and bins to months.
//
// # One sweep
//
// A service's windows become events; one pass over the sorted events gives segments
// in which nothing changes; one pass over the segments cuts them at the bounds of
// months. Years are sums of months. Bins and contributions are worked out from the
// same segments and windows when a page asks for them.
package uptime

import (
	"slices"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
)

// Input is all that the figures depend on.
type Input struct {
	Zone    *time.Location // the archive's: cuts days, months and years
	Weights settings.Weights
	// Services to report, in the order of the pages: those of archive.yaml, else
	// every one that a postmortem names, by ID. A window that names none of them
	// counts for no service, only for the archive as a whole.
	Services []settings.Service
	// Postmortems that are published, in any order; no drafts.
	Postmortems []*postmortem.Postmortem
	// AsOf is the end of what is known, in seconds since 1970. What starts later
	// counts for nothing.
	AsOf int64
}

// A Report is every figure of an archive. It is immutable and safe for concurrent use.
type Report struct {
	AsOf    int64
	Zone    *time.Location
	Weights settings.Weights
	// Years runs from the first to the last year that a postmortem belongs to or a
	// service was tracked in, without gaps.
	Years []Year

	lanes []*lane
}

// A Year is one calendar year of the archive.
type Year struct {
	Year     int
	Interval calendar.Interval // the whole year in the archive's zone
	// Services that were tracked in the year, in the order of the input.
	Services []ServiceYear
	// All counts the time in which at least one service was affected, the worst level
	// of any winning. Windows of postmortems that name no service count here too.
	// Its percentages mean nothing and are not for show, and its Incidents are those that
	// touch a tracked time, not all that are filed under the year.
	All Series
}

// A Series is a calendar year of figures, whole and by month.
type Series struct {
	Stats
	// Year is the calendar year.
	Year int
	// Months are January to December; those that were not tracked are zero.
	Months [12]Stats

	lane *lane
	grid *grid
}

// A ServiceYear is the year of one service.
type ServiceYear struct {
	Service settings.Service
	Series
}

// Budget is the service's error budget of the year; false without a target.
func (s ServiceYear) Budget() (Budget, bool) { return s.Stats.Budget(s.Service.SLO) }

// Year finds the figures of a calendar year.
func (r *Report) Year(year int) (Year, bool) {
	i, ok := slices.BinarySearchFunc(r.Years, year, func(y Year, year int) int { return y.Year - year })
	if !ok {
		return Year{}, false
	}
	return r.Years[i], true
}

// Service lists the years in which a service was tracked, oldest first.
func (r *Report) Service(id string) []ServiceYear {
	rows := make([]ServiceYear, 0, len(r.Years))
	for _, y := range r.Years {
		for n := range y.Services { // by place: the figures of a year are large to copy
			if y.Services[n].Service.ID == id {
				rows = append(rows, y.Services[n])
			}
		}
	}
	return rows
}

// Compute works out every figure of an archive.
func Compute(in Input) *Report {
	r := &Report{AsOf: in.AsOf, Zone: in.Zone, Weights: in.Weights}
	lanes := assign(in)
	for _, l := range lanes {
		l.tracked = l.life(in.Zone, in.AsOf)
		l.cut(in.AsOf)
	}
	all := together(lanes)
	r.lanes = lanes[:len(in.Services)]

	g := newGrid(in, all.tracked)
	r.Years = make([]Year, len(g.years))
	for i := range r.Years {
		r.Years[i] = Year{Year: g.first + i, Interval: g.years[i], All: *all.row(g, i)}
	}
	for _, l := range r.lanes {
		for i, row := range l.figures(g, in.Weights) {
			if row != nil {
				r.Years[i].Services = append(r.Years[i].Services, ServiceYear{Service: l.service, Series: *row})
			}
		}
	}
	for i, row := range all.figures(g, in.Weights) {
		if row != nil {
			r.Years[i].All = *row
		}
	}
	return r
}
