package site

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/urls"
)

// onceEach prepares something of every incident, made when it is first asked for.
func onceEach[T any](incidents []*archive.Incident, of func(*archive.Incident) T) map[*archive.Incident]func() T {
	all := make(map[*archive.Incident]func() T, len(incidents))
	for _, i := range incidents {
		all[i] = sync.OnceValue(func() T { return of(i) })
	}
	return all
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
		Date:      s.filed(i),
		Published: i.Start.IsZero() && i.Year != 0,
		Severity:  s.severity(i.Severity),
		Services:  strings.Join(i.ServiceNames(), ", "),
		Causes:    strings.Join(termNames(s.archive.Taxonomy("causes").Of(i)), ", "),
		Length:    length,
		Ongoing:   i.Ongoing,
		Draft:     i.Draft,
	}
	if i.Start.Timed() {
		row.Time = i.Start.Instant.In(s.zone).Format("15:04")
	}
	row.Piece = s.theme.Piece("partials/row.html", row)
	return row
}

// termNames are the names of terms.
func termNames(terms []*archive.Term) []string {
	names := make([]string, 0, len(terms))
	for _, t := range terms {
		names = append(names, t.Name)
	}
	return names
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
			Title: monthName(first.Year, first.Month),
			Count: end - start,
			Rows:  s.rows(list[start:end]),
		})
		start = end
	}
	return groups
}

// yearLinks lists the years newest first, the undated last. Runs of more than five years
// without incidents become one line, whether they have pages or not.
func (s *Site) yearLinks(to func(int) string) (links []YearLink) {
	has := map[int]bool{}
	for n, y := range s.archive.Years {
		has[y.Number] = len(y.Incidents) > 0 || n == 0 || n == len(s.archive.Years)-1
	}
	maps.DeleteFunc(has, func(_ int, has bool) bool { return !has })
	numbers := calendar.Years(has)
	for n, number := range slices.Backward(numbers) {
		y, _ := s.archive.Year(number)
		links = append(links, YearLink{Counted: Counted{Link: s.link(yearName(number), to(number)), Count: len(y.Incidents)}})
		if n > 0 && numbers[n-1] < number-1 {
			links = append(links, YearLink{Gap: gap(numbers[n-1], number)})
		}
	}
	if u := s.archive.Undated; u != nil {
		links = append(links, YearLink{Counted: Counted{Link: s.link(yearName(0), urls.Year(0)), Count: len(u.Incidents)}})
	}
	return links
}

// gap stands for the years between two.
func gap(after, before int) string {
	return fmt.Sprintf("%d–%d: nothing recorded", after+1, before-1)
}
