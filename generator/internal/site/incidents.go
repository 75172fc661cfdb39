package site

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/urls"
)

// IncidentsPage is the data of layouts/incidents.html: the newest of all.
type IncidentsPage struct {
	Frame
	Count   string // "241 incidents"
	Note    string // "newest first; the newest 100 are shown"
	Years   []YearLink
	Facets  []Facet
	Kinds   []Link // the lists of terms: causes, tags, severities, organizations and the archive's own
	Groups  []Group
	Exports []Link // CSV and JSON of the same set
}

// A Facet is a group of links that narrow a list.
type Facet struct {
	Title string
	URL   string // of the page with all of them
	Terms []Counted
}

// YearIncidentsPage is the data of layouts/year-incidents.html: all incidents
// of a year, or of a month where a year has more than a hundred.
type YearIncidentsPage struct {
	Frame
	Title   string // "Incidents of 2018", "March 2018"
	Count   string
	Order   string // "newest first"; "" where nothing has an order
	Groups  []Group
	Undated []Row      // no incident date was recorded; listed under the year of publication
	Others  []BriefRow // of a month with more than a hundred: those past the newest hundred
	Exports []Link
	Earlier *Link
	Later   *Link
}

// pageRows is how many incidents one page lists.
const pageRows = 100

const newestFirst = "newest first"

// crowded reports whether the list of a year is split by month.
func crowded(y *archive.Year) bool { return len(y.Incidents) > pageRows }

// facetTerms is how many terms of a taxonomy a list page names.
const facetTerms = 8

func (s *Site) incidentsPage() IncidentsPage {
	all := s.archive.Incidents
	shown := first(all, pageRows)
	page := IncidentsPage{
		Count:   incidents(len(all)),
		Note:    newestFirst,
		Years:   s.yearLinks(urls.YearIncidents),
		Facets:  s.facets(all),
		Groups:  s.groups(shown),
		Exports: []Link{s.link("JSON", urls.APIIncidents)},
	}
	for _, k := range s.archive.Taxonomies {
		page.Kinds = append(page.Kinds, s.link(strings.ToLower(k.Title), urls.Taxonomy(k.ID)))
	}
	if len(shown) < len(all) {
		page.Note = fmt.Sprintf(newestFirst+"; the newest %d are shown", len(shown))
	}
	if n := undated(all); n > 0 {
		page.Note += fmt.Sprintf("; %s without recorded times", calendar.Count(int64(n)))
	}
	page.Frame = s.newFrame(subject{
		title:       "Incidents",
		description: fmt.Sprintf("All %s of this archive, newest first, by year, severity, service and cause.", incidents(len(all))),
		path:        urls.Incidents, section: urls.Incidents,
	})
	return page
}

func undated(list []*archive.Incident) (n int) {
	for _, i := range list {
		if i.Start.IsZero() {
			n++
		}
	}
	return n
}

// facets narrow a list by what its incidents have in common. Those of which
// there is nothing are left out.
func (s *Site) facets(list []*archive.Incident) (facets []Facet) {
	all := []Facet{
		s.facet(s.archive.Taxonomy("severities"), list),
		{Title: "Services", URL: s.path(urls.Services), Terms: tally(list, s.servicesOf)},
	}
	for _, k := range s.archive.Taxonomies {
		if k.Topic {
			all = append(all, s.facet(k, list))
		}
	}
	for _, f := range all {
		if len(f.Terms) > 0 {
			f.Terms = first(f.Terms, facetTerms)
			facets = append(facets, f)
		}
	}
	return facets
}

// yearIncidentsPage lists a year by month, or counts its months where there
// are too many for one page.
func (s *Site) yearIncidentsPage(y *archive.Year) YearIncidentsPage {
	list := y.Incidents
	if crowded(y) {
		list = first(y.Monthless, pageRows)
	}
	page := s.datedPage(list, s.link("The same as CSV", urls.PeriodIncidentsCSV(strconv.Itoa(y.Number))), subject{
		title:       fmt.Sprintf("Incidents of %d", y.Number),
		description: fmt.Sprintf("The %s of %d by month, with severity, services and impacted time.", incidents(len(y.Incidents)), y.Number),
		path:        urls.YearIncidents(y.Number), section: urls.Years,
		trail:   []feeds.Crumb{{Name: fmt.Sprint(y.Number), Path: urls.Year(y.Number)}},
		noIndex: len(y.Incidents) == 0,
	})
	page.Title, page.Count = fmt.Sprintf("Incidents of %d", y.Number), incidents(len(y.Incidents))
	for m := 11; crowded(y) && m >= 0; m-- {
		if n := len(y.Months[m]); n > 0 {
			page.Groups = append(page.Groups, Group{
				ID:    monthID(y.Number, time.Month(m+1)),
				Title: calendar.MonthName(y.Number, time.Month(m+1)),
				URL:   s.path(urls.YearMonth(y.Number, m+1)),
				Count: n,
			})
		}
	}
	page.Earlier, page.Later = s.beside(calendar.Yearly, y.Number, 0, func(p calendar.Period) string { return urls.YearIncidents(p.Year) })
	return page
}

