package importer

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
)

// statusWords are the headings of messages on an incident's page.
var statusWords = setOf("investigating identified monitoring resolved update postmortem post-mortem scheduled completed verifying in_progress")

var (
	reportLine   = regexp.MustCompile(`^(?:Incident Report|Scheduled Maintenance Report|Maintenance Report) for (.+)$`)
	postedLine   = regexp.MustCompile(`^Posted (?:.*? ago\. )?(.+)$`)
	affectedLine = regexp.MustCompile(`^This (?:incident|scheduled maintenance) (?:affect(?:s|ed)|impact(?:s|ed)): ?(.+?)\.?$`)
	yearForm     = regexp.MustCompile(`\b(?:19|20)\d{2}\b`)
	sectionLine  = regexp.MustCompile(`^(\p{L}[^.:!?]{1,58}):$`)
	// dated finds times in a text, to say that nobody has read them.
	dated = regexp.MustCompile(`\b\d{1,2}/\d{1,2}/\d{4}\b|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}:\d{2} ?(?i:am|pm)\b`)
)

// A statusReport is what an incident's page shows, in either of its forms.
type statusReport struct {
	id, title, organization, impact, address string
	maintenance                              bool
	messages                                 []shown
	affected                                 string
}

// shown is a message as the page shows it.
type shown struct {
	status, text string
	at           calendar.Time
	markdown     bool
}

func statusWord(line string) string {
	word := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(line)), " ", "_")
	if !statusWords[word] {
		return ""
	}
	return strings.ReplaceAll(word, "post-mortem", "postmortem")
}

// text reads the text that is copied from an incident's page.
func (p *statuspage) text(input input) {
	in := &incident{source: input.source}
	report := statusReport{}
	var status string
	var lines, before []string
	flush := func(at calendar.Time) {
		text := strings.TrimSpace(strings.Join(lines, "\n"))
		if status != "" && (text != "" || !at.IsZero()) {
			report.messages = append(report.messages, shown{status: status, text: text, at: at})
		}
		status, lines = "", nil
	}
	for line := range strings.SplitSeq(clean(input.text), "\n") {
		trimmed := strings.TrimSpace(line)
		word := statusWord(trimmed)
		switch m := reportLine.FindStringSubmatch(trimmed); {
		case report.organization == "" && m != nil:
			report.organization, report.maintenance = m[1], strings.Contains(m[0], "Maintenance")
			for i := len(before) - 1; i >= 0 && report.title == ""; i-- {
				report.title = before[i]
			}
			continue
		case report.organization == "":
			before = append(before, trimmed)
			continue
		case word != "" && (status == "" || len(lines) == 0):
			flush(calendar.Time{})
			status = word
			continue
		}
		if m := affectedLine.FindStringSubmatch(trimmed); m != nil && status == "" {
			report.affected = m[1]
			continue
		}
		if m := postedLine.FindStringSubmatch(trimmed); m != nil && status != "" {
			if at := in.when(p.reading, "posted", m[1], p.options.Zone); !at.IsZero() || yearForm.MatchString(m[1]) {
				flush(at)
				continue
			}
		}
		lines = append(lines, line)
	}
	flush(calendar.Time{})
	if report.organization == "" || len(report.messages) == 0 {
		p.skip(input.source, "", "", "it is not the text of an incident's page: there is no line \"Incident Report for …\" with messages below it")
		return
	}
	sum := sha256.Sum256([]byte(report.title + "\x00" + firstAt(report.messages)))
	report.id = shortSlug(report.title, 40) + "-" + hex.EncodeToString(sum[:4])
	p.report(in, report)
}

func firstAt(messages []shown) string {
	return writeTime(messages[len(messages)-1].at, nil)
}

