package statuspage

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/importer"
	"afterword/generator/internal/importer/prose"
	"afterword/generator/internal/settings"
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

// A report is what an incident's page shows, in either of its forms.
type report struct {
	title, organization, impact, address string
	maintenance                          bool
	messages                             []shown // the newest first
	affected                             string
}

// shown is a message as the page shows it.
type shown struct {
	status, text string
	at           calendar.Time
	markdown     bool
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
func (r *report) head(line string) bool {
	m := reportLine.FindStringSubmatch(line)
	if m == nil || r.organization != "" {
		return false
	}
	r.organization, r.maintenance = m[1], strings.Contains(m[0], "Maintenance")
	return true
}

// text reads the text that is copied from an incident's page.
func (p *job) text(input importer.Input) {
	in := p.New(input.Source)
	r := &report{}
	var status string
	var lines []string
	flush := func(at calendar.Time) {
		text := strings.TrimSpace(strings.Join(lines, "\n"))
		if status != "" && (text != "" || !at.IsZero()) {
			r.messages = append(r.messages, shown{status: status, text: text, at: at})
		}
		status, lines = "", nil
	}
	for line := range strings.SplitSeq(prose.Clean(input.Text), "\n") {
		trimmed := strings.TrimSpace(line)
		if r.organization == "" {
			if !r.head(trimmed) && trimmed != "" {
				r.title = trimmed // the last line before the head
			}
			continue
		}
		word := statusWord(trimmed)
		if word != "" && (status == "" || len(lines) == 0) {
			flush(calendar.Time{})
			status = word
			continue
		}
		if m := affectedLine.FindStringSubmatch(trimmed); m != nil && status == "" {
			r.affected = m[1]
			continue
		}
		if m := postedLine.FindStringSubmatch(trimmed); m != nil && status != "" {
			if at := in.When("posted", m[1]); !at.IsZero() || yearForm.MatchString(m[1]) {
				flush(at)
				continue
			}
		}
		lines = append(lines, line)
	}
	flush(calendar.Time{})
	if r.organization == "" || len(r.messages) == 0 {
		p.Skip(input.Source, "", "", "it is not the text of an incident's page: there is no line \"Incident Report for …\" with messages below it")
		return
	}
	p.report(in, r)
}

// id is the one in the page's address, else one made of the title and the first message.
func (r *report) id() string {
	if _, id, ok := strings.Cut(r.address, "/incidents/"); ok {
		if id, _, _ = strings.Cut(id, "/"); id != "" {
			return id
		}
	}
	first := r.messages[len(r.messages)-1]
	sum := sha256.Sum256([]byte(r.title + "\x00" + importer.WriteTime(first.at, nil)))
	return importer.ShortSlug(r.title, 40) + "-" + hex.EncodeToString(sum[:4])
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func hasClass(n *html.Node, class string) bool {
	return slices.Contains(strings.Fields(attribute(n, "class")), class)
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
func (p *job) page(input importer.Input) {
	root, err := html.Parse(strings.NewReader(input.Text))
	if err != nil {
		p.Skip(input.Source, "", "", "the HTML cannot be read: %v", err)
		return
	}
	in := p.New(input.Source)
	r := &report{}
	var rows []*html.Node
	for n := range root.Descendants() {
		switch {
		case hasClass(n, "incident-name") && r.title == "":
			r.title = prose.OneLine(prose.NodeText(n))
			for class := range strings.FieldsSeq(attribute(n, "class")) {
				if impact, ok := strings.CutPrefix(class, "impact-"); ok {
					r.impact = impact
				}
			}
		case hasClass(n, "subheader"):
			r.head(prose.OneLine(prose.NodeText(n)))
		case hasClass(n, "components-affected"):
			if m := affectedLine.FindStringSubmatch(prose.OneLine(prose.NodeText(n))); m != nil {
				r.affected = m[1]
			}
		case n.DataAtom == atom.Link && attribute(n, "rel") == "canonical", n.DataAtom == atom.Meta && attribute(n, "property") == "og:url":
			if address := prose.Or(attribute(n, "href"), attribute(n, "content")); prose.WebAddress(address) && r.address == "" {
				r.address = address
			}
		case hasClass(n, "update-row"):
			rows = append(rows, n)
		}
	}
	in.Base = r.address
	for _, row := range rows {
		r.messages = append(r.messages, readMessage(in, row))
	}
	if r.title == "" || len(r.messages) == 0 {
		p.Skip(input.Source, "", "", "it is not the page of one incident: save the page of the incident itself, with its messages")
		return
	}
	p.report(in, r)
}

// readMessage reads one message of a page. An attribute holds the instant, the text only the page's local time.
func readMessage(in *importer.Incident, n *html.Node) (m shown) {
	if title := find(n, "update-title"); title != nil {
		text := prose.OneLine(prose.NodeText(title))
		m.status = prose.Or(statusWord(text), strings.ToLower(text))
	}
	if stamp := find(n, "update-timestamp"); stamp != nil {
		for e := range stamp.Descendants() {
			m.at = importer.OrTime(m.at, unixTime(attribute(e, "data-datetime-unix")))
		}
		if text := postedLine.FindStringSubmatch(prose.OneLine(prose.NodeText(stamp))); m.at.IsZero() && text != nil {
			m.at = in.When("posted", text[1])
		}
	}
	body := find(n, "update-body")
	switch {
	case body == nil:
	case m.status == "postmortem":
		text, dropped := prose.FromNode(body, in.Base)
		m.text, m.markdown = text, true
		if len(dropped) > 0 {
			in.Note(importer.Dropped, "body", "HTML that has no Markdown was left out: %s", strings.Join(dropped, ", "))
		}
	default:
		m.text = prose.NodeText(body)
	}
	return m
}

// unixTime reads seconds or milliseconds since 1970.
func unixTime(digits string) calendar.Time {
	n, err := strconv.ParseInt(strings.TrimSpace(digits), 10, 64)
	if n > 1e11 {
		n /= 1000
	}
	t := calendar.Time{Instant: time.Unix(n, 0).UTC(), Precision: calendar.Second, Zoned: true}
	if err != nil || n <= 0 || t.Instant.Year() >= 9999 {
		return calendar.Time{}
	}
	if t.Instant.Second() == 0 {
		t.Precision = calendar.Minute
	}
	return t
}

// report makes an incident of what a page shows.
func (p *job) report(in *importer.Incident, r *report) {
	p.Add(in, r.id())
	in.Title, in.Organization = r.title, r.organization
	in.Severity, in.Said = impactSeverities[r.impact], r.impact
	var first, resolved, last calendar.Time
	for _, m := range r.messages {
		if m.status == "postmortem" {
			body := m.text
			if !m.markdown {
				body = sections(body)
			}
			postmortemOf(in, body, m.at)
			if n := len(dated.FindAllString(m.text, -1)); n > 0 {
				in.Note(importer.Guessed, "impact", "the postmortem's text names %d dates or times that were not made into windows: compare them", n)
			}
			continue
		}
		in.Event(m.at, m.status, m.text)
		last, first = importer.OrTime(last, m.at), importer.OrTime(m.at, first)
		if m.status == "resolved" || m.status == "completed" {
			resolved = importer.OrTime(resolved, m.at)
		}
	}
	slices.Reverse(in.Timeline)
	in.Phases.Resolved = resolved
	in.Date = importer.OrTime(in.Date, importer.OrTime(resolved, last))
	for _, c := range affected(r.affected) {
		group := ""
		if c.group != "" {
			group = p.Know(c.group, importer.Component{Name: c.group, Organization: r.organization})
			in.Note(importer.Guessed, "services", "%q is taken for a group with the component %q", c.group, c.name)
		}
		in.Affects(p.Know(c.name, importer.Component{Name: c.name, Group: group, Organization: r.organization}))
	}
	level, isLevel := impactLevels[r.impact]
	if r.maintenance {
		level, isLevel = settings.Maintenance, true
		in.Tag("maintenance")
	}
	if r.impact != "none" {
		in.Note(importer.Guessed, "impact", "the page has no states of components: one window from the first message to the one that it was resolved")
		s := importer.Span{Start: first, End: resolved, Open: resolved.IsZero(), Level: level}
		if !isLevel {
			s.Note = "From the first message to the one that it was resolved; how bad it was is not said."
		}
		in.Impact(s)
	}
	in.Cite(in.Title, r.address, in.Organization, calendar.Time{})
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
