package uptime

import (
	"math"
	"sort"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/settings"
)

// A Bin is one bar of a chart: a day, or seven. Its seconds are those of the lower
// side, so that the bars of a row add up to the Min of its figures.
type Bin struct {
	// Interval is the whole bin in the archive's zone, whether tracked or not. It is
	// empty for a day that the zone skipped.
	calendar.Interval
	// ByLevel is the time at which a level was the worst, in seconds; nothing for Unknown.
	ByLevel   [settings.LevelCount]int64
	Weighted  int64 // downtime in thousandths of a second
	Incidents int   // postmortems that touch the bin, as in Stats
	// Unknown says that an uncertain window may have affected there, for longer or worse than counted.
	Unknown bool
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

// Weeks are the 53 bins of seven days counted from 1 January; the last has one or two days.
func (s Series) Weeks() []Bin {
	days := s.grid.days(s.Year)
	edges := make([]int64, 0, 54)
	for i := 0; i < 53; i++ {
		edges = append(edges, days[7*i])
	}
	return s.bins(append(edges, days[len(days)-1]))
}

// Days are the days of the twelve months.
func (s Series) Days() [12][]Bin {
	all := s.bins(s.grid.days(s.Year))
	var months [12][]Bin
	for m := range months {
		n := time.Date(s.Year, time.Month(m+2), 0, 0, 0, 0, 0, time.UTC).Day()
		months[m], all = all[:n:n], all[n:]
	}
	return months
}

// ImpactedDays counts the days with impact, and those on which anything was tracked.
func (s Series) ImpactedDays() (impacted, tracked int) {
	for _, month := range s.Days() {
		for _, day := range month {
			if day.Impacted() > 0 {
				impacted++
			}
			if day.Tracked {
				tracked++
			}
		}
	}
	return impacted, tracked
}

// bins cuts the lane at edges, which ascend.
func (s Series) bins(edges []int64) []Bin {
	bins := make([]Bin, len(edges)-1)
	end := int64(math.MaxInt64)
	if until := s.lane.service.Until; !until.IsZero() {
		end = until.Unix() + 1
	}
	for i := range bins {
		bins[i].Interval = calendar.Interval{Start: edges[i], End: edges[i+1]}
		bins[i].Future = edges[i] >= s.grid.asOf && edges[i] < end
	}
	whole := calendar.Interval{Start: edges[0], End: edges[len(edges)-1]}
	// each calls f for the bins that an interval overlaps.
	each := func(in calendar.Interval, f func(i int, seconds int64)) {
		first := sort.Search(len(bins), func(k int) bool { return bins[k].End > in.Start })
		for i := first; i < len(bins) && bins[i].Start < in.End; i++ {
			if part := bins[i].Clip(in); !part.Empty() {
				f(i, part.Seconds())
			}
		}
	}
	for part := range within(s.lane.tracked, whole) {
		each(part, func(i int, _ int64) { bins[i].Tracked = true })
	}
	first := sort.Search(len(s.lane.segments), func(k int) bool { return s.lane.segments[k].End > whole.Start })
	for _, g := range s.lane.segments[first:] {
		if g.Start >= whole.End {
			break
		}
		each(g.Interval, func(i int, seconds int64) { bins[i].count(g, seconds) })
	}
	last := make([]int, len(bins)) // the last postmortem that was counted in a bin
	for _, m := range s.lane.marks {
		if !m.Overlaps(whole) {
			continue
		}
		each(m.Interval, func(i int, _ int64) {
			switch m.kind {
			case doubtful:
				bins[i].Unknown = true
			case ongoing:
				bins[i].Ongoing = true
			case touched:
				if last[i] != m.order {
					last[i] = m.order
					bins[i].Incidents++
				}
			}
		})
	}
	return bins
}

func (b *Bin) count(s segment, seconds int64) {
	if s.low != settings.Unknown {
		b.ByLevel[s.low] += seconds
	}
	b.Weighted += s.lowWeight * seconds
}
