package site

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/chart"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/recompute"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/uptime"
	"afterword/generator/internal/urls"
)

// YearsPage is the data of layouts/years.html.
type YearsPage struct {
	Frame
	Years []YearSummary
}

// A YearSummary is a row of the years page.
type YearSummary struct {
	Link
	Gap    string // "1629–1996: nothing recorded", for a run of years without pages; the rest is empty then
	Bare   bool   // without months: those of no known year
	Count  int
	Months [12]int // incidents by month, January first
}

// YearPage is the data of layouts/year.html: a calendar year, or another period that the archive
// has figures of.
type YearPage struct {
	Frame
	Title       string // "2018", "2026, to 1 Nov 2026", "Q3 2018"
	Year        string // "2018", "Q3 2018"
	Noun        string // "year", "quarter", "month", "fiscal year", "fiscal quarter"
	Span        string // "1 Jul 2018 to 30 Sep 2018, UTC"; "" of a calendar year
	Parts       []Link // periods within it that have pages
	Weekly      bool   // a bar of the services is a week, not a day
	Bar         string // "week", "day"
	MonthsTitle string // "Twelve months, all services"
	Empty       bool   // nothing was recorded
	Figures     []KeyFigure
	Services    []UptimeRow // affected most first
	Months      []MonthRow  // all services together; nil where nothing was tracked
	Owed        []AgreementRow
	Dots        template.HTML
	Response    []ResponseTime
	Compared    []Comparison   // with the year before; nil where there is none
	Before      string         // "2017"
	Uncertain   *OpenIncidents // nil where every figure is exact
	Longest     []Row          // empty where the year has no more incidents than Latest shows
	Latest      []Row          // the newest; where the period is no calendar year, up to a hundred
	Others      []BriefRow     // those past the newest hundred, where the period is no calendar year
	Apart       string         // says which incidents are in the year only; "" where none are
	Facets      []Facet
	All         Link // to the list of a calendar year; empty of other periods
	Earlier     *Link
	Later       *Link
	Exports     []Link
	Report      *Link // the same as it is sent; nil where nothing happened
}

// A Comparison is one figure of a year beside that of the year before.
type Comparison struct {
	Label, This, Before string
}

// yearRows is how many incidents the page of a year lists itself.
const yearRows = 5

func (s *Site) yearsPage() YearsPage {
	page := YearsPage{}
	years := s.archive.Years
	for n, y := range slices.Backward(years) {
		if n+1 < len(years) && years[n+1].Number > y.Number+1 {
			page.Years = append(page.Years, YearSummary{Gap: gap(y.Number, years[n+1].Number)})
		}
		page.Years = append(page.Years, YearSummary{
			Link:   s.link(fmt.Sprint(y.Number), urls.Year(y.Number)),
			Count:  len(y.Incidents),
			Months: monthCounts(y),
		})
	}
	if u := s.archive.Undated; u != nil {
		page.Years = append(page.Years, YearSummary{Link: s.link(yearName(0), urls.Year(0)), Bare: true, Count: len(u.Incidents)})
	}
	page.Frame = s.newFrame(subject{
		title:       "Years",
		description: fmt.Sprintf("%s by year: how many there were in each, and when.", incidents(len(s.archive.Incidents))),
		path:        urls.Years, section: urls.Years,
	})
	return page
}

func monthCounts(y *archive.Year) (counts [12]int) {
	for m, list := range y.Months {
		counts[m] = len(list)
	}
	return counts
}

func (s *Site) yearPage(y period) YearPage {
	page := YearPage{
		Title:   s.periodTitle(y.Period),
		Year:    y.String(),
		Noun:    y.Cycle.Noun(),
		Parts:   s.parts(y.Period),
		Weekly:  weekly(y.Period),
		Bar:     "day",
		Empty:   len(y.incidents) == 0,
		Facets:  s.facets(y.incidents),
		Owed:    s.agreements(y.figures),
		Exports: []Link{s.link("Incidents as CSV", urls.PeriodIncidentsCSV(y.ID())), s.link("Uptime as CSV", urls.PeriodUptimeCSV(y.ID())), s.link("All uptime as JSON", urls.APIUptime)},
	}
	page.MonthsTitle = "By month, all services"
	switch y.Cycle {
	case calendar.Yearly:
		page.MonthsTitle = "Twelve months, all services"
	case calendar.Monthly:
		page.MonthsTitle = "Day by day, all services"
	}
	if page.Weekly {
		page.Bar = "week"
	}
	if len(y.incidents) > yearRows {
		page.Longest = s.rows(longest(y.incidents, yearRows))
	}
	list := urls.Period(y.ID()) + "#latest"
	if y.Cycle == calendar.Yearly {
		list = urls.YearIncidents(y.Year)
		page.All = s.link("All "+incidents(len(y.incidents))+" of "+y.String(), list)
		page.Latest = s.rows(first(y.incidents, yearRows))
	} else {
		page.Span = s.fromTo(y.Interval) + ", " + s.zone.String()
		page.Latest, page.Others = s.rows(first(y.incidents, pageRows)), s.briefRows(y.incidents)
	}
	if y.apart > 0 {
		page.Apart = fmt.Sprintf("%s of which no closer day is known: only longer periods count them.", incidents(y.apart))
	}
	if len(y.figures.Services) > 0 {
		page.Services = s.uptimeRows(y.figures)
		page.Months = s.months(recompute.Everything, y.figures.All, y.figures.All.Days(), s.figuresOfAll, func(n int) string {
			if y.Cycle == calendar.Monthly {
				return "" // which is this page
			}
			return s.monthLink(y.figures.All.Months[n].In)
		})
	}
	page.Dots = theme.Drawn(chart.Dots(lengths(y.incidents)))
	page.Response = responseTimes(y.incidents)
	page.Uncertain = s.uncertain(y.incidents)
	if !page.Empty {
		page.Figures = s.yearFigures(y, list)
	}
	all := s.periods[y.Cycle]
	if at := slices.IndexFunc(all, func(p period) bool { return p.End == y.Start }); at >= 0 && len(all[at].incidents)+len(y.incidents) > 0 {
		page.Before = all[at].String()
		page.Compared = s.compare(y, all[at])
	}
	sub := subject{
		title:       y.String(),
		description: fmt.Sprintf("%s in review: %s, the longest of them, and what caused them.", y, incidents(len(y.incidents))),
		path:        urls.Period(y.ID()), section: urls.Years,
		year: y.year,
	}
	if whole, ok := s.wholeOf(y.Period); ok {
		sub.trail = []feeds.Crumb{{Name: whole.String(), Path: urls.Period(whole.ID())}}
	}
	if path := s.reportOf(y.Period); path != "" {
		page.Report = new(s.link("Report to send, on three sheets", path))
	}
	page.Earlier, page.Later = s.beside(y.Cycle, y.Year, y.Part, func(p calendar.Period) string { return urls.Period(p.ID()) })
	page.Frame = s.newFrame(sub)
	return page
}

