package importer

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"
	"time"

	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
)

// write returns the file of an incident whose services have become ids: front
// matter in the order of content/README.md, and the Markdown.
func (in *incident) write(format string, limits settings.Limits) string {
	front := in.front(format)
	if len(front) > limits.FrontMatter-512 {
		in.shorten(limits.FrontMatter)
		front = in.front(format)
	}
	text := "---\n" + front + "---\n"
	body := strings.TrimRight(in.body, "\n")
	if room := max(0, int(limits.File)-len(text)-1024); len(body) > room {
		in.note(Dropped, "body", "the text has %d bytes; the last %d are left out", len(body), len(body)-room)
		body = strings.ToValidUTF8(body[:room], "") + "\n\n*The rest was too long to be imported.*"
	}
	if body != "" {
		text += "\n" + body + "\n"
	}
	end := len("---\n") + len(front)
	return text[:end] + "  hash: " + scalar(fingerprint(text), false) + "\n" + text[end:]
}

// front returns the front matter but for its fingerprint.
func (in *incident) front(format string) string {
	y := &yamlWriter{zone: in.Zone}
	y.text("", "title", in.Title)
	y.time("", "date", in.Date)
	y.time("", "updated", in.Updated)
	y.text("", "summary", in.Summary)
	y.text("", "organization", in.Organization)
	y.list("", "services", in.Services)
	y.text("", "severity", in.Severity)
	if in.Zone != nil {
		y.raw("", "timezone", in.Zone.String())
	}
	y.windows(in.Windows)
	y.time("", "detected", in.Phases.Detected)
	y.time("", "acknowledged", in.Phases.Acknowledged)
	y.time("", "mitigated", in.Phases.Mitigated)
	y.time("", "resolved", in.Phases.Resolved)
	y.text("", "detected_by", in.DetectedBy)
	y.timeline(in.Timeline)
	y.list("", "causes", in.Causes)
	y.list("", "tags", in.Tags)
	y.actions(in.Actions)
	y.sources(in.Sources)
	var aliases []string
	for _, a := range in.Aliases {
		aliases = append(aliases, a.Path)
	}
	y.list("", "aliases", aliases)
	if in.Draft {
		y.raw("", "draft", "true")
	}
	for _, f := range in.params() {
		y.mapping(f)
	}
	y.WriteString("imported:\n")
	y.text("  ", "from", format)
	y.text("  ", "id", in.id)
	for _, p := range in.also {
		y.text("  ", p.key, oneLine(p.value))
	}
	return y.String()
}

func (y *yamlWriter) windows(windows []postmortem.Window) {
	if len(windows) > 0 {
		y.WriteString("impact:\n")
	}
	for _, w := range windows {
		y.time("  - ", "start", w.Start)
		switch {
		case w.Ongoing:
			y.raw("    ", "end", "ongoing")
		case w.EndUnknown():
			y.raw("    ", "end", "unknown")
		default:
			y.time("    ", "end", w.End)
		}
		y.raw("    ", "at_least", writeLength(w.AtLeast))
		y.raw("    ", "at_most", writeLength(w.AtMost))
		y.raw("    ", "level", w.Level.String())
		y.list("    ", "services", w.Services)
		y.text("    ", "note", w.Note)
	}
}

func (y *yamlWriter) timeline(timeline []postmortem.Event) {
	if len(timeline) > 0 {
		y.WriteString("timeline:\n")
	}
	for _, e := range timeline {
		prefix := "  - "
		if !e.Time.IsZero() {
			y.time(prefix, "time", e.Time)
			prefix = "    "
		}
		if e.Status != "" {
			y.text(prefix, "status", e.Status)
			prefix = "    "
		}
		y.text(prefix, "text", e.Text)
	}
}

func (y *yamlWriter) actions(actions []postmortem.Action) {
	if len(actions) > 0 {
		y.WriteString("actions:\n")
	}
	for _, a := range actions {
		y.text("  - ", "title", a.Title)
		y.text("    ", "owner", a.Owner)
		if !a.Due.IsZero() {
			y.raw("    ", "due", day(a.Due))
		}
		y.text("    ", "status", a.Status)
		y.text("    ", "link", a.Link)
		y.text("    ", "kind", a.Kind)
	}
}

func (y *yamlWriter) sources(sources []postmortem.Source) {
	if len(sources) > 0 {
		y.WriteString("sources:\n")
	}
	for _, s := range sources {
		prefix := "  - "
		if s.Title != "" {
			y.text(prefix, "title", s.Title)
			prefix = "    "
		}
		y.text(prefix, "url", s.URL)
		y.text("    ", "publisher", s.Publisher)
		y.time("    ", "date", s.Date)
		y.text("    ", "archived", s.Archived)
	}
}

// mapping writes a mapping of texts.
func (y *yamlWriter) mapping(f frontmatter.Field) {
	y.WriteString(f.Key + ":\n")
	for _, inner := range f.Value.Fields {
		key := inner.Key
		if !plainScalar(key, true) {
			key = scalar(key, false)
		}
		y.text("  ", key, inner.Value.Text)
	}
}

// writeLength writes a length as the archive reads it: "90m", "26h30m".
func writeLength(d time.Duration) string {
	if d <= 0 {
		return ""
	}
	seconds := int64(d / time.Second)
	var b strings.Builder
	for _, unit := range []struct {
		length int64
		name   string
	}{{3600, "h"}, {60, "m"}, {1, "s"}} {
		if n := seconds / unit.length; n > 0 {
			b.WriteString(strconv.FormatInt(n, 10) + unit.name)
		}
		seconds %= unit.length
	}
	return b.String()
}

// shorten moves the messages of a timeline that front matter cannot hold into
// the text, whole, and leaves their beginnings.
func (in *incident) shorten(limit int) {
	var b strings.Builder
	b.WriteString("## Messages in full\n")
	for _, e := range in.Timeline {
		head := e.Status
		if !e.Time.IsZero() {
			head = writeTime(e.Time, in.Zone) + " " + head
		}
		b.WriteString("\n**" + escapeMarkdown(oneLine(head)) + "**\n\n" + escapeMarkdown(e.Text) + "\n")
	}
	in.body = strings.TrimLeft(strings.TrimRight(in.body, "\n")+"\n\n"+b.String(), "\n")
	in.note(Guessed, "timeline", "front matter cannot hold all of the messages: they stand whole in the text, and shortened in the timeline")
	for _, length := range []int{300, 80} {
		for i := range in.Timeline {
			in.Timeline[i].Text = cut(in.Timeline[i].Text, length)
		}
		if len(in.front("")) < limit-1024 {
			return
		}
	}
	for len(in.Timeline) > 0 && len(in.front("")) >= limit-1024 {
		in.Timeline = in.Timeline[:len(in.Timeline)*9/10]
	}
	in.note(Dropped, "timeline", "the timeline is shorter than the list of messages in the text")
}

// hashLine is the line of front matter that holds the fingerprint of the rest.
var hashLine = regexp.MustCompile(`(?m)^imported:\n(?:  [^\n]*\n)*?(  hash: [^\n]*\n)`)

// fingerprint reports whether a file is still as it was written. Line ends do not
// count: version control may change them.
func fingerprint(text string) string {
	text = strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n")
	if m := hashLine.FindStringSubmatchIndex(text); m != nil {
		text = text[:m[2]] + text[m[3]:]
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}
