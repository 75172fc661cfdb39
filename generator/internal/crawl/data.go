package crawl

import (
	"path"
	"strings"

	"afterword/generator/internal/publish"
	"afterword/generator/internal/urls"
)

// expected are the files for programs that every site has.
var expected = []string{
	urls.FeedAtom, urls.FeedJSON, urls.FeedCalendar, urls.Sitemap,
	urls.APIIncidents, urls.APIServices, urls.APIUptime, urls.APIActions,
}

// data are the findings of T11.
func (s *site) data() (list []Finding) {
	for _, path := range expected {
		if !s.has(path) {
			r := report{file: publish.File{Path: urls.OutputFile(path)}}
			r.add(Machine, "the file is missing")
			list = append(list, r.list...)
		}
	}
	list = append(list, s.eachFile(func(f publish.File, r *report) {
		switch site := "/" + f.Path; {
		case site == urls.APIIncidents:
			s.json(r, object{"incidents": listOf(incidentShape)})
		case site == urls.APIServices:
			s.json(r, object{"services": listOf(serviceShape)})
		case site == urls.APIUptime:
			s.json(r, uptimeShape)
		case site == urls.APIActions:
			s.json(r, object{"actions": listOf(promiseShape)})
		case strings.HasPrefix(site, urls.Incidents) && path.Base(site) == "index.json":
			s.json(r, incidentShape)
		case path.Base(site) == path.Base(urls.FeedAtom):
			s.atom(r)
		case path.Base(site) == path.Base(urls.FeedJSON):
			s.jsonFeed(r)
		case path.Ext(site) == ".ics":
			s.calendar(r)
		}
	})...)
	list = append(list, s.eachPage(func(p *page, r *report) {
		for _, block := range p.structured {
			s.structured(r, block)
		}
	})...)
	return append(list, s.sitemaps()...)
}

// published reports an address that should be one of the site, whole where the
// base has an origin, and leads to no file.
func (s *site) published(r *report, what, address string) {
	at := s.locate(r.file.Path, address)
	switch {
	case !at.within():
		r.add(Machine, "%s %q is not an address of the site", what, short(address))
	case s.base.Origin() != "" && !at.full:
		r.add(Machine, "%s %q is not absolute", what, short(address))
	case !s.has(at.path):
		r.add(Machine, "%s %q leads nowhere: there is no %s", what, short(address), urls.OutputFile(at.path))
	}
}
