package site

import (
	"fmt"
	"slices"
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/uptime"
)

// A Bounded figure is ready to print. Machine is set where it is exact and a duration.
type Bounded struct {
	Text    string // "4 h 52 min", "≥9 min", "≤99.996 %"
	Machine string // "PT4H52M"
	Exact   bool
	None    bool   // there is no figure: not tracked, or in the future
	Figure  string // its name in /api/uptime.json, by which afterword verify knows it: "uptime"
}

// named says which figure it is.
func (b Bounded) named(figure string) Bounded {
	b.Figure = figure
	return b
}

// of says of what figures are, to afterword verify: a service and a period.
func of(v uptime.ServicePeriod) string { return v.Service.ID + " " + v.In.ID() }

// ofMonth is of for a month of a series; "" of one that is not whole, of which nothing is published.
func ofMonth(id string, series uptime.Series, m uptime.Month) string {
	if m.In.Clip(series.In.Interval) != m.In.Interval {
		return ""
	}
	return fmt.Sprintf("%s %d-%02d", id, m.In.Year, m.In.Part)
}

// duration shows a bound in seconds, and an exact one to machines as well.
func duration(b calendar.Bound) Bounded {
	if !b.Exact() {
		return Bounded{Text: b.Duration()}
	}
	return Bounded{Text: b.Duration(), Machine: calendar.ISODuration(b.Min), Exact: true}
}

// downtime is the weighted downtime of a figure, or the strict one where that leads.
func (s *Site) downtime(f uptime.Stats) Bounded {
	if !f.Tracked() {
		return Bounded{Text: calendar.NoValue, None: true}
	}
	if s.strict() {
		return duration(f.Down).named("down")
	}
	return duration(f.Weighted.Per(1000)).named("weighted")
}

// strict reports whether strict figures lead.
func (s *Site) strict() bool { return s.archive.Settings.PartialAsDown }

// percentage is the uptime of a figure, both sides.
func (s *Site) percentage(f uptime.Stats) Bounded {
	if s.strict() {
		return percent(f, f.Strict()).named("strict")
	}
	return percent(f, f.Uptime()).named("uptime")
}

// otherPercentage is the way to count that does not lead, where it differs.
func (s *Site) otherPercentage(f uptime.Stats) string {
	weighted, strict := percent(f, f.Uptime()), percent(f, f.Strict())
	switch {
	case weighted.Text == strict.Text:
		return ""
	case s.strict():
		return "weighted " + weighted.Text
	}
	return "strict " + strict.Text
}

// percent shows one of a figure's percentages.
func percent(f uptime.Stats, p uptime.Percent) Bounded {
	if !f.Tracked() {
		return Bounded{Text: calendar.NoValue, None: true}
	}
	return Bounded{Text: p.String(), Exact: p.Exact()}
}

// seconds writes exact seconds: "31 536 000 s".
func seconds(n int64) string { return calendar.Count(n) + "\u00a0s" }

// thousandths writes thousandths of a second as seconds with what decimals they need: "24 588.5 s".
func thousandths(n int64) string {
	_, decimals, _ := strings.Cut(calendar.Decimal(n), ".")
	if decimals != "" {
		decimals = "." + decimals
	}
	return calendar.Count(n/1000) + decimals + "\u00a0s"
}

// periodNote says how much of a period was tracked: "201 of 366 days", and which hours count;
// "" for all of it.
func (s *Site) periodNote(v uptime.ServicePeriod) string {
	var notes []string
	if life := v.Service.Life(s.zone, s.archive.AsOf).Clip(v.In.Interval); v.Tracked() && life != v.In.Interval {
		tracked, all := len(slices.Collect(calendar.Days(life, s.zone))), len(slices.Collect(calendar.Days(v.In.Interval, s.zone)))
		if tracked != all {
			notes = append(notes, fmt.Sprintf("%d of %d days", tracked, all))
		}
	}
	if v.Service.Measured != nil {
		notes = append(notes, v.Service.Measured.String())
	}
	return strings.Join(notes, ", ")
}
