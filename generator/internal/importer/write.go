package importer

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/importer/prose"
	"afterword/generator/internal/settings"
)

// A mapping is front matter being put together; keys without a value are left out when it is written.
type mapping struct {
	fields []frontmatter.Field
	zone   *time.Location // in force for the times of the file, nil for none
}

func (m *mapping) add(key string, value frontmatter.Node) {
	m.fields = append(m.fields, frontmatter.Field{Key: key, Value: value})
}

func (m *mapping) text(key, text string) {
	m.add(key, frontmatter.Node{Kind: frontmatter.Text, Text: text})
}

func (m *mapping) plain(key, text string) { m.add(key, frontmatter.Plain(text)) }

func (m *mapping) list(key string, texts []string) { m.add(key, frontmatter.Texts(texts)) }

func (m *mapping) time(key string, t calendar.Time) {
	if !t.IsZero() {
		m.plain(key, WriteTime(t, m.zone))
	}
}

func (m *mapping) node() frontmatter.Node {
	return frontmatter.Node{Kind: frontmatter.Mapping, Fields: m.fields}
}

// each adds a list of mappings, one for each of n things.
func (m *mapping) each(key string, n int, fill func(i int, item *mapping)) {
	list := frontmatter.Node{Kind: frontmatter.Sequence}
	for i := range n {
		item := mapping{zone: m.zone}
		fill(i, &item)
		list.Items = append(list.Items, item.node())
	}
	m.add(key, list)
}

// write returns the file of an incident whose services have become ids: front
// matter in the order of content/README.md, and the Markdown.
func (in *Incident) write(format string, limits settings.Limits) string {
	front := in.front(format)
	if len(front) > limits.FrontMatter-512 {
		in.shorten(limits.FrontMatter)
		front = in.front(format)
	}
	text := "---\n" + front + "---\n"
	body := strings.TrimRight(in.Body, "\n")
	if room := max(0, int(limits.File)-len(text)-1024); len(body) > room {
		in.Note(Dropped, "body", "the text has %d bytes; the last %d are left out", len(body), len(body)-room)
		body = strings.ToValidUTF8(body[:room], "") + "\n\n*The rest was too long to be imported.*"
	}
	if body != "" {
		text += "\n" + body + "\n"
	}
	end := len("---\n") + len(front)
	return text[:end] + "  hash: " + frontmatter.QuoteYAML(fingerprint(text)) + "\n" + text[end:]
}

// front returns the front matter but for its fingerprint, which goes to the end.
func (in *Incident) front(format string) string {
	m := mapping{zone: in.Zone}
	m.text("title", in.Title)
	m.time("date", in.Date)
	m.time("updated", in.Updated)
	m.text("summary", in.Summary)
	m.text("organization", in.Organization)
	m.list("services", in.Services)
	m.text("severity", in.Severity)
	if in.Zone != nil {
		m.plain("timezone", in.Zone.String())
	}
	in.frontImpact(&m)
	m.time("detected", in.Phases.Detected)
	m.time("acknowledged", in.Phases.Acknowledged)
	m.time("mitigated", in.Phases.Mitigated)
	m.time("resolved", in.Phases.Resolved)
	m.text("detected_by", in.DetectedBy)
	m.each("timeline", len(in.Timeline), func(i int, m *mapping) {
		e := in.Timeline[i]
		m.time("time", e.Time)
		m.text("status", e.Status)
		m.text("text", e.Text)
	})
	m.list("causes", in.Causes)
	m.list("tags", in.Tags)
	m.each("actions", len(in.Actions), func(i int, m *mapping) {
		a := in.Actions[i]
		m.text("title", a.Title)
		m.text("owner", a.Owner)
		m.time("due", a.Due)
		m.text("status", a.Status)
		m.text("link", a.Link)
		m.text("kind", a.Kind)
	})
	m.each("sources", len(in.Sources), func(i int, m *mapping) {
		s := in.Sources[i]
		m.text("title", s.Title)
		m.text("url", s.URL)
		m.text("publisher", s.Publisher)
		m.time("date", s.Date)
		m.text("archived", s.Archived)
	})
	var aliases []string
	for _, a := range in.Aliases {
		aliases = append(aliases, a.Path)
	}
	m.list("aliases", aliases)
	if in.Draft {
		m.plain("draft", "true")
	}
	m.add("original", frontmatter.Node{Kind: frontmatter.Mapping, Fields: in.originals})
	imported := mapping{}
	imported.text("from", format)
	imported.text("id", in.ID)
	imported.fields = append(imported.fields, in.recorded...)
	m.add("imported", imported.node())
	return frontmatter.WriteYAML(m.node())
}