// page reads a saved page of an incident.
func (p *statuspage) page(input input) {
	root, err := html.Parse(strings.NewReader(input.text))
	if err != nil {
		p.skip(input.source, "", "", "the HTML cannot be read: %v", err)
		return
	}
	in := &incident{source: input.source}
	report := statusReport{}
	eachElement(root, func(n *html.Node) bool {
		switch {
		case hasClass(n, "incident-name") && report.title == "":
			report.title = oneLine(nodeText(n))
			for class := range strings.FieldsSeq(attribute(n, "class")) {
				if impact, ok := strings.CutPrefix(class, "impact-"); ok {
					report.impact = impact
				}
			}
		case hasClass(n, "subheader") && report.organization == "":
			if m := reportLine.FindStringSubmatch(oneLine(nodeText(n))); m != nil {
				report.organization, report.maintenance = m[1], strings.Contains(m[0], "Maintenance")
			}
		case hasClass(n, "components-affected"):
			if m := affectedLine.FindStringSubmatch(oneLine(nodeText(n))); m != nil {
				report.affected = m[1]
			}
		case n.DataAtom == atom.Link && attribute(n, "rel") == "canonical", n.DataAtom == atom.Meta && attribute(n, "property") == "og:url":
			if address := orText(attribute(n, "href"), attribute(n, "content")); webAddress(address) && report.address == "" {
				report.address = address
			}
		case hasClass(n, "update-row"):
			in.base = report.address
			report.messages = append(report.messages, p.row(in, n))
			return false
		}
		return true
	})
	if report.title == "" || len(report.messages) == 0 {
		p.skip(input.source, "", "", "it is not the page of one incident: save the page of the incident itself, with its messages")
		return
	}
	if _, id, ok := strings.Cut(report.address, "/incidents/"); ok {
		report.id, _, _ = strings.Cut(id, "/")
	}
	if report.id == "" {
		sum := sha256.Sum256([]byte(report.title + "\x00" + firstAt(report.messages)))
		report.id = shortSlug(report.title, 40) + "-" + hex.EncodeToString(sum[:4])
	}
	p.report(in, report)
}

// row reads one message of a page. The attribute holds the instant; the text only the page's local time.
func (p *statuspage) row(in *incident, n *html.Node) shown {
	m := shown{}
	if title := find(n, "update-title"); title != nil {
		m.status = statusWord(oneLine(nodeText(title)))
		if m.status == "" {
			m.status = strings.ToLower(oneLine(nodeText(title)))
		}
	}
	if stamp := find(n, "update-timestamp"); stamp != nil {
		eachElement(stamp, func(e *html.Node) bool {
			if t, ok := unixTime(attribute(e, "data-datetime-unix")); ok && m.at.IsZero() {
				m.at = t
			}
			return true
		})
		if text := postedLine.FindStringSubmatch(oneLine(nodeText(stamp))); m.at.IsZero() && text != nil {
			m.at = in.when(p.reading, "posted", text[1], p.options.Zone)
		}
	}
	if body := find(n, "update-body"); body != nil {
		if m.status == "postmortem" {
			var dropped []string
			m.text, dropped = nodeToMarkdown(body, in.base)
			m.markdown = true
			if len(dropped) > 0 {
				in.note(Dropped, "body", "HTML that has no Markdown was left out: %s", strings.Join(dropped, ", "))
			}
		} else {
			m.text = nodeText(body)
		}
	}
	return m
}

