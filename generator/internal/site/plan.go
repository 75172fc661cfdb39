package site

import (
	"bytes"
	"fmt"

	"afterword/generator/internal/calendar"
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
	// HTML reports whether it is a page; Layout is what draws it.
	HTML   bool
	Layout theme.Layout
	// Bodies are the files whose rendered text it shows, in the order in which they are
	// shown. It shows no other, so that it stays the same for as long as they do.
	Bodies []string
	// Listed reports whether the sitemap names it, and Modified when its content
	// last changed; the zero time where that is not known.
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

// A pageType is a kind of page: the layout that draws it, and what plans its pages.
type pageType struct {
	layout theme.Layout
	plan   func(*planner, theme.Layout)
}

// pageTypes is the table of all kinds of pages. A new one is a row here, a file of
// this package with the struct that its layout is given, and the layout itself.
func pageTypes() []pageType {
	return []pageType{
		{"incidents", one(urls.Incidents, true, (*Site).incidentsPage)},
		{"incident", (*planner).incidents},
		{"years", one(urls.Years, true, (*Site).yearsPage)},
		{"year", (*planner).years},
		{"year-incidents", (*planner).yearIncidents},
		{"services", one(urls.Services, true, (*Site).servicesPage)},
		{"service", (*planner).services},
		{"service-year", (*planner).serviceYears},
		{"terms", (*planner).termLists},
		{"term", (*planner).terms},
		{"trends", (*planner).trends},
		{"report", (*planner).reports},
		{"home", one(urls.Home, true, (*Site).homePage)},
		{"actions", one(urls.Actions, true, (*Site).actionsPage)},
		{"method", one(urls.Method, true, (*Site).methodPage)},
		{"changes", (*planner).changes},
		{"feeds", one(urls.Feeds, true, (*Site).feedsPage)},
		{"search", one(urls.Search, true, (*Site).searchPage)},
		{"404", one(urls.NotFound, false, (*Site).missingPage)},
		{"page", (*planner).plainPages},
		{"alias", (*planner).aliases},
	}
}

// Layouts are the layouts that a theme must have.
func Layouts() (names []theme.Layout) {
	for _, t := range pageTypes() {
		names = append(names, t.layout)
	}
	return names
}

// one plans the only page of its type.
func one[V any](path string, listed bool, data func(*Site) V) func(*planner, theme.Layout) {
	return func(p *planner, layout theme.Layout) {
		p.html(path, wholeArchive, layout, listed, func() any { return data(p.site) })
	}
}

// newPlan decides which outputs exist. It renders none.
func (s *Site) newPlan() []Output {
	// A page and its data for each incident, and some for everything else.
	p := &planner{site: s, outputs: make([]Output, 0, 2*len(s.archive.Incidents)+4096)}
	for _, t := range pageTypes() {
		t.plan(p, t.layout)
	}
	p.searchModules()
	p.dataFiles()
	return p.outputs
}

// add plans an output. What else is known of it may be filled in until the next is added.
func (p *planner) add(o Output) *Output {
	p.outputs = append(p.outputs, o)
	return &p.outputs[len(p.outputs)-1]
}

// html plans a page of a layout. Its data embeds a Frame.
func (p *planner) html(path, owner string, layout theme.Layout, listed bool, data func() any) *Output {
	t := p.site.theme
	return p.add(Output{Path: path, Owner: owner, HTML: true, Layout: layout, Listed: listed, Render: func(to *bytes.Buffer) error {
		start := to.Len()
		if err := t.Render(to, layout, data()); err != nil {
			return fmt.Errorf("rendering %s: %w", path, err)
		}
		if path != urls.NotFound { // which is served at any depth
			relativeLinks(to, start, p.site.base.Root(), urls.ToRoot(path))
		}
		return nil
	}})
}