func (in *Incident) frontImpact(m *mapping) {
	m.each("impact", len(in.Windows), func(i int, m *mapping) {
		w := in.Windows[i]
		m.time("start", w.Start)
		switch {
		case w.Ongoing:
			m.plain("end", "ongoing")
		case w.EndUnknown():
			m.plain("end", "unknown")
		default:
			m.time("end", w.End)
		}
		m.plain("at_least", writeLength(w.AtLeast))
		m.plain("at_most", writeLength(w.AtMost))
		m.plain("level", w.Level.String())
		m.list("services", w.Services)
		m.text("note", w.Note)
	})
}

// WriteTime writes a time as front matter holds it. zone is the file's, for
// times that were read by its clocks; nil for none.
func WriteTime(t calendar.Time, zone *time.Location) string {
	if t.Precision == calendar.Day {
		return Day(t)
	}
	layout := "2006-01-02 15:04"
	if t.Precision == calendar.Second && t.Instant.Second() != 0 {
		layout += ":05"
	}
	local := t.Instant.Format(layout)
	if t.Instant.Location().String() == "UTC" {
		return local + " UTC"
	}
	if zone != nil && zone.String() == t.Instant.Location().String() {
		if again, bad := calendar.Parse(local, zone); bad == nil && again.Unix() == t.Unix() {
			return local
		}
	}
	if _, offset := t.Instant.Zone(); offset%60 != 0 {
		return t.Instant.UTC().Format(layout) + " UTC"
	}
	return local + t.Instant.Format(" -07:00")
}

// Day writes the calendar day of a time.
func Day(t calendar.Time) string { return t.Instant.Format(time.DateOnly) }

// writeLength writes a length as the archive reads it: "90m", "26h30m"; "" for none.
func writeLength(d time.Duration) string {
	var b strings.Builder
	for _, unit := range []struct {
		length time.Duration
		name   string
	}{{time.Hour, "h"}, {time.Minute, "m"}, {time.Second, "s"}} {
		if n := d / unit.length; n > 0 {
			fmt.Fprintf(&b, "%d%s", n, unit.name)
			d %= unit.length
		}
	}
	return b.String()
}

// shorten moves the messages of a timeline that front matter cannot hold into
// the text, whole, and leaves their beginnings.
func (in *Incident) shorten(limit int) {
	var b strings.Builder
	b.WriteString("## Messages in full\n")
	for _, e := range in.Timeline {
		head := e.Status
		if !e.Time.IsZero() {
			head = WriteTime(e.Time, in.Zone) + " " + head
		}
		b.WriteString("\n**" + prose.Escape(prose.OneLine(head)) + "**\n\n" + prose.Escape(e.Text) + "\n")
	}
	in.Body = strings.TrimLeft(strings.TrimRight(in.Body, "\n")+"\n\n"+b.String(), "\n")
	in.Note(Guessed, "timeline", "front matter cannot hold all of the messages: they are whole in the text, and shortened in the timeline")
	for _, length := range []int{300, 80} {
		for i := range in.Timeline {
			in.Timeline[i].Text = prose.Cut(in.Timeline[i].Text, length)
		}
		if len(in.front("")) < limit-1024 {
			return
		}
	}
	for len(in.Timeline) > 0 && len(in.front("")) >= limit-1024 {
		in.Timeline = in.Timeline[:len(in.Timeline)*9/10]
	}
	in.Note(Dropped, "timeline", "the timeline is shorter than the list of messages in the text")
}

// hashLine is the line of front matter that holds the fingerprint of the rest.
var hashLine = regexp.MustCompile(`(?m)^imported:\n(?:  [^\n]*\n)*?(  hash: [^\n]*\n)`)

// fingerprint identifies a file as it was written, but for its line of the hash.
// Line ends do not count: version control may change them.
func fingerprint(text string) string {
	text = strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n")
	if m := hashLine.FindStringSubmatchIndex(text); m != nil {
		text = text[:m[2]] + text[m[3]:]
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}
