package importer

import (
	"encoding/json"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/settings"
)

// A cstateSite is what the configuration of a cState site says.
type cstateSite struct {
	title, address string
	zone           *time.Location
	zoneKnown      bool
	read           bool
}

// parseCState reads a cState site, peers 3.2: its configuration first, whatever
// the order of the files, then its issues.
func parseCState(r *reading, inputs []input) {
	site := &cstateSite{}
	for _, in := range inputs {
		if isConfig(in.path) {
			r.cstateConfig(site, in)
		}
	}
	for _, in := range inputs {
		ext := strings.ToLower(path.Ext(in.path))
		switch {
		case ext == ".json" && !isConfig(in.path):
			r.cstateJSON(site, in)
		case ext != ".md" && ext != ".markdown":
		case strings.HasPrefix(path.Base(in.path), "_index."):
			r.cstatePage(in)
		default:
			r.cstateIssue(site, in)
		}
	}
}

// isConfig tells the files that configure a Hugo site.
func isConfig(name string) bool {
	base := strings.ToLower(strings.TrimSuffix(path.Base(name), path.Ext(name)))
	if path.Ext(name) == ".md" || strings.Contains(name, "content/") || strings.Contains(name, "static/") {
		return false
	}
	return base == "config" || base == "hugo" || base == "params" || base == "_config"
}

// readConfig reads a configuration in YAML, TOML or JSON.
func readConfig(in input) (frontmatter.Node, string) {
	src := diag.NewSource(in.source, clean(in.text))
	var root frontmatter.Node
	var list diag.List
	switch strings.ToLower(path.Ext(in.path)) {
	case ".toml":
		root, list = frontmatter.ParseTOML(src, foreignLimits)
	default:
		// JSON is YAML but for what nobody writes into a configuration.
		root, list = frontmatter.ParseYAML(src, foreignLimits)
	}
	if root.Kind != frontmatter.Mapping && len(list) > 0 {
		return root, list[0].Message
	}
	return root, ""
}

func (r *reading) cstateConfig(site *cstateSite, in input) {
	root, problem := readConfig(in)
	if problem != "" {
		r.skip(in.source, "", "", "the configuration cannot be read, so systems have no descriptions: %s", problem)
		return
	}
	site.read = true
	site.title = orText(site.title, textOf(root, "title"))
	if address := textOf(root, "baseURL"); webAddress(address) && !strings.Contains(address, "example.com") {
		site.address = address
	}
	if name := textOf(root, "timeZone"); name != "" {
		if zone, mistake := calendar.LoadZone(name); mistake == nil {
			site.zone, site.zoneKnown = zone, true
		} else {
			r.skip(in.source, "", "", "the time zone of the site cannot be used: %s", mistake.Message)
		}
	}
	params := root
	if p, ok := member(root, "params"); ok {
		params = p
	}
	if categories, ok := member(params, "categories"); ok {
		for _, c := range categories.Items {
			if name := textOf(c, "name"); name != "" && textOf(c, "untitled") != "true" {
				r.know("category "+name, component{name: name, description: textOf(c, "description")})
			}
		}
	}
	systems, _ := member(params, "systems")
	for _, s := range systems.Items {
		name := orText(textOf(s, "name"), s.Text)
		group := ""
		if _, ok := r.components["category "+textOf(s, "category")]; ok {
			group = "category " + textOf(s, "category")
		}
		r.know(name, component{name: name, group: group, description: plainMarkdown(textOf(s, "description")), url: textOf(s, "link")})
	}
}

// cstatePage reads content/affected/<slug>/_index.md, which tells about a system.
func (r *reading) cstatePage(in input) {
	f := readForeign(in.text)
	if title := textOf(f.root, "title"); strings.Contains(in.path, "affected/") && title != "" {
		r.know(title, component{name: title, description: textOf(f.root, "description")})
	}
}

// zoneOf is the zone of times without one: what the user says, the site's, else UTC, as Hugo has it.
func (r *reading) zoneOf(site *cstateSite) *time.Location {
	if r.options.Zone != nil {
		return r.options.Zone
	}
	return site.zone
}

var cstateLevels = map[string]settings.Level{
	"down": settings.MajorOutage, "disrupted": settings.PartialOutage,
	"under-maintenance": settings.Maintenance, "degraded-performance": settings.DegradedPerformance,
	"partial-outage": settings.PartialOutage, "major-outage": settings.MajorOutage,
}

var cstateSeverities = map[string]string{"down": "critical", "disrupted": "major", "notice": "notice", "major-outage": "critical", "partial-outage": "major", "degraded-performance": "minor"}

