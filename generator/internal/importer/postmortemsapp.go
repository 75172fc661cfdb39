package importer

import (
	"encoding/json"
	"path"
	"regexp"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/settings"
)

// parsePostmortemsApp reads the collection of icco/postmortems, peers 3.1: its
// Markdown, or the JSON that it serves.
func parsePostmortemsApp(r *reading, inputs []input) {
	for _, input := range inputs {
		if strings.EqualFold(path.Ext(input.path), ".json") {
			r.appJSON(input)
			continue
		}
		f := readForeign(input.text)
		if !f.found || textOf(f.root, "uuid", "url", "company") == "" {
			r.skip(input.source, "", "", "it has no front matter of this collection")
			continue
		}
		e := appEntry{
			UUID: loose(textOf(f.root, "uuid")), URL: loose(textOf(f.root, "url")), ArchiveURL: loose(textOf(f.root, "archive_url")),
			Title: loose(textOf(f.root, "title")), StartTime: loose(textOf(f.root, "start_time")), EndTime: loose(textOf(f.root, "end_time")),
			Categories: textsOf(f.root, "categories"), Keywords: textsOf(f.root, "keywords"),
			Company: loose(textOf(f.root, "company")), Product: loose(textOf(f.root, "product")),
			SourcePublishedAt: loose(textOf(f.root, "source_published_at")), SourceFetchedAt: loose(textOf(f.root, "source_fetched_at")),
			Summary: loose(textOf(f.root, "summary")), Description: loose(f.body),
		}
		in := r.appEntry(input, e)
		if f.guess != "" {
			in.note(Guessed, "", "%s", f.guess)
		}
		in.rest(f.root, "uuid url archive_url title start_time end_time categories keywords company product source_published_at source_fetched_at summary")
	}
}

// An appEntry has the names that the collection's JSON has: those of its fields in Go.
type appEntry struct {
	UUID, URL, ArchiveURL, Title, StartTime, EndTime, Company, Product, SourcePublishedAt, SourceFetchedAt, Summary, Description loose
	Categories, Keywords                                                                                                         []string
}

func (r *reading) appJSON(input input) {
	r.eachItem(input, "entries", itemsOf, func(raw json.RawMessage, index int) {
		var e appEntry
		if err := json.Unmarshal(raw, &e); err != nil || e.UUID == "" && e.URL == "" && e.Company == "" {
			r.skip(input.source+" entry "+itoa(index), "", "", "it does not have the shape of an entry")
			return
		}
		r.appEntry(input, e)
	})
}

// addressDate finds the day in the address of a post, as most blogs write it.
var addressDate = regexp.MustCompile(`/((?:19|20)\d{2})[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?:[/-]|$)`)

func (r *reading) appEntry(input input, e appEntry) *incident {
	id := e.UUID.String()
	if id == "" {
		id = strings.TrimSuffix(path.Base(input.path), path.Ext(input.path))
	}
	in := r.add(input.source, id)
	in.Title, in.Summary, in.body, in.base = e.Title.String(), e.Summary.String(), e.Description.String(), e.URL.String()
	in.Organization = e.Company.String()
	if name := orText(e.Product.String(), e.Company.String()); strings.TrimSpace(name) != "" {
		key := name
		if e.Product != "" && e.Company != "" {
			key = e.Company.String() + " / " + name
		} else if e.Product == "" {
			key = "company " + e.Company.String()
		}
		in.affects(r.know(key, component{name: name, organization: e.Company.String()}))
	} else {
		in.note(Suspicious, "services", "it names neither company nor product")
	}
	for _, c := range e.Categories {
		if c != "postmortem" && c != "undescriptive" {
			in.Causes = append(in.Causes, c)
		}
	}
	in.tag(e.Keywords...)
	published := in.when(r, "source_published_at", e.SourcePublishedAt.String(), nil)
	fetched := in.when(r, "source_fetched_at", e.SourceFetchedAt.String(), nil)
	start, end := in.when(r, "start_time", e.StartTime.String(), nil), in.when(r, "end_time", e.EndTime.String(), nil)
	in.Date = midnightDay(published)
	if m := addressDate.FindStringSubmatch(e.URL.String()); m != nil && in.Date.IsZero() {
		in.Date = in.when(r, "date", m[1]+"-"+m[2]+"-"+m[3], nil)
		in.note(Guessed, "date", "no day of publication is recorded; the address of the source holds this one")
	}
	if in.Date.IsZero() && !orTime(end, start).IsZero() {
		in.Date = orTime(end, start)
		in.note(Guessed, "date", "no day of publication is recorded; it is not before the event")
	}
	if in.Date.IsZero() && !fetched.IsZero() {
		in.Date = calendar.Time{Instant: fetched.Instant.Truncate(24 * time.Hour), Precision: calendar.Day}
		in.note(Guessed, "date", "no day of publication is recorded; it is not after the day on which the collection fetched it")
	}
	in.appSpan(r, start, end)
	title := orText(e.Title.String(), e.Company.String())
	in.cite(title, e.URL.String(), e.Company.String(), midnightDay(published))
	if n := len(in.Sources); n > 0 && webAddress(e.ArchiveURL.String()) {
		in.Sources[n-1].Archived = e.ArchiveURL.String()
	}
	return in
}

// midnightDay makes a day of a time at midnight: the collection writes days so.
func midnightDay(t calendar.Time) calendar.Time {
	if t.Precision == calendar.Minute && t.Instant.UTC().Hour() == 0 && t.Instant.UTC().Minute() == 0 {
		return calendar.Time{Instant: t.Instant.UTC(), Precision: calendar.Day}
	}
	return t
}

// appSpan writes the span of the event. It is not measured downtime, so its
// level is unknown; what is longer than any outage is kept apart from the windows.
func (in *incident) appSpan(r *reading, start, end calendar.Time) {
	if start.IsZero() && end.IsZero() {
		return
	}
	if !start.IsZero() && !end.IsZero() && end.Instant.Sub(start.Instant) > r.options.Longest {
		in.note(Suspicious, "impact", "the event spans %d days, which is no downtime: it is kept as original.start_time and end_time, and no window is written",
			int(end.Instant.Sub(start.Instant).Hours()/24))
		in.keep("start_time", writeTime(start, nil))
		in.keep("end_time", writeTime(end, nil))
		return
	}
	in.note(Guessed, "impact", "the collection has the span of the event, not of the downtime: the level is unknown")
	if s, e := midnightDay(start), midnightDay(end); s.Precision == calendar.Day && (e.Precision == calendar.Day || e.IsZero()) {
		start, end = s, e // both at midnight: these are days
	}
	in.impact(span{start: start, end: end, level: settings.Unknown, note: "The span of the event, as the collection has it."})
}
