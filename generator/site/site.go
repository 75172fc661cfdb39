package site

import (
	"time"

	"afterword/generator/archive"
	"afterword/generator/markdown"
	"afterword/generator/scan"
	"afterword/generator/theme"
	"afterword/generator/uptime"
	"afterword/generator/urls"
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
}

// A Site is an archive ready to be shown. It is safe for concurrent use: what
// it computes on first demand never changes afterwards.
type Site struct {
	archive *archive.Archive
	base    urls.Base
	theme   *theme.Theme
	files   *scan.Files
	zone    *time.Location
	copies  []copied
	bodies  bodies
	plan    []Output
	planned map[string]bool // site paths of the plan
	titles  map[string]int  // how many pages would share a document title
	about   About
	uptime  *uptime.Report
}

// New prepares a site. It renders nothing yet.
func New(in Input) *Site {
	s := &Site{
		archive: in.Archive,
		base:    in.Base,
		theme:   in.Theme,
		files:   in.Files,
		zone:    in.Archive.Settings.Zone,
		titles:  map[string]int{},
	}
	for _, i := range s.archive.Incidents {
		s.titles[i.Title]++
	}
	for _, p := range s.archive.Pages {
		s.titles[p.Title]++
	}
	s.about = s.newAbout()
	s.uptime = s.archive.Uptime()
	s.copies = s.newCopies()
	s.bodies = newBodies(s, in.Markdown)
	s.plan = s.newPlan()
	s.planned = make(map[string]bool, len(s.plan))
	for _, o := range s.plan {
		s.planned[o.Path] = true
	}
	return s
}

// Plan lists every output of the site but for the files that are copied. It is
// not to be changed.
func (s *Site) Plan() []Output { return s.plan }

// exists tells whether the plan holds a site path.
func (s *Site) exists(site string) bool { return s.planned[site] }

// path puts the base path before a site path.
func (s *Site) path(site string) string { return s.base.Path(site) }

// link is a name that leads to a site path.
func (s *Site) link(label, site string) Link { return Link{Label: label, URL: s.path(site)} }
