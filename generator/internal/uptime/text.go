package uptime

import (
	"strings"

	"afterword/generator/internal/calendar"
)

// How figures with two sides are shown; calendar has the forms of each side.

// Duration shows a bound in seconds: "4 h 52 min", "≥9 min", "≤6 h", "1 h–6 h", and
// "not known" where it has neither side.
func (b Bound) Duration() string {
	switch {
	case b.Unbounded && b.Min == 0:
		return "not known"
	case b.Unbounded:
		return calendar.AtLeast(calendar.Duration(b.Min))
	}
	return calendar.DurationBetween(b.Min, b.Max)
}

// InSeconds cuts a bound in thousandths of a second to seconds.
func (b Bound) InSeconds() Bound {
	return Bound{Min: b.Min / 1000, Max: b.Max / 1000, Unbounded: b.Unbounded}
}

// String shows an uptime: "99.944 %", "≤99.982 %", "99.931–99.977 %". An untracked
// figure has none to show.
func (p Percent) String() string {
	high := calendar.PercentText(p.Max)
	switch {
	case p.Unbounded:
		return calendar.AtMost(high)
	case p.Min == p.Max:
		return high
	}
	return strings.TrimSuffix(calendar.PercentText(p.Min), "\u00a0%") + "–" + high
}

// ShareText shows a part of a budget, as Share gives it: "69.3 %", "≥126.7 %".
func ShareText(share Bound) string {
	text := calendar.TenthsText(share.Min)
	if !share.Exact() {
		return calendar.AtLeast(text)
	}
	return text
}
