package gcp

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/importer"
	"afterword/generator/internal/importer/lenient"
	"afterword/generator/internal/importer/prose"
	"afterword/generator/internal/settings"
)

// Format returns the format gcp.
func Format() importer.Format {
	return importer.Format{Name: "gcp", Summary: "Google Cloud's incidents", Sources: "incidents.json", Extensions: []string{".json"}, Read: read}
}

const (
	organization = "Google"
	site         = "https://status.cloud.google.com/"
	// known are the members of an incident that are read.
	known = `id number begin created end modified external_desc updates most_recent_update status_impact severity service_name service_key
		affected_products uri currently_affected_locations previously_affected_locations`
)

var (
	levels = map[string]settings.Level{
		"SERVICE_OUTAGE": settings.MajorOutage, "SERVICE_DISRUPTION": settings.PartialOutage, "SERVICE_INFORMATION": settings.DegradedPerformance,
	}
	severities = map[string]string{"low": "minor", "medium": "major", "high": "critical"}
	reportHead = regexp.MustCompile(`(?im)^\s*(?:#+|\*\*)?\s*\**(?:mini |preliminary |full )?incident report\b`)
)

// read reads one list, or one incident, or several of either.
func read(j *importer.Job, inputs []importer.Input) {
	for _, in := range inputs {
		j.EachJSON(in, "incident", "id begin external_desc", items, func(item frontmatter.Node, index int) { incident(j, in, item, index) })
	}
}

func items(value frontmatter.Node) []frontmatter.Node {
	if list := lenient.Member(value, "incidents"); list.Kind == frontmatter.Sequence {
		return list.Items
	}
	return lenient.ItemsOf(value)
}

func incident(j *importer.Job, input importer.Input, g frontmatter.Node, index int) {
	text := func(key string) string { return lenient.Text(g, key) }
	in := j.Add(j.New(input.Source), cmp.Or(lenient.Text(g, "id", "number"), "incident-"+strconv.Itoa(index)))
	in.Base, in.Organization = site, organization
	in.DropRest(g, known)
	description := prose.PlainMarkdown(text("external_desc"))
	in.Title = description
	if prose.Runes(prose.OneLine(description)) > 140 {
		in.Title = prose.FirstWords(description, 140)
		in.Summary = prose.OneLine(description)
	}
	begin, end := in.When("begin", text("begin")), in.When("end", text("end"))
	created, modified := in.When("created", text("created")), in.When("modified", text("modified"))
	products := in.Mappings(g, "affected_products")
	for _, p := range products {
		in.Affects(j.Know(lenient.Text(p, "id"), importer.Component{Name: lenient.Text(p, "title"), Organization: organization}))
	}
	if name := text("service_name"); len(products) == 0 && name != "" {
		in.Affects(j.Know(text("service_key"), importer.Component{Name: name, Organization: organization}))
	}
	in.Said = text("severity")
	if in.Severity = severities[strings.ToLower(in.Said)]; in.Severity != "" {
		in.Note(importer.Guessed, "severity", "%s, from Google's %q", in.Severity, in.Said)
	}
	impact := text("status_impact")
	level, isLevel := levels[impact]
	if !isLevel && impact != "" {
		in.Note(importer.Suspicious, "level", "the impact %q is not one of Google's", impact)
	} else if impact == "SERVICE_INFORMATION" {
		in.Note(importer.Guessed, "level", "degraded_performance, from Google's %q", impact)
	}
	in.Date = cmp.Or(created, begin)
	locations := append(titles(g, "currently_affected_locations"), titles(g, "previously_affected_locations")...)
	locations = append(locations, updates(in, g)...)
	in.UpdatedAt(modified)
	in.Impact(importer.Span{Start: begin, End: end, Open: text("end") == "", Level: level})
	in.Record("created", created)
	in.Record("modified", modified)
	in.Keep("number", text("number"))
	slices.Sort(locations)
	in.Keep("locations", strings.Join(slices.Compact(locations), ", "))
	if uri := text("uri"); uri != "" {
		in.Cite(in.Title, site+strings.TrimPrefix(uri, "/"), organization, calendar.Time{})
	}
}

// updates reads the messages, which come in any order, and returns their
// locations. A report among them becomes the text.
func updates(in *importer.Incident, g frontmatter.Node) (locations []string) {
	list := in.Mappings(g, "updates")
	if recent := lenient.Member(g, "most_recent_update"); len(list) == 0 && recent.Kind == frontmatter.Mapping {
		list = []frontmatter.Node{recent}
		in.Note(importer.Guessed, "timeline", "only the most recent message is there")
	}
	var report calendar.Time
	for _, u := range slices.Backward(list) {
		locations = append(locations, titles(u, "affected_locations")...)
		at := in.When("when", lenient.Text(u, "when", "created"))
		text, status := lenient.Text(u, "text"), strings.ToLower(strings.ReplaceAll(lenient.Text(u, "status"), "_", " "))
		switch {
		case !reportHead.MatchString(text):
			in.Event(at, status, prose.Inline(text))
		case in.Body != "" && at.Before(report):
			in.Event(at, status, prose.Escape(prose.FirstWords(prose.PlainMarkdown(text), 200)))
			in.Note(importer.Dropped, "body", "there is more than one incident report; the last one is kept")
		default:
			in.Body, report = text, at
			in.Date = cmp.Or(at, in.Date)
		}
	}
	return locations
}

func titles(n frontmatter.Node, key string) (names []string) {
	for _, item := range lenient.Member(n, key).Items {
		if name := prose.OneLine(lenient.Text(item, "title", "id")); name != "" {
			names = append(names, name)
		}
	}
	return names
}
