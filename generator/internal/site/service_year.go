package site

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/chart"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/uptime"
	"afterword/generator/internal/urls"
)

// A ServiceYearPage is the data of layouts/service-year.html: the working of
// one service's figures in one year.
type ServiceYearPage struct {
	Frame
	Title     string // "Connect apps in 2018"
	Service   Link
	Period    string // "1 Jan 2018 to 31 Dec 2018, 31 536 000 s"
	Figures   []KeyFigure
	Budgets   []BudgetNote // one for each target that was in force
	BurnDown  template.HTML
	Quarters  []UptimeRow    // where the archive has figures of quarters
	Owed      []AgreementRow // by the service's agreement, for each period of it in the year
	Months    []MonthRow
	Days      string // which of them had impact: "Impact on 7 of 318 days, most on 20 October."
	Windows   []WindowGroup
	Shown     string         // where not every window has a row: which have; "" where all have
	Data      Link           // of all windows
	Of        string         // what the figures are of, to afterword verify
	Sum       []SumLine      // the arithmetic
	Witnesses *Witnesses     // nil where no monitor saw anything
	Uncertain *OpenIncidents // nil where every window is counted to the second
	Earlier   *Link
	Later     *Link
}

// serviceYearPage shows the working: every window that made a service's
// figures of a year, month by month.
func (s *Site) serviceYearPage(v *archive.Service, y uptime.ServicePeriod) ServiceYearPage {
	contributions := newContributed(y)
	page := ServiceYearPage{
		Title:    v.Name + " in " + y.In.String(),
		Of:       of(y),
		Service:  s.link(v.Name, urls.Service(v.ID)),
		Period:   s.trackedText(y),
		Figures:  s.figureList(y),
		Budgets:  s.budgetNotes(y),
		BurnDown: theme.Drawn(chart.BurnDown(y, s.zone)),
		Data:     s.link("All windows as JSON", urls.APIIncidents),
		Sum:      s.working(y.Stats),
	}
	page.Months, page.Days = s.calendar(y, contributions.from(""))
	s.addWindows(&page, contributions)
	s.addParts(&page, y)
	if page.Witnesses = s.witnesses(v, y); page.Witnesses != nil && v.ObservedFirst {
		observed := page.Witnesses.Figures[0]
		page.Figures[0] = KeyFigure{Label: "Uptime " + y.In.String() + ", observed", Value: observed.Value, Note: "reported " + page.Figures[0].Value}
	}
	sub := subject{
		title:       s.uniqueService(v) + " in " + y.In.String(),
		description: fmt.Sprintf("%s in %s: uptime %s, downtime %s, and the impact windows that the figures are made of.", v.Name, y.In, s.percentage(y.Stats).Text, s.downtime(y.Stats).Text),
		path:        urls.ServicePeriod(v.ID, y.In.ID()), section: urls.Services,
		trail: []feeds.Crumb{{Name: v.Name, Path: urls.Service(v.ID)}},
	}
	for _, other := range uptime.Of(s.uptime.Cut(y.In.Cycle), v.ID) {
		link := &Link{Label: other.In.String(), URL: s.path(urls.ServicePeriod(v.ID, other.In.ID()))}
		switch {
		case other.In.Year < y.In.Year:
			page.Earlier = link
		case other.In.Year > y.In.Year && page.Later == nil:
			page.Later = link
		}
	}
	page.Frame = s.newFrame(sub)
	return page
}

