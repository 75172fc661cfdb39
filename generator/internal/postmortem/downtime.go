package postmortem

import (
	"cmp"
	"slices"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/settings"
)

// A Downtime is what an incident counts as, in thousandths of a second: each
// instant weighs as much as the heaviest window that covers it. Like every
// figure it has two sides; see package uptime, which does the same for a
// service and a year.
type Downtime struct {
	Min, Max int64
	Open     bool // nothing bounds it from above; Max is meaningless then
}

// Downtime weighs the windows, whatever services they affected, up to asOf, in seconds
// since 1970: planned maintenance that lies ahead has cost nobody anything.
func (p *Postmortem) Downtime(w settings.Weights, asOf int64) Downtime {
	d := Downtime{Min: weigh(p.Windows, w, asOf, false), Max: weigh(p.Windows, w, asOf, true)}
	for _, window := range p.Windows {
		if window.Start.Unix() < asOf && window.EndUnknown() && window.AtMost == 0 && weightOf(window.Level, w, true) > 0 {
			d.Open = true
		}
	}
	return d
}

// weigh sums one side up: heaviest windows first, each for the instants that no
// heavier one covers.
func weigh(windows []Window, w settings.Weights, asOf int64, upper bool) (total int64) {
	sorted := slices.Clone(windows)
	slices.SortStableFunc(sorted, func(a, b Window) int {
		return cmp.Compare(weightOf(b.Level, w, upper), weightOf(a.Level, w, upper))
	})
	var covered calendar.Set
	for _, window := range sorted {
		known := span(window, asOf, upper)
		known.End = min(known.End, asOf)
		own := calendar.Union(known)
		total += own.Subtract(covered).Seconds() * weightOf(window.Level, w, upper)
		covered = calendar.Union(append(slices.Clone(covered), own...)...)
	}
	return total
}

// span is the certain part of a window, or the longest that it may have been.
func span(w Window, asOf int64, upper bool) calendar.Interval {
	i := calendar.Interval{Start: w.Start.Unix(), End: w.End.Unix()}
	switch {
	case w.Ongoing:
		i.End = asOf
	case w.EndUnknown() && upper && w.AtMost > 0:
		i.End = i.Start + int64(w.AtMost.Seconds())
	case w.EndUnknown():
		i.End = i.Start + int64(w.AtLeast.Seconds())
	}
	return i
}

// weightOf is the weight of a level in thousandths. An unknown level is nothing
// on the lower side and a major outage on the upper.
func weightOf(l settings.Level, w settings.Weights, upper bool) int64 {
	if l == settings.Unknown && upper {
		return w[settings.MajorOutage]
	}
	return w[l]
}
