package cstate

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/importer"
	"afterword/generator/internal/importer/lenient"
	"afterword/generator/internal/importer/prose"
	"afterword/generator/internal/settings"
)

// Format returns the format cstate.
func Format() importer.Format {
	return importer.Format{
		Name: "cstate", Summary: "a cState status page", Sources: "the site's folder (config and content/issues), or single issues",
		Extensions: []string{".md", ".markdown", ".json", ".yml", ".yaml", ".toml"}, Read: read,
	}
}

var (
	levels = map[string]settings.Level{
		"down": settings.MajorOutage, "disrupted": settings.PartialOutage,
		"under-maintenance": settings.Maintenance, "degraded-performance": settings.DegradedPerformance,
		"partial-outage": settings.PartialOutage, "major-outage": settings.MajorOutage,
	}
	severities = map[string]string{
		"down": "critical", "disrupted": "major", "notice": "notice",
		"major-outage": "critical", "partial-outage": "major", "degraded-performance": "minor",
	}
)

// A site is an import from a cState site.
type site struct {
	*importer.Job
	lenient.Site
}

// read reads the configuration first, whatever the order of the files, then the issues.
func read(j *importer.Job, inputs []importer.Input) {
	s := &site{j, j.Site(inputs)}
	for _, root := range s.Roots {
		s.systems(root)
	}
	for _, in := range inputs {
		switch ext := in.Ext(); {
		case ext == ".json" && !lenient.IsConfig(in.Path):
			s.json(in)
		case ext != ".md" && ext != ".markdown":
		case strings.HasPrefix(path.Base(in.Path), "_index."):
			s.page(in)
		default:
			s.file(in)
		}
	}
}

// systems reads the systems of a configuration and the categories that they are in.
func (s *site) systems(root frontmatter.Node) {
	params := lenient.Member(root, "params")
	if params.Kind == frontmatter.Null {
		params = root
	}
	for _, c := range lenient.Member(params, "categories").Items {
		if name := lenient.Text(c, "name"); name != "" && lenient.Text(c, "untitled") != "true" {
			s.Know("category "+name, importer.Component{Name: name, Description: lenient.Text(c, "description")})
		}
	}
	for _, c := range lenient.Member(params, "systems").Items {
		name := cmp.Or(lenient.Text(c, "name"), lenient.Scalar(c))
		s.Know(name, importer.Component{
			Name: name, Group: "category " + lenient.Text(c, "category"), // unknown groups are left out
			Description: prose.PlainMarkdown(lenient.Text(c, "description")), URL: lenient.Text(c, "link"),
		})
	}
}

// page reads content/affected/<slug>/_index.md, which describes a system.
func (s *site) page(in importer.Input) {
	f := lenient.ReadFront(in.Text)
	if title := lenient.Text(f.Root, "title"); strings.Contains(in.Path, "affected/") && title != "" {
		s.Know(title, importer.Component{Name: title, Description: lenient.Text(f.Root, "description")})
	}
}

// file reads an issue in Markdown.
func (s *site) file(input importer.Input) {
	f := lenient.ReadFront(input.Text)
	section := lenient.Text(f.Root, "section")
	_, id, inIssues := strings.Cut("/"+input.Stem(), "/issues/")
	switch {
	case !f.Found:
		s.Skip(input.Source, "", "", "it has no front matter, so it is no issue; try the format markdown")
		return
	case section != "issue" && section != "" && !inIssues:
		return // a page of another kind
	case section != "issue" && section != "", section == "" && !inIssues && lenient.Text(f.Root, "severity", "resolved") == "":
		s.Skip(input.Source, "", lenient.Text(f.Root, "title"), "it is no issue: section is %q", section)
		return
	}
	if !inIssues {
		id = input.Stem()
	}
	in := s.Add(s.NewFile(input), id)
	in.Clocks = s.Site.Zone
	in.Note(importer.Guessed, "", "%s", f.Guess)
	in.KeepRest(f.Root, strings.Fields("title date resolved resolvedWhen severity id affected affectedsystems informational automated draft section pin lastmod tags aliases"))
	if lenient.Yes(f.Root, "pin") {
		in.Note(importer.Dropped, "pin", "nothing is pinned in an archive")
	}
	in.Tag(lenient.Texts(f.Root, "tags")...)
	in.Updated = in.When("lastmod", lenient.Text(f.Root, "lastmod"))
	if s.Address != "" {
		in.Base = s.Address + "issues/" + path.Base(id) + "/"
		in.Cite(lenient.Text(f.Root, "title"), in.Base, s.Title, calendar.Time{})
	}
	s.build(in, f.Root, f.Body)
}

// json reads the read-only API: one issue, or the index with the pinned and unresolved ones.
func (s *site) json(input importer.Input) {
	issues := func(value frontmatter.Node) (found []frontmatter.Node) {
		for _, n := range append(slices.Clone(value.Items), value) {
			if lenient.Text(n, "is") == "issue" {
				found = append(found, n)
			}
		}
		return found
	}
	s.EachJSON(input, "issue of cState", "is", issues, func(n frontmatter.Node, _ int) {
		address := lenient.Text(n, "permalink")
		in := s.Add(s.New(input.Source), strings.TrimSuffix(prose.Or(lenient.Text(n, "filename"), path.Base(strings.TrimSuffix(address, "/"))), ".md"))
		in.Clocks, in.Base = s.Site.Zone, address
		in.Cite(lenient.Text(n, "title"), address, s.Title, calendar.Time{})
		body, _ := prose.FromHTML(lenient.Text(n, "body"), address)
		s.build(in, n, body)
	})
}

