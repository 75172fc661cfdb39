package postmortem

import (
	"slices"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/settings"
)

// A Length is how long an incident affected, in seconds: the union of its windows,
// whatever their level. Where a window's end is not known, Min counts its
// AtLeast and Max its AtMost.
type Length struct {
	Min, Max int64
	// Open says that nothing bounds the length from above; Max is meaningless then.
	Open bool
	// Recorded is false where the postmortem has no window at all.
	Recorded bool
}

// Exact tells a length known to the second.
func (l Length) Exact() bool { return l.Recorded && !l.Open && l.Min == l.Max }

// Known tells a length of which at least one side says something.
func (l Length) Known() bool { return l.Recorded && (l.Min > 0 || !l.Open) }

// String shows a length: "22 h 46 min", "≥9 min", "≤6 h", "1 h–6 h", or "not recorded" where
// nothing is known of it.
func (l Length) String() string {
	switch {
	case !l.Known():
		return "not recorded"
	case l.Open:
		return calendar.AtLeast(calendar.Duration(l.Min))
	}
	return calendar.DurationBetween(l.Min, l.Max)
}

// Length measures the windows. Ongoing ones count up to asOf, in seconds since 1970.
func (p *Postmortem) Length(asOf int64) Length {
	return length(p.Windows, asOf)
}

// LengthFor measures only the windows that affected a service for which covers
// tells true: the service itself, or one of those below it.
func (p *Postmortem) LengthFor(covers func(service string) bool, asOf int64) Length {
	var windows []Window
	for _, w := range p.Windows {
		if slices.ContainsFunc(p.AffectedServices(w), covers) {
			windows = append(windows, w)
		}
	}
	return length(windows, asOf)
}

// AffectedServices names the services that a window of the postmortem affected: its own where
// it names some, else all of the postmortem's.
func (p *Postmortem) AffectedServices(w Window) []string {
	if len(w.Services) > 0 {
		return w.Services
	}
	return p.Services
}

func length(windows []Window, asOf int64) Length {
	l := Length{Recorded: len(windows) > 0}
	if len(windows) == 1 && !windows[0].Ongoing && !windows[0].EndUnknown() { // as most are
		l.Min = calendar.Interval{Start: windows[0].Start.Unix(), End: windows[0].End.Unix()}.Seconds()
		l.Max = l.Min
		return l
	}
	var least, most []calendar.Interval
	for _, w := range windows {
		least, most = append(least, span(w, asOf, false)), append(most, span(w, asOf, true))
		l.Open = l.Open || w.EndUnknown() && w.AtMost == 0
	}
	l.Min, l.Max = calendar.Union(least...).Seconds(), calendar.Union(most...).Seconds()
	return l
}

// LengthOf measures only the windows of one level.
func (p *Postmortem) LengthOf(level settings.Level, asOf int64) Length {
	var windows []Window
	for _, w := range p.Windows {
		if w.Level == level {
			windows = append(windows, w)
		}
	}
	return length(windows, asOf)
}
