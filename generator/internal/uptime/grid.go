package uptime

import (
	"slices"
	"sync"
	"time"

	"afterword/generator/internal/calendar"
)

// A grid is the calendar that the report covers, cut once for all services.
type grid struct {
	asOf    int64
	zone    *time.Location
	numbers []int            // of the years, as calendar.Years has them
	edges   []func() []int64 // by year: the bounds of its days, worked out when first asked for
}

// newGrid holds the years in which anything was tracked or filed.
func newGrid(in Input, tracked calendar.Set) *grid {
	g := &grid{asOf: in.AsOf, zone: in.Zone}
	has := map[int]bool{}
	for _, t := range tracked {
		for y := calendar.YearOf(t.Start, in.Zone); y <= calendar.YearOf(t.End-1, in.Zone); y++ {
			has[y] = true
		}
	}
	for _, p := range in.Postmortems {
		if at := p.When(); !at.IsZero() {
			has[calendar.YearOf(at.Span(in.Zone).Start, in.Zone)] = true
		}
	}
	g.numbers = calendar.Years(has)
	for _, y := range g.numbers {
		g.edges = append(g.edges, sync.OnceValue(func() []int64 { return dayEdges(y, in.Zone) }))
	}
	return g
}

// periods are the calendar years of the grid.
func (g *grid) periods() (years []calendar.Period) {
	for _, y := range g.numbers {
		years = append(years, calendar.PeriodOf(calendar.Yearly, y, 0, calendar.YearStart{}, g.zone))
	}
	return years
}

// days are the starts of the days of a year and the end of the last.
func (g *grid) days(year int) []int64 {
	if n, ok := slices.BinarySearch(g.numbers, year); ok {
		return g.edges[n]()
	}
	return dayEdges(year, g.zone) // of a fiscal year that reaches beyond
}

// daysOf are the bounds of the days of a period. The first and the last may be parts of days.
func (g *grid) daysOf(p calendar.Period) []int64 {
	if p.Cycle == calendar.Yearly {
		return g.days(p.Year)
	}
	edges := []int64{p.Start}
	for day := range calendar.Days(p.Interval, g.zone) {
		if day.Start > p.Start {
			edges = append(edges, day.Start)
		}
	}
	return append(edges, p.End)
}

// daysOfMonth are the starts of the days of a month and the end of the last, also of skipped days.
func (g *grid) daysOfMonth(m calendar.Period) []int64 {
	first := time.Date(m.Year, time.Month(m.Part), 1, 0, 0, 0, 0, time.UTC).YearDay() - 1
	n := time.Date(m.Year, time.Month(m.Part+1), 0, 0, 0, 0, 0, time.UTC).Day()
	return g.days(m.Year)[first : first+n+1]
}

func dayEdges(year int, zone *time.Location) []int64 {
	n := time.Date(year, time.December, 31, 0, 0, 0, 0, time.UTC).YearDay()
	edges := make([]int64, 0, n+1)
	for day := 1; day <= n+1; day++ {
		edges = append(edges, calendar.DayOf(year, time.January, day, zone).Start)
	}
	return edges
}
