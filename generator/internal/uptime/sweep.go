package uptime

import (
	"cmp"
	"iter"
	"slices"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/settings"
)

// A stretch is a window, or one side of it, cut to the time that counts.
type stretch struct {
	calendar.Interval
	level     settings.Level
	low, high bool // the sides on which it counts
	window    int  // an index that means something to the caller of sweep
}

// stretches are the two sides of a window, in one where they agree.
func (b *windowBounds) stretches(window int) []stretch {
	if b.low == b.high {
		return []stretch{{b.low, b.level, true, true, window}}
	}
	return []stretch{{b.low, b.level, true, false, window}, {b.high, b.level, false, true, window}}
}

// sweep sorts stretches by their start and iterates over the intervals in which the same of
// them are open, in order. The open ones are in the order of the sorted list, and valid
// until the next step.
func sweep(stretches []stretch) iter.Seq2[calendar.Interval, []stretch] {
	stretches = slices.DeleteFunc(stretches, func(s stretch) bool { return s.Empty() })
	slices.SortStableFunc(stretches, func(a, b stretch) int { return cmp.Compare(a.Start, b.Start) })
	bounds := make([]int64, 0, 2*len(stretches))
	for _, s := range stretches {
		bounds = append(bounds, s.Start, s.End)
	}
	slices.Sort(bounds)
	bounds = slices.Compact(bounds)
	return func(yield func(calendar.Interval, []stretch) bool) {
		var open []stretch
		next := 0
		for i := 0; i+1 < len(bounds); i++ {
			now := bounds[i]
			open = slices.DeleteFunc(open, func(s stretch) bool { return s.End <= now })
			for ; next < len(stretches) && stretches[next].Start == now; next++ {
				open = append(open, stretches[next])
			}
			if len(open) > 0 && !yield(calendar.Interval{Start: now, End: bounds[i+1]}, open) {
				return
			}
		}
	}
}

// A segment is an interval in which nothing changes.
type segment struct {
	calendar.Interval
	low, high worst
}

// A worst is the worst level and the largest weight, in thousandths, of the windows that
// cover an interval on one side; Unknown stands for no window. Level and weight are
// apart, since a worse level may weigh less.
type worst struct {
	level  settings.Level
	weight int64
	has    [settings.LevelCount]bool // the levels of all of them
}

func (w *worst) cover(level settings.Level, weights settings.Weights) {
	w.level, w.weight = max(w.level, level), max(w.weight, weights[level])
	w.has[level] = true
}

// segments sweeps stretches into the segments that they cover, in order.
func segments(stretches []stretch, w settings.Weights) (all []segment) {
	for in, open := range sweep(stretches) {
		s := segment{Interval: in}
		for _, o := range open {
			if o.low {
				s.low.cover(o.level, w)
			}
			if o.high {
				s.high.cover(o.level, w)
			}
		}
		all = append(all, s)
	}
	return all
}
