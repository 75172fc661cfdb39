package settings

import (
	"math"
	"slices"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/edition"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/urls"
)

// Settings are what archive.yaml says, with every default filled in. They are
// immutable once read.
type Settings struct {
	Title       string
	Description string
	Base        urls.Base // of base_url
	CNAME       string    // a host name for GitHub Pages; "" writes none
	Language    string    // a BCP 47 tag; "en" by default
	Author      string
	Theme       string // one of the program's or a folder under themes/; "default"
	Look        Look
	Menu        []MenuEntry
	Zone        *time.Location // cuts days, months and years, and shows times; UTC by default
	ZoneGiven   bool           // archive.yaml names Zone
	ZoneUnread  bool           // archive.yaml may name a zone, and it could not be read
	ExtraFacts  []ExtraFact
	// SeveritiesUnread says the same of the severities.
	SeveritiesUnread bool
	AsOf             calendar.Time // as_of; zero where archive.yaml has none
	EditURL          string        // the address of the folder that holds the archive's files; "" for none
	Weights          Weights
	Severities       []string // worst first, at least one
	// Taxonomies are the ways of sorting reports: those that every archive has, then those
	// that archive.yaml adds, in its order.
	Taxonomies []Taxonomy
	// Rules say what reports must have, and Templates by severity which template a new
	// report begins with.
	Rules     []Rule
	Templates map[string]frontmatter.Value
	// PartialAsDown puts the strict uptime first, which counts a partial outage in full.
	PartialAsDown bool
	// Cycles are those that have pages and figures of their own beside the years, and Rolling how
	// many days up to as-of have figures, fewest first. YearStart begins fiscal years.
	Cycles    []calendar.Cycle
	Rolling   []int
	YearStart calendar.YearStart
	// Services in the order of archive.yaml. Declared says that archive.yaml lists
	// them, so that any other service is an error.
	Services []Service
	Declared bool
	// Editions are nil where archive.yaml lists none. Everything else is of the chosen one.
	Editions *edition.Set
	// Unsafe lets raw HTML in Markdown through a sanitizer instead of escaping it.
	Unsafe bool
	// Abbreviations are words that mean the same in a search, a group each, with spaces between.
	Abbreviations []string
	Outputs       Outputs
	Limits        Limits
}

// Outputs are the files that an archive can do without.
type Outputs struct {
	Markdown bool // each report as Markdown, and llms.txt; true by default
}

// A Service is something that can be up or down.
type Service struct {
	ID           string // [a-z0-9] and single dashes
	Name         string // the ID where archive.yaml has none
	Organization string
	Parent       string // ID of another service, or ""
	Description  string
	Since        calendar.Time // first tracked day in the archive's zone; zero: not declared
	Until        calendar.Time // last tracked day; zero: still tracked
	Targets      []Target      // of uptime, by the day from which each is in force
	Agreement    *Agreement    // nil: none
	// ObservedFirst lets what monitors saw lead, not what reports say.
	ObservedFirst bool
	Measured      *calendar.Hours // the part of the time that counts; nil: all of it
	URL           string
}

// Limits bound what one file may hold. archive.yaml's limits raise them.
type Limits struct {
	File           int64 // bytes of one Markdown file
	FrontMatter    int   // bytes
	Depth          int   // nesting of front matter
	Keys           int   // keys of one mapping in front matter
	Title          int   // code points
	Tags           int   // tags, causes, services, aliases or related of one postmortem
	Nesting        int   // of Markdown blocks
	TableColumns   int
	TableCells     int
	References     int // bytes that reference links may expand to
	Headings       int
	HighlightBytes int   // of one code block; above, it is shown without colours
	PageBytes      int64 // of one rendered page
	Files          int   // files of one archive
	StaticFile     int64 // bytes of one static file or file of a bundle
}

// ForFrontMatter returns those of the limits that front matter is parsed with.
func (l Limits) ForFrontMatter() frontmatter.Limits {
	return frontmatter.Limits{Bytes: l.FrontMatter, Depth: l.Depth, Keys: l.Keys}
}

// Default returns the settings of an archive whose archive.yaml says nothing.
func Default() *Settings {
	return &Settings{
		Title:      "Postmortems",
		Language:   "en",
		Theme:      "default",
		Look:       Look{Home: defaultHome()},
		Zone:       time.UTC,
		Weights:    Weights{MajorOutage: 1000, PartialOutage: 300},
		Severities: []string{"critical", "major", "minor", "notice"},
		Taxonomies: defaultTaxonomies(),
		Outputs:    Outputs{Markdown: true},
		Limits:     DefaultLimits(),
	}
}

// DefaultZone is the zone of times that carry none: nil where archive.yaml names
// no zone, since a guess would publish a false time.
func (s *Settings) DefaultZone() *time.Location {
	if s.ZoneGiven {
		return s.Zone
	}
	return nil
}

// WithoutFollowing drops from the diagnostics of a file that times lack a zone and that
// severities are unknown, where archive.yaml could not be read: that error is not the file's.
func (s *Settings) WithoutFollowing(list diag.List) diag.List {
	return slices.DeleteFunc(list, func(d diag.Diagnostic) bool {
		return s.ZoneUnread && d.Code == diag.TimeZoneMissing || s.SeveritiesUnread && d.Code == diag.SeverityUnknown
	})
}

// An ExtraFact is a key of front matter of the archive's own, and the label under which
// its value is shown among the facts of an incident.
type ExtraFact struct{ Key, Label string }

// Life is the time in which the service is tracked as declared, by the days of a zone and
// up to asOf, in seconds since 1970. Without a first day it has no beginning.
func (s Service) Life(zone *time.Location, asOf int64) calendar.Interval {
	life := calendar.Interval{Start: math.MinInt64, End: asOf}
	if !s.Since.IsZero() {
		life.Start = s.Since.Unix()
	}
	if !s.Until.IsZero() {
		life.End = min(life.End, s.Until.Span(zone).End)
	}
	return life
}

// Service finds a declared service.
func (s *Settings) Service(id string) (Service, bool) {
	for _, v := range s.Services {
		if v.ID == id {
			return v, true
		}
	}
	return Service{}, false
}

// DefaultLimits are far beyond what a report needs, and low enough that a hostile
// file takes neither much time nor much memory.
func DefaultLimits() Limits {
	return Limits{
		File: 2 << 20, FrontMatter: 64 << 10, Depth: 32, Keys: 200, Title: 300, Tags: 50, Nesting: 32,
		TableColumns: 100, TableCells: 10_000, References: 100 << 10, Headings: 2_000,
		HighlightBytes: 64 << 10, PageBytes: 16 << 20, Files: 200_000, StaticFile: 100 << 20,
	}
}
