package upptime

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
	"afterword/generator/internal/urls"
)

// Format returns the format upptime.
func Format() importer.Format {
	return importer.Format{
		Name: "upptime", Summary: "Upptime's incidents and maintenance", Sources: "GitHub issues as JSON, from the API or from gh issue list --json",
		Extensions: []string{".json", ".jsonl", ".ndjson"}, Read: read,
		Otherwise: "a repository of Upptime keeps its incidents as issues: run gh issue list --state all --limit 10000 " +
			"--json number,title,body,labels,state,createdAt,closedAt,comments,url > issues.json in it, and import that file",
	}
}

var (
	downTitle     = regexp.MustCompile(`(?i)^[^\p{L}\p{N}]*(.+?)\s+is\s+(?:down|offline)\b`)
	degradedTitle = regexp.MustCompile(`(?i)^[^\p{L}\p{N}]*(.+?)\s+(?:has degraded performance|is degraded)\b`)
	resolvedText  = regexp.MustCompile(`^\s*\*\*Resolved:?\*\*`)
	commentForm   = regexp.MustCompile(`(?s)<!--(.*?)-->`)
	// ownLabels are those that Upptime sets itself; the other one is the site's slug.
	ownLabels = []string{"status", "maintenance", "incident", "down", "degraded", "resolved"}
)

// read reads issues: lists, pages of lists one after the other, or one issue a line.
func read(j *importer.Job, inputs []importer.Input) {
	for _, in := range inputs {
		j.EachJSON(in, "issue", "title number", items, func(item frontmatter.Node, index int) { readIssue(j, in, item, index) })
	}
}

// items finds issues also in a list of lists, as "gh api --paginate --slurp" writes it.
func items(value frontmatter.Node) (issues []frontmatter.Node) {
	for _, n := range lenient.ItemsOf(value) {
		issues = append(issues, lenient.ItemsOf(n)...)
	}
	return issues
}

// An issue of GitHub, of which the site and the level are what its title says.
type issue struct {
	frontmatter.Node
	title, body     string
	labels          []string
	site            string
	level           settings.Level // Unknown where the title is none of Upptime's
	created, closed calendar.Time
}

func readIssue(j *importer.Job, input importer.Input, n frontmatter.Node, index int) {
	g := issue{Node: n, title: lenient.Text(n, "title"), body: lenient.Text(n, "body"), labels: labels(n)}
	number := lenient.Text(n, "number")
	if m := degradedTitle.FindStringSubmatch(g.title); m != nil {
		g.site, g.level = m[1], settings.DegradedPerformance
	} else if m := downTitle.FindStringSubmatch(g.title); m != nil {
		g.site, g.level = m[1], settings.MajorOutage
	}
	planned := g.labelled("maintenance")
	switch {
	case lenient.Member(n, "pull_request").Kind != frontmatter.Null:
		j.Skip(input.Source, number, g.title, "it is a pull request")
		return
	case !g.labelled("status") && !planned && g.level == settings.Unknown:
		j.Skip(input.Source, number, g.title, "it has neither the label status nor maintenance, nor a title of Upptime's")
		return
	}
	address := lenient.Text(n, "html_url", "url")
	in := j.Add(j.New(input.Source), cmp.Or(identity(address), number, strconv.Itoa(index)))
	in.Clocks = nil
	in.Title = strings.TrimLeft(prose.OneLine(g.title), "🛑⚠️🟥🟨🟩✅ ")
	g.created = in.When("created", lenient.Text(n, "createdAt", "created_at"))
	g.closed = in.When("closed", lenient.Text(n, "closedAt", "closed_at"))
	in.Date = cmp.Or(g.closed, g.created)
	in.Cite(in.Title, address, "", calendar.Time{})
	in.Base, in.Body = address, commentForm.ReplaceAllString(g.body, "")
	comments(in, n)
	if planned {
		maintenance(j, in, g)
	} else {
		outage(j, in, g)
	}
}

func (g issue) labelled(name string) bool {
	return slices.ContainsFunc(g.labels, func(l string) bool { return strings.EqualFold(l, name) })
}