// report makes an incident of what a page shows.
func (p *statuspage) report(in *incident, report statusReport) {
	in.id = oneLine(report.id)
	p.incidents = append(p.incidents, in)
	in.Title, in.Organization = report.title, report.organization
	in.Severity, in.said = impactSeverities[report.impact], report.impact
	for _, m := range report.messages {
		if m.status == "postmortem" {
			body := m.text
			if !m.markdown {
				body = sections(body)
			}
			p.postmortem(in, body, m.at)
			if n := len(dated.FindAllString(m.text, -1)); n > 0 {
				in.note(Guessed, "impact", "the postmortem's text names %d dates or times that were not made into windows: compare them", n)
			}
			continue
		}
		in.event(m.at, m.status, m.text)
	}
	var first, resolved, last calendar.Time
	for _, e := range in.Timeline { // the newest comes first
		if e.Time.IsZero() {
			continue
		}
		last = orTime(last, e.Time)
		first = e.Time
		if resolved.IsZero() && (e.Status == "resolved" || e.Status == "completed") {
			resolved = e.Time
		}
	}
	reverse(in.Timeline)
	in.Phases.Resolved = resolved
	in.Date = orTime(in.Date, orTime(resolved, last))
	for _, name := range affected(report.affected) {
		group := ""
		if name.group != "" {
			group = p.know(name.group, component{name: name.group, organization: report.organization})
			in.note(Guessed, "services", "%q is taken for a group with the component %q", name.group, name.name)
		}
		in.affects(p.know(name.name, component{name: name.name, group: group, organization: report.organization}))
	}
	level, known := impactLevels[report.impact]
	if report.maintenance {
		level, known = settings.Maintenance, true
		in.tag("maintenance")
	}
	if report.impact != "none" {
		in.note(Guessed, "impact", "the page has no states of components: one window from the first message to the one that it was resolved")
		s := span{start: first, end: resolved, open: resolved.IsZero(), level: level}
		if !known {
			s.note = "From the first message to the one that it was resolved; how bad it was is not said."
		}
		in.impact(s)
	}
	in.cite(in.Title, report.address, in.Organization, calendar.Time{})
}

func reverse(events []postmortem.Event) {
	for i, j := 0, len(events)-1; i < j; i, j = i+1, j-1 {
		events[i], events[j] = events[j], events[i]
	}
}

// sections makes Markdown of a postmortem's plain text: a short line that ends
// in a colon and stands alone is a heading.
func sections(text string) string {
	var out []string
	for block := range strings.SplitSeq(text, "\n\n") {
		block = strings.Trim(block, "\n")
		if m := sectionLine.FindStringSubmatch(strings.TrimSpace(block)); m != nil {
			out = append(out, "## "+escapeMarkdown(m[1]))
		} else if block != "" {
			out = append(out, escapeLines(block))
		}
	}
	return strings.Join(out, "\n\n")
}

// A listed component is one of those that a page names as affected.
type listed struct{ name, group string }

// affected reads "Group (One, Two), Three and Four". Names may hold brackets of
// their own: the last bracket that closes decides.
func affected(text string) []listed {
	var list []listed
	for _, item := range splitTop(text) {
		open := matching(item)
		if open <= 0 {
			list = append(list, listed{name: item})
			continue
		}
		group := strings.TrimSpace(item[:open])
		for name := range strings.SplitSeq(item[open+1:len(item)-1], ", ") {
			list = append(list, listed{name, group})
		}
	}
	return list
}

// splitTop splits a list as a sentence has it, "One, Two (A, B), and Three" or
// "One and Two": at commas outside brackets, and at the last "and".
func splitTop(text string) []string {
	var items []string
	depth, start := 0, 0
	for i := 0; i <= len(text); i++ {
		switch {
		case i == len(text), text[i] == ',' && depth == 0:
			if item := strings.TrimSpace(text[start:i]); item != "" {
				items = append(items, item)
			}
			start = i + 1
		case text[i] == '(':
			depth++
		case text[i] == ')':
			depth = max(0, depth-1)
		}
	}
	if len(items) == 0 {
		return nil
	}
	last := len(items) - 1
	if rest, ok := strings.CutPrefix(items[last], "and "); ok {
		items[last] = strings.TrimSpace(rest)
		return items
	}
	depth = 0
	for i := len(items[last]) - 1; i > 0; i-- {
		switch c := items[last][i]; {
		case c == ')':
			depth++
		case c == '(':
			depth--
		case depth == 0 && strings.HasPrefix(items[last][i:], " and "):
			two := strings.TrimSpace(items[last][i+5:])
			items[last] = strings.TrimSpace(items[last][:i])
			return append(items, two)
		}
	}
	return items
}

// matching finds the bracket that the closing one at the end of an item opens with; -1 where there is none.
func matching(item string) int {
	if !strings.HasSuffix(item, ")") {
		return -1
	}
	depth := 0
	for i := len(item) - 1; i >= 0; i-- {
		switch item[i] {
		case ')':
			depth++
		case '(':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}
