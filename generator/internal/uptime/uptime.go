package uptime

import (
	"slices"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
)

// Input is all that a report depends on.
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

// A Report holds the numbers of an archive. It is immutable and safe for concurrent use.
type Report struct {
	AsOf    int64
	Zone    *time.Location
	Weights settings.Weights
	// Years are those that a postmortem belongs to or a service was tracked in, without
	// gaps of up to five between them.
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

// A Series is a calendar year of one service or of all, whole and by month.
type Series struct {
	Stats
	Year   int
	Months [12]Stats // January to December; those that were not tracked are zero

	lane *lane
	grid *grid
}

// A ServiceYear is the year of one service.
type ServiceYear struct {
	Service settings.Service
	Series
}

// Budget is the service's error budget of the year; false without a target.
func (s ServiceYear) Budget() (Budget, bool) {
	return s.Stats.Budget(s.Service.Target(s.Period.End - 1))
}

// Year finds a calendar year.
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
		for n := range y.Services { // by index: a ServiceYear is large to copy
			if y.Services[n].Service.ID == id {
				rows = append(rows, y.Services[n])
			}
		}
	}
	return rows
}

// Compute works out the report of an archive.
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
	for i, row := range all.series(g) {
		if row == nil {
			row = all.year(g, i)
		}
		r.Years[i] = Year{Year: row.Year, Interval: g.years[i], All: *row}
	}
	for _, l := range r.lanes {
		for i, row := range l.series(g) {
			if row != nil {
				r.Years[i].Services = append(r.Years[i].Services, ServiceYear{Service: l.service, Series: *row})
			}
		}
	}
	return r
}
