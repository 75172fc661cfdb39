package site

import (
	"bytes"
	"fmt"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/urls"
)

// An Output is one file of the site, able to make itself when it is asked to.
type Output struct {
	// Path is the site path: "/services/api/" or "/feed.xml".
	Path string
	// Owner names what the output comes from, for the message when two claim one path.
	Owner string
	// Render writes the bytes, of which some may be written where it fails. It is
	// pure: the same site gives the same bytes.
	Render func(to *bytes.Buffer) error
	// HTML tells a page from data and assets; Layout is what draws it.
	HTML   bool
	Layout theme.Layout
	// Themed tells that the theme has a part in it: pages, and the theme's own assets.
	Themed bool
	// Bodies are the files whose rendered text it shows, in the order in which they are
	// shown. It shows no other, so that it stays the same for as long as they do.
	Bodies []string
	// Listed reports whether the sitemap names it, and Modified when its content
	// last changed; the zero time where nobody can tell.
	Listed   bool
	Modified calendar.Time
}

// wholeArchive is the Owner of what no file, year or service alone is the source of.
const wholeArchive = "the archive"

// planner collects outputs.
type planner struct {
	site    *Site
	outputs []Output
}

// newPlan decides which outputs exist. It renders none. The figures are asked
// for when they are needed.
func (s *Site) newPlan(figures func()) []Output {
	// A page and its data for each incident, and some for everything else.
	p := &planner{site: s, outputs: make([]Output, 0, 2*len(s.archive.Incidents)+4096)}
	p.incidents()
	figures()
	p.years()
	p.services()
	for _, k := range s.kinds() {
		p.html(k.index, wholeArchive, theme.Terms, true, func() view { return s.termsPage(k) })
		for _, t := range k.terms {
			p.html(k.page(t.Slug), fmt.Sprintf("%s %q", k.many, t.Name), theme.Term, len(t.Incidents) > 1, func() view { return s.termPage(k, t) })
		}
	}
	p.html(urls.Home, wholeArchive, theme.Home, true, func() view { return s.homePage() })
	p.html(urls.Actions, wholeArchive, theme.Actions, true, func() view { return s.actionsPage() })
	p.html(urls.Method, wholeArchive, theme.Method, true, func() view { return s.methodPage() })
	p.html(urls.Feeds, wholeArchive, theme.Feeds, true, func() view { return s.feedsPage() })
	p.html(urls.NotFound, wholeArchive, theme.Missing, false, func() view { return s.missingPage() })
	for _, page := range s.archive.Pages {
		o := p.html(urls.Page(page.Path), page.File, theme.Page, !page.Draft, func() view { return s.plainPage(page) })
		o.Modified, o.Bodies = page.Updated, []string{page.File}
		for _, a := range page.Aliases {
			p.html(a.Path, page.File, theme.Alias, false, func() view { return s.aliasPage(a.Path, page.Title, urls.Page(page.Path)) })
		}
	}
	p.search()
	p.machine()
	return p.outputs
}

// A view is the data of a layout; each embeds a Frame.
type view interface{ failed() error }

// add plans an output. What else is known of it may be filled in until the next is added.
func (p *planner) add(o Output) *Output {
	p.outputs = append(p.outputs, o)
	return &p.outputs[len(p.outputs)-1]
}

// html plans a page of a layout.
func (p *planner) html(path, owner string, layout theme.Layout, listed bool, data func() view) *Output {
	t := p.site.theme
	return p.add(Output{Path: path, Owner: owner, HTML: true, Layout: layout, Themed: true, Listed: listed, Render: func(to *bytes.Buffer) error {
		v := data()
		err := v.failed()
		if err == nil {
			err = t.Render(to, layout, v)
		}
		if err != nil {
			return fmt.Errorf("rendering %s: %w", path, err)
		}
		return nil
	}})
}

func (p *planner) incidents() {
	s := p.site
	p.html(urls.Incidents, wholeArchive, theme.Incidents, true, func() view { return s.incidentsPage() })
	for _, i := range s.archive.Incidents {
		o := p.html(urls.Incident(i.Path), i.File, theme.Incident, !i.Draft, func() view { return s.incidentPage(i) })
		o.Modified, o.Bodies = feeds.Edited(i), []string{i.File}
		for _, a := range i.Aliases {
			p.html(a.Path, i.File, theme.Alias, false, func() view { return s.aliasPage(a.Path, i.Title, urls.Incident(i.Path)) })
		}
	}
}

func (p *planner) years() {
	s := p.site
	p.html(urls.Years, wholeArchive, theme.Years, true, func() view { return s.yearsPage() })
	for _, y := range s.archive.Years {
		owner := fmt.Sprintf("the year %d", y.Number)
		p.html(urls.Year(y.Number), owner, theme.Year, true, func() view { return s.yearPage(y) })
		p.html(urls.YearIncidents(y.Number), owner, theme.YearIncidents, len(y.Incidents) > 0, func() view { return s.yearIncidentsPage(y) })
		if !crowded(y) {
			continue
		}
		for m, list := range y.Months {
			if len(list) > 0 {
				p.html(urls.YearMonth(y.Number, m+1), owner, theme.YearIncidents, true, func() view { return s.monthPage(y, time.Month(m+1)) })
			}
		}
	}
}

func (p *planner) services() {
	s := p.site
	p.html(urls.Services, wholeArchive, theme.Services, true, func() view { return s.servicesPage() })
	for _, v := range s.archive.Services {
		owner := fmt.Sprintf("the service %s", v.ID)
		p.html(urls.Service(v.ID), owner, theme.Service, true, func() view { return s.servicePage(v) })
		for _, y := range s.shownYears(v) {
			p.html(urls.ServiceYear(v.ID, y.Year), owner, theme.ServiceYear, true, func() view { return s.serviceYearPage(v, y) })
		}
	}
}
