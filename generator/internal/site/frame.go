package site

import (
	"html/template"
	"slices"
	"strings"
	"unicode/utf8"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/urls"
)

// A Frame is what every page has: the head, the header and the footer. Each
// layout's data embeds it.
type Frame struct {
	Site About
	Head Head
	Masthead
	Trail []Link // the breadcrumb, without the page itself; empty on the home page
}

// A Masthead is the header of the pages of one section.
type Masthead struct {
	Nav   []NavLink
	Piece theme.Piece // as partials/masthead.html draws it
}

// About is the archive's own name and notes, the same on every page.
type About struct {
	Title       string
	Description string
	Language    string // BCP 47
	Home        string // path of the home page
	AsOf        Moment // when the data was true
	Counting    string // how downtime is counted, in one sentence
	Method      string // path of the page that explains it
	Search      string // path of the search page
	Feeds       []Feed // Atom, JSON Feed, iCalendar of the whole archive
	FeedsPage   string
	Pages       []Link // plain pages, for the footer
	Repository  string // address of the archive's files, or ""

	// What archive.yaml says under look: nil or "" where it does not, other than SearchExample.
	Logo, Icon    *Picture
	FooterText    template.HTML
	SearchExample string // what a field for searching shows

	Links  theme.Piece // what all heads link to, as partials/links.html draws it
	Footer theme.Piece // as partials/colophon.html draws it
}

// Head is what a page says about itself to browsers, feeds and crawlers.
type Head struct {
	Title       string // of the document: "Page · Site"
	Description string // 50–160 characters
	Canonical   string // absolute; "" where base_url names no host
	NoIndex     bool
	Type        string // Open Graph: "website" or "article"
	Image       string // absolute address of a 1200 × 630 PNG, or ""
	Published   string // RFC 3339, articles only
	Modified    string // "" where it is as it was published
	Tags        []string
	Feeds       []Feed // <link rel=alternate>, those of the whole archive last
	Own         []Feed // those of Feeds that are the page's own
	Refresh     string // where a page that has moved leads to, relative to it; "" on all others
	OpenSearch  string // path of the description for address bars; "" on postmortems
	Search      bool   // the page is that of the search
	Script      string // path of the script that the page runs; "" on most
	data        func() ([]byte, error)
}

// Data is the page's JSON-LD, ready for a script element.
func (h Head) Data() (template.JS, error) {
	data, err := h.data()
	return theme.TrustedJSON(data), err
}

// A Feed is something to subscribe to.
type Feed struct {
	Label string // "Atom"
	Title string // "Connect apps (Atom)"; "Atom" for the whole archive
	Type  string // "application/atom+xml"
	URL   string
}

// A Link is a name and where it leads. URL carries the base path; relativeLinks takes it off pages.
type Link struct {
	Label string
	URL   string
}

// A NavLink is a Link of the header. Current marks the section being read, Here the page itself.
type NavLink struct {
	Link
	Current, Here bool
}

// A Counted link says how many incidents it leads to.
type Counted struct {
	Link
	Count int
}

// newAbout makes what every page says of the archive.
func (s *Site) newAbout() About {
	set := s.archive.Settings
	about := About{
		Title:       set.Title,
		Description: set.Description,
		Language:    set.Language,
		Home:        s.path(urls.Home),
		AsOf:        s.instant(s.archive.AsOf),
		Counting:    set.Weights.String(),
		Method:      s.path(urls.Method),
		Search:      s.path(urls.Search),
		Feeds:       s.feeds("", urls.Home),
		FeedsPage:   s.path(urls.Feeds),
		Repository:  set.EditURL,

		Logo:          s.picture(set.Look.Logo),
		Icon:          s.picture(set.Look.Favicon),
		FooterText:    s.footnote(),
		SearchExample: s.searchExample(),
	}
	for _, p := range s.archive.Pages {
		if !p.Draft && p.Period == "" && len(about.Pages) < footerPages {
			about.Pages = append(about.Pages, s.link(p.Title, urls.Page(p.Path)))
		}
	}
	about.Links = s.theme.Piece("partials/links.html", about)
	about.Footer = s.theme.Piece("partials/colophon.html", about)
	return about
}

// footerPages is how many plain pages the footer names; others are for their authors to link.
const footerPages = 12

// feeds are the three ways to subscribe to the incidents of a service, or to all.
func (s *Site) feeds(service, page string) []Feed {
	paths := urls.FeedsOf(page)
	feed := func(label, kind, path string) Feed {
		title := label
		if service != "" {
			title = service + " (" + label + ")"
		}
		return Feed{Label: label, Title: title, Type: kind, URL: s.path(path)}
	}
	return []Feed{
		feed("Atom", "application/atom+xml", paths.Atom),
		feed("JSON Feed", "application/feed+json", paths.JSON),
		feed("iCalendar", "text/calendar", paths.Calendar),
	}
}

