package uptime

import (
	"cmp"
	"slices"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
)

// A Contribution is what one window adds to a period of one service. Where windows
// overlap, each second goes to one of them: to the worst level for Seconds, to the
// largest weight for Weighted, among equals to the one that started first, then
// to the first path. So the shares of all windows add up to the period's downtime exactly,
// and a window that others cover is listed with what is left of it, which may be nothing.
type Contribution struct {
	Postmortem *postmortem.Postmortem
	Window     postmortem.Window // as its author wrote it
	// Counted is what the lower side counts of the window, cut to the period; it may be empty.
	// Measured is how many of its seconds are measured.
	Counted  calendar.Interval
	Measured int64
	// Weight in thousandths; for an unknown level that of a major outage, as on the upper side.
	Weight int64
	// Low adds up to what is certain, High to the most that is possible. A share of High may be
	// less than that of Low: an uncertain window that is worse takes from it.
	Low, High Share
	// Open says that this window takes the upper side from the period.
	Open bool
}

// A Share is a window's part of a period's stats.
type Share struct {
	Seconds  int64 // at the window's level, as the worst
	Weighted int64 // of D, in thousandths of a second
}

// Contributions lists the windows that count in the period, by start.
func (s Series) Contributions() []Contribution { return s.lane.contributions(s.Period) }

// MonthContributions is the same for one of the months, counted from 0.
func (s Series) MonthContributions(n int) []Contribution {
	return s.lane.contributions(s.Months[n].Period)
}

func (l *lane) contributions(period calendar.Interval) []Contribution {
	counts := func(in calendar.Interval) bool {
		for range calendar.Overlapping(l.tracked, in.Clip(period)) {
			return true
		}
		return false
	}
	var found []*windowBounds
	for _, b := range l.windows {
		if counts(b.touch) || counts(b.high) || counts(b.open) {
			found = append(found, b)
		}
	}
	slices.SortFunc(found, func(a, b *windowBounds) int {
		return cmp.Or(cmp.Compare(a.touch.Start, b.touch.Start), cmp.Compare(a.report.Path, b.report.Path), cmp.Compare(a.window, b.window))
	})
	list := make([]Contribution, len(found))
	var stretches []stretch
	for i, b := range found {
		list[i] = Contribution{
			Postmortem: b.report, Window: b.report.Windows[b.window],
			Counted: b.low.Clip(period), Measured: l.tracked.Clip(b.low.Clip(period)).Seconds(), Weight: l.weights[b.level],
			Open: counts(b.open),
		}
		for _, s := range b.stretches(i) {
			for _, s.Interval = range l.tracked.Clip(s.Clip(period)) {
				stretches = append(stretches, s)
			}
		}
	}
	for in, open := range sweep(stretches) {
		l.share(open, in.Seconds(), func(s stretch) bool { return s.low }, func(s stretch) *Share { return &list[s.window].Low })
		l.share(open, in.Seconds(), func(s stretch) bool { return s.high }, func(s stretch) *Share { return &list[s.window].High })
	}
	return list
}

// share adds seconds on one side to the open stretch of the worst level, and their
// weight to the one of the largest weight; earlier ones win among equals.
func (l *lane) share(open []stretch, seconds int64, counts func(stretch) bool, of func(stretch) *Share) {
	var worst, heaviest stretch
	for _, s := range open {
		if !counts(s) {
			continue
		}
		if s.level > worst.level {
			worst = s
		}
		if by := cmp.Compare(l.weights[s.level], l.weights[heaviest.level]); by > 0 || by == 0 && s.level > heaviest.level {
			heaviest = s
		}
	}
	if worst.level != settings.Unknown {
		of(worst).Seconds += seconds
		of(heaviest).Weighted += seconds * l.weights[heaviest.level]
	}
}
