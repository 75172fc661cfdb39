package site

import (
	"fmt"
	"strings"

	"afterword/generator/calendar"
	"afterword/generator/uptime"
)

// duration shows a bound in seconds: "4 h 52 min", "≥9 min", "0 min–6 h".
func duration(b uptime.Bound) Bounded {
	switch {
	case b.Unbounded && b.Min == 0:
		return Bounded{Text: "not known"}
	case b.Unbounded:
		return Bounded{Text: calendar.AtLeast(calendar.Duration(b.Min))}
	case b.Min == b.Max:
		return Bounded{Text: calendar.Duration(b.Min), Machine: calendar.ISODuration(b.Min), Exact: true}
	case b.Min == 0:
		return Bounded{Text: calendar.AtMost(calendar.Duration(b.Max))}
	}
	return Bounded{Text: calendar.Duration(b.Min) + "–" + calendar.Duration(b.Max)}
}

// downtime is the weighted downtime of a figure, or the strict one where that leads.
func (s *Site) downtime(f uptime.Figure) Bounded {
	if !f.Tracked() {
		return Bounded{Text: calendar.NoFigure, None: true}
	}
	if s.strict() {
		return duration(f.Down)
	}
	return duration(thousandths(f.Weighted))
}

// thousandths cuts a bound in thousandths of a second to seconds.
func thousandths(b uptime.Bound) uptime.Bound {
	return uptime.Bound{Min: b.Min / 1000, Max: b.Max / 1000, Unbounded: b.Unbounded}
}

// strict tells whether strict figures lead.
func (s *Site) strict() bool { return s.archive.Settings.PartialAsDown }

// percentage is the uptime of a figure, both sides.
func (s *Site) percentage(f uptime.Figure) Bounded {
	if s.strict() {
		return percent(f, inThousandths(f.Down))
	}
	return percent(f, f.Weighted)
}

// otherPercentage is the way to count that does not lead, where it differs.
func (s *Site) otherPercentage(f uptime.Figure) string {
	weighted, strict := percent(f, f.Weighted), percent(f, inThousandths(f.Down))
	switch {
	case weighted.Text == strict.Text:
		return ""
	case s.strict():
		return "weighted " + weighted.Text
	}
	return "strict " + strict.Text
}

func inThousandths(b uptime.Bound) uptime.Bound {
	return uptime.Bound{Min: b.Min * 1000, Max: b.Max * 1000, Unbounded: b.Unbounded}
}

// percent shows 1 − down / tracked: "99.944 %", "≤99.982 %", "99.9–99.95 %".
func percent(f uptime.Figure, down uptime.Bound) Bounded {
	if !f.Tracked() {
		return Bounded{Text: calendar.NoFigure, None: true}
	}
	high := calendar.Percent(down.Min, f.Seconds)
	if down.Unbounded {
		return Bounded{Text: calendar.AtMost(high)}
	}
	low := calendar.Percent(down.Max, f.Seconds)
	if low == high {
		return Bounded{Text: high, Exact: true}
	}
	return Bounded{Text: strings.TrimSuffix(low, "\u00a0%") + "–" + high}
}

// grouped writes exact seconds: "31 536 000 s".
func grouped(seconds int64) string {
	digits := fmt.Sprint(seconds)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "\u00a0" + digits[i:]
	}
	return digits + "\u00a0s"
}

// groupedThousandths writes thousandths of a second with what decimals they need: "24 588.5 s".
func groupedThousandths(n int64) string {
	text := strings.TrimSuffix(grouped(n/1000), "\u00a0s")
	if rest := n % 1000; rest != 0 {
		text += "." + strings.TrimRight(fmt.Sprintf("%03d", rest), "0")
	}
	return text + "\u00a0s"
}

// periodNote says how much of a year was tracked: "201 of 366 days"; "" for all of it.
func (s *Site) periodNote(f uptime.Figure, year int) string {
	whole := calendar.Year(year, s.zone)
	if !f.Tracked() || f.Seconds == whole.Seconds() {
		return ""
	}
	count := func(i calendar.Interval) (n int) {
		for range calendar.Days(i, s.zone) {
			n++
		}
		return n
	}
	tracked, all := count(f.Period), count(whole)
	if tracked == all {
		return ""
	}
	return fmt.Sprintf("%d of %d days", tracked, all)
}
