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
	yearForm     = regexp.MustCompile(`\b(?:19|20)\d{2}\b`)
	sectionLine  = regexp.MustCompile(`^(\p{L}[^.:!?]{1,58}):$`)
	// dated matches times in a text, to say that nobody has read them.
	dated = regexp.MustCompile(`\b\d{1,2}/\d{1,2}/\d{4}\b|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}:\d{2} ?(?i:am|pm)\b`)
)

// A page is what the page of an incident shows, in either of its forms.
type page struct {
	*importer.Incident
	title, organization, impact, address string
	maintenance                          bool
	messages                             []frontmatter.Node // as the API has them, the newest first
	affected                             string
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

// message adds a message; its body is Markdown if it is a postmortem, else text.
func (p *page) message(status, body string, at calendar.Time) {
	if status != "postmortem" {
		body = html.EscapeString(body)
	} else if n := len(dated.FindAllString(body, -1)); n > 0 {
		p.Note(importer.Guessed, "impact", "the postmortem's text names %d dates or times that were not made into windows: compare them", n)
	}
	p.messages = append(p.messages, mapping("status", status, "body", body, "display_at", calendar.Written(at, nil)))
}

// statusWord returns the status that a heading of a message names, or "".
func statusWord(line string) string {
	switch word := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(line)), " ", "_"); word {
	case "investigating", "identified", "monitoring", "resolved", "update", "postmortem", "scheduled", "completed", "verifying", "in_progress":
		return word
	case "post-mortem":
		return "postmortem"
	}
	return ""
}

// head reads the line that names the organization.
func (p *page) head(line string) bool {
	m := reportLine.FindStringSubmatch(line)
	if m == nil || p.organization != "" {
		return false
	}
	p.organization, p.maintenance = m[1], strings.Contains(m[0], "Maintenance")
	return true
}

// text reads the text that is copied from an incident's page.
func (j *job) text(input importer.Input) {
	p := &page{Incident: j.New(input.Source)}
	var status string
	var lines []string
	flush := func(at calendar.Time) {
		text := strings.TrimSpace(strings.Join(lines, "\n"))
		if status == "postmortem" {
			text = sections(text)
		}
		if status != "" && (text != "" || !at.IsZero()) {
			p.message(status, text, at)
		}
		status, lines = "", nil
	}
	for line := range strings.SplitSeq(prose.Clean(input.Text), "\n") {
		trimmed := strings.TrimSpace(line)
		if p.organization == "" {
			if !p.head(trimmed) && trimmed != "" {
				p.title = trimmed // the last line before the head
			}
			continue
		}
		if word := statusWord(trimmed); word != "" && (status == "" || len(lines) == 0) {
			flush(calendar.Time{})
			status = word
			continue
		}
		if m := affectedLine.FindStringSubmatch(trimmed); m != nil && status == "" {
			p.affected = m[1]
			continue
		}
		if m := postedLine.FindStringSubmatch(trimmed); m != nil && status != "" {
			if at := p.When("posted", m[1]); !at.IsZero() || yearForm.MatchString(m[1]) {
				flush(at)
				continue
			}
		}
		lines = append(lines, line)
	}
	flush(calendar.Time{})
	if p.organization == "" || len(p.messages) == 0 {
		j.Skip(input.Source, "", "", "it is not the text of an incident's page: there is no line \"Incident Report for …\" with messages below it")
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

func hasClass(n *html.Node, class string) bool {
	return slices.Contains(strings.Fields(prose.Attribute(n, "class")), class)
}

// find returns the first element beneath a node that has a class, or nil.
func find(root *html.Node, class string) *html.Node {
	for n := range root.Descendants() {
		if hasClass(n, class) {
			return n
		}
	}
	return nil
}

// page reads a saved page of an incident.
func (j *job) page(input importer.Input) {
	root, err := html.Parse(strings.NewReader(input.Text))
	if err != nil {
		j.Skip(input.Source, "", "", "the HTML cannot be read: %v", err)
		return
	}
	p := &page{Incident: j.New(input.Source)}
	var rows []*html.Node
	for n := range root.Descendants() {
		switch {
		case hasClass(n, "incident-name") && p.title == "":
			p.title = prose.OneLine(prose.NodeText(n))
			for class := range strings.FieldsSeq(prose.Attribute(n, "class")) {
				if impact, ok := strings.CutPrefix(class, "impact-"); ok {
					p.impact = impact
				}
			}
		case hasClass(n, "subheader"):
			p.head(prose.OneLine(prose.NodeText(n)))
		case hasClass(n, "components-affected"):
			if m := affectedLine.FindStringSubmatch(prose.OneLine(prose.NodeText(n))); m != nil {
				p.affected = m[1]
			}
		case n.DataAtom == atom.Link && prose.Attribute(n, "rel") == "canonical", n.DataAtom == atom.Meta && prose.Attribute(n, "property") == "og:url":
			if address := prose.Or(prose.Attribute(n, "href"), prose.Attribute(n, "content")); prose.WebAddress(address) && p.address == "" {
				p.address = address
			}
		case hasClass(n, "update-row"):
			rows = append(rows, n)
		}
	}
	p.Base = p.address
	for _, row := range rows {
		p.readMessage(row)
	}
	if p.title == "" || len(p.messages) == 0 {
		j.Skip(input.Source, "", "", "it is not the page of one incident: save the page of the incident itself, with its messages")
		return
	}
	j.shown(p)
}

// readMessage reads one message of a page. An attribute holds the instant, the text only the page's local time.
func (p *page) readMessage(n *html.Node) {
	var status string
	var at calendar.Time
	if title := find(n, "update-title"); title != nil {
		text := prose.OneLine(prose.NodeText(title))
		status = prose.Or(statusWord(text), strings.ToLower(text))
	}
	if stamp := find(n, "update-timestamp"); stamp != nil {
		for e := range stamp.Descendants() {
			at = importer.OrTime(at, unixTime(prose.Attribute(e, "data-datetime-unix")))
		}
		if text := postedLine.FindStringSubmatch(prose.OneLine(prose.NodeText(stamp))); at.IsZero() && text != nil {
			at = p.When("posted", text[1])
		}
	}
	body := find(n, "update-body")
	switch {
	case body == nil:
		p.message(status, "", at)
	case status == "postmortem":
		text, dropped := prose.FromNode(body, p.Base)
		if len(dropped) > 0 {
			p.Note(importer.Dropped, "body", "HTML that has no Markdown was left out: %s", strings.Join(dropped, ", "))
		}
		p.message(status, text, at)
	default:
		p.message(status, prose.NodeText(body), at)
	}
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
