package site

import (
	"html/template"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/changes"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/markdown"
	"afterword/generator/internal/scan"
	"afterword/generator/internal/search"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/trends"
	"afterword/generator/internal/uptime"
	"afterword/generator/internal/urls"
)

// Input is what a site is made of.
type Input struct {
	Archive *archive.Archive
	Base    urls.Base
	Theme   *theme.Theme
	// Files are those that are copied as they are: static files and files of bundles.
	Files *scan.Files
	// Markdown renders bodies; several sites may share it.
	Markdown *markdown.Renderer
	// Before is the site of the archive as it was, or nil. Its bodies are taken
	// over where neither their text nor what they link to has changed.
	Before *Site
	// DropBodies keeps no rendered body: they are rendered again when they are
	// asked for again. It is for a server, which shows few pages of many, and
	// needed for a site to be the Before of another.
	DropBodies bool
	// Record is what was published before, nil where no record is kept.
	Record *changes.Record
}

// A Site is an archive ready to be shown. It is safe for concurrent use: what
// it computes on first demand never changes afterwards.
type Site struct {
	archive *archive.Archive
	base    urls.Base
	theme   *theme.Theme
	files   *scan.Files
	zone    *time.Location
	copies  []Copy
	bodies  bodies
	plan    []Output
	planned map[string]int // site path → place in the plan
	titles  map[string]int // how many pages would share a document title
	about   About
	menu    []entry
	uptime  *uptime.Report
	periods map[calendar.Cycle][]period // that have pages
	trends  func() *trends.Trends       // once
	rowOf   map[*archive.Incident]func() Row
	// feedBody is each report as feed readers get it, its links absolute.
	feedBody map[*archive.Incident]func() string
	// mastheads are the headers of pages, by the site path of their section; "" is of none.
	mastheads map[string]Masthead
	index     func() ([]search.File, error) // SearchFiles, once
	downtimes func() downtimes              // of all incidents, once
	relations func() *relations             // once, too
	compared  atomic.Bool                   // relations was called

	definitions map[*archive.Term]template.HTML // of those that archive.yaml defines

	lookProblems diag.List
	record       *changes.Record
}

// New prepares a site. It renders nothing yet.
func New(in Input) *Site {
	s := &Site{
		archive: in.Archive,
		base:    in.Base,
		theme:   in.Theme,
		files:   in.Files,
		zone:    in.Archive.Settings.Zone,
		record:  in.Record,
		titles:  make(map[string]int, len(in.Archive.Incidents)),
	}
	// The arithmetic takes as long as the rest, and is done beside it.
	var figures sync.WaitGroup
	figures.Go(func() { s.uptime = s.archive.Uptime() })
	for _, i := range s.archive.Incidents {
		s.titles[i.Title]++
	}
	for _, p := range s.archive.Pages {
		s.titles[p.Title]++
	}
	s.trends = sync.OnceValue(func() *trends.Trends { return trends.New(s.archive) })
	s.rowOf = onceEach(s.archive.Incidents, func(i *archive.Incident) Row { return s.rowWith(i, s.lengthOf(i)) })
	s.feedBody = onceEach(s.archive.Incidents, func(i *archive.Incident) string {
		return markdown.Absolutise(s.bodies.document(i.File).HTML, s.base, urls.Incident(i.Path))
	})
	s.copies = s.newCopies()
	s.bodies = newBodies(s, in)
	s.index = sync.OnceValues(s.newSearchFiles)
	s.downtimes = sync.OnceValue(s.newDowntimes)
	s.relations = s.relationsAfter(in.Before, in.DropBodies)
	figures.Wait()
	s.periods = s.newPeriods()
	s.plan = s.newPlan()
	s.planned = make(map[string]int, len(s.plan))
	for n, o := range s.plan {
		s.planned[o.Path] = n
		if len(o.Bodies) > 1 {
			for _, file := range o.Bodies {
				s.bodies.byFile[file].shared = true
			}
		}
	}
	s.definitions = s.define()
	s.about = s.newAbout()
	s.menu = s.newMenu()
	s.mastheads = map[string]Masthead{"": s.masthead("", "")}
	for _, section := range sections() {
		s.mastheads[section.path] = s.masthead(section.path, "")
	}
	if in.Before != nil {
		s.bodies.adopt(in.Before, s.SameAddresses(in.Before))
	}
	return s
}

// Archive is what the site shows.
func (s *Site) Archive() *archive.Archive { return s.archive }

// Uptime is every figure of the archive.
func (s *Site) Uptime() *uptime.Report { return s.uptime }

// Report is the rendered Markdown of an incident, its links resolved, for exports.
func (s *Site) Report(i *archive.Incident) markdown.Document { return s.bodies.document(i.File) }

// Plan lists every output of the site but for the files that are copied. It is
// not to be changed.
func (s *Site) Plan() []Output { return s.plan }

// Output finds one by its site path. Where two claim a path, it is the later one.
func (s *Site) Output(site string) (Output, bool) {
	n, ok := s.planned[site]
	if !ok {
		return Output{}, false
	}
	return s.plan[n], true
}

// SameAddresses reports whether two sites have the same files at the same
// addresses from the same sources, so that what links to them is the same too.
func (s *Site) SameAddresses(other *Site) bool {
	return s.base == other.base && slices.Equal(s.copies, other.copies) &&
		slices.EqualFunc(s.plan, other.plan, func(a, b Output) bool { return a.Path == b.Path && a.Owner == b.Owner })
}

// exists reports whether the plan holds a site path.
func (s *Site) exists(site string) bool {
	_, ok := s.planned[site]
	return ok
}

// path puts the base path before a site path.
func (s *Site) path(site string) string { return s.base.Path(site) }

// link is a name that leads to a site path.
func (s *Site) link(label, site string) Link { return Link{Label: label, URL: s.path(site)} }
