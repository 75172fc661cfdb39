package site

import (
	"bytes"
	"fmt"
	"strconv"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/recompute"
	"afterword/generator/internal/uptime"
	"afterword/generator/internal/urls"
)

// dataFiles plans what programs read.
func (p *planner) dataFiles() {
	s, a, base := p.site, p.site.archive, p.site.base
	p.data(urls.APIIncidents, func() ([]byte, error) { return feeds.IncidentsJSON(a, base) })
	p.data(urls.APIServices, func() ([]byte, error) { return feeds.ServicesJSON(a, base) })
	p.data(urls.APIUptime, func() ([]byte, error) { return feeds.UptimeJSON(s.uptime) })
	p.data(urls.APIActions, func() ([]byte, error) { return feeds.ActionsJSON(a, base) })
	if s.hasTrends(a.Incidents) {
		p.data(urls.APITrends, func() ([]byte, error) { return feeds.TrendsJSON(s.trends()) })
		for _, t := range feeds.TrendsTables() {
			p.data(urls.TrendsTable(t.Name), func() ([]byte, error) { return t.CSV(s.trends().Archive), nil })
		}
	}
	if len(a.Evidence) > 0 {
		p.data(urls.APIObserved, func() ([]byte, error) { return feeds.ObservedJSON(s.observedYears()) })
	}
	for _, f := range feeds.Schemas(a, base) {
		p.data(f.Path, f.Write)
	}
	for _, f := range recompute.Scripts() {
		p.data(urls.Method+f.Name, func() ([]byte, error) { return f.Data, nil })
	}
	for _, i := range a.Incidents {
		p.data(urls.IncidentData(i.Path), func() ([]byte, error) { return feeds.IncidentJSON(a, i, base) }).Owner = i.File
	}
	for _, y := range s.allPeriods() {
		p.data(urls.PeriodIncidentsCSV(y.ID()), func() ([]byte, error) { return feeds.IncidentsCSV(a, y.incidents, base), nil })
		p.data(urls.PeriodUptimeCSV(y.ID()), func() ([]byte, error) { return feeds.UptimeCSV(y.figures, base), nil })
	}
	p.twins()
	p.badges()
	p.feed(nil)
	for _, v := range a.Services {
		p.feed(&feeds.Part{Name: v.Name, Description: v.Description, Page: urls.Service(v.ID), Incidents: v.Incidents})
	}
	for _, k := range a.Taxonomies {
		for _, t := range k.Terms {
			f := feeds.Feed{Archive: a, Base: base, Part: &feeds.Part{
				Name: k.Singular + ": " + shown(k, t), Page: urls.Term(k.ID, t.Slug), Incidents: t.Incidents,
			}}
			p.data(urls.FeedsOf(f.Part.Page).Atom, f.Atom)
		}
	}
	p.actionFiles()
	for _, asset := range s.theme.Assets() {
		p.data(asset.Path, func() ([]byte, error) { return asset.Data, nil })
	}
	p.data(urls.NoJekyll, func() ([]byte, error) { return nil, nil })
	p.data(urls.Headers, func() ([]byte, error) { return feeds.Headers(base), nil })
	if name := a.Settings.CNAME; name != "" {
		p.data(urls.CNAME, func() ([]byte, error) { return []byte(name + "\n"), nil })
	}
	if text, ok := feeds.Robots(base); ok {
		p.data(urls.Robots, func() ([]byte, error) { return text, nil })
	}
	p.sitemap()
}

// badges plans a picture for each year of the archive from the first to the last in which
// a service was tracked; the years between say that it was not.
func (p *planner) badges() {
	s := p.site
	for _, v := range s.archive.Services {
		last := 0
		for _, y := range s.uptime.Service(v.ID) {
			for _, gap := range s.archive.Years {
				if last > 0 && last < gap.Number && gap.Number < y.In.Year {
					p.badge(v, strconv.Itoa(gap.Number), "uptime "+strconv.Itoa(gap.Number), "not tracked")
				}
			}
			p.badge(v, y.In.ID(), "uptime "+y.In.String(), s.percentage(y.Stats).Text)
			last = y.In.Year
		}
		for _, y := range uptime.Of(s.uptime.Rolling, v.ID) {
			p.badge(v, y.In.ID(), fmt.Sprintf("uptime, %d days to %s", y.In.Part, s.today()), s.percentage(y.Stats).Text)
		}
	}
}

func (p *planner) badge(v *archive.Service, id, what, value string) {
	p.data(urls.Badge(v.ID, id), func() ([]byte, error) { return feeds.Badge(v.Name+" "+what, value) })
}

// data plans a file that programs read.
func (p *planner) data(path string, render func() ([]byte, error)) *Output {
	return p.add(Output{Path: path, Owner: wholeArchive, Render: func(to *bytes.Buffer) error {
		data, err := render()
		if err != nil {
			return fmt.Errorf("writing %s: %w", path, err)
		}
		to.Write(data) // a buffer takes everything
		return nil
	}})
}

// feed plans the feeds of a part of the archive, or of all of it.
func (p *planner) feed(part *feeds.Part) {
	paths := urls.FeedsOf(urls.Home)
	if part != nil {
		paths = urls.FeedsOf(part.Page)
	}
	f := feeds.Feed{Archive: p.site.archive, Base: p.site.base, Part: part, Body: func(i *archive.Incident) string { return p.site.feedBody[i]() }}
	shown := f.Shown()
	p.data(paths.Atom, f.Atom).Bodies = shown
	p.data(paths.JSON, f.JSON).Bodies = shown
	p.data(paths.Calendar, func() ([]byte, error) { return f.Calendar(), nil })
}

// sitemap lists the pages planned so far.
func (p *planner) sitemap() {
	pages := make([]feeds.Location, 0, len(p.outputs))
	for _, o := range p.outputs {
		if o.Listed {
			pages = append(pages, feeds.Location{Path: o.Path, Modified: o.Modified})
		}
	}
	for _, f := range feeds.Sitemap(p.site.base, pages) {
		p.data(f.Path, f.Write)
	}
}

// structuredData is the JSON-LD of a page.
func (s *Site) structuredData(sub subject) ([]byte, error) {
	trail := append(sub.trail[:len(sub.trail):len(sub.trail)], feeds.Crumb{Name: sub.title, Path: sub.path})
	switch {
	case sub.title == "":
		return feeds.HomeLD(s.archive, s.base)
	case sub.article != nil:
		return feeds.IncidentLD(s.archive, s.base, sub.article, sub.trail)
	case sub.year != nil:
		return feeds.YearLD(s.archive, s.base, sub.year, trail)
	}
	return feeds.TrailLD(s.base, trail)
}
