package postmortem

import (
	"slices"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/settings"
)

// A Length is how long an incident affected its users, in seconds: the union of
// its windows, whatever their level. Min is what is certain of each window, Max
// the longest that it may have lasted.
type Length struct {
	calendar.Bound
	// Recorded is false where there is no window at all; the bound says nothing then.
	Recorded bool
}

// String shows a length: "22 h 46 min", "≥9 min", "≤6 h", "1 h–6 h", or "not
// recorded" where nothing is known of it.
func (l Length) String() string {
	if !l.Known() {
		return "not recorded"
	}
	return l.Text(calendar.Duration)
}

// LengthOf measures windows. Ongoing ones count up to asOf, in seconds since 1970.
func LengthOf(windows []Window, asOf int64) Length {
	if len(windows) == 0 {
		return Length{Bound: calendar.Bound{Open: true}}
	}
	l := Length{Recorded: true}
	var certain, longest []calendar.Interval
	for _, w := range windows {
		least, most := w.Span(asOf)
		certain, longest = append(certain, least), append(longest, most)
		l.Open = l.Open || w.Open()
	}
	l.Min, l.Max = calendar.Union(certain...).Seconds(), calendar.Union(longest...).Seconds()
	return l
}

// Length measures all windows of the postmortem.
func (p *Postmortem) Length(asOf int64) Length { return LengthOf(p.Windows, asOf) }

// LengthFor measures only the windows that affected a service for which covers
// returns true: the service itself, or one of those below it.
func (p *Postmortem) LengthFor(covers func(service string) bool, asOf int64) Length {
	return p.lengthWhere(asOf, func(w Window) bool { return slices.ContainsFunc(p.AffectedServices(w), covers) })
}

// LengthAt measures only the windows of one level.
func (p *Postmortem) LengthAt(level settings.Level, asOf int64) Length {
	return p.lengthWhere(asOf, func(w Window) bool { return w.Level == level })
}

func (p *Postmortem) lengthWhere(asOf int64, keep func(Window) bool) Length {
	var windows []Window
	for _, w := range p.Windows {
		if keep(w) {
			windows = append(windows, w)
		}
	}
	return LengthOf(windows, asOf)
}

// AffectedServices names the services that a window affected: its own where it
// names some, else all of the postmortem's.
func (p *Postmortem) AffectedServices(w Window) []string {
	if len(w.Services) > 0 {
		return w.Services
	}
	return p.Services
}

// Text shows the time of a window: "3 Mar 2024, 14:05–18:57 UTC", "3 Mar 2024, 14:05 UTC – ongoing".
func (w Window) Text(zone *time.Location) string {
	switch {
	case w.Ongoing:
		return calendar.Instant(w.Start, zone) + " – ongoing"
	case w.EndUnknown():
		return calendar.Instant(w.Start, zone) + " – end not recorded"
	}
	return calendar.Range(w.Start, w.End, zone)
}