// A subject is what a page's frame is made from.
type subject struct {
	title       string // of the page; "" is the home page
	description string
	path        string        // site path
	section     string        // site path of the nav entry it belongs to
	trail       []feeds.Crumb // from below the section to above the page itself
	article     *archive.Incident
	year        *archive.Year
	noIndex     bool
	feeds       []Feed
}

func (s *Site) newFrame(sub subject) Frame {
	for _, entry := range sections() {
		if entry.path == sub.section && sub.section != sub.path {
			sub.trail = slices.Concat([]feeds.Crumb{{Name: entry.label, Path: entry.path}}, sub.trail)
		}
	}
	title := s.about.Title
	if sub.title != "" {
		title = sub.title + " · " + s.about.Title
	}
	head := Head{
		Title:       title,
		Description: describe(sub.description, s.about.Title, s.about.Description),
		NoIndex:     sub.noIndex,
		Type:        "website",
		Feeds:       slices.Concat(sub.feeds, s.about.Feeds),
		Own:         sub.feeds,
	}
	if i := sub.article; i != nil {
		head.Type = "article"
		head.Published, head.Modified = calendar.ISOTime(i.Published()), calendar.ISOTime(i.Updated)
		for _, k := range s.archive.Taxonomies {
			if k.Topic {
				head.Tags = append(head.Tags, termNames(k.Of(i))...)
			}
		}
	}
	if s.base.Origin() != "" {
		head.Canonical = s.base.Absolute(sub.path)
		if card, ok := s.theme.Asset("card.png"); ok {
			head.Image = s.base.Absolute(card.Path)
		}
		if sub.article == nil {
			head.OpenSearch = s.path(urls.OpenSearch)
		}
	}
	head.data = func() ([]byte, error) { return s.structuredData(sub) }
	frame := Frame{Site: s.about, Head: head, Masthead: s.mastheads[sub.section]}
	if slices.ContainsFunc(s.menu, func(e entry) bool { return e.path == sub.path }) {
		frame.Masthead = s.masthead(sub.section, sub.path)
	}
	for _, c := range sub.trail {
		frame.Trail = append(frame.Trail, s.link(c.Name, c.Path))
	}
	return frame
}

// masthead is the header of the pages of a section, or that of a page that the menu leads to.
func (s *Site) masthead(section, page string) Masthead {
	m := Masthead{}
	for _, e := range s.menu {
		here := e.path != "" && e.path == page
		m.Nav = append(m.Nav, NavLink{Link: Link{e.label, e.url}, Current: here || e.path != "" && e.path == section, Here: here})
	}
	m.Piece = s.theme.Piece("partials/masthead.html", struct {
		Site About
		Nav  []NavLink
	}{s.about, m.Nav})
	return m
}

// Bounds of a meta description, in code points: shorter ones tell nothing,
// longer ones are cut by those who show them.
const descriptionLeast, descriptionMost = 50, 160

// describe makes a meta description of 50 to 160 characters. What is too short
// is followed by what the archive is.
func describe(text string, more ...string) string {
	text = strings.Join(strings.Fields(text), " ")
	for _, m := range append(more, "An archive of incident postmortems: what broke, for how long, and what changed.") {
		if utf8.RuneCountInString(text) >= descriptionLeast {
			break
		}
		if m = strings.TrimSpace(m); m == "" || strings.Contains(text, m) {
			continue
		}
		if text != "" && !strings.HasSuffix(text, ".") {
			text += "."
		}
		text = strings.TrimSpace(text + " " + m)
	}
	return shorten(text, descriptionMost)
}

// shorten cuts text to at most n code points, between words where it can.
func shorten(text string, n int) string {
	if utf8.RuneCountInString(text) <= n {
		return text
	}
	cut := string([]rune(text)[:n-1])
	if space := strings.LastIndexByte(cut, ' '); space > len(cut)/2 {
		cut = cut[:space]
	}
	return strings.TrimRight(cut, " ,;:–—") + "…"
}

// plural counts in words: "1 incident", "3 incidents".
func plural(n int, one, many string) string {
	if n != 1 {
		one = many
	}
	return calendar.Count(int64(n)) + "\u00a0" + one
}

// incidents counts incidents in words.
func incidents(n int) string { return plural(n, "incident", "incidents") }
