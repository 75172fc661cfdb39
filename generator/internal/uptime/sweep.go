package uptime

import (
	"cmp"
	"slices"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/settings"
)

// An event is an instant at which windows of a level begin or end, on either side.
type event struct {
	at        int64
	level     settings.Level
	low, high int8 // +1 begins, −1 ends
}

// A segment is a stretch in which nothing changes: the worst level and the largest
// weight, in thousandths, of the windows that cover it on either side. Unknown stands
// for no window. Level and weight are apart, since a worse level may weigh less.
type segment struct {
	calendar.Interval
	low, high             settings.Level
	lowWeight, highWeight int64
}

// sweep orders the events and gives the segments covered on either side, in order.
func sweep(events []event, w settings.Weights) []segment {
	slices.SortFunc(events, func(a, b event) int { return cmp.Compare(a.at, b.at) })
	var segments []segment
	var low, high [settings.LevelCount]int
	for i := 0; i < len(events); {
		at := events[i].at
		for ; i < len(events) && events[i].at == at; i++ {
			low[events[i].level] += int(events[i].low)
			high[events[i].level] += int(events[i].high)
		}
		if i == len(events) {
			break // the last events end the last window
		}
		s := segment{Interval: calendar.Interval{Start: at, End: events[i].at}}
		s.low, s.lowWeight = worst(&low, &w)
		s.high, s.highWeight = worst(&high, &w)
		if s.high != settings.Unknown {
			segments = append(segments, s)
		}
	}
	return segments
}

// worst returns the worst level and the largest weight of the windows that are open.
func worst(open *[settings.LevelCount]int, w *settings.Weights) (level settings.Level, weight int64) {
	for l, n := range open {
		if n > 0 {
			level, weight = settings.Level(l), max(weight, w[l])
		}
	}
	return level, weight
}
