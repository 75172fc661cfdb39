package uptime

import (
	"strings"

	"afterword/generator/internal/calendar"
)

// How figures with two sides are shown; calendar has the forms of each side.

// String shows an uptime: "99.944 %", "≤99.982 %", "99.931–99.977 %". An untracked
// figure has none to show.
func (p Percent) String() string {
	high := calendar.PercentText(p.Max)
	switch {
	case p.Open:
		return calendar.AtMost(high)
	case p.Min == p.Max:
		return high
	}
	return strings.TrimSuffix(calendar.PercentText(p.Min), "\u00a0%") + "–" + high
}

// ShareText shows a part of a budget, as Share gives it: "69.3 %", "≥126.7 %".
func ShareText(share calendar.Bound) string {
	text := calendar.TenthsText(share.Min)
	if !share.Exact() {
		return calendar.AtLeast(text)
	}
	return text
}
