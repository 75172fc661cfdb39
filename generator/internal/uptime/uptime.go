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
	// Cycles cut the periods that are reported beside the years, and Rolling are the days up to AsOf.
	Cycles    []calendar.Cycle
	YearStart calendar.YearStart
	Rolling   []int
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
	Years []Period
	// Periods are those of the other cycles in which anything was tracked, cycle by cycle, and
	// Rolling those up to AsOf, the shortest first.
	Periods []Period
	Rolling []Period

	lanes []*lane
	all   *lane
	grid  *grid
}

// A Period is one period of the archive: a calendar year as a rule.
type Period struct {
	calendar.Period
	// Services that were tracked in the period, in the order of the input.
	Services []ServicePeriod
	// All counts the time in which at least one service was affected, the worst level
	// of any winning. Windows of postmortems that name no service count here too.
	// Its percentages mean nothing and are not for show, and its Incidents are those that
	// touch a tracked time, not all that are filed under the period.
	All Series
}

// A Series is a period of one service or of all, whole and by month.
type Series struct {
	Stats
	In     calendar.Period
	Months []Month // those that share a second with the period, in order; those that were not tracked are zero

	lane *lane
	grid *grid
}

// A Month is the part of a calendar month that is in a period.
type Month struct {
	Stats
	In calendar.Period // all of the month
}

// A ServicePeriod is the period of one service.
type ServicePeriod struct {
	Service settings.Service
	Series
}

// Year finds a calendar year.
func (r *Report) Year(year int) (Period, bool) {
	i, ok := slices.BinarySearchFunc(r.Years, year, func(y Period, year int) int { return y.Year - year })
	if !ok {
		return Period{}, false
	}
	return r.Years[i], true
}

// Service lists the years in which a service was tracked, oldest first.
func (r *Report) Service(id string) []ServicePeriod { return Of(r.Years, id) }

// Of lists those of some periods in which a service was tracked.
func Of(periods []Period, id string) []ServicePeriod {
	rows := make([]ServicePeriod, 0, len(periods))
	for _, y := range periods {
		for n := range y.Services { // by index: a ServicePeriod is large to copy
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
		l.life = l.lifetime(in.Zone, in.AsOf)
		l.tracked = l.measured()
		l.cut(in.AsOf)
	}
	r.all = together(lanes)
	r.lanes = lanes[:len(in.Services)]
	for _, l := range append(r.lanes, r.all) {
		l.segments = segments(l.stretches, l.weights)
	}
	r.grid = newGrid(in, r.all.tracked)
	r.Years = r.In(r.grid.periods())
	for _, cycle := range in.Cycles {
		r.Periods = append(r.Periods, r.Every(cycle, in.YearStart)...)
	}
	for _, days := range in.Rolling {
		r.Rolling = append(r.Rolling, r.In([]calendar.Period{calendar.LastDays(days, in.AsOf)})...)
	}
	return r
}

// Every works out the periods of a cycle in which anything was tracked, oldest first.
func (r *Report) Every(cycle calendar.Cycle, start calendar.YearStart) []Period {
	if cycle == calendar.Yearly {
		return r.Years
	}
	var periods []calendar.Period
	for _, y := range r.Years {
		for _, p := range calendar.Periods(cycle, y.Interval, start, r.Zone) {
			if n := len(periods); p.Start < r.AsOf && (n == 0 || periods[n-1].End <= p.Start) {
				periods = append(periods, p)
			}
		}
	}
	return slices.DeleteFunc(r.In(periods), func(p Period) bool { return !p.All.Tracked() })
}

// Cut lists the periods of a cycle, oldest first: none of one that was not asked for.
func (r *Report) Cut(cycle calendar.Cycle) (list []Period) {
	if cycle == calendar.Yearly {
		return r.Years
	}
	for n := range r.Periods {
		if r.Periods[n].Cycle == cycle {
			list = append(list, r.Periods[n])
		}
	}
	return list
}

// In adds up what happened in each of some periods, which ascend and do not overlap.
func (r *Report) In(periods []calendar.Period) []Period {
	var spans, parts []calendar.Interval
	var months []calendar.Period
	first := make([]int, 0, len(periods)+1) // of a period's months in the list of all
	for _, p := range periods {
		spans, first = append(spans, p.Interval), append(first, len(months))
		for _, m := range calendar.Periods(calendar.Monthly, p.Interval, calendar.YearStart{}, r.Zone) {
			months, parts = append(months, m), append(parts, m.Clip(p.Interval))
		}
	}
	first = append(first, len(months))
	cut := make([]Period, len(periods))
	for n, p := range periods {
		cut[n].Period = p
	}
	for _, l := range append(r.lanes[:len(r.lanes):len(r.lanes)], r.all) {
		whole, part := l.tally(spans), l.tally(parts)
		for n, p := range periods {
			if !whole[n].Tracked() && l != r.all {
				continue
			}
			series := Series{Stats: whole[n], In: p, lane: l, grid: r.grid, Months: make([]Month, 0, first[n+1]-first[n])}
			for m := first[n]; m < first[n+1]; m++ {
				series.Months = append(series.Months, Month{part[m], months[m]})
			}
			if l == r.all {
				cut[n].All = series
			} else {
				cut[n].Services = append(cut[n].Services, ServicePeriod{Service: l.service, Series: series})
			}
		}
	}
	return cut
}
