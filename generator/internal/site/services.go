package site

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/chart"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/uptime"
	"afterword/generator/internal/urls"
)

// ServicesPage is the data of layouts/services.html.
type ServicesPage struct {
	Frame
	Groups []ServiceGroup
	Data   string // path of services.json
}

// A ServiceGroup is the services of one organization.
type ServiceGroup struct {
	Organization Link // Label "" where services have none
	Services     []ServiceRow
}

// A ServiceRow is a service in the list of services.
type ServiceRow struct {
	Link
	Depth       int // below its parent
	Description string
	Count       int
	Uptime      *UptimeRow // of the latest year with figures; nil where it has none
	Latest      Moment     // first start of its newest incident
	Retired     bool
}

// ServicePage is the data of layouts/service.html.
type ServicePage struct {
	Frame
	Title        string
	Description  string
	Organization Link
	URL          string // of the service itself
	Tracked      string // "Tracked since 14 Jun 2024"
	Parent       *Link
	Children     []Link
	Figures      []KeyFigure
	Budgets      []BudgetNote // of the latest year, one for each target that was in force
	BurnDown     template.HTML
	Rolling      []RollingRow
	Uptime       []UptimeRow // by year, newest first
	Months       []MonthRow  // of the latest year
	MonthsTitle  string      // "2018 by month"
	BadgeLink    *Link       // to the picture of the latest year's uptime; nil without figures
	Years        []Counted
	Rows         []Row  // the newest, each with the time of this service's own windows
	More         string // says where the others are; "" where all are shown
	Causes       []Counted
	Feeds        []Feed
	Trends       *Link // nil where the service has too few incidents
}

// serviceRows is how many incidents the page of a service lists: its years lead to all.
const serviceRows = 20

// causesFrom is how many incidents a service needs for its causes to be a pattern.
const causesFrom = 3

func (s *Site) servicesPage() ServicesPage {
	page := ServicesPage{}
	var groups []ServiceGroup
	at := map[string]int{}
	for _, v := range s.archive.Services {
		if v.Parent != nil {
			continue
		}
		n, ok := at[v.Organization]
		if !ok {
			n = len(groups)
			at[v.Organization] = n
			groups = append(groups, ServiceGroup{Organization: s.organizationLink(v.Organization)})
		}
		groups[n].Services = s.serviceTree(groups[n].Services, v, 0)
	}
	// Organizations by name; services of none stand last.
	slices.SortStableFunc(groups, func(x, y ServiceGroup) int {
		const last = "\U0010FFFF"
		return strings.Compare(strings.ToLower(cmp.Or(x.Organization.Label, last)), strings.ToLower(cmp.Or(y.Organization.Label, last)))
	})
	page.Groups = groups
	page.Data = s.path(urls.APIServices)
	page.Frame = s.newFrame(subject{
		title:       "Services",
		description: fmt.Sprintf("The %s of this archive by organization, each with its incidents.", plural(len(s.archive.Services), "service", "services")),
		path:        urls.Services, section: urls.Services,
	})
	return page
}

// serviceTree appends a service and those below it.
func (s *Site) serviceTree(rows []ServiceRow, v *archive.Service, depth int) []ServiceRow {
	row := ServiceRow{
		Link:        s.link(v.Name, urls.Service(v.ID)),
		Depth:       depth,
		Description: v.Description,
		Count:       len(v.Incidents),
		Retired:     s.retired(v),
	}
	if len(v.Incidents) > 0 {
		row.Latest = s.day(v.Incidents[0].When())
	}
	if latest, ok := s.latest(v); ok {
		figures := s.uptimeRow(latest)
		figures.Link = s.link(latest.In.String(), urls.ServicePeriod(v.ID, latest.In.ID()))
		row.Uptime = &figures
	}
	rows = append(rows, row)
	for _, child := range v.Children {
		rows = s.serviceTree(rows, child, depth+1)
	}
	return rows
}

// organizationLink leads to an organization that has incidents; others are a name only.
func (s *Site) organizationLink(name string) Link {
	slug := urls.Slug(name)
	if t, ok := s.archive.Taxonomy("organizations").Term(slug); ok {
		return s.link(t.Name, urls.Term("organizations", slug))
	}
	return Link{Label: name}
}

func (s *Site) retired(v *archive.Service) bool {
	return !v.Until.IsZero() && v.Until.Instant.AddDate(0, 0, 1).Unix() <= s.archive.AsOf
}

