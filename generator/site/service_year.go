package site

import (
	"fmt"
	"strings"
	"time"

	"afterword/generator/archive"
	"afterword/generator/calendar"
	"afterword/generator/feeds"
	"afterword/generator/figure"
	"afterword/generator/uptime"
	"afterword/generator/urls"
)

// serviceYearPage shows the working: every window that made a service's
// figures of a year, month by month.
func (s *Site) serviceYearPage(v *archive.Service, y uptime.ServiceYear) ServiceYearPage {
	page := ServiceYearPage{
		Title:    fmt.Sprintf("%s in %d", v.Name, y.Year),
		Service:  s.link(v.Name, urls.Service(v.ID)),
		Period:   s.period(y.Figure),
		Figures:  s.figureList(y),
		Budget:   budgetNote(y),
		BurnDown: figure.NewBurnDown(y, s.zone),
		Months:   s.months(y.Series, true, func(month int) string { return fmt.Sprintf("#w%02d", month) }),
		Sum:      s.working(y.Figure),
	}
	seen := map[string]bool{}
	for month := 1; month <= 12; month++ {
		contributions := y.MonthContributions(month)
		if len(contributions) == 0 {
			continue
		}
		f := y.Months[month-1]
		group := WindowGroup{
			ID:       fmt.Sprintf("w%02d", month),
			Title:    calendar.MonthName(y.Year, time.Month(month)),
			Downtime: s.downtime(f),
			Uptime:   s.percentage(f),
		}
		for _, c := range contributions {
			row := s.windowRow(c)
			group.Windows = append(group.Windows, row)
			if c.Uncertain() && !seen[row.Incident.URL] {
				seen[row.Incident.URL] = true
				page.Uncertain = append(page.Uncertain, row.Incident)
			}
		}
		page.Windows = append(page.Windows, group)
	}
	// A month leads to its windows only where it has some.
	for n := range page.Months {
		if len(y.MonthContributions(n+1)) == 0 {
			page.Months[n].URL = ""
		}
	}
	sub := subject{
		title:       s.uniqueService(v) + fmt.Sprintf(" in %d", y.Year),
		description: fmt.Sprintf("%s in %d: uptime %s, downtime %s, and the impact windows that the figures are made of.", v.Name, y.Year, s.percentage(y.Figure).Text, s.downtime(y.Figure).Text),
		path:        urls.ServiceYear(v.ID, y.Year), section: urls.Services,
		trail: []feeds.Crumb{{Name: "Services", Path: urls.Services}, {Name: v.Name, Path: urls.Service(v.ID)}},
	}
	for _, other := range s.uptime.Service(v.ID) {
		link := &Link{Label: fmt.Sprint(other.Year), URL: s.path(urls.ServiceYear(v.ID, other.Year))}
		switch {
		case other.Year < y.Year:
			page.Earlier = link
		case other.Year > y.Year && page.Later == nil:
			page.Later = link
		}
	}
	page.Frame = s.newFrame(sub)
	return page
}

// period names the tracked part of a year, to the second.
func (s *Site) period(f uptime.Figure) string {
	last := f.Period.End - 1
	return fmt.Sprintf("%s to %s, %s", calendar.Date(f.Period.Start, s.zone), calendar.Date(last, s.zone), grouped(f.Seconds))
}

// figureList are the key figures of a service's year.
func (s *Site) figureList(y uptime.ServiceYear) []Figure {
	uptimeNote := s.otherPercentage(y.Figure)
	if tenths, ok := y.Nines(); ok && tenths >= 10 && s.percentage(y.Figure).Exact {
		nines := fmt.Sprintf("%d.%d nines", tenths/10, tenths%10)
		uptimeNote = strings.Trim(nines+", "+uptimeNote, ", ")
	}
	list := []Figure{
		{Label: fmt.Sprintf("Uptime %d", y.Year), Value: s.percentage(y.Figure).Text, Note: uptimeNote},
		{Label: "Downtime", Value: s.downtime(y.Figure).Text},
		{Label: "Impacted time", Value: duration(y.Impacted).Text},
		{Label: "Incidents", Value: calendar.Count(int64(y.Incidents))},
	}
	if note := s.periodNote(y.Figure, y.Year); note != "" {
		list[1].Note = "in " + note
	}
	return list
}

// working writes the sum out: what was lost at each level, what it weighs, and
// what that leaves of the period.
func (s *Site) working(f uptime.Figure) []string {
	w := s.archive.Settings.Weights
	var lines []string
	for _, level := range []struct {
		name   string
		time   uptime.Bound
		weight int64
	}{
		{"full outage", f.Major, w.MajorOutage}, {"partial outage", f.Partial, w.PartialOutage},
		{"degraded performance", f.Degraded, w.DegradedPerformance}, {"planned maintenance", f.Maintenance, w.Maintenance},
	} {
		if level.time.Min == 0 && level.time.Exact() {
			continue
		}
		lines = append(lines, fmt.Sprintf("%s of %s × %s", boundSeconds(level.time), level.name, factor(level.weight)))
	}
	down := groupedThousandths(f.Weighted.Min)
	if !f.Weighted.Exact() {
		down = calendar.AtLeast(down)
	}
	lines = append(lines,
		"Downtime "+down+" of "+grouped(f.Seconds),
		"Uptime "+percent(f, f.Uptime()).Text+", strict "+percent(f, f.Strict()).Text)
	return lines
}

func boundSeconds(b uptime.Bound) string {
	switch {
	case b.Unbounded:
		return calendar.AtLeast(grouped(b.Min))
	case b.Min != b.Max:
		return strings.TrimSuffix(grouped(b.Min), "\u00a0s") + "–" + grouped(b.Max)
	}
	return grouped(b.Min)
}

func (s *Site) windowRow(c uptime.Contribution) WindowRow {
	recorded := c.Recorded()
	row := WindowRow{
		Incident: s.link(c.Postmortem.Title, urls.Incident(c.Postmortem.Path)),
		Level:    s.levelBadge(c.Level),
		Weight:   factor(c.Weight),
		Seconds:  grouped(c.Low.Seconds),
		Down:     groupedThousandths(c.Low.Weighted),
	}
	row.Level.URL = ""
	switch {
	case recorded.Ongoing:
		row.Range = calendar.Instant(recorded.Start, s.zone) + " – ongoing"
	case recorded.EndUnknown():
		row.Range = calendar.Instant(recorded.Start, s.zone) + " – end not recorded"
	default:
		row.Range = calendar.Range(recorded.Start, recorded.End, s.zone)
	}
	if overlap := c.Counted.Seconds() - c.Low.Seconds; overlap > 0 && !c.LevelUnknown {
		row.Overlap = grouped(overlap) + " counted with another window"
	}
	row.Bound = boundNote(c)
	return row
}

// boundNote says why a window is uncertain and what that does to the figure.
func boundNote(c uptime.Contribution) string {
	if !c.Uncertain() {
		return ""
	}
	var why []string
	if c.EndUnknown {
		why = append(why, "end not recorded")
	}
	if c.DayOnly {
		why = append(why, "time of day not recorded")
	}
	if c.LevelUnknown {
		why = append(why, "level not recorded")
	}
	note := strings.Join(why, ", ")
	switch {
	case c.Unbounded:
		return note + ": at least this, with no upper side"
	case c.High == c.Low:
		return note + ": the length is known"
	}
	return note + ": at most " + groupedThousandths(c.High.Weighted) + " of downtime"
}
