package feeds

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/urls"
)

// A Feed is a subscription: what it is about and where the site is. Its methods
// write it as Atom, JSON Feed and iCalendar.
type Feed struct {
	Archive *archive.Archive
	Base    urls.Base
	// Part narrows the feed; nil: the whole archive.
	Part *Part
	// Body returns a postmortem as HTML. It must be safe and its links absolute: a
	// feed reader shows it on a page of its own. It is called for the postmortems
	// that Shown names, and for no others. Nil: the feed has summaries only.
	Body func(*archive.Incident) string
}

// A Part is the incidents of a page that has a feed of its own: of a service and those below it, of a
// term, of overdue actions.
type Part struct {
	Name, Description string
	Page              string // site path
	Folder            string // of its feeds; "" where that is its page
	Incidents         []*archive.Incident
}

// Bounds of feeds. What a feed reader or a calendar fetches every few hours stays the same
// size however large the archive grows; the JSON and CSV of the site have everything.
const (
	// Newest is how many postmortems an Atom or JSON feed has.
	Newest = 50
	// Whole is how many of them the feed of a part has with their text; older ones have
	// their summary and their address. The feed of the whole archive has the text of all.
	Whole = 20
	// Events is how many incidents with a recorded time the calendar of the archive holds, the
	// newest, and ServiceEvents that of a part of it.
	Events        = 1000
	ServiceEvents = 500
)

// incidents are all that the feed is about, in the archive's order.
func (f Feed) incidents() []*archive.Incident {
	if f.Part != nil {
		return f.Part.Incidents
	}
	return f.Archive.Incidents
}

// newest are the postmortems that the feed has: the latest by publication, ties by
// path. One on something long past is news on the day on which it is published. One of
// which no time at all is known is none: an entry must have one.
func (f Feed) newest() []*archive.Incident {
	list := slices.DeleteFunc(slices.Clone(f.incidents()), func(i *archive.Incident) bool { return i.Year == 0 })
	slices.SortFunc(list, func(x, y *archive.Incident) int {
		return cmp.Or(cmp.Compare(released(y).Unix(), released(x).Unix()), cmp.Compare(x.Path, y.Path))
	})
	return list[:min(len(list), Newest)]
}

// whole is how many of the newest postmortems the feed has with their text.
func (f Feed) whole() int {
	if f.Part != nil {
		return Whole
	}
	return Newest
}

// Shown are the files of the postmortems whose text an Atom or JSON feed has.
func (f Feed) Shown() []string {
	newest := f.newest()
	newest = newest[:min(len(newest), f.whole())]
	files := make([]string, len(newest))
	for n, i := range newest {
		files[n] = i.File
	}
	return files
}

// about returns the name of the feed, "Outages we learned from: Connect apps", and the
// page that it belongs to, as a site path.
func (f Feed) about() (title, description, home string) {
	s := f.Archive.Settings
	if p := f.Part; p != nil {
		return s.Title + ": " + p.Name, p.Description, p.Page
	}
	return s.Title, s.Description, urls.Home
}

// folder is where the feed is.
func (f Feed) folder() string {
	if p := f.Part; p != nil {
		return cmp.Or(p.Folder, p.Page)
	}
	return urls.Home
}

// author is the name of the feed's author, which Atom requires.
func (f Feed) author() string {
	return cmp.Or(f.Archive.Settings.Author, f.Archive.Settings.Title)
}

// epoch is the year of a tag: URI in which the name was chosen (RFC 4151, 2.1). It is
// a constant, so that no edit of a postmortem changes its id.
const epoch = "2026"

// noAuthority is the authority where base_url names no host that could be one. The
// top-level domain is reserved (RFC 2606), so no one can own it; two
// archives without an origin may then share ids.
const noAuthority = "afterword.invalid"

// id is the permanent name of a page (RFC 4151): it depends on the path of the page
// and not on its text, so that a new title keeps it.
// "tag:example.org,2026:/incidents/2018/zuora-connect/".
func (f Feed) id(site string) string {
	return "tag:" + authority(f.Base) + "," + epoch + ":" + f.Base.Path(site)
}

// authority is the host without its port, where it is a name.
func authority(base urls.Base) string {
	host := (&url.URL{Host: base.Host()}).Hostname()
	for _, r := range host {
		if !('a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '-' || r == '.') {
			return noAuthority
		}
	}
	return cmp.Or(host, noAuthority)
}

// Edited is when a postmortem was last changed: its update, else its publication, where
// one is exact; else zero. Feeds, the sitemap and JSON-LD call it modified.
func Edited(i *archive.Incident) calendar.Time {
	if at := i.Published(); i.Updated.Before(at) {
		return at
	}
	return i.Updated
}

// released is when a postmortem came out, as far as is known: the beginning of a month or
// a year, and that of the incident where not even those are known.
func released(i *archive.Incident) calendar.Time {
	if i.Date.IsZero() {
		return i.Start
	}
	return i.Date
}

// stamp is the time of a change for formats that demand one.
func stamp(i *archive.Incident) calendar.Time {
	if at := Edited(i); !at.IsZero() {
		return at
	}
	return released(i)
}

// LastEdited is the latest edit among incidents; zero where there are none. It
// is the date of pages that list them.
func LastEdited(incidents []*archive.Incident) calendar.Time {
	var last calendar.Time
	for _, i := range incidents {
		if e := Edited(i); last.Before(e) {
			last = e
		}
	}
	return last
}

// lines joins the parts that are not empty.
func lines(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "\n")
}
