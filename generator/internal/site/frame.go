package site

import (
	"html/template"

	"afterword/generator/internal/theme"
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