// A cstateIssue is an issue in either of its forms.
type cstateIssue struct {
	title, date, resolved, resolvedWhen, severity, id string
	affected                                          []string
	informational, automated, draft                   bool
}

func (r *reading) cstateIssue(site *cstateSite, input input) {
	f := readForeign(input.text)
	section := textOf(f.root, "section")
	inIssues := strings.Contains("/"+input.path, "/issues/")
	switch {
	case !f.found:
		r.skip(input.source, "", "", "it has no front matter, so it is no issue; try the format markdown")
		return
	case section != "issue" && section != "" || !inIssues && section == "" && textOf(f.root, "severity") == "" && textOf(f.root, "resolved") == "":
		if strings.Contains("/"+input.path, "/issues/") || section == "" {
			r.skip(input.source, "", textOf(f.root, "title"), "it is no issue: section is %q", section)
		}
		return
	}
	id := strings.TrimSuffix(strings.TrimPrefix(afterFolder(input.path, "issues"), "/"), path.Ext(input.path))
	in := r.add(input.source, id)
	if f.guess != "" {
		in.note(Guessed, "", "%s", f.guess)
	}
	i := cstateIssue{
		title: textOf(f.root, "title"), date: textOf(f.root, "date"), resolved: textOf(f.root, "resolved"), resolvedWhen: textOf(f.root, "resolvedWhen"),
		severity: textOf(f.root, "severity"), id: textOf(f.root, "id"), affected: textsOf(f.root, "affected", "affectedsystems"),
		informational: yes(f.root, "informational"), automated: yes(f.root, "automated"), draft: yes(f.root, "draft"),
	}
	in.rest(f.root, "title date resolved resolvedWhen severity id affected affectedsystems informational automated draft section pin lastmod tags aliases")
	if yes(f.root, "pin") {
		in.note(Dropped, "pin", "nothing is pinned in an archive")
	}
	in.tag(textsOf(f.root, "tags")...)
	in.Updated = in.when(r, "lastmod", textOf(f.root, "lastmod"), r.zoneOf(site))
	if site.address != "" {
		in.base = strings.TrimSuffix(site.address, "/") + "/issues/" + path.Base(id) + "/"
		in.cite(i.title, in.base, site.title, calendar.Time{})
	}
	r.cstateBuild(site, in, i, f.body)
}

func afterFolder(name, folder string) string {
	if _, rest, ok := strings.Cut("/"+name, "/"+folder+"/"); ok {
		return rest
	}
	return name
}

func (r *reading) cstateBuild(site *cstateSite, in *incident, i cstateIssue, body string) {
	zone := r.zoneOf(site)
	in.Title, in.Organization, in.Draft = i.title, site.title, i.draft
	in.base = orText(in.base, site.address)
	start := in.when(r, "date", i.date, zone)
	end := in.when(r, "resolvedWhen", i.resolvedWhen, zone)
	severity := strings.ToLower(strings.TrimSpace(i.severity))
	in.Severity, in.said = cstateSeverities[severity], i.severity
	if in.Severity != severity && slices.Contains(r.settings.Severities, in.Severity) {
		in.note(Guessed, "severity", "%s, from cState's %q", in.Severity, severity)
	}
	for _, name := range i.affected {
		in.affects(r.know(name, component{name: name}))
	}
	in.Date = orTime(start, end)
	level, affected := cstateLevels[severity]
	if !affected && severity != "notice" && severity != "" {
		in.note(Suspicious, "level", "the severity %q is not one of cState's", severity)
	}
	text := i.title + " " + in.id
	open := !isYes(i.resolved) && end.IsZero()
	switch {
	case i.informational:
		in.tag("informational")
		in.note(Guessed, "impact", "it is informational: no window is written")
		in.Phases.Resolved = end
	case severity == "notice" && (planned.MatchString(text) || r.options.Maintenance != nil && r.options.Maintenance.MatchString(text)):
		in.note(Guessed, "level", "a notice whose name speaks of planned work: maintenance")
		in.impact(span{start: start, end: end, open: open, level: settings.Maintenance})
	case severity == "notice":
		in.note(Guessed, "impact", "a notice: no window is written")
		in.Phases.Resolved = end
	default:
		in.Phases.Resolved = end
		in.impact(span{start: start, end: end, open: open, level: level})
	}
	if !end.IsZero() && !start.IsZero() && end.Before(start) {
		in.Phases.Resolved = calendar.Time{}
	}
	if len(i.affected) == 0 {
		in.note(Suspicious, "services", "it names no system, so it counts for none")
	}
	if i.automated {
		in.DetectedBy = "monitor"
	}
	in.keep("id", i.id)
	in.body = in.cstateBody(r, body, zone)
}

