package uptime

import (
	"cmp"
	"slices"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
)

// A Contribution is what one window adds to a figure of one service. Where windows
// overlap, each second is given to one of them: to the worst level for Seconds, to the
// largest weight for Weighted, among equals to the one that started first, then
// to the first path. So the shares of all windows add up to the figure exactly, and a
// window that others cover is listed with what is left of it, which may be nothing.
type Contribution struct {
	Postmortem *postmortem.Postmortem
	Window     int // index in Postmortem.Windows
	// Counted is what the lower side counts of the window, cut to the period; it may be empty.
	Counted calendar.Interval
	Level   settings.Level
	// Weight in thousandths; for an unknown level that of a major outage, as on the upper side.
	Weight int64
	// Low adds up to Min, High to Max. A share of High may be less than that of Low:
	// an uncertain window that is worse takes from it.
	Low, High Share
	// Open says that this window takes the upper side from the figure: its
	// High is what is left of its at_least.
	Open bool

	Ongoing bool
	// Why the window is uncertain.
	EndUnknown, DayOnly, LevelUnknown bool
}

// A Share is a window's part of a figure.
type Share struct {
	Seconds  int64 // at Level, as the worst
	Weighted int64 // of D, in thousandths of a second
}

// Contributions lists the windows that made the figures of the year, by start.
func (s ServiceYear) Contributions() []Contribution { return s.lane.contributions(s.Period) }

// MonthContributions is the same for a month, 1 to 12.
func (s ServiceYear) MonthContributions(month int) []Contribution {
	return s.lane.contributions(s.Months[month-1].Period)
}

// Recorded is the window as its author wrote it.
func (c Contribution) Recorded() postmortem.Window { return c.Postmortem.Windows[c.Window] }

// Uncertain reports whether the window cannot be counted to the second.
func (c Contribution) Uncertain() bool { return c.EndUnknown || c.DayOnly || c.LevelUnknown }

func (l *lane) contributions(period calendar.Interval) []Contribution {
	var found []*windowBounds
	for _, r := range l.windows {
		if period.Overlaps(r.touch) || period.Overlaps(r.high) || period.Overlaps(r.open) {
			found = append(found, r)
		}
	}
	slices.SortFunc(found, func(a, b *windowBounds) int {
		return cmp.Or(cmp.Compare(a.touch.Start, b.touch.Start), cmp.Compare(a.report.Path, b.report.Path), cmp.Compare(a.window, b.window))
	})
	list := make([]Contribution, len(found))
	low, high := make([]stretch, len(found)), make([]stretch, len(found))
	for i, r := range found {
		w := r.report.Windows[r.window]
		list[i] = Contribution{
			Postmortem: r.report, Window: r.window,
			Counted: r.low.Clip(period), Level: w.Level, Weight: l.weights[r.level],
			Open:    period.Overlaps(r.open),
			Ongoing: w.Ongoing, EndUnknown: w.EndUnknown(), DayOnly: w.Start.Precision == calendar.Day, LevelUnknown: w.Level == settings.Unknown,
		}
		low[i], high[i] = stretch{r.low.Clip(period), r.level}, stretch{r.high.Clip(period), r.level}
	}
	for i, share := range shares(low, l.weights) {
		list[i].Low = share
	}
	for i, share := range shares(high, l.weights) {
		list[i].High = share
	}
	return list
}

// A stretch is one side of a window within a period.
type stretch struct {
	calendar.Interval
	level settings.Level
}

// shares returns every second to one stretch by level and to one by weight; earlier ones
// win among equals. It goes from bound to bound with the stretches that are open there.
func shares(stretches []stretch, w settings.Weights) []Share {
	shares := make([]Share, len(stretches))
	var bounds []int64
	for _, s := range stretches {
		if !s.Empty() {
			bounds = append(bounds, s.Start, s.End)
		}
	}
	slices.Sort(bounds)
	bounds = slices.Compact(bounds)
	var active []int
	next := 0 // stretches are sorted by start
	for i := 0; i+1 < len(bounds); i++ {
		now, seconds := bounds[i], bounds[i+1]-bounds[i]
		active = slices.DeleteFunc(active, func(k int) bool { return stretches[k].End <= now })
		for ; next < len(stretches) && stretches[next].Start <= now; next++ {
			if stretches[next].End > now {
				active = append(active, next)
			}
		}
		if len(active) == 0 {
			continue
		}
		worst, heaviest := active[0], active[0]
		for _, k := range active[1:] {
			a, level := stretches[k].level, stretches[worst].level
			if a > level {
				worst = k
			}
			b := stretches[heaviest].level
			if w[a] > w[b] || w[a] == w[b] && a > b {
				heaviest = k
			}
		}
		shares[worst].Seconds += seconds
		shares[heaviest].Weighted += seconds * w[stretches[heaviest].level]
	}
	return shares
}