// periodTitle says until when the figures of a running period hold.
func (s *Site) periodTitle(p calendar.Period) string {
	if p.Contains(s.archive.AsOf) {
		return p.String() + ", to " + s.today()
	}
	return p.String()
}

// monthLink leads from a month to its page, or to its incidents; "" where it has none.
func (s *Site) monthLink(month calendar.Period) string {
	if address := urls.Period(month.ID()); s.exists(address) {
		return s.path(address)
	}
	y, ok := s.archive.Year(month.Year)
	if !ok || len(y.Months[month.Part-1]) == 0 {
		return ""
	}
	list := y.Months[month.Part-1]
	// An incident with a recorded start is listed under its month; others are apart.
	at := list[0]
	for _, i := range list {
		if !i.Start.IsZero() {
			at = i
		}
	}
	return s.path(s.listed(at))
}

func (s *Site) yearFigures(y period, list string) []KeyFigure {
	figures := []KeyFigure{{Label: "Incidents", Value: calendar.Count(int64(len(y.incidents))), URL: s.path(list)}}
	if all := y.figures.All; all.Tracked() {
		impacted, days := all.ImpactedDays()
		figures = append(figures,
			KeyFigure{Label: "Time with a full outage", Value: duration(all.ByLevel[settings.MajorOutage]).Text, Note: "of at least one service", Of: recompute.Everything + " " + y.ID(), Figure: "major"},
			KeyFigure{Label: "Days with impact", Value: impacted.Text(calendar.Count), Note: fmt.Sprintf("of %d", days)})
	}
	return append(figures, s.longestFigure(y.incidents)...)
}

// compare sets the main figures of a period beside those of the one before.
func (s *Site) compare(y, before period) []Comparison {
	rows := []Comparison{{"Incidents", calendar.Count(int64(len(y.incidents))), calendar.Count(int64(len(before.incidents)))}}
	add := func(label string, value func(period) string) {
		if a, b := value(y), value(before); a != "" || b != "" {
			rows = append(rows, Comparison{label, cmp.Or(a, calendar.NoValue), cmp.Or(b, calendar.NoValue)})
		}
	}
	total := func(of func(uptime.Series) calendar.Bound) func(period) string {
		return func(y period) string {
			if y.figures.All.Tracked() {
				return duration(of(y.figures.All)).Text
			}
			return ""
		}
	}
	add("Time with a full outage", total(func(a uptime.Series) calendar.Bound { return a.ByLevel[settings.MajorOutage] }))
	add("Time with any impact", total(func(a uptime.Series) calendar.Bound { return a.Impacted }))
	add("Median length", func(y period) string { return medianLength(y.incidents) })
	add("Longest incident", func(y period) string {
		if top := longest(y.incidents, 1); len(top) > 0 {
			return s.longestText(top[0], y.incidents)
		}
		return ""
	})
	return rows
}

// medianLength is the median by nearest rank, with how many lengths it is the median of; ""
// below five lengths.
func medianLength(list []*archive.Incident) string {
	var seconds []int64
	for _, l := range lengths(list) {
		seconds = append(seconds, l.Seconds)
	}
	if len(seconds) < 5 {
		return ""
	}
	slices.Sort(seconds)
	return fmt.Sprintf("%s (n = %d)", calendar.Duration(seconds[(len(seconds)+1)/2-1]), len(seconds))
}

func (p *planner) years(layout theme.Layout) {
	s := p.site
	for _, y := range s.allPeriods() {
		p.html(urls.Period(y.ID()), y.owner(), layout, true, func() any { return s.yearPage(y) })
	}
}

func ownerOfYear(y *archive.Year) string { return fmt.Sprintf("the year %d", y.Number) }
