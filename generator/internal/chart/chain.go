package chart

import (
	"slices"
	"strconv"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/trends"
)

// ChainYears are the labels below the axis of Chain, over an interval of years.
func ChainYears(in calendar.Interval, zone *time.Location) Drawing {
	return labels(yearTicks(in, zone))
}

func yearTicks(in calendar.Interval, zone *time.Location) (ticks []tick) {
	first, last := calendar.YearOf(in.Start, zone), calendar.YearOf(in.End-1, zone)
	for year := first; year <= last; year += max(1, (last-first+8)/8) {
		ticks = append(ticks, tick{x: percent(acrossTime(calendar.Year(year, zone).Start, in) / units * 100), label: strconv.Itoa(year)})
	}
	return ticks
}

func acrossTime(at int64, in calendar.Interval) float64 {
	return float64(at-in.Start) / float64(max(1, in.Seconds())) * units
}

// Chain draws incidents that came back as marks on one thread, by severity, and above it when an
// action against them was done.
func Chain(c trends.Chain, in calendar.Interval, zone *time.Location) Drawing {
	const thread, height = 26, 36
	return row(height, func(p *pen) {
		p.rules(yearTicks(in, zone), height)
		var line path
		across := func(t calendar.Time) float64 { return acrossTime(t.Span(zone).Start, in) }
		line.line(across(c.Incidents[0].Start), thread, across(c.Incidents[len(c.Incidents)-1].Start), thread)
		p.path("range", line)
		var marks [5]path // by rank, from none on
		for _, i := range c.Incidents {
			rank := min(i.Severity.Rank, 3)
			_, height := severityMark(rank)
			marks[rank+1].box(across(i.Start)-4, thread-height/2, 8, height)
		}
		for n, d := range slices.Backward(marks[:]) { // the worst above the others
			if class, _ := severityMark(n - 1); len(d) > 0 {
				p.mark(class, d)
			}
		}
		if c.Action != nil {
			var d, pin path
			x := across(c.Action.Closed)
			d.line(x, thread, x, 6)
			pin.dot(x, 6)
			p.path("kept", d)
			p.path("kept pin", pin)
		}
	})
}
