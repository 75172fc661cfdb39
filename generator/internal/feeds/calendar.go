package feeds

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/urls"
)

// Calendar writes the newest incidents as iCalendar (RFC 5545, with the calendar
// properties of RFC 7986), media type text/calendar: one event an incident, from
// its first start to its last end, in UTC, and transparent, since nobody is
// busy. An end that is unknown or still to come is left out; a start without a
// time of day is a date, and one without a day has no event. DTSTAMP is the last edit, so that the same archive makes
// the same bytes. An incident without a window did not happen at any time that
// is known; it has no event, and the calendar's description counts it. The calendar of the
// archive holds at most Events, that of a service ServiceEvents, and the description says how many there are.
func (f Feed) Calendar() []byte {
	var b bytes.Buffer
	put := func(property, value string) { icsFold(&b, property+":"+value) }
	_, description, home := f.about()
	shown, timed := f.timed()
	f.calendarHead(put, lines(description, f.missing(len(shown), timed)), urls.FeedsOf(home).Calendar, LastEdited(f.incidents()))
	for _, i := range shown {
		f.event(i, put)
	}
	put("END", "VCALENDAR")
	return b.Bytes()
}

// calendarHead begins a calendar whose address is a site path.
func (f Feed) calendarHead(put func(property, value string), description, self string, last calendar.Time) {
	title, _, home := f.about()
	put("BEGIN", "VCALENDAR")
	put("VERSION", "2.0")
	put("PRODID", "-//Afterword//Afterword//EN")
	put("CALSCALE", "GREGORIAN")
	put("NAME", icsText(title))
	put("X-WR-CALNAME", icsText(title)) // older clients
	if description != "" {
		put("DESCRIPTION", icsText(description))
	}
	if f.Base.Origin() != "" {
		// A URI begins with a scheme, which is not known without an origin.
		put("URL", f.Base.Absolute(home))
		put("SOURCE;VALUE=URI", f.Base.Absolute(self))
	}
	if !last.IsZero() {
		put("LAST-MODIFIED", icsTime(last))
	}
	put("REFRESH-INTERVAL;VALUE=DURATION", "P1D")
	put("X-PUBLISHED-TTL", "P1D") // older clients
}

func (f Feed) event(i *archive.Incident, put func(property, value string)) {
	put("BEGIN", "VEVENT")
	put("UID", icsText(f.uid(i)))
	put("DTSTAMP", icsTime(stamp(i)))
	if i.Start.Precision == calendar.Day {
		put("DTSTART;VALUE=DATE", i.Start.Instant.Format("20060102"))
	} else {
		put("DTSTART", icsTime(i.Start))
		if !i.End.IsZero() {
			put("DTEND", icsTime(i.End))
		}
	}
	put("SUMMARY", icsText(i.Title))
	if i.Summary != "" {
		put("DESCRIPTION", icsText(i.Summary))
	}
	if f.Base.Origin() != "" {
		put("URL", f.Base.Absolute(urls.Incident(i.Path)))
	}
	if c := icsCategories(i); c != "" {
		put("CATEGORIES", c)
	}
	if at := i.Published(); !at.IsZero() {
		put("CREATED", icsTime(at))
	}
	if at := Edited(i); !at.IsZero() {
		put("LAST-MODIFIED", icsTime(at))
	}
	put("TRANSP", "TRANSPARENT")
	put("END", "VEVENT")
}

// uid names an event for good: "2018/zuora-connect@example.org", and the base
// path behind it where the host carries several sites. It is the same in the
// calendar of the archive and in those of services.
func (f Feed) uid(i *archive.Incident) string {
	return i.Path + "@" + authority(f.Base) + strings.TrimSuffix(f.Base.Root(), "/")
}

// timed are the incidents that the calendar holds, and how many have a recorded time.
func (f Feed) timed() (shown []*archive.Incident, all int) {
	most := Events
	if f.Part != nil {
		most = ServiceEvents
	}
	for _, i := range f.incidents() {
		if i.Start.Precision < calendar.Day {
			continue
		}
		if all++; all <= most {
			shown = append(shown, i)
		}
	}
	return shown, all
}

// missing says how many incidents the calendar does not show: older ones, and those
// without a time.
func (f Feed) missing(shown, timed int) string {
	var older, untimed string
	if shown < timed {
		older = fmt.Sprintf("The newest %d of %d incidents; the site has the others.", shown, timed)
	}
	if n := len(f.incidents()) - timed; n > 0 {
		untimed = fmt.Sprintf("Incidents without a recorded time, not shown here: %d.", n)
	}
	return lines(older, untimed)
}

// icsCategories are the services, the severity and the causes, each once.
func icsCategories(i *archive.Incident) string {
	var list []string
	for _, c := range slices.Concat(i.ServiceNames(), []string{i.Postmortem.Severity}, i.Names("causes")) {
		if c = icsText(c); c != "" && !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return strings.Join(list, ",")
}

// icsTime is a UTC DATE-TIME: "20181204T220000Z".
func icsTime(t calendar.Time) string { return t.Instant.UTC().Format("20060102T150405Z") }