func (s *Site) servicePage(v *archive.Service) ServicePage {
	page := ServicePage{
		Title:        v.Name,
		Description:  v.Description,
		Organization: s.organizationLink(v.Organization),
		URL:          v.URL,
		Tracked:      s.tracked(v),
		Figures:      s.serviceFigures(v),
		Years:        tally(v.Incidents, func(i *archive.Incident) []Link { return []Link{s.link(yearName(i.Year), urls.Year(i.Year))} }),
		Feeds:        s.feeds(v.Name, urls.Service(v.ID)),
	}
	if len(v.Incidents) == 1 {
		page.Years = nil // one incident has nothing in common with others
	}
	year := func(c Counted) string { return strings.TrimPrefix(c.Label, yearName(0)) } // the undated are last
	slices.SortStableFunc(page.Years, func(x, y Counted) int { return strings.Compare(year(y), year(x)) })
	s.addUptime(&page, v)
	var trail []feeds.Crumb
	if v.Parent != nil {
		page.Parent = new(s.link(v.Parent.Name, urls.Service(v.Parent.ID)))
		trail = append(trail, feeds.Crumb{Name: v.Parent.Name, Path: urls.Service(v.Parent.ID)})
	}
	for _, child := range v.Children {
		page.Children = append(page.Children, s.link(child.Name, urls.Service(child.ID)))
	}
	shown := first(v.Incidents, serviceRows)
	for _, i := range shown {
		// The time of this service's own windows, not the incident's.
		if length := i.LengthFor(v.Covers, s.archive.AsOf); i.Ongoing || length != i.Length {
			page.Rows = append(page.Rows, s.rowWith(i, s.length(length)))
		} else {
			page.Rows = append(page.Rows, s.row(i))
		}
	}
	if len(shown) < len(v.Incidents) {
		page.More = fmt.Sprintf("The newest %d of %s are shown; the years list the others.", len(shown), incidents(len(v.Incidents)))
	}
	if path := urls.ServiceTrends(v.ID); s.exists(path) {
		page.Trends = new(s.link("Trends", path))
	}
	if len(v.Incidents) >= causesFrom {
		page.Causes = s.facet(s.archive.Taxonomy("causes"), v.Incidents).Terms
	}
	page.Frame = s.newFrame(subject{
		title:       s.uniqueService(v),
		description: cmp.Or(v.Description, v.Name+": "+incidents(len(v.Incidents))+"."),
		path:        urls.Service(v.ID), section: urls.Services,
		trail: trail,
		feeds: page.Feeds,
	})
	return page
}

// uniqueService adds the ID to a name that several services have.
func (s *Site) uniqueService(v *archive.Service) string {
	for _, other := range s.archive.Services {
		if other != v && other.Name == v.Name {
			return v.Name + " (" + v.ID + ")"
		}
	}
	if s.titles[v.Name] > 0 {
		return v.Name + " (service)"
	}
	return v.Name
}

// tracked says from when to when a service is known to have been watched.
func (s *Site) tracked(v *archive.Service) string {
	var text string
	if !v.Since.IsZero() {
		text = "Tracked since " + s.day(v.Since).Text
	}
	if s.retired(v) {
		text = strings.TrimPrefix(text+", retired "+s.day(v.Until).Text, ", ")
		text = capital(text)
	}
	if v.Measured != nil {
		text = strings.TrimPrefix(text+", measured "+v.Measured.String(), ", ")
		text = capital(text)
	}
	return text
}

// latest is the last year in which a service has figures.
func (s *Site) latest(v *archive.Service) (uptime.ServicePeriod, bool) {
	years := s.uptime.Service(v.ID)
	if len(years) == 0 {
		return uptime.ServicePeriod{}, false
	}
	return years[len(years)-1], true
}

// addUptime fills in the years of a service and the months of the latest.
func (s *Site) addUptime(page *ServicePage, v *archive.Service) {
	years := s.uptime.Service(v.ID)
	for n := len(years) - 1; n >= 0; n-- {
		row := s.uptimeRow(years[n])
		row.Link = s.link(years[n].In.String(), urls.ServicePeriod(v.ID, years[n].In.ID()))
		page.Uptime = append(page.Uptime, row)
	}
	if latest, ok := s.latest(v); ok {
		page.MonthsTitle = latest.In.String() + " by month"
		page.Months = s.months(v.ID, latest.Series, latest.Days(), s.figuresOfService, newContributed(latest).from(s.path(urls.ServicePeriod(v.ID, latest.In.ID()))))
		page.Rolling = s.rolling(v.ID)
		page.Budgets = s.budgetNotes(latest)
		page.BadgeLink = new(s.link("Badge "+latest.In.String(), urls.Badge(v.ID, latest.In.ID())))
		page.BurnDown = theme.Drawn(chart.BurnDown(latest, s.zone))
	}
}

func (s *Site) serviceFigures(v *archive.Service) []KeyFigure {
	figures := []KeyFigure{}
	if latest, ok := s.latest(v); ok {
		figures = s.figureList(latest)[:2]
		figures[0].URL = s.path(urls.ServicePeriod(v.ID, latest.In.ID()))
		if figures[0].Note == "" {
			figures[0].Note = "how it was counted"
		}
	}
	figures = append(figures, KeyFigure{Label: "Incidents", Value: calendar.Count(int64(len(v.Incidents)))})
	if quiet, ok := s.uptime.Quiet(v.ID); ok {
		figures = append(figures, KeyFigure{
			Label: "Longest without impact", Value: calendar.Duration(quiet.Seconds()),
			Note: calendar.Date(quiet.Start, s.zone) + " to " + calendar.Date(quiet.End-1, s.zone),
		})
	}
	return figures
}

func (p *planner) services(layout theme.Layout) {
	s := p.site
	for _, v := range s.archive.Services {
		p.html(urls.Service(v.ID), ownerOfService(v), layout, true, func() any { return s.servicePage(v) })
	}
}

func ownerOfService(v *archive.Service) string { return "the service " + v.ID }
