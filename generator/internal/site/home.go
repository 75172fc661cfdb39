package site

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/trends"
	"afterword/generator/internal/urls"
)

// HomePage is the data of layouts/home.html.
type HomePage struct {
	Frame
	Sections      []string    // what is shown, in this order; see settings.HomeSections
	Counts        []KeyFigure // incidents, services, years …
	Glance        *Glance     // nil where no service has figures
	Ongoing       []Row
	Latest        []Row
	Largest       []Row
	LargestNote   string // "by impacted time, 2023–2025"
	AllIncidents  string
	Years         []YearLink
	Services      []Counted
	Severities    []Counted
	Causes        []Counted
	Tags          []Counted
	Organizations []Counted // where there are several
	Empty         bool      // the archive holds no incident yet
}

// A Glance is the latest year with figures, per service.
type Glance struct {
	Year     Link // label "2018"
	Note     string
	Services []UptimeRow // those affected most first
	More     *Link       // to all of them, where there are more
}

const (
	homeLatest   = 10
	homeLargest  = 5
	homeServices = 12
	homeCauses   = 8
	homeTags     = 20
	// Below this many incidents the latest ones show what the largest would.
	homeLargestFrom  = 10
	homeLargestYears = 3
)

func (s *Site) homePage() HomePage {
	a := s.archive
	page := HomePage{
		Sections:     a.Settings.Look.Home,
		Counts:       s.homeCounts(),
		Latest:       s.rows(first(a.Incidents, homeLatest)),
		AllIncidents: s.path(urls.Incidents),
		Years:        s.yearLinks(urls.Year),
		Services:     tally(a.Incidents, s.servicesOf),
		Severities:   s.termCounts(a.Taxonomy("severities")),
		Causes:       s.mostUsed("causes", homeCauses),
		Tags:         s.mostUsed("tags", homeTags),
		Empty:        len(a.Incidents) == 0,
	}
	page.Glance = s.glance()
	for _, i := range a.Incidents {
		if i.Ongoing {
			page.Ongoing = append(page.Ongoing, s.row(i))
		}
	}
	if len(a.Taxonomy("organizations").Terms) > 1 {
		page.Organizations = s.mostUsed("organizations", homeCauses)
	}
	if largest, note := s.largest(); len(largest) > 0 {
		page.Largest, page.LargestNote = s.rows(largest), note
	}
	page.Frame = s.newFrame(subject{description: s.about.Description, path: urls.Home})
	return page
}

// glance is the latest year in which the archive has anything, per service.
func (s *Site) glance() *Glance {
	years := s.archive.Years
	if len(years) == 0 {
		return nil
	}
	last := years[len(years)-1].Number
	figures, ok := s.uptime.Year(last)
	if !ok || len(figures.Services) == 0 {
		return nil
	}
	g := &Glance{Year: s.link(fmt.Sprint(last), urls.Year(last)), Services: s.uptimeRows(figures)}
	if figures.Contains(s.archive.AsOf) {
		g.Note = "to " + s.today()
	}
	if n := len(g.Services); n > homeServices {
		g.Services = g.Services[:homeServices]
		g.More = new(s.link(fmt.Sprintf("All %d services", n), urls.Year(last)+"#services"))
		g.Note = strings.TrimPrefix(g.Note+fmt.Sprintf(", the %d services affected most", homeServices), ", ")
	}
	return g
}

func (s *Site) homeCounts() []KeyFigure {
	a := s.archive
	counts := []KeyFigure{
		{Label: "Incidents", Value: calendar.Count(int64(len(a.Incidents))), URL: s.path(urls.Incidents)},
		{Label: "Services", Value: calendar.Count(int64(len(a.Services))), URL: s.path(urls.Services)},
	}
	if n := len(a.Taxonomy("organizations").Terms); n > 1 {
		counts = append(counts, KeyFigure{Label: "Organizations", Value: calendar.Count(int64(n)), URL: s.path(urls.Taxonomy("organizations"))})
	}
	if n := len(a.Years); n > 0 {
		counts = append(counts, KeyFigure{Label: "Years", Value: trends.Years(a.Years[0].Number, a.Years[n-1].Number), URL: s.path(urls.Years)})
	}
	return counts
}

// largest are the incidents of the last three years that affected longest.
func (s *Site) largest() ([]*archive.Incident, string) {
	a := s.archive
	if len(a.Incidents) < homeLargestFrom || len(a.Years) == 0 {
		return nil, ""
	}
	last := a.Incidents[0].Year
	from := max(a.Years[0].Number, last-homeLargestYears+1)
	var list []*archive.Incident
	for _, i := range a.Incidents {
		if i.Year >= from {
			list = append(list, i)
		}
	}
	return longest(list, homeLargest), "by impacted time, " + trends.Years(from, last)
}

// longestFigure is the longest incident of a list as a key figure; nil where no length is known.
func (s *Site) longestFigure(list []*archive.Incident) (figure []KeyFigure) {
	for _, i := range longest(list, 1) {
		figure = append(figure, KeyFigure{Label: "Longest", Value: s.longestText(i, list), Note: i.Title, URL: s.path(urls.Incident(i.Path))})
	}
	return figure
}

// longestText is the length of the longest incident of a list, marked as a lower bound where
// another one may have been longer.
func (s *Site) longestText(i *archive.Incident, list []*archive.Incident) string {
	text := s.lengthOf(i).Text
	longer := func(o *archive.Incident) bool {
		return o.Length.Recorded && (o.Length.Open || o.Length.Max > i.Length.Max)
	}
	if i.Length.Exact() && !i.Ongoing && slices.ContainsFunc(list, longer) {
		return calendar.AtLeast(text)
	}
	return text
}

// longest are the n incidents of a list that certainly affected longest.
func longest(list []*archive.Incident, n int) []*archive.Incident {
	list = slices.DeleteFunc(slices.Clone(list), func(i *archive.Incident) bool { return i.Length.Min == 0 })
	slices.SortStableFunc(list, func(x, y *archive.Incident) int { return cmp.Compare(y.Length.Min, x.Length.Min) })
	return first(list, n)
}

// mostUsed are the n terms of a taxonomy that most incidents have.
func (s *Site) mostUsed(taxonomy string, n int) []Counted {
	list := s.termCounts(s.archive.Taxonomy(taxonomy))
	slices.SortStableFunc(list, func(x, y Counted) int { return cmp.Compare(y.Count, x.Count) })
	return first(list, n)
}