var (
	trackForm  = regexp.MustCompile(`\{\{[<%]\s*track\s+["'` + "`" + `]?([^"'` + "`" + `>%]*?)["'` + "`" + `]?\s*/?[>%]\}\}`)
	statusMark = regexp.MustCompile(`^[*_]{1,2}([^*_\n]{1,60}?)[*_]{1,2}\s*(?:[-–—:]+\s*|\n)`)
	richText   = regexp.MustCompile("(?m)^\\s*(?:[-*+]|\\d+[.)]|>|#{1,6}|\\|)\\s|```|!\\[")
)

// cstateBody takes the messages out of an issue's text: each ends in a track
// shortcode. What is more than a few sentences stays in the text as well.
func (in *incident) cstateBody(r *reading, body string, zone *time.Location) string {
	body = htmlComment.ReplaceAllString(body, "")
	var rest []string
	at := 0
	for _, m := range trackForm.FindAllStringSubmatchIndex(body, -1) {
		time := in.when(r, "track", body[m[2]:m[3]], zone)
		block := body[at:m[0]]
		at = m[1]
		// What stands above a rule is text of its own, such as a postmortem.
		if i := lastRule(block); i >= 0 {
			rest = append(rest, strings.TrimSpace(block[:i]))
			_, block, _ = strings.Cut(strings.TrimLeft(block[i:], "\n"), "\n")
		}
		block = strings.TrimSpace(block)
		status := ""
		if s := statusMark.FindStringSubmatch(block); s != nil {
			status, block = strings.ToLower(strings.TrimRight(s[1], " :.")), strings.TrimSpace(block[len(s[0]):])
		}
		in.event(time, status, plainMarkdown(block))
		if richText.MatchString(block) {
			head := strings.TrimSpace(writeKnown(time) + " " + status)
			rest = append(rest, "## "+orText(head, "Message")+"\n\n"+block)
		}
	}
	rest = append(rest, strings.TrimSpace(body[at:]))
	// The newest stands first; those of one time keep the order in which they happened.
	reverse(in.Timeline)
	text := strings.TrimSpace(strings.Join(rest, "\n\n"))
	return in.shortcodes(strings.TrimSpace(strings.TrimLeft(text, "-\n ")))
}

func writeKnown(t calendar.Time) string {
	if t.IsZero() {
		return ""
	}
	return writeTime(t, nil)
}

var ruleForm = regexp.MustCompile(`(?m)^ {0,3}(?:-{3,}|\*{3,}|_{3,})\s*$`)

// lastRule finds the last thematic break of a text; -1 where there is none.
func lastRule(text string) int {
	all := ruleForm.FindAllStringIndex(text, -1)
	if len(all) == 0 {
		return -1
	}
	return all[len(all)-1][0]
}

// cstateJSON reads the read-only API: one issue, or the index with the pinned and unresolved ones.
func (r *reading) cstateJSON(site *cstateSite, input input) {
	values, err := documents(input.text)
	if err != nil {
		r.skip(input.source, "", "", "%v", err)
	}
	found := 0
	for _, v := range values {
		for _, raw := range append(elements(v), v) {
			var i struct {
				Is, Title, Body, CreatedAt, LastMod, Permalink, Severity, Resolved, Informational, ResolvedAt, Filename loose
				Affected                                                                                                []loose
			}
			if json.Unmarshal(raw, &i) != nil || i.Is != "issue" {
				continue
			}
			found++
			in := r.add(input.source, strings.TrimSuffix(orText(i.Filename.String(), path.Base(strings.TrimSuffix(i.Permalink.String(), "/"))), ".md"))
			issue := cstateIssue{title: i.Title.String(), date: i.CreatedAt.String(), resolved: i.Resolved.String(), severity: i.Severity.String(), informational: i.Informational == "true"}
			if day, _, _ := readTime(i.ResolvedAt.String(), nil); !day.IsZero() {
				// Where nothing was recorded, cState writes words into resolvedAt.
				issue.resolvedWhen = i.ResolvedAt.String()
			}
			for _, name := range i.Affected {
				issue.affected = append(issue.affected, name.String())
			}
			in.base = i.Permalink.String()
			in.cite(issue.title, in.base, site.title, calendar.Time{})
			body, _ := toMarkdown(i.Body.String(), in.base)
			r.cstateBuild(site, in, issue, body)
		}
	}
	if found == 0 && err == nil {
		r.skip(input.source, "", "", "it holds no issues of cState")
	}
}
