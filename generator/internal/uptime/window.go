package uptime

import (
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
)

// A reading is what one window says on either side. Intervals are as recorded, not
// yet cut to a service's life.
type windowBounds struct {
	report *postmortem.Postmortem
	order  int // of the postmortem in the input, from 1
	window int // of the window in the postmortem

	// low and high are what Min and Max count, at the same level; high contains low.
	// A window of unknown level has an empty low and the level of a major outage.
	low, high calendar.Interval
	level     settings.Level
	// touch is the part that certainly belongs to the window, and at least its first second.
	touch calendar.Interval
	// doubt is where an uncertain window may have affected, as far as that is bounded; else empty.
	doubt calendar.Interval
	// open is where nothing bounds the window from above; else empty.
	open calendar.Interval
}

func read(report *postmortem.Postmortem, order, window int, asOf int64) windowBounds {
	w := report.Windows[window]
	start := w.Start.Unix()
	r := windowBounds{report: report, order: order, window: window, level: w.Level}
	r.low, r.high = w.Span(asOf)
	least := r.low.End
	if w.Open() {
		// Nothing is known between the start and the publication. A report that
		// claims a length beyond its own date leaves that open as well.
		r.open = calendar.Interval{Start: start, End: max(start+1, least, published(report.Date))}
	}
	r.touch = calendar.Interval{Start: start, End: max(least, start+1)}
	if w.Uncertain() {
		r.doubt = calendar.Interval{Start: start, End: max(r.high.End, start+1)}
	}
	if w.Level == settings.Unknown {
		r.low.End, r.level = start, settings.MajorOutage
	}
	return r
}

// published is the end of the second, or of the day, in which a report came out.
func published(date calendar.Time) int64 {
	if date.Precision == calendar.Day {
		y, m, d := date.Instant.Date()
		return calendar.DayOf(y, m, d, date.Instant.Location()).End
	}
	return date.Unix() + 1
}

// belongs is the instant that an incident is filed under: its first start, else its
// date. It is false where the postmortem has neither.
func belongs(p *postmortem.Postmortem) (instant int64, ok bool) {
	if len(p.Windows) > 0 {
		return p.Windows[0].Start.Unix(), true
	}
	return p.Date.Unix(), !p.Date.IsZero()
}
