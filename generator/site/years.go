package site

import (
	"fmt"

	"afterword/generator/archive"
	"afterword/generator/calendar"
	"afterword/generator/feeds"
	"afterword/generator/urls"
)

// yearRows is how many incidents the page of a year lists itself.
const yearRows = 5

func (s *Site) yearsPage() YearsPage {
	page := YearsPage{}
	years := s.archive.Years
	for n := len(years) - 1; n >= 0; n-- {
		y := years[n]
		page.Years = append(page.Years, YearSummary{
			Link:   s.link(fmt.Sprint(y.Number), urls.Year(y.Number)),
			Count:  len(y.Incidents),
			Months: monthCounts(y),
		})
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
		Longest: s.rows(longest(y.Incidents, yearRows)),
		Facets:  s.facets(y.Incidents),
		All:     s.link("All "+incidents(len(y.Incidents))+fmt.Sprintf(" of %d", y.Number), urls.YearIncidents(y.Number)),
		Exports: []Link{s.link("CSV", urls.YearIncidentsCSV(y.Number))},
	}
	if len(page.Longest) < len(y.Incidents) || len(y.Incidents) > yearRows {
		page.Latest = s.rows(newest(y.Incidents, yearRows))
	}
	if !page.Empty {
		page.Figures = s.yearFigures(y)
	}
	sub := subject{
		title:       fmt.Sprint(y.Number),
		description: fmt.Sprintf("%d in review: %s, the longest of them, and what caused them.", y.Number, incidents(len(y.Incidents))),
		path:        urls.Year(y.Number), section: urls.Years,
		year:  y,
		trail: []feeds.Crumb{{Name: "Years", Path: urls.Years}},
	}
	if _, ok := s.archive.Year(y.Number - 1); ok {
		sub.previous = urls.Year(y.Number - 1)
		page.Earlier = &Link{Label: fmt.Sprint(y.Number - 1), URL: s.path(sub.previous)}
	}
	if _, ok := s.archive.Year(y.Number + 1); ok {
		sub.next = urls.Year(y.Number + 1)
		page.Later = &Link{Label: fmt.Sprint(y.Number + 1), URL: s.path(sub.next)}
	}
	page.Frame = s.newFrame(sub)
	return page
}

// yearTitle says until when the figures of a running year hold.
func (s *Site) yearTitle(year int) string {
	if period := calendar.Year(year, s.zone); s.archive.AsOf >= period.Start && s.archive.AsOf < period.End {
		return fmt.Sprintf("%d, to %s", year, s.day(s.asOf()).Text)
	}
	return fmt.Sprint(year)
}

func (s *Site) yearFigures(y *archive.Year) []Figure {
	figures := []Figure{{Label: "Incidents", Value: calendar.Count(int64(len(y.Incidents))), URL: s.path(urls.YearIncidents(y.Number))}}
	if top := longest(y.Incidents, 1); len(top) > 0 {
		figures = append(figures, Figure{Label: "Longest", Value: s.length(top[0].Length).Text, Note: top[0].Title, URL: s.path(urls.Incident(top[0].Path))})
	}
	if n := len(tally(y.Incidents, s.servicesOf)); n > 0 {
		figures = append(figures, Figure{Label: "Services affected", Value: calendar.Count(int64(n))})
	}
	if n := undated(y.Incidents); n > 0 {
		figures = append(figures, Figure{Label: "Without recorded times", Value: calendar.Count(int64(n))})
	}
	return figures
}
