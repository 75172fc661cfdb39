package site

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/chart"
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

// YearPage is the data of layouts/year.html.
type YearPage struct {
	Frame
	Title     string // "2018", "2026, to 1 Nov 2026"
	Year      string
	Empty     bool // nothing was recorded
	Figures   []KeyFigure
	Services  []UptimeRow // affected most first
	Months    []MonthRow  // all services together; nil where nothing was tracked
	Dots      template.HTML
	Response  []ResponseTime
	Compared  []Comparison   // with the year before; nil where there is none
	Before    string         // "2017"
	Uncertain *OpenIncidents // nil where every figure is exact
	Longest   []Row          // empty where the year has no more incidents than Latest shows
	Latest    []Row          // the newest
	Facets    []Facet
	All       Link
	Earlier   *Link
	Later     *Link
	Exports   []Link
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

func (s *Site) yearPage(y *archive.Year) YearPage {
	page := YearPage{
		Title:   s.yearTitle(y.Number),
		Year:    fmt.Sprint(y.Number),
		Empty:   len(y.Incidents) == 0,
		Facets:  s.facets(y.Incidents),
		All:     s.link("All "+incidents(len(y.Incidents))+fmt.Sprintf(" of %d", y.Number), urls.YearIncidents(y.Number)),
		Exports: []Link{s.link("Incidents as CSV", urls.YearIncidentsCSV(y.Number)), s.link("Uptime as CSV", urls.YearUptimeCSV(y.Number)), s.link("All uptime as JSON", urls.APIUptime)},
	}
	if len(y.Incidents) > yearRows {
		page.Longest = s.rows(longest(y.Incidents, yearRows))
	}
	page.Latest = s.rows(first(y.Incidents, yearRows))
	if figures, ok := s.uptime.Year(y.Number); ok && len(figures.Services) > 0 {
		page.Services = s.uptimeRows(figures)
		page.Months = s.months(figures.All, s.figuresOfAll, s.monthLinks(y))
	}
	page.Dots = theme.Drawn(chart.Dots(lengths(y.Incidents)))
	page.Response = responseTimes(y.Incidents)
	page.Uncertain = s.uncertain(y.Incidents)
	if !page.Empty {
		page.Figures = s.yearFigures(y)
	}
	if before, ok := s.archive.Year(y.Number - 1); ok && len(before.Incidents)+len(y.Incidents) > 0 {
		page.Before = fmt.Sprint(before.Number)
		page.Compared = s.compare(y, before)
	}
	sub := subject{
		title:       fmt.Sprint(y.Number),
		description: fmt.Sprintf("%d in review: %s, the longest of them, and what caused them.", y.Number, incidents(len(y.Incidents))),
		path:        urls.Year(y.Number), section: urls.Years,
		year: y,
	}
	page.Earlier, page.Later = s.yearsBeside(y, urls.Year)
	page.Frame = s.newFrame(sub)
	return page
}

// yearsBeside lead to a page of the years before and after one in the archive; nil at its ends.
func (s *Site) yearsBeside(y *archive.Year, page func(int) string) (earlier, later *Link) {
	at := slices.Index(s.archive.Years, y)
	link := func(n int) *Link {
		if n < 0 || n >= len(s.archive.Years) {
			return nil
		}
		year := s.archive.Years[n].Number
		return new(s.link(yearName(year), page(year)))
	}
	return link(at - 1), link(at + 1)
}

// running reports whether a year is the one in which the data was true.
func (s *Site) running(year int) bool {
	return calendar.Year(year, s.zone).Contains(s.archive.AsOf)
}

// yearTitle says until when the figures of a running year hold.
func (s *Site) yearTitle(year int) string {
	if s.running(year) {
		return fmt.Sprintf("%d, to %s", year, s.today())
	}
	return fmt.Sprint(year)
}

// monthLinks lead from a month of a year to its incidents.
func (s *Site) monthLinks(y *archive.Year) func(int) string {
	return func(month int) string {
		list := y.Months[month-1]
		if len(list) == 0 {
			return ""
		}
		// An incident with a recorded start is listed under its month; others are apart.
		at := list[0]
		for _, i := range list {
			if !i.Start.IsZero() {
				at = i
			}
		}
		return s.path(s.listed(at))
	}
}

func (s *Site) yearFigures(y *archive.Year) []KeyFigure {
	figures := []KeyFigure{{Label: "Incidents", Value: calendar.Count(int64(len(y.Incidents))), URL: s.path(urls.YearIncidents(y.Number))}}
	if year, ok := s.uptime.Year(y.Number); ok && year.All.Tracked() {
		impacted, days := year.All.ImpactedDays()
		figures = append(figures,
			KeyFigure{Label: "Time with a full outage", Value: duration(year.All.ByLevel[settings.MajorOutage]).Text, Note: "of at least one service"},
			KeyFigure{Label: "Days with impact", Value: impacted.Text(calendar.Count), Note: fmt.Sprintf("of %d", days)})
	}
	return append(figures, s.longestFigure(y.Incidents)...)
}

// compare sets the main figures of a year beside those of the year before.
func (s *Site) compare(y, before *archive.Year) []Comparison {
	rows := []Comparison{{"Incidents", calendar.Count(int64(len(y.Incidents))), calendar.Count(int64(len(before.Incidents)))}}
	add := func(label string, value func(*archive.Year) string) {
		if a, b := value(y), value(before); a != "" || b != "" {
			rows = append(rows, Comparison{label, cmp.Or(a, calendar.NoValue), cmp.Or(b, calendar.NoValue)})
		}
	}
	total := func(of func(uptime.Series) calendar.Bound) func(*archive.Year) string {
		return func(y *archive.Year) string {
			if year, ok := s.uptime.Year(y.Number); ok && year.All.Tracked() {
				return duration(of(year.All)).Text
			}
			return ""
		}
	}
	add("Time with a full outage", total(func(a uptime.Series) calendar.Bound { return a.ByLevel[settings.MajorOutage] }))
	add("Time with any impact", total(func(a uptime.Series) calendar.Bound { return a.Impacted }))
	add("Median length", func(y *archive.Year) string { return medianLength(y.Incidents) })
	add("Longest incident", func(y *archive.Year) string {
		if top := longest(y.Incidents, 1); len(top) > 0 {
			return s.longestText(top[0], y.Incidents)
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
	for _, y := range s.archive.Years {
		p.html(urls.Year(y.Number), ownerOfYear(y), layout, true, func() any { return s.yearPage(y) })
	}
}

func ownerOfYear(y *archive.Year) string { return fmt.Sprintf("the year %d", y.Number) }
