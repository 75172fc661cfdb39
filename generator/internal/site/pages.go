package site

import (
	"cmp"
	"fmt"
	"html/template"
	"path"
	"slices"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/recompute"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/urls"
)

// MethodPage is the data of layouts/method.html.
type MethodPage struct {
	Frame
	Zone   string // IANA name of the zone that cuts days, months and years
	Levels []Weight
	Strict bool // strict figures lead
	// Periods reports whether there are figures beside those of years and all of the time.
	Periods bool
	// Edition is the one that the site shows, where the archive has several; else "".
	Edition string
	Trends  bool  // there is a page of trends
	Changes *Link // to what was published otherwise before; nil where no record is kept
}

// A Weight is how much a level counts.
type Weight struct {
	Badge           Badge
	Meaning, Factor string
}

// FeedsPage is the data of layouts/feeds.html.
type FeedsPage struct {
	Frame
	Bounds   string // how much feeds and calendars hold
	Whole    []Feed
	Services []ServiceFeeds
	Data     []Link
	Schemas  []Link // of the data
}

// ServiceFeeds are the feeds of one service.
type ServiceFeeds struct {
	Service Link
	Feeds   []Feed
}

// PlainPage is the data of layouts/page.html.
type PlainPage struct {
	Frame
	Title    string
	Summary  string
	Draft    bool
	Contents []Heading
	Body     template.HTML
	Updated  Moment
	Params   map[string]any // as in IncidentPage
	Edit     string
}

// MissingPage is the data of layouts/404.html.
type MissingPage struct {
	Frame
	Ways []Link
}

// AliasPage is the data of layouts/alias.html: it leads from an old address to the new one.
type AliasPage struct {
	Frame
	Title  string
	Target string // relative to the old address
}

func (s *Site) plainPage(p *postmortem.Page) PlainPage {
	doc := s.bodies.document(p.File)
	page := PlainPage{
		Title:    p.Title,
		Summary:  p.Summary,
		Draft:    p.Draft,
		Contents: headings(doc),
		Body:     theme.Trusted(doc.HTML),
		Updated:  s.day(p.Updated),
		Params:   p.Params,
		Edit:     s.editURL(p.File),
	}
	if len(page.Contents) < 3 {
		page.Contents = nil
	}
	page.Frame = s.newFrame(subject{
		title: s.uniqueTitle(p.Title, p.Path), description: cmp.Or(p.Summary, firstText(doc)),
		path: urls.Page(p.Path), noIndex: p.Draft,
	})
	return page
}

func (s *Site) methodPage() MethodPage {
	w := s.archive.Settings.Weights
	level := func(l settings.Level, meaning, factor string) Weight {
		badge := s.levelBadge(l)
		badge.URL = ""
		return Weight{Badge: badge, Meaning: meaning, Factor: factor}
	}
	page := MethodPage{
		Zone:    s.zone.String(),
		Strict:  s.strict(),
		Periods: len(s.uptime.Periods)+len(s.uptime.Rolling) > 0 || slices.ContainsFunc(s.archive.Services, func(v *archive.Service) bool { return v.Measured != nil || v.Agreement != nil }),
		Trends:  s.exists(urls.Trends),
		Levels: []Weight{
			level(settings.MajorOutage, "The service did not work for its users.", calendar.Decimal(w[settings.MajorOutage])),
			level(settings.PartialOutage, "It did not work for some of them, or some of it did not work.", calendar.Decimal(w[settings.PartialOutage])),
			level(settings.DegradedPerformance, "It worked slowly or with errors.", calendar.Decimal(w[settings.DegradedPerformance])),
			level(settings.Maintenance, "It was taken down on purpose, and users were told before.", calendar.Decimal(w[settings.Maintenance])),
			level(settings.Unknown, "The report does not tell. Such time is never counted as downtime; it bounds what is.", "bounds"),
		},
	}
	if s.record != nil {
		link := s.link("What changed after publication", urls.Changes)
		page.Changes = &link
	}
	if e := s.archive.Settings.Editions; e != nil {
		page.Edition = e.Chosen
	}
	page.Frame = s.newFrame(subject{
		title:       "Method",
		description: "What the levels of impact mean, how lengths and times are counted and shown, and what is said when something is not known.",
		path:        urls.Method,
	})
	page.Frame.Head.Script = s.path(urls.Method + recompute.Page)
	return page
}

func (s *Site) feedsPage() FeedsPage {
	page := FeedsPage{
		Bounds: fmt.Sprintf("Feeds hold the newest %d reports, those of a service the newest %d with their text. Calendars hold the newest %s incidents with a recorded time, those of a service %d.",
			feeds.Newest, feeds.Whole, calendar.Count(feeds.Events), feeds.ServiceEvents),
		Whole: s.about.Feeds,
		Data: []Link{
			s.link("Incidents", urls.APIIncidents),
			s.link("Services", urls.APIServices),
			s.link("Uptime", urls.APIUptime),
			s.link("Actions", urls.APIActions),
		},
	}
	for _, f := range feeds.Schemas(s.archive, s.base) {
		page.Schemas = append(page.Schemas, s.link(path.Base(f.Path), f.Path))
	}
	for _, v := range s.archive.Services {
		page.Services = append(page.Services, ServiceFeeds{
			Service: s.link(v.Name, urls.Service(v.ID)),
			Feeds:   s.feeds(v.Name, urls.Service(v.ID)),
		})
	}
	page.Frame = s.newFrame(subject{
		title:       "Feeds",
		description: "What can be subscribed to: Atom, JSON Feed and a calendar of all incidents and of each service, and the data as JSON.",
		path:        urls.Feeds,
	})
	return page
}

func (s *Site) missingPage() MissingPage {
	page := MissingPage{Ways: []Link{
		s.link("Home", urls.Home),
		s.link("Search", urls.Search),
		s.link("All incidents", urls.Incidents),
		s.link("Years", urls.Years),
		s.link("Services", urls.Services),
	}}
	page.Frame = s.newFrame(subject{
		title:       "Page not found",
		description: "This address leads nowhere. The incidents, years and services of the archive are listed here.",
		path:        urls.NotFound, noIndex: true,
	})
	return page
}

func (s *Site) aliasPage(alias, title, target string) AliasPage {
	page := AliasPage{Title: title, Target: urls.Relative(alias, target)}
	page.Frame = s.newFrame(subject{
		title:       fmt.Sprintf("%s (moved from %s)", title, alias),
		description: "This page has moved: " + title + ".",
		path:        target, noIndex: true,
	})
	page.Frame.Head.Refresh = page.Target
	return page
}

func (p *planner) plainPages(layout theme.Layout) {
	s := p.site
	for _, page := range s.archive.Pages {
		if page.Period != "" { // words before a report
			continue
		}
		o := p.html(urls.Page(page.Path), page.File, layout, !page.Draft, func() any { return s.plainPage(page) })
		o.Modified, o.Bodies = page.Updated, []string{page.File}
	}
}

// aliases plans pages at old addresses, which lead to the new ones.
func (p *planner) aliases(layout theme.Layout) {
	s := p.site
	add := func(aliases []postmortem.Alias, file, title, target string) {
		for _, a := range aliases {
			p.html(a.Path, file, layout, false, func() any { return s.aliasPage(a.Path, title, target) })
		}
	}
	for _, i := range s.archive.Incidents {
		add(i.Aliases, i.File, i.Title, urls.Incident(i.Path))
	}
	for _, page := range s.archive.Pages {
		add(page.Aliases, page.File, page.Title, urls.Page(page.Path))
	}
}
