package uptime

import (
	"math"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/settings"
)

// A Bin is one bar of a chart: a day, or seven. Its seconds are those that are certain, at
// the worst level that is, so that the bars of a row add up to what is certainly impacted.
type Bin struct {
	// Interval is the whole bin in the archive's zone, whether tracked or not. It is
	// empty for a day that the zone skipped.
	calendar.Interval
	// ByLevel is the time at which a level was the worst, in seconds; nothing for Unknown.
	ByLevel   [settings.LevelCount]int64
	Weighted  int64 // downtime in thousandths of a second
	Incidents int   // postmortems that touch the bin, as in Stats
	// Unknown says that an uncertain window may have had impact there, for longer or worse than counted.
	Unknown bool
	// Possible says that there was impact there, or may have been.
	Possible bool
	// Ongoing says that a window had not ended at the last known second, which is in this bin.
	Ongoing bool
	// Tracked says that some of the bin was tracked, Future that the bin begins where
	// nothing is known yet, within the service's declared life.
	Tracked, Future bool
}

// Impacted is the time at any level but maintenance, in seconds.
func (b Bin) Impacted() int64 {
	return b.ByLevel[settings.MajorOutage] + b.ByLevel[settings.PartialOutage] + b.ByLevel[settings.DegradedPerformance]
}

// Weeks are the bins of seven days counted from the first of the period: 53 of a year, the last
// with one or two days.
func (s Series) Weeks() []Bin {
	days := s.grid.daysOf(s.In)
	var edges []int64
	for i := 0; i < len(days)-1; i += 7 {
		edges = append(edges, days[i])
	}
	return s.bins(append(edges, days[len(days)-1]))
}

// EachDay are the days of the period.
func (s Series) EachDay() []Bin { return s.bins(s.grid.daysOf(s.In)) }

// Days are the days of each of the months, whole, of which only the period counts.
func (s Series) Days() [][]Bin {
	var edges []int64
	for _, m := range s.Months {
		days := s.grid.daysOfMonth(m.In)
		edges = append(edges[:max(0, len(edges)-1)], days...)
	}
	all, months := s.bins(edges), make([][]Bin, len(s.Months))
	for n, m := range s.Months {
		days := len(s.grid.daysOfMonth(m.In)) - 1
		months[n], all = all[:days:days], all[days:]
	}
	return months
}

// ImpactedDays counts the days with impact, and those on which anything was tracked.
func (s Series) ImpactedDays() (impacted calendar.Bound, tracked int) {
	impacted.Open = s.Impacted.Open
	for _, day := range s.EachDay() {
		if day.Impacted() > 0 {
			impacted.Min++
		}
		if day.Possible {
			impacted.Max++
		}
		if day.Tracked {
			tracked++
		}
	}
	return impacted, tracked
}

// bins cuts what the lane has in the period at edges, which ascend.
func (s Series) bins(edges []int64) []Bin {
	bins, spans := make([]Bin, len(edges)-1), make([]calendar.Interval, len(edges)-1)
	end := int64(math.MaxInt64)
	if until := s.lane.service.Until; !until.IsZero() {
		end = until.Unix() + 1
	}
	for i := range bins {
		spans[i] = calendar.Interval{Start: edges[i], End: edges[i+1]}
		bins[i].Interval = spans[i]
		bins[i].Future = edges[i] >= s.grid.asOf && edges[i] < end && s.In.Contains(edges[i])
	}
	for _, t := range s.lane.tracked {
		for i := range calendar.Overlapping(spans, t.Clip(s.In.Interval)) {
			bins[i].Tracked = true
		}
	}
	for _, g := range s.lane.segments {
		g.Interval = g.Clip(s.In.Interval)
		for i := range calendar.Overlapping(spans, g.Interval) {
			seconds := g.Clip(spans[i]).Seconds()
			bins[i].Weighted += g.low.weight * seconds
			bins[i].Possible = bins[i].Possible || g.high.level >= settings.DegradedPerformance
			if g.low.level != settings.Unknown {
				bins[i].ByLevel[g.low.level] += seconds
			}
		}
	}
	last := make([]int, len(bins)) // the last postmortem that was counted in a bin
	for _, m := range s.lane.marks {
		for i := range calendar.Overlapping(spans, m.Clip(s.In.Interval)) {
			switch {
			case m.kind == doubtful:
				bins[i].Unknown = true
			case m.kind == ongoing:
				bins[i].Ongoing = true
			case m.kind == touched && last[i] != m.order:
				last[i] = m.order
				bins[i].Incidents++
			}
		}
	}
	return bins
}
