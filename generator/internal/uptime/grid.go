package uptime

import (
	"math"
	"sync"
	"time"

	"afterword/generator/internal/calendar"
)

// A grid is the calendar that the report covers, cut once for all services.
type grid struct {
	asOf   int64
	first  int                 // year
	years  []calendar.Interval // without gaps
	months []calendar.Interval // twelve a year
	edges  []func() []int64    // by year: the bounds of its days, worked out when first asked for
}

// newGrid spans the years in which anything was tracked or filed.
func newGrid(in Input, tracked calendar.Set) *grid {
	g := &grid{asOf: in.AsOf}
	first, last := int64(math.MaxInt64), int64(math.MinInt64)
	if len(tracked) > 0 {
		first, last = tracked[0].Start, tracked[len(tracked)-1].End-1
	}
	for _, p := range in.Postmortems {
		if at := p.When(); !at.IsZero() {
			first, last = min(first, at.Unix()), max(last, at.Unix())
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
