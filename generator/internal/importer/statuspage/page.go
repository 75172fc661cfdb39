package statuspage

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/importer"
	"afterword/generator/internal/importer/lenient"
	"afterword/generator/internal/importer/prose"
	"afterword/generator/internal/urls"
)

var (
	reportLine   = regexp.MustCompile(`^(?:Incident Report|Scheduled Maintenance Report|Maintenance Report) for (.+)$`)
	postedLine   = regexp.MustCompile(`^Posted (?:.*? ago\. )?(.+)$`)
	affectedLine = regexp.MustCompile(`^This (?:incident|scheduled maintenance) (?:affect(?:s|ed)|impact(?:s|ed)): ?(.+?)\.?$`)
	statusLine   = regexp.MustCompile(`^(?i:investigating|identified|monitoring|resolved|update|post-?mortem|scheduled|completed|verifying|in progress)$`)
	yearForm     = regexp.MustCompile(`\b(?:19|20)\d{2}\b`)
	sectionLine  = regexp.MustCompile(`^(\p{L}[^.:!?]{1,58}):$`)
)

// A page is what the page of an incident shows.
type page struct {
	*importer.Incident
	title, organization, impact, address, affected string

	maintenance bool
	markdown    bool               // the text of a postmortem is Markdown
	messages    []frontmatter.Node // as the API has them, the newest first
}

// mapping makes a value as the API has it, of keys and texts.
func mapping(pairs ...string) frontmatter.Node {
	n := frontmatter.Node{Kind: frontmatter.Mapping}
	for i := 0; i < len(pairs); i += 2 {
		n.Fields = append(n.Fields, frontmatter.Field{Key: pairs[i], Value: frontmatter.Node{Kind: frontmatter.Text, Text: pairs[i+1]}})
	}
	return n
}

func list(items []frontmatter.Node) frontmatter.Node {
	return frontmatter.Node{Kind: frontmatter.Sequence, Items: items}
}

// message takes the lines of a message.
func (p *page) message(status string, lines []string, at calendar.Time) {
	text := strings.TrimSpace(strings.Join(lines, "\n"))
	if status == "" || text == "" && at.IsZero() {
		return
	}
	status = strings.NewReplacer("-", "", " ", "_").Replace(strings.ToLower(status))
	switch {
	case status != "postmortem":
		text = html.EscapeString(text)
	case !p.markdown:
		text = sections(text)
	}
	p.messages = append(p.messages, mapping("status", status, "body", text, "display_at", calendar.Written(at, nil)))
}

// text reads the text that is copied from an incident's page.
func (j *job) text(p *page, text string) {
	var status string
	var lines []string
	for line := range strings.SplitSeq(prose.Clean(text), "\n") {
		trimmed := strings.TrimSpace(line)
		posted, affected := postedLine.FindStringSubmatch(trimmed), affectedLine.FindStringSubmatch(trimmed)
		switch {
		case p.organization == "":
			if m := reportLine.FindStringSubmatch(trimmed); m != nil {
				p.organization, p.maintenance = m[1], strings.Contains(m[0], "Maintenance")
			} else if trimmed != "" {
				p.title = trimmed // the last line before that
			}
			continue
		case statusLine.MatchString(trimmed) && (status == "" || len(lines) == 0):
			p.message(status, nil, calendar.Time{})
			status, lines = trimmed, nil
			continue
		case affected != nil && status == "":
			p.affected = affected[1]
			continue
		case posted != nil && status != "":
			if at := p.When("posted", posted[1]); !at.IsZero() || yearForm.MatchString(posted[1]) {
				p.message(status, lines, at)
				status, lines = "", nil
				continue
			}
		}
		lines = append(lines, line)
	}
	p.message(status, lines, calendar.Time{})
	if p.organization == "" || len(p.messages) == 0 {
		j.Skip(p.Source, "", "", "it is not the page of one incident: there is no line \"Incident Report for …\" with messages below it")
		return
	}
	j.shown(p)
}

