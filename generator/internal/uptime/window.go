package uptime

import (
	"math"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
)

// windowBounds are the intervals that one window stands for on either side, as
// recorded: not yet cut to a service's life.
type windowBounds struct {
	report *postmortem.Postmortem
	order  int // of the postmortem in the input, from 1
	window int // of the window in the postmortem

	// low and high are what is certain and what is possible, at the same level; high contains
	// low, and reaches to the publication where nothing else bounds the window.
	// A window of unknown level has an empty low and the level of a major outage.
	low, high calendar.Interval
	level     settings.Level
	// touch is the part that certainly belongs to the window, and at least its first second.
	touch calendar.Interval
	// doubt is where an uncertain window may have had impact, as far as that is bounded; else empty.
	doubt calendar.Interval
	// open is where nothing bounds the window from above; else empty.
	open calendar.Interval
}

func boundsOf(report *postmortem.Postmortem, order, window int, asOf int64) *windowBounds {
	w := report.Windows[window]
	b := &windowBounds{report: report, order: order, window: window, level: w.Level}
	b.low, b.high = w.Span(asOf)
	start, least := b.low.Start, b.low.End
	b.touch = calendar.Interval{Start: start, End: max(least, start+1)}
	if w.Uncertain() {
		b.doubt = calendar.Interval{Start: start, End: max(b.high.End, start+1)}
		if !w.Start.Timed() {
			b.doubt.End = max(b.doubt.End, w.Start.Span(w.Start.Instant.Location()).End)
		}
	}
	if w.Open() {
		// Nothing is known between the start and the publication, of which the whole
		// second, day, month or year counts. A report that claims a length beyond its
		// own date leaves that open as well, and one of an unknown date all that follows.
		published := report.Date.Span(report.Date.Instant.Location())
		if report.Date.IsZero() {
			published = calendar.Interval{Start: asOf, End: asOf}
		}
		b.open = calendar.Interval{Start: start, End: max(start+1, least, published.End)}
		b.high.End = max(least, published.End)
		if report.Date.Timed() {
			b.high.End = max(least, published.Start)
		}
	}
	if w.Level == settings.Unknown {
		b.low.End, b.level = start, settings.MajorOutage
	}
	return b
}

// Downtime is what the windows of one postmortem weigh, whatever services they
// affected, in thousandths of a second. It counts up to asOf, in seconds since
// 1970: planned maintenance that lies ahead has cost nobody anything.
func Downtime(p *postmortem.Postmortem, w settings.Weights, asOf int64) calendar.Bound {
	return DowntimeIn(calendar.Interval{Start: math.MinInt64, End: asOf}, p, w, asOf)
}

// DowntimeIn is Downtime of a part of the time before asOf.
func DowntimeIn(past calendar.Interval, p *postmortem.Postmortem, w settings.Weights, asOf int64) calendar.Bound {
	past.End = min(past.End, asOf)
	var s Stats
	var stretches []stretch
	for i := range p.Windows {
		b := boundsOf(p, 1, i, asOf)
		if b.open.Overlaps(past) {
			s.open(b.level, w)
		}
		b.low, b.high = b.low.Clip(past), b.high.Clip(past)
		stretches = append(stretches, b.stretches(0)...)
	}
	all := segments(stretches, w)
	for n := range all {
		s.count(&all[n], all[n].Seconds())
	}
	return s.Weighted
}