// build makes an incident of either form of an issue; the keys of JSON are names of their own.
func (s *site) build(in *importer.Incident, n frontmatter.Node, body string) {
	in.Title, in.Organization, in.Draft = lenient.Text(n, "title"), s.Title, lenient.Yes(n, "draft")
	in.Base = prose.Or(in.Base, s.Address)
	start, end := in.When("date", lenient.Text(n, "date", "createdAt")), in.When("resolvedWhen", lenient.Text(n, "resolvedWhen"))
	if end.IsZero() {
		// Where nothing was recorded, cState writes words into resolvedAt.
		if t, _, _ := calendar.Guess(lenient.Text(n, "resolvedAt"), nil); !t.IsZero() {
			end = in.When("resolvedWhen", lenient.Text(n, "resolvedAt"))
		}
	}
	in.Said = lenient.Text(n, "severity")
	severity := strings.ToLower(in.Said)
	in.Severity = severities[severity]
	if in.Severity != severity && slices.Contains(s.Settings.Severities, in.Severity) {
		in.Note(importer.Guessed, "severity", "%s, from cState's %q", in.Severity, severity)
	}
	affected := lenient.Texts(n, "affected", "affectedsystems")
	for _, name := range affected {
		in.Affects(s.Know(name, importer.Component{Name: name}))
	}
	in.Date = cmp.Or(start, end)
	s.impact(in, n, severity, importer.Span{Start: start, End: end, Open: !lenient.Yes(n, "resolved") && end.IsZero(), Level: levels[severity]})
	if len(affected) == 0 {
		in.Note(importer.Suspicious, "services", "it names no system, so it counts for none")
	}
	if lenient.Yes(n, "automated") {
		in.DetectedBy = "monitor"
	}
	in.Keep("id", lenient.Text(n, "id"))
	in.Body = messages(in, body)
}

// impact writes the window of an issue, unless it only informs.
func (s *site) impact(in *importer.Incident, n frontmatter.Node, severity string, span importer.Span) {
	if _, known := levels[severity]; !known && severity != "notice" && severity != "" {
		in.Note(importer.Suspicious, "level", "the severity %q is not one of cState's", severity)
	}
	name := in.Title + " " + in.ID
	planned := severity == "notice" && (importer.Planned.MatchString(name) || s.Planned(name))
	if !planned {
		in.Phases.Resolved = span.End
	}
	switch {
	case lenient.Yes(n, "informational"):
		in.Phases.Resolved = span.End
		in.Tag("informational")
		in.Note(importer.Guessed, "impact", "it is informational: no window is written")
	case planned:
		in.Note(importer.Guessed, "level", "a notice whose name speaks of planned work: maintenance")
		span.Level = settings.Maintenance
		in.Impact(span)
	case severity == "notice":
		in.Note(importer.Guessed, "impact", "a notice: no window is written")
	default:
		in.Impact(span)
	}
	if !span.End.IsZero() && !span.Start.IsZero() && span.End.Before(span.Start) {
		in.Phases.Resolved = calendar.Time{}
	}
}

var (
	trackForm  = regexp.MustCompile(`\{\{[<%]\s*track\s+["'` + "`" + `]?([^"'` + "`" + `>%]*?)["'` + "`" + `]?\s*/?[>%]\}\}`)
	statusMark = regexp.MustCompile(`^[*_]{1,2}([^*_\n]{1,60}?)[*_]{1,2}\s*(?:[-–—:]+\s*|\n)`)
	ruleForm   = regexp.MustCompile(`(?m)^ {0,3}(?:-{3,}|\*{3,}|_{3,})\s*$`)
)

// messages makes the timeline of an issue's text, in which each message ends in
// a track shortcode, and returns the rest. What is more than a few sentences stays in the text as well.
func messages(in *importer.Incident, body string) string {
	body = lenient.Comment.ReplaceAllString(body, "")
	var rest []string
	at := 0
	for _, m := range trackForm.FindAllStringSubmatchIndex(body, -1) {
		when := in.When("track", body[m[2]:m[3]])
		block := body[at:m[0]]
		at = m[1]
		// What is above a rule is text of its own, such as a postmortem.
		if rules := ruleForm.FindAllStringIndex(block, -1); len(rules) > 0 {
			last := rules[len(rules)-1]
			rest = append(rest, strings.TrimSpace(block[:last[0]]))
			block = block[last[1]:]
		}
		block = strings.TrimSpace(block)
		status := ""
		if m := statusMark.FindStringSubmatch(block); m != nil {
			status, block = strings.ToLower(strings.TrimRight(m[1], " :.")), strings.TrimSpace(block[len(m[0]):])
		}
		rest = append(rest, in.Message(when, status, block))
	}
	rest = append(rest, strings.TrimSpace(body[at:]))
	slices.Reverse(in.Timeline) // the newest is first; those of one time keep the order in which they happened
	text := strings.TrimSpace(strings.Join(slices.DeleteFunc(rest, func(t string) bool { return t == "" }), "\n\n"))
	return in.Shortcodes(strings.TrimSpace(strings.TrimLeft(text, "-\n ")))
}