// datedPage lists incidents by month, the newest hundred in full, so that the page stays one that a
// phone can show, and the others by date and title.
func (s *Site) datedPage(list []*archive.Incident, export Link, sub subject) YearIncidentsPage {
	page := YearIncidentsPage{Frame: s.newFrame(sub), Count: incidents(len(list)), Order: newestFirst, Others: s.briefRows(list), Exports: []Link{export}}
	page.Groups, page.Undated = s.dated(first(list, pageRows))
	return page
}

// monthPage lists one month of a crowded year.
func (s *Site) monthPage(y *archive.Year, month time.Month) YearIncidentsPage {
	list, name := y.Months[month-1], calendar.MonthName(y.Number, month)
	page := s.datedPage(list, s.link("CSV of the year", urls.PeriodIncidentsCSV(strconv.Itoa(y.Number))), subject{
		title:       "Incidents of " + name,
		description: fmt.Sprintf("The %s of %s, with severity, services and impacted time.", incidents(len(list)), name),
		path:        urls.YearMonth(y.Number, int(month)), section: urls.Years,
		trail: []feeds.Crumb{{Name: fmt.Sprint(y.Number), Path: urls.Year(y.Number)}, {Name: "Incidents", Path: urls.YearIncidents(y.Number)}},
	})
	page.Title = name
	neighbour := func(step int) *Link {
		for m := int(month) + step; m >= 1 && m <= 12; m += step {
			if len(y.Months[m-1]) > 0 {
				return &Link{Label: calendar.MonthName(y.Number, time.Month(m)), URL: s.path(urls.YearMonth(y.Number, m))}
			}
		}
		return nil
	}
	page.Earlier, page.Later = neighbour(-1), neighbour(+1)
	return page
}

// undatedPage lists the incidents of which no year is known.
func (s *Site) undatedPage() YearIncidentsPage {
	list := s.archive.Undated.Incidents
	page := YearIncidentsPage{
		Title:   "Undated incidents",
		Count:   incidents(len(list)),
		Groups:  s.groups(first(list, pageRows)),
		Others:  s.briefRows(list),
		Exports: []Link{s.link("JSON of all incidents", urls.APIIncidents)},
	}
	page.Frame = s.newFrame(subject{
		title:       page.Title,
		description: fmt.Sprintf("The %s of which neither a day of the incident nor one of the report is known.", incidents(len(list))),
		path:        urls.Year(0), section: urls.Years,
	})
	return page
}

// briefRows are the incidents past those that a page shows in full.
func (s *Site) briefRows(list []*archive.Incident) (rows []BriefRow) {
	for _, i := range list[min(len(list), pageRows):] {
		rows = append(rows, BriefRow{Link: s.link(i.Title, urls.Incident(i.Path)), Date: s.filed(i)})
	}
	return rows
}

// dated sets apart the incidents of which no time was recorded: they are
// listed by the date of their publication.
func (s *Site) dated(list []*archive.Incident) (groups []Group, undated []Row) {
	var dated []*archive.Incident
	for _, i := range list {
		if i.Start.IsZero() {
			undated = append(undated, s.row(i))
		} else {
			dated = append(dated, i)
		}
	}
	return s.groups(dated), undated
}

func (p *planner) yearIncidents(layout theme.Layout) {
	s := p.site
	if s.archive.Undated != nil {
		p.html(urls.Year(0), wholeArchive, layout, true, func() any { return s.undatedPage() })
	}
	for _, y := range s.archive.Years {
		p.html(urls.YearIncidents(y.Number), ownerOfYear(y), layout, len(y.Incidents) > 0, func() any { return s.yearIncidentsPage(y) })
		if !crowded(y) || s.periods[calendar.Monthly] != nil { // which have pages of their own
			continue
		}
		for m, list := range y.Months {
			if len(list) > 0 {
				p.html(urls.YearMonth(y.Number, m+1), ownerOfYear(y), layout, true, func() any { return s.monthPage(y, time.Month(m+1)) })
			}
		}
	}
}
