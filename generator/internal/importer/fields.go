package importer

import (
	"cmp"
	"strconv"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/importer/lenient"
)

// fieldKeys are the keys of lenient.Names that Fields asks for.
var fieldKeys = []string{"title", "published", "date", "happened", "updated", "start", "end", "minutes", "detected", "acknowledged", "mitigated", "resolved",
	"severity", "level", "services", "affected", "organization", "url", "tags", "causes", "category"}

// Fields reads what a mapping has under the names of lenient.Names; words reads its lists of
// tags and causes.
func (in *Incident) Fields(n frontmatter.Node, words lenient.Lister) {
	text := func(keys ...string) string { return lenient.Text(n, lenient.Names(keys...)...) }
	when := func(field string, keys ...string) calendar.Time { return in.When(field, text(keys...)) }
	in.Title, in.Organization, in.Severity = text("title"), text("organization"), text("severity")
	in.Causes = words(n, lenient.Names("causes", "category")...)
	in.Tag(words(n, lenient.Names("tags")...)...)
	for _, name := range lenient.Texts(n, lenient.Names("services", "affected")...) {
		in.Affects(in.job.Know(name, Component{Name: name, Organization: in.Organization}))
	}
	in.Phases.Detected, in.Phases.Acknowledged = when("detected", "detected"), when("acknowledged", "acknowledged")
	in.Phases.Mitigated, in.Phases.Resolved = when("mitigated", "mitigated"), when("resolved", "resolved")
	start, end, happened := when("start", "start"), when("end", "end"), when("date", "happened")
	if in.Date = when("date", "published", "date"); in.Date.IsZero() && !cmp.Or(happened, end, start).IsZero() {
		in.Date, in.DateNote = cmp.Or(happened, end, start), "the day of the incident; the source has none of its report"
	}
	in.Updated = when("updated", "updated")
	if start.IsZero() {
		// A day without a length says nothing about downtime, so it makes no window.
		in.Keep("date_of_incident", calendar.Written(happened, nil))
	}
	if n, _ := strconv.Atoi(text("minutes")); end.IsZero() && n > 0 && n < 5_000_000 && start.Timed() {
		end = calendar.Time{Instant: start.Instant.Add(time.Duration(n) * time.Minute), Precision: calendar.Minute, Zoned: start.Zoned}
		in.Note(Guessed, "end", "from the start and %d minutes", n)
	} else if end.IsZero() && !start.IsZero() && !in.Phases.Resolved.IsZero() {
		end = in.Phases.Resolved
		in.Note(Guessed, "end", "the time at which it was resolved is taken for the end")
	}
	if !start.IsZero() || !end.IsZero() {
		in.Impact(Span{Start: start, End: end, Level: in.LevelNamed(text("level"))})
	}
	in.Cite(in.Title, text("url"), in.Organization, calendar.Time{})
}

// Fielded are the names of what Fields reads.
func Fielded() []string { return lenient.Names(fieldKeys...) }
