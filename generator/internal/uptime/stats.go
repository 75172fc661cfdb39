package uptime

import (
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/settings"
)

// Stats are what one period did to a service.
type Stats struct {
	// Period is from the first to the last tracked second: the year or month, cut
	// to the service's life and to what is known. Zero where nothing was tracked.
	Period calendar.Interval
	// Seconds is how much of the period was tracked: its length, but where only a part of
	// each week is measured, and for "all services", whose parts may have gaps between them.
	Seconds int64
	// Incidents counts the postmortems that name the service or a descendant and
	// touch the period: a window of the service starts in it or its certain part
	// overlaps it. A postmortem without a window of the service counts in
	// the period of its first window, else of its date.
	Incidents int
	// ByLevel is the time at which a level was the worst, in seconds; nothing for Unknown.
	ByLevel [settings.LevelCount]calendar.Bound
	// Impacted is the time at any level but maintenance, in seconds.
	Impacted calendar.Bound
	// Down is the time of major and partial outages, in seconds: strict downtime.
	Down calendar.Bound
	// Weighted is D, the weighted downtime, in thousandths of a second.
	Weighted calendar.Bound
}

// Tracked reports whether any of the period was tracked, so that it has a percentage.
func (s Stats) Tracked() bool { return s.Seconds > 0 }

// track adds a tracked time, which is later than those before.
func (s *Stats) track(part calendar.Interval) {
	if s.Seconds == 0 {
		s.Period.Start = part.Start
	}
	s.Period.End = part.End
	s.Seconds += part.Seconds()
}

// measures lists the sums of several levels to which time at a level adds.
func (s *Stats) measures(level settings.Level) []*calendar.Bound {
	switch {
	case level >= settings.PartialOutage:
		return []*calendar.Bound{&s.Impacted, &s.Down}
	case level == settings.DegradedPerformance:
		return []*calendar.Bound{&s.Impacted}
	}
	return nil
}

// count adds so many seconds of a segment. Each second counts at a level for certain
// where that is the worst whatever else was the case, and possibly where it is the worst in
// some case: a window of it may cover the second, and none that is worse does for certain.
func (s *Stats) count(g *segment, seconds int64) {
	s.Weighted.Min += g.low.weight * seconds
	s.Weighted.Max += g.high.weight * seconds
	for _, b := range s.measures(g.low.level) {
		b.Min += seconds
	}
	for _, b := range s.measures(g.high.level) {
		b.Max += seconds
	}
	if g.low.level == g.high.level {
		s.ByLevel[g.low.level].Min += seconds
	}
	for level := max(g.low.level, settings.Maintenance); level <= settings.MajorOutage; level++ {
		if g.high.has[level] {
			s.ByLevel[level].Max += seconds
		}
	}
}

// open takes the upper side from every measure that an open window of a level adds to.
func (s *Stats) open(level settings.Level, w settings.Weights) {
	s.ByLevel[level].Open = true
	for _, b := range s.measures(level) {
		b.Open = true
	}
	s.Weighted.Open = s.Weighted.Open || w[level] > 0
}

// A Percent is an uptime in thousandths of a per cent: 99989 is 99.989 %. It is floored, but
// an upper side that is not exact is rounded up.
type Percent struct {
	// An uptime is bounded the other way round: where the bound is open there is no
	// lower side, and Min is 0.
	calendar.Bound
	// Below says that Max is 100000 by rounding alone: something was lost.
	Below bool
}

// Uptime is 1 − D / |P|. It is zero where nothing was tracked.
func (s Stats) Uptime() Percent { return percent(s.Seconds*1000, s.Weighted) }

// Strict is 1 − (major + partial) / |P|: every outage counts in full.
func (s Stats) Strict() Percent { return percent(s.Seconds, s.Down) }

func percent(total int64, lost calendar.Bound) Percent {
	if total <= 0 {
		return Percent{}
	}
	// A year has less than 3.2e10 thousandths of a second, so the product stays below 3.2e15.
	left := func(lost, up int64) int64 { return (max(0, total-lost)*100_000 + up) / total }
	if lost.Exact() {
		return Percent{Bound: calendar.Bound{Min: left(lost.Min, 0), Max: left(lost.Min, 0)}}
	}
	p := Percent{Bound: calendar.Bound{Max: left(lost.Min, total-1), Open: lost.Open}}
	p.Below = p.Max == 100_000 && lost.Min > 0
	if !lost.Open {
		p.Min = left(lost.Max, 0)
	}
	return p
}

// String shows an uptime: "99.944 %", "≤99.983 %", "99.931–99.977 %", "<100 %".
func (p Percent) String() string {
	high := calendar.PercentText(p.Max)
	switch {
	case p.Below && p.Open:
		return "<" + high
	case p.Below:
		return calendar.AtLeast(calendar.PercentText(p.Min)) + ", <" + high
	case p.Open:
		return calendar.AtMost(high)
	case p.Min == p.Max:
		return high
	}
	return strings.TrimSuffix(calendar.PercentText(p.Min), "\u00a0%") + "–" + high
}
