package site

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/importer/prose"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/urls"
)

// Markdown is a report as Markdown, for programs that read text: what is known of it on top, its times
// also as ISO 8601 has them, then the text as its author wrote it, with addresses that work anywhere.
// It is published beside the report's page, and llms.txt lists it (https://llmstxt.org).
func (s *Site) Markdown(i *archive.Incident) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", prose.Escape(i.Title))
	if i.Summary != "" {
		fmt.Fprintf(&b, "%s\n\n", prose.Escape(i.Summary))
	}
	fmt.Fprintf(&b, "- Address: %s\n", s.base.Absolute(urls.Incident(i.Path)))
	for _, f := range s.facts(i) {
		for _, v := range f.Values {
			fmt.Fprintf(&b, "- %s: %s\n", f.Label, prose.Escape(v.plain()))
		}
	}
	for _, w := range i.Windows {
		fmt.Fprintf(&b, "- Window: from %s to %s, %s, services %s\n", calendar.ISOTime(w.Start), windowEnd(w), strings.ToLower(w.Level.Words()), strings.Join(i.AffectedServices(w), ", "))
	}
	if days := s.timeline(i); len(days) > 0 {
		b.WriteString("\n## Timeline\n\n")
		for _, d := range days {
			for _, e := range d.Entries {
				fmt.Fprintf(&b, "- %s\n", joined(" ", cmp.Or(e.Machine, d.Date.Text), joined(": ", prose.Escape(e.Status), e.Written)))
			}
		}
	}
	if text := s.portableBody(i); text != "" {
		fmt.Fprintf(&b, "\n%s\n", text)
	}
	if len(i.Actions) > 0 {
		b.WriteString("\n## Action items\n\n")
		for _, a := range i.Actions {
			fmt.Fprintf(&b, "- %s\n", prose.Escape(joined("; ", a.Title, a.Status, a.Owner, calendar.ISOTime(a.Due), a.Link)))
		}
	}
	if len(i.Sources) > 0 {
		b.WriteString("\n## Sources\n\n")
		for _, src := range i.Sources {
			fmt.Fprintf(&b, "- %s\n", prose.Escape(joined("; ", src.Title, src.Publisher, calendar.ISOTime(src.Date), src.URL)))
		}
	}
	if len(i.Corrections) > 0 {
		b.WriteString("\n## Corrections\n\n")
		for _, c := range i.Corrections {
			fmt.Fprintf(&b, "- %s\n", prose.Escape(joined(": ", calendar.ISOTime(c.Date), c.Text)))
		}
	}
	return b.String()
}

// plain is the value as one line of text.
func (v FactValue) plain() string {
	text := v.Text
	for n, l := range v.Links {
		if n > 0 {
			text += ", "
		}
		text += l.Label
	}
	if v.Machine != "" {
		text += " (" + v.Machine + ")"
	}
	return strings.ReplaceAll(joined("; ", text, v.Note), "\u00a0", " ")
}

// windowEnd is when a window ended, or what bounds its length, in seconds.
func windowEnd(w postmortem.Window) string {
	if w.Ongoing {
		return "now"
	}
	end := cmp.Or(calendar.ISOTime(w.End), notRecorded)
	if w.AtLeast > 0 {
		end += fmt.Sprintf(", at least %d s", int64(w.AtLeast.Seconds()))
	}
	if w.AtMost > 0 {
		end += fmt.Sprintf(", at most %d s", int64(w.AtMost.Seconds()))
	}
	return end
}

// joined joins what is not empty.
func joined(separator string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), separator)
}

// portableBody is the Markdown of a report with its inline links to other files written as
// addresses. Definitions of reference links stay as they are.
func (s *Site) portableBody(i *archive.Incident) string {
	text := i.Source.Text()
	var b strings.Builder
	done := i.Body
	for _, l := range s.bodies.document(i.File).Links {
		address := l.URL
		if strings.HasPrefix(address, "/") {
			address = s.base.Origin() + address
		}
		// A link whose destination could not be found is marked by its first letter alone.
		if at := l.Span; address != l.URL && at.Start >= done && at.End-at.Start > 1 {
			b.WriteString(text[done:at.Start])
			b.WriteString(address)
			done = at.End
		}
	}
	b.WriteString(text[done:])
	return strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(b.String()))
}

// fullText is how many bytes of reports llms-full.txt holds at most.
const fullText = 2 << 20

// twins plans the reports as Markdown, and the two lists of them.
func (p *planner) twins() {
	s := p.site
	if !s.archive.Settings.Outputs.Markdown {
		return
	}
	var newest []*archive.Incident
	size := 0
	for _, i := range s.archive.Incidents {
		if i.Draft {
			continue
		}
		o := p.data(urls.IncidentMarkdown(i.Path), func() ([]byte, error) { return []byte(s.Markdown(i)), nil })
		o.Owner, o.Bodies = i.File, []string{i.File}
		if size += len(i.Source.Text()); size < fullText {
			newest = append(newest, i)
		}
	}
	p.data(urls.LLMs, func() ([]byte, error) { return s.llms(), nil })
	full := p.add(Output{Path: urls.LLMsFull, Owner: wholeArchive, Render: func(to *bytes.Buffer) error {
		for n, i := range newest {
			text := s.Markdown(i)
			if to.Len()+len(text) > fullText {
				fmt.Fprintf(to, "\n%d older reports are left out; llms.txt lists them all.\n", len(s.archive.Incidents)-n)
				break
			}
			to.WriteString(text + "\n")
		}
		return nil
	}})
	for _, i := range newest {
		full.Bodies = append(full.Bodies, i.File)
	}
}

// llms lists what there is, by year (https://llmstxt.org).
func (s *Site) llms() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# %s\n\n", prose.Escape(s.archive.Settings.Title))
	if about := s.archive.Settings.Description; about != "" {
		fmt.Fprintf(&b, "> %s\n\n", prose.Escape(about))
	}
	fmt.Fprintf(&b, "Postmortems of %d incidents, each as Markdown with its facts on top. Figures hold at %s.\n\n",
		len(s.archive.Incidents), calendar.RFC3339(s.archive.AsOf))
	b.WriteString("## Data\n\n")
	for _, l := range []Link{{"All incidents as JSON", urls.APIIncidents}, {"Services", urls.APIServices}, {"Uptime of each service and year", urls.APIUptime}, {"Action items", urls.APIActions}, {"How figures are counted", urls.Method}} {
		fmt.Fprintf(&b, "- [%s](%s)\n", l.Label, s.base.Absolute(l.URL))
	}
	year := -1
	for _, i := range s.archive.Incidents {
		switch {
		case i.Draft:
			continue
		case i.Year == year:
		case i.Year == 0:
			b.WriteString("\n## Undated\n\n")
		default:
			fmt.Fprintf(&b, "\n## %d\n\n", i.Year)
		}
		year = i.Year
		fmt.Fprintf(&b, "- [%s](%s)", prose.Escape(i.Title), s.base.Absolute(urls.IncidentMarkdown(i.Path)))
		if i.Summary != "" {
			b.WriteString(": " + prose.Escape(i.Summary))
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}