// addParts fills in the quarters of a service's year, and what its agreement owes in each of its periods.
func (s *Site) addParts(page *ServiceYearPage, y uptime.ServicePeriod) {
	within := func(cycle calendar.Cycle) []uptime.ServicePeriod {
		return slices.DeleteFunc(uptime.Of(s.uptime.Cut(cycle), y.Service.ID), func(p uptime.ServicePeriod) bool {
			return p.In.Start < y.In.Start || p.In.End > y.In.End
		})
	}
	quarters := calendar.Quarterly
	if y.In.Cycle.Fiscal() {
		quarters = calendar.FiscalQuarterly
	}
	for _, p := range within(quarters) {
		row := s.uptimeRow(p)
		row.Link = s.link(p.In.String(), urls.Period(p.In.ID()))
		page.Quarters = append(page.Quarters, row)
	}
	if y.Service.Agreement == nil {
		return
	}
	for _, p := range within(y.Service.Agreement.Cycle) {
		if row, ok := s.agreement(p); ok {
			row.Link = s.link(p.In.String(), urls.Period(p.In.ID()))
			page.Owed = append(page.Owed, row)
		}
	}
}

// trackedText names the tracked part of a year, to the second.
func (s *Site) trackedText(y uptime.ServicePeriod) string {
	text := fmt.Sprintf("%s to %s, %s", calendar.Date(y.Stats.Period.Start, s.zone), calendar.Date(y.Stats.Period.End-1, s.zone), seconds(y.Seconds))
	if y.Service.Measured != nil {
		text += ", " + y.Service.Measured.String() + " alone"
	}
	return text
}

// figureList are the key figures of a service's year.
func (s *Site) figureList(y uptime.ServicePeriod) []KeyFigure {
	uptimeNote := s.otherPercentage(y.Stats)
	if tenths, ok := y.Nines(); ok && tenths >= 10 && s.percentage(y.Stats).Exact {
		nines := fmt.Sprintf("%d.%d nines", tenths/10, tenths%10)
		uptimeNote = strings.Trim(nines+", "+uptimeNote, ", ")
	}
	list := []KeyFigure{
		{Label: "Uptime " + y.In.String(), Value: s.percentage(y.Stats).Text, Note: uptimeNote, Figure: s.percentage(y.Stats).Figure},
		{Label: "Downtime", Value: s.downtime(y.Stats).Text, Figure: s.downtime(y.Stats).Figure},
		{Label: "Impacted time", Value: duration(y.Impacted).Text, Figure: "impacted"},
		{Label: "Incidents", Value: calendar.Count(int64(y.Incidents)), Figure: "incidents"},
	}
	for n := range list {
		list[n].Of = of(y)
	}
	if note := s.periodNote(y); note != "" {
		list[1].Note = "in " + note
	}
	return list
}

// A SumLine is a line of the arithmetic: "81 960 s of partial outage × 0.3".
type SumLine struct {
	Text    string
	Figures string // their names, to afterword verify
}

// String is the line as it is shown.
func (l SumLine) String() string { return l.Text }

// working writes the sum out: what was lost at each level, what it weighs, and
// what that leaves of the period.
func (s *Site) working(f uptime.Stats) []SumLine {
	w := s.archive.Settings.Weights
	var lines []SumLine
	for _, level := range settings.WeighedLevels() {
		time := f.ByLevel[level]
		if time.Min == 0 && time.Exact() {
			continue
		}
		figure, _, _ := strings.Cut(level.String(), "_")
		lines = append(lines, SumLine{fmt.Sprintf("%s of %s × %s", time.Text(seconds), strings.ToLower(level.Words()), calendar.Decimal(w[level])), figure + " weights." + level.String()})
	}
	lines = append(lines,
		SumLine{"Downtime " + f.Weighted.Text(thousandths) + " of " + seconds(f.Seconds), "weighted seconds"},
		SumLine{"Uptime " + percent(f, f.Uptime()).Text + ", strict " + percent(f, f.Strict()).Text, "uptime strict"})
	return lines
}

func (p *planner) serviceYears(layout theme.Layout) {
	s := p.site
	for _, v := range s.archive.Services {
		for _, y := range slices.Concat(s.uptime.Service(v.ID), uptime.Of(s.uptime.Cut(calendar.FiscalYearly), v.ID)) {
			p.html(urls.ServicePeriod(v.ID, y.In.ID()), ownerOfService(v), layout, true, func() any { return s.serviceYearPage(v, y) })
		}
	}
}
