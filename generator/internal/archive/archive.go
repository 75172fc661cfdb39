package archive

import (
	"slices"
	"sort"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/evidence"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
)

// An Archive is everything that was read, in the order in which it is shown.
type Archive struct {
	Settings *settings.Settings
	// AsOf is what counts as "now", in seconds since 1970.
	AsOf int64
	// Incidents, newest first: by first start, else by date; ties by path. A day, a month
	// or a year counts from its beginning in the archive's zone. Those of which neither is
	// known are last.
	Incidents []*Incident
	// Pages are the plain pages, by path.
	Pages []*postmortem.Page
	// Services in the order of archive.yaml, else by ID.
	Services []*Service
	// Years run from the first to the last in which the archive has anything or a service
	// with a first tracked day is tracked, oldest first, without gaps of more than five.
	Years []*Year
	// Undated are the incidents of no known year, in a Year of the number 0; nil where
	// there are none.
	Undated *Year
	// Taxonomies in the order of the settings: causes, tags, severities and organizations,
	// and those others of which a report has a term.
	Taxonomies []*Taxonomy
	// Evidence is what monitors saw, by path.
	Evidence []evidence.File

	// Corrected reports whether any report was published otherwise before.
	Corrected bool

	byPath map[string]*Incident
}

// An Incident is a postmortem in its place among the others.
type Incident struct {
	*postmortem.Postmortem
	// Start is that of the first window; zero where there is no window.
	Start calendar.Time
	// End is that of the last window; zero where it is ongoing, unknown or there is none.
	End calendar.Time
	// Ongoing reports whether a window is still open.
	Ongoing bool
	// Year and Month are those it belongs to, in the archive's zone: of its
	// start, else of its date; 0 where it is not known.
	Year  int
	Month time.Month
	// Level is the worst of its windows; Unknown where none is known.
	Level settings.Level
	// Length is the union of its windows.
	Length postmortem.Length
	// Services are what it names, in its own order; they shadow the names. Taxonomy.Of has its terms.
	Services []*Service
	// Severity is never nil: there is a term for "not recorded".
	Severity *Term
	// Earlier and Later are its neighbours in time, nil at the ends and where its time is not known.
	Earlier, Later *Incident
	// Named are the incidents that it, or they, name under related, and Apart those that it, or
	// they, name under unrelated.
	Named, Apart []*Incident

	at    int64     // what it is sorted by: its When in seconds since 1970, but for days
	terms [][]*Term // by the places of their taxonomies in the settings
}

// ServiceNames are the names of its services.
func (i *Incident) ServiceNames() []string {
	names := make([]string, len(i.Services))
	for n, s := range i.Services {
		names[n] = s.Name
	}
	return names
}

// A Service is a service with its incidents and its place in the tree.
type Service struct {
	settings.Service
	Parent   *Service // shadows the ID; nil at the top
	Children []*Service
	// Incidents name the service itself or one below it, newest first.
	Incidents []*Incident
}

// Covers reports whether an ID is that of the service or of one below it.
func (s *Service) Covers(id string) bool {
	return s.ID == id || slices.ContainsFunc(s.Children, func(c *Service) bool { return c.Covers(id) })
}

// A Year is a calendar year in the archive's zone.
type Year struct {
	Number    int
	Incidents []*Incident     // that belong to it, newest first
	Months    [12][]*Incident // the same by month, January first
	Monthless []*Incident     // those of which no month is known
}

// In lists the incidents that belong to an interval, newest first: those whose whole day, month or year,
// as far as it is known, is in it. more counts those of which it is not known closely enough.
func (a *Archive) In(in calendar.Interval) (list []*Incident, more int) {
	first := sort.Search(len(a.Incidents), func(n int) bool { return a.Incidents[n].at < in.End })
	for _, i := range a.Incidents[first:] {
		span := i.When().Span(a.Settings.Zone)
		switch {
		case i.Year == 0:
		case in.Start <= span.Start && span.End <= in.End:
			list = append(list, i)
		case in.Overlaps(span):
			more++
		}
		if i.at < in.Start-366*86400 { // longer than any year
			break
		}
	}
	return list, more
}

// Incident finds one by its path.
func (a *Archive) Incident(path string) (*Incident, bool) {
	i, ok := a.byPath[path]
	return i, ok
}

// Service finds one by its ID.
func (a *Archive) Service(id string) (*Service, bool) {
	for _, s := range a.Services {
		if s.ID == id {
			return s, true
		}
	}
	return nil, false
}

// Year finds one by its number.
func (a *Archive) Year(number int) (*Year, bool) {
	i, ok := slices.BinarySearchFunc(a.Years, number, func(y *Year, number int) int { return y.Number - number })
	if !ok {
		return nil, false
	}
	return a.Years[i], true
}
