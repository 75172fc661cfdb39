package site

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/urls"
)

// newRows prepares the rows of the incidents, each made when a list first shows it.
func (s *Site) newRows() map[*archive.Incident]func() Row {
	rows := make(map[*archive.Incident]func() Row, len(s.archive.Incidents))
	for _, i := range s.archive.Incidents {
		rows[i] = sync.OnceValue(func() Row { return s.rowWith(i, s.lengthOf(i)) })
	}
	return rows
}

// row is an incident in a list, the same in all lists.
func (s *Site) row(i *archive.Incident) Row { return s.rowOf[i]() }

// lengthOf is how long an incident was, or how long so far where it is ongoing.
func (s *Site) lengthOf(i *archive.Incident) Length {
	length := s.length(i.Length)
	if i.Ongoing {
		length.Text = "so far " + length.Text
	}
	return length
}

// rowWith is a row that shows a length of its own.
func (s *Site) rowWith(i *archive.Incident, length Length) Row {
	row := Row{
		Title:     i.Title,
		URL:       s.path(urls.Incident(i.Path)),
		Summary:   i.Summary,
		Date:      s.day(i.When()),
		Published: i.Start.IsZero(),
		Severity:  s.severity(i.Severity),
		Services:  strings.Join(i.ServiceNames(), ", "),
		Length:    length,
		Ongoing:   i.Ongoing,
		Draft:     i.Draft,
	}
	row.Piece = s.theme.Piece("partials/row.html", row)
	return row
}

func (s *Site) rows(list []*archive.Incident) []Row {
	rows := make([]Row, 0, len(list))
	for _, i := range list {
		rows = append(rows, s.row(i))
	}
	return rows
}

// monthID is the place of a month in a list of incidents: "m2018-12".
func monthID(year int, month time.Month) string { return fmt.Sprintf("m%04d-%02d", year, int(month)) }

// groups cuts a list whose order is newest first into months.
func (s *Site) groups(list []*archive.Incident) (groups []Group) {
	for start := 0; start < len(list); {
		end := start
		for end < len(list) && list[end].Year == list[start].Year && list[end].Month == list[start].Month {
			end++
		}
		first := list[start]
		groups = append(groups, Group{
			ID:    monthID(first.Year, first.Month),
			Title: calendar.MonthName(first.Year, first.Month),
			Count: end - start,
			Rows:  s.rows(list[start:end]),
		})
		start = end
	}
	return groups
}

// yearLinks lists the years newest first. Runs of more than five years without
// incidents become one line.
func (s *Site) yearLinks(to func(int) string) (links []YearLink) {
	years := s.archive.Years
	for n := len(years) - 1; n >= 0; n-- {
		gap := n
		for gap >= 0 && len(years[gap].Incidents) == 0 {
			gap--
		}
		if n-gap > 5 {
			links = append(links, YearLink{Gap: fmt.Sprintf("%d–%d: none", years[gap+1].Number, years[n].Number)})
			n = gap + 1
			continue
		}
		y := years[n]
		links = append(links, YearLink{Counted: Counted{Link: s.link(fmt.Sprint(y.Number), to(y.Number)), Count: len(y.Incidents)}})
	}
	return links
}
