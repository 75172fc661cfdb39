package postmortemsapp

import (
	"cmp"
	"path"
	"regexp"
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/importer"
	"afterword/generator/internal/importer/lenient"
	"afterword/generator/internal/importer/prose"
	"afterword/generator/internal/settings"
)

// Format returns the format postmortems-app.
func Format() importer.Format {
	return importer.Format{
		Name: "postmortems-app", Summary: "the collection icco/postmortems", Sources: "its data folder, or its JSON output",
		Extensions: []string{".md", ".json"}, Read: read,
	}
}

const known = "uuid url archive_url title start_time end_time categories keywords company product source_published_at source_fetched_at summary"

func read(j *importer.Job, inputs []importer.Input) {
	for _, in := range inputs {
		if in.Ext() == ".json" {
			j.EachJSON(in, "entry", "uuid url company", lenient.ItemsOf, func(n frontmatter.Node, _ int) {
				entry(j, j.New(in.Source), in.Stem(), n, lenient.Text(n, "description"))
			})
			continue
		}
		f := lenient.ReadFront(in.Text)
		if lenient.Text(f.Root, "uuid", "url", "company") == "" {
			j.Skip(in.Source, "", "", "it has no front matter of this collection")
			continue
		}
		incident := entry(j, j.NewFile(in), in.Stem(), f.Root, f.Body)
		incident.Tell(f.Lines(), "")
		incident.Note(importer.Guessed, "", "%s", f.Guess)
		incident.KeepRest(f.Root, strings.Fields(known))
	}
}

// addressDate matches the day in the address of a post, as most blogs write it.
var addressDate = regexp.MustCompile(`/((?:19|20)\d{2})[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?:[/-]|$)`)

func entry(j *importer.Job, in *importer.Incident, stem string, n frontmatter.Node, body string) *importer.Incident {
	text := func(key string) string { return lenient.Text(n, key) }
	address, company, products := text("url"), text("company"), lenient.Texts(n, "product")
	j.Add(in, prose.Or(text("uuid"), path.Base(stem)))
	in.Clocks = nil
	in.Title, in.Summary, in.Body, in.Base, in.Organization = text("title"), text("summary"), body, address, company
	switch {
	case len(products) > 0:
		for _, product := range products {
			in.Affects(j.Know(strings.TrimPrefix(company+" / "+product, " / "), importer.Component{Name: product, Organization: company}))
		}
	case company != "":
		in.Affects(j.Know("company "+company, importer.Component{Name: company, Organization: company}))
	default:
		in.Note(importer.Suspicious, "services", "it names neither company nor product")
	}
	for _, c := range lenient.Texts(n, "categories") {
		if c != "postmortem" && c != "undescriptive" {
			in.Causes = append(in.Causes, c)
		}
	}
	in.Tag(lenient.Texts(n, "keywords")...)
	published := in.When("source_published_at", text("source_published_at"))
	start, end := in.When("start_time", text("start_time")), in.When("end_time", text("end_time"))
	in.Date = midnightDay(published)
	if m := addressDate.FindStringSubmatch(address); m != nil && in.Date.IsZero() {
		in.Date = in.When("date", m[1]+"-"+m[2]+"-"+m[3])
		in.DateNote = "the day in the address of the source"
	}
	if in.Date.IsZero() && !cmp.Or(end, start).IsZero() {
		in.Date, in.DateNote = cmp.Or(end, start), "the day of the event; when the report was published is not recorded"
	}
	impact(in, start, end)
	in.Cite(prose.Or(in.Title, company), address, company, midnightDay(published))
	if archived := text("archive_url"); len(in.Sources) > 0 && prose.WebAddress(archived) {
		in.Sources[len(in.Sources)-1].Archived = archived
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

// impact writes the span of the event. It is not measured downtime, so its level
// is unknown; what is longer than any outage is kept apart from the windows.
func impact(in *importer.Incident, start, end calendar.Time) {
	if start.IsZero() && end.IsZero() {
		return
	}
	if length := end.Instant.Sub(start.Instant); !start.IsZero() && !end.IsZero() && length > importer.Longest {
		in.Note(importer.Suspicious, "impact", "the event spans %d days, which is no downtime: it is kept as original.start_time and end_time, and no window is written", int(length.Hours()/24))
		in.Keep("start_time", calendar.Written(start, nil))
		in.Keep("end_time", calendar.Written(end, nil))
		return
	}
	in.Note(importer.Guessed, "impact", "the collection has the span of the event, not of the downtime: the level is unknown")
	if s, e := midnightDay(start), midnightDay(end); s.Precision == calendar.Day && (e.Precision == calendar.Day || e.IsZero()) {
		start, end = s, e // both at midnight: these are days
	}
	in.Impact(importer.Span{Start: start, End: end, Level: settings.Unknown, Note: "The span of the event, as the collection has it."})
}
