package importer

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/importer/prose"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
)

// text, plain and list are fields of front matter; one without a value is left out when it is written.
func text(key, text string) frontmatter.Field {
	return frontmatter.Field{Key: key, Value: frontmatter.Node{Kind: frontmatter.Text, Text: text}}
}

func plain(key, text string) frontmatter.Field {
	return frontmatter.Field{Key: key, Value: frontmatter.Plain(text)}
}

func list(key string, texts []string) frontmatter.Field {
	return frontmatter.Field{Key: key, Value: frontmatter.Texts(texts)}
}

func mapping(fields ...frontmatter.Field) frontmatter.Node {
	return frontmatter.Node{Kind: frontmatter.Mapping, Fields: fields}
}

// each is a list with a mapping for each of some things.
func each[T any](key string, things []T, fields func(T) []frontmatter.Field) frontmatter.Field {
	list := frontmatter.Node{Kind: frontmatter.Sequence}
	for _, thing := range things {
		list.Items = append(list.Items, mapping(fields(thing)...))
	}
	return frontmatter.Field{Key: key, Value: list}
}

// write returns the file of an incident whose services have become ids: front
// matter in the order of content/README.md, and the Markdown.
func (in *Incident) write(format string, limits settings.Limits) string {
	front := in.front(format)
	if len(front) > limits.FrontMatter-512 {
		in.shorten(limits.FrontMatter)
		front = in.front(format)
	}
	file := "---\n" + front + "---\n"
	body := strings.TrimRight(in.Body, "\n")
	if room := max(0, int(limits.File)-len(file)-1024); len(body) > room {
		in.Note(Dropped, "body", "the text has %d bytes; the last %d are left out", len(body), len(body)-room)
		body = strings.ToValidUTF8(body[:room], "") + "\n\n*The rest was too long to be imported.*"
	}
	if body != "" {
		file += "\n" + body + "\n"
	}
	end := len("---\n") + len(front)
	return file[:end] + "  hash: " + frontmatter.QuoteYAML(fingerprint(file)) + "\n" + file[end:]
}

// front returns the front matter but for its fingerprint, which goes to the end.
func (in *Incident) front(format string) string {
	when := func(key string, t calendar.Time) frontmatter.Field { return plain(key, calendar.Written(t, in.Zone)) }
	var aliases []string
	for _, a := range in.Aliases {
		aliases = append(aliases, a.Path)
	}
	zone, draft := "", ""
	if in.Zone != nil {
		zone = in.Zone.String()
	}
	if in.Draft {
		draft = "true"
	}
	imported := append([]frontmatter.Field{text("from", format), text("id", in.ID)}, in.recorded...)
	if in.input.Text != "" {
		imported = append(imported, text("source", in.digest()))
	}
	return frontmatter.WriteYAML(mapping(
		text("title", in.Title), text("edition", in.edition), in.date(), when("updated", in.Updated), text("summary", in.Summary),
		text("organization", in.Organization), list("services", in.Services), text("severity", in.Severity), plain("timezone", zone),
		each("impact", in.Windows, func(w postmortem.Window) []frontmatter.Field {
			end := when("end", w.End)
			if w.Ongoing {
				end = plain("end", "ongoing")
			} else if w.EndUnknown() {
				end = plain("end", "unknown")
			}
			return []frontmatter.Field{
				when("start", w.Start), end, plain("at_least", writeLength(w.AtLeast)), plain("at_most", writeLength(w.AtMost)),
				plain("level", w.Level.String()), list("services", w.Services), text("note", w.Note),
			}
		}),
		when("detected", in.Phases.Detected), when("acknowledged", in.Phases.Acknowledged),
		when("mitigated", in.Phases.Mitigated), when("resolved", in.Phases.Resolved), text("detected_by", in.DetectedBy),
		each("timeline", in.Timeline, func(e postmortem.Event) []frontmatter.Field {
			return []frontmatter.Field{when("time", e.Time), text("status", e.Status), text("text", e.Text)}
		}),
		list("causes", in.Causes), list("tags", in.Tags), list("related", in.related),
		each("actions", in.Actions, func(a postmortem.Action) []frontmatter.Field {
			return []frontmatter.Field{
				text("title", a.Title), text("owner", a.Owner), when("due", a.Due), when("opened", a.Opened), when("closed", a.Closed), text("status", a.Status), text("link", a.Link), text("kind", a.Kind),
			}
		}),
		each("sources", in.Sources, func(s postmortem.Source) []frontmatter.Field {
			return []frontmatter.Field{
				text("title", s.Title), text("url", s.URL), text("publisher", s.Publisher), when("date", s.Date), text("archived", s.Archived),
			}
		}),
		list("aliases", aliases), plain("draft", draft),
		frontmatter.Field{Key: "original", Value: mapping(in.originals...)},
		frontmatter.Field{Key: "imported", Value: mapping(imported...)},
	))
}

// date is the field of the report's date: a time, a derived day with its note, or "unknown".
func (in *Incident) date() frontmatter.Field {
	written := prose.Or(calendar.Written(in.Date, in.Zone), "unknown")
	if in.DateNote != "" && !in.Date.IsZero() {
		return frontmatter.Field{Key: "date", Value: mapping(plain("value", Day(in.Date)), text("note", in.DateNote))}
	}
	return plain("date", written)
}

// Day writes the calendar day of a time.
func Day(t calendar.Time) string { return t.Instant.Format(time.DateOnly) }

// writeLength writes a length as the archive reads it: "90m", "26h30m"; "" for none.
func writeLength(d time.Duration) string {
	if d < time.Second {
		return ""
	}
	text := d.Truncate(time.Second).String()
	for _, empty := range []string{"m0s", "h0m"} { // "26h0m0s" is "26h"
		if whole, ok := strings.CutSuffix(text, empty); ok {
			text = whole + empty[:1]
		}
	}
	return text
}

// shorten moves the messages of a timeline that front matter cannot hold into
// the text, whole, and leaves their beginnings.
func (in *Incident) shorten(limit int) {
	var b strings.Builder
	b.WriteString("## Messages in full\n")
	for _, e := range in.Timeline {
		head := prose.OneLine(calendar.Written(e.Time, in.Zone) + " " + e.Status)
		b.WriteString("\n**" + prose.Escape(head) + "**\n\n" + e.Text + "\n")
	}
	in.Body = strings.TrimLeft(strings.TrimRight(in.Body, "\n")+"\n\n"+b.String(), "\n")
	in.Note(Guessed, "timeline", "front matter cannot hold all of the messages: they are whole in the text, and shortened in the timeline")
	for i := range in.Timeline {
		in.Timeline[i].Text = prose.Cut(in.Timeline[i].Text, 120)
	}
	for len(in.Timeline) > 0 && len(in.front("")) >= limit-1024 {
		in.Timeline = in.Timeline[:len(in.Timeline)*9/10]
		in.Note(Dropped, "timeline", "the timeline is shorter than the list of messages in the text")
	}
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
	return Digest(8, text)
}

// digest identifies the text of the incident's own file, whatever its name.
func (in *Incident) digest() string { return Digest(8, in.input.Text) }

// Digest returns so many bytes of the SHA-256 of texts, in hexadecimal: what tells
// apart what has no id of its own.
func Digest(bytes int, texts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(texts, "\x00")))
	return hex.EncodeToString(sum[:bytes])
}
