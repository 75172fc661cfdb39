package feeds

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/urls"
)

// A Promise is an action item of an incident.
type Promise struct {
	postmortem.Action
	Incident *archive.Incident
	ID       string // unique within the archive, and the same for as long as its title is
}

// Promises are the action items of all incidents, in the archive's order, then as written.
func Promises(a *archive.Archive) (list []Promise) {
	for _, i := range a.Incidents {
		seen := map[string]int{}
		for _, action := range i.Actions {
			id := i.Path + "/action/" + urls.Slug(action.Title)
			if seen[id]++; seen[id] > 1 {
				id += fmt.Sprintf("/%d", seen[id])
			}
			list = append(list, Promise{action, i, id})
		}
	}
	return list
}

// ActionsCalendar writes the open ones of some actions that have a due day as iCalendar (RFC 5545): an event that
// takes this day, for calendars on the web and on phones show no to-dos (VTODO) of one that they subscribe to. self is
// the site path of the file. What is overdue says so, as of the archive's time.
func (f Feed) ActionsCalendar(list []Promise, self string) []byte {
	var b bytes.Buffer
	put := func(property, value string) { icsFold(&b, property+":"+value) }
	undated := 0
	var last calendar.Time
	for _, p := range list {
		if at := Edited(p.Incident); last.Before(at) {
			last = at
		}
		if p.Open() && p.Due.IsZero() {
			undated++
		}
	}
	description := ""
	if undated > 0 {
		description = fmt.Sprintf("Open actions without a due day, not shown here: %d.", undated)
	}
	f.calendarHead(put, description, self, last)
	for _, p := range list {
		if !p.Open() || p.Due.IsZero() {
			continue
		}
		put("BEGIN", "VEVENT")
		put("UID", icsText(p.ID+"@"+authority(f.Base)+strings.TrimSuffix(f.Base.Root(), "/")))
		at := stamp(p.Incident)
		put("DTSTAMP", icsTime(calendar.Time{Instant: time.Unix(max(0, at.Unix()), 0)})) // of a report without any time, 1970
		put("DTSTART;VALUE=DATE", p.Due.Instant.Format("20060102"))
		put("SUMMARY", icsText(f.promised(p)))
		put("DESCRIPTION", icsText(p.about()))
		if f.Base.Origin() != "" {
			put("URL", f.Base.Absolute(urls.Incident(p.Incident.Path)))
		}
		put("TRANSP", "TRANSPARENT")
		put("END", "VEVENT")
	}
	put("END", "VCALENDAR")
	return b.Bytes()
}

// OverdueAtom writes those of some actions that are overdue as Atom 1.0 (RFC 4287), the latest first. An entry
// is updated when the due day is over.
func (f Feed) OverdueAtom(list []Promise) ([]byte, error) {
	list = slices.DeleteFunc(slices.Clone(list), func(p Promise) bool { return !p.Overdue(f.Archive.AsOf) })
	slices.SortStableFunc(list, func(x, y Promise) int { return y.Due.Instant.Compare(x.Due.Instant) })
	updated := neverUpdated
	if len(list) > 0 {
		updated = list[0].passed()
	}
	feed := f.atomHead(updated)
	for _, p := range list[:min(len(list), Newest)] {
		e := newElement("entry", "")
		e.add("title", f.promised(p))
		e.add("id", f.id(urls.Incident(p.ID)))
		e.add("updated", p.passed())
		e.add("link", "", "rel", "alternate", "type", "text/html", "href", f.Base.Absolute(urls.Incident(p.Incident.Path)))
		e.add("summary", fmt.Sprintf("Due on %s. %s", calendar.ISOTime(p.Due), p.about()))
		feed.Children = append(feed.Children, e)
	}
	return feed.document("http://www.w3.org/2005/Atom")
}

// promised is the title of an action, with a word before it where it is overdue.
func (f Feed) promised(p Promise) string {
	if p.Overdue(f.Archive.AsOf) {
		return "Overdue: " + p.Title
	}
	return p.Title
}

// about says whose action it is, and of which incident.
func (p Promise) about() string {
	owner := "No owner is recorded."
	if p.Owner != "" {
		owner = "Owner: " + p.Owner + "."
	}
	return owner + " From: " + p.Incident.Title
}

// passed is when the due day was over.
func (p Promise) passed() string { return calendar.RFC3339(p.Due.Instant.AddDate(0, 0, 1).Unix()) }