// shown makes a record, as the API has it, of what a page shows.
func (j *job) shown(p *page) {
	first := ""
	for _, m := range p.messages { // the newest comes first
		first = prose.Or(lenient.Text(m, "display_at"), first)
	}
	_, id, _ := strings.Cut(p.address, "/incidents/")
	if id, _, _ = strings.Cut(id, "/"); id == "" {
		id = urls.ShortSlug(p.title, 40) + "-" + importer.Digest(4, p.title, lenient.Text(p.messages[len(p.messages)-1], "display_at"))
	}
	if p.maintenance {
		p.impact = "maintenance"
		p.Tag("maintenance")
	}
	var components []frontmatter.Node
	for _, c := range affected(p.affected) {
		if c.group != "" {
			j.Know(c.group, importer.Component{Name: c.group, Organization: p.organization})
			p.Note(importer.Guessed, "services", "%q is taken for a group with the component %q", c.group, c.name)
		}
		components = append(components, mapping("id", c.name, "name", c.name, "group_id", c.group))
	}
	n := mapping("name", html.EscapeString(p.title), "impact", p.impact, "started_at", first, "shortlink", p.address)
	n.Fields = append(n.Fields, frontmatter.Field{Key: "incident_updates", Value: list(p.messages)}, frontmatter.Field{Key: "components", Value: list(components)})
	j.records = append(j.records, &record{Node: n, id: id, source: p.Source, organization: p.organization, address: p.address, page: p.Incident})
}

// page reads a saved page of an incident as the text that it shows. It has each
// instant in an attribute, and only the page's local time in the text.
func (j *job) page(input importer.Input) {
	root, err := html.Parse(strings.NewReader(input.Text))
	if err != nil {
		j.Skip(input.Source, "", "", "the HTML cannot be read: %v", err)
		return
	}
	p := &page{Incident: j.New(input.Source), markdown: true}
	var b strings.Builder
	postmortem := false
	for n := range root.Descendants() {
		line := func() string { return prose.OneLine(prose.NodeText(n)) }
		classes := strings.Fields(prose.Attribute(n, "class"))
		class := func(name string) bool { return slices.Contains(classes, name) }
		switch {
		case class("incident-name"):
			b.WriteString(line() + "\n")
			for _, c := range classes {
				if impact, ok := strings.CutPrefix(c, "impact-"); ok {
					p.impact = impact
				}
			}
		case n.DataAtom == atom.Link && prose.Attribute(n, "rel") == "canonical", n.DataAtom == atom.Meta && prose.Attribute(n, "property") == "og:url":
			if address := prose.Or(prose.Attribute(n, "href"), prose.Attribute(n, "content")); prose.WebAddress(address) && p.address == "" {
				p.address, p.Base = address, address
			}
		case class("subheader"), class("update-title"), class("components-affected"):
			b.WriteString(line() + "\n")
			postmortem = strings.EqualFold(line(), "postmortem")
		case class("update-body") && postmortem:
			text, dropped := prose.FromNode(n, p.Base)
			if len(dropped) > 0 {
				p.Note(importer.Dropped, "body", "HTML that has no Markdown was left out: %s", strings.Join(dropped, ", "))
			}
			b.WriteString(text + "\n")
		case class("update-body"):
			b.WriteString(prose.NodeText(n) + "\n")
		case class("update-timestamp"):
			at := ""
			for e := range n.Descendants() {
				at = prose.Or(at, calendar.Written(unixTime(prose.Attribute(e, "data-datetime-unix")), nil))
			}
			if at != "" {
				at = "Posted " + at
			}
			b.WriteString(prose.Or(at, line()) + "\n")
		}
	}
	j.text(p, b.String())
}

// unixTime reads seconds or milliseconds since 1970.
func unixTime(digits string) calendar.Time {
	n, err := strconv.ParseInt(strings.TrimSpace(digits), 10, 64)
	if n > 1e11 {
		n /= 1000
	}
	if err != nil || n <= 0 || n > 1e11 {
		return calendar.Time{}
	}
	return calendar.Time{Instant: time.Unix(n, 0).UTC(), Precision: calendar.Second, Zoned: true}
}

// sections makes Markdown of a postmortem's plain text: a short line that ends
// in a colon and is a paragraph of its own is a heading.
func sections(text string) string {
	var out []string
	for block := range strings.SplitSeq(text, "\n\n") {
		block = strings.Trim(block, "\n")
		if m := sectionLine.FindStringSubmatch(strings.TrimSpace(block)); m != nil {
			out = append(out, "## "+prose.Escape(m[1]))
		} else if block != "" {
			out = append(out, prose.EscapeLines(block))
		}
	}
	return strings.Join(out, "\n\n")
}