// outage reads an issue that the monitor opened: its times are those of its checks.
func outage(j *importer.Job, in *importer.Incident, g issue) {
	switch {
	case g.level != settings.Unknown:
	case strings.Contains(g.body, "**down**"):
		g.level = settings.MajorOutage
	case strings.Contains(g.body, "degraded performance"):
		g.level = settings.DegradedPerformance
	default:
		in.Note(importer.Guessed, "level", "neither title nor text says whether it was down or slow: the level is unknown")
	}
	others := slices.DeleteFunc(slices.Clone(g.labels), func(l string) bool { return slices.Contains(ownLabels, strings.ToLower(l)) })
	slug := ""
	for _, l := range others { // the one that is the site's name, else the first
		if slug == "" || g.site != "" && urls.Slug(g.site) == urls.Slug(l) {
			slug = l
		}
	}
	in.Tag(slices.DeleteFunc(others, func(l string) bool { return l == slug })...)
	if slug != "" || g.site != "" {
		in.Affects(j.Know(prose.Or(slug, g.site), importer.Component{Name: prose.Or(g.site, slug)}))
	} else {
		in.Note(importer.Suspicious, "services", "no label names the site")
	}
	in.DetectedBy = "monitor"
	in.Phases.Resolved = g.closed
	in.Note(importer.Guessed, "impact", "the times are those of the monitor's checks, minutes apart")
	in.Impact(importer.Span{Start: g.created, End: g.closed, Open: g.closed.IsZero() && !strings.EqualFold(lenient.Text(g.Node, "state"), "closed"), Level: g.level})
}

// maintenance reads the comment that announces maintenance: lines "key: value" between <!-- and -->.
func maintenance(j *importer.Job, in *importer.Incident, g issue) {
	in.Tag("maintenance")
	m := commentForm.FindStringSubmatch(g.body)
	if m == nil {
		m = []string{"", ""}
		in.Note(importer.Suspicious, "impact", "it is labelled maintenance, and no comment says from when to when")
	}
	said := lenient.ReadFront("---\n" + m[1] + "\n---\n").Root
	when := func(key string) calendar.Time { return in.When(key, lenient.Text(said, key)) }
	in.Clocks = j.Zone
	planned := importer.Span{Start: when("start"), End: when("end"), Level: settings.Maintenance}
	for _, kind := range [][2]string{{"expectedDown", ""}, {"expectedDegraded", "Expected to be slow, not down."}} {
		s := planned
		s.Note = kind[1]
		for _, slug := range lenient.Texts(said, kind[0]) {
			s.Services = append(s.Services, in.Affects(j.Know(slug, importer.Component{Name: slug})))
		}
		if len(s.Services) > 0 {
			in.Impact(s)
		}
	}
	if len(in.Windows) == 0 {
		in.Impact(planned)
		in.Note(importer.Suspicious, "services", "it names no site")
	}
	in.Date = cmp.Or(g.created, planned.Start)
	in.DropRest(said, "start end expectedDown expectedDegraded")
}

// comments makes the timeline of an issue's comments, which are a number where they were not asked for.
func comments(in *importer.Incident, g frontmatter.Node) {
	list := lenient.Member(g, "comments")
	if n := lenient.Scalar(list); n != "" && n != "0" {
		in.Note(importer.Dropped, "timeline", "there are %s comments, which the API returns apart; gh issue list --json comments has them", prose.Cut(n, 10))
		return
	}
	for _, c := range in.Mappings(g, "comments") {
		body, status := lenient.Text(c, "body"), ""
		if mark := resolvedText.FindString(body); mark != "" {
			body, status = body[len(mark):], "resolved"
		}
		in.Event(in.When("comment", lenient.Text(c, "createdAt", "created_at")), status, prose.Inline(commentForm.ReplaceAllString(body, "")))
	}
}

// labels reads labels as mappings with names, or as names.
func labels(g frontmatter.Node) (names []string) {
	for _, l := range lenient.Member(g, "labels").Items {
		if text := prose.OneLine(cmp.Or(lenient.Text(l, "name"), lenient.Scalar(l))); text != "" {
			names = append(names, text)
		}
	}
	return names
}

// identity is "owner/name#number" of an issue's address.
func identity(address string) string {
	parts := strings.Split(strings.TrimSuffix(address, "/"), "/")
	if n := len(parts); n >= 5 && parts[n-2] == "issues" {
		return parts[n-4] + "/" + parts[n-3] + "#" + parts[n-1]
	}
	return ""
}
