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
	numbers []int               // of the years, as calendar.Years has them
	years   []calendar.Interval // whole, in the same order
	months  []calendar.Interval // twelve a year
	edges   []func() []int64    // by year: the bounds of its days, worked out when first asked for
}

// newGrid holds the years in which anything was tracked or filed.
func newGrid(in Input, tracked calendar.Set) *grid {
	g := &grid{asOf: in.AsOf}
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
		g.years = append(g.years, calendar.Year(y, in.Zone))
		for m := time.January; m <= time.December; m++ {
			g.months = append(g.months, calendar.Month(y, m, in.Zone))
		}
		g.edges = append(g.edges, sync.OnceValue(func() []int64 { return dayEdges(y, in.Zone) }))
	}
	return g
}

// days are the starts of the days of a year and the end of the last.
func (g *grid) days(year int) []int64 {
	n, _ := slices.BinarySearch(g.numbers, year)
	return g.edges[n]()
}

func dayEdges(year int, zone *time.Location) []int64 {
	n := time.Date(year, time.December, 31, 0, 0, 0, 0, time.UTC).YearDay()
	edges := make([]int64, 0, n+1)
	for day := 1; day <= n+1; day++ {
		edges = append(edges, calendar.DayOf(year, time.January, day, zone).Start)
	}
	return edges
}
