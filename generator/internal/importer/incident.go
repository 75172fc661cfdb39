package importer

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/postmortem"
)

// An incident is a postmortem on its way into the archive. Its services are the
// names of components until components.go has made ids of them.
type incident struct {
	postmortem.Postmortem
	source string // where it was found, for the report
	id     string // the source's own, unique within the format
	said   string // the severity in the source's own word
	body   string // Markdown
	base   string // address that relative links of the body count from, or ""
	also   []pair // more keys of the mapping "imported", such as modified
	extra  []pair // keys of the source that the archive has no name for, kept under "original"
	notes  []Note
	raw    string // the source's text, where the file may be replaced in its place
}

// Bounds of one incident, far above what any real one has.
const (
	maxAlike    = 40 // notes of one kind about one field
	maxServices = 2_000
)

// A pair is a key and its text.
type pair struct{ key, value string }

func (r *reading) add(source, id string) *incident {
	in := &incident{source: source, id: oneLine(id)}
	r.incidents = append(r.incidents, in)
	return in
}

func (in *incident) note(kind NoteKind, field, format string, args ...any) {
	n := Note{kind, field, fmt.Sprintf(format, args...)}
	alike := 0
	for _, old := range in.notes {
		if old == n {
			return
		}
		if old.Kind == kind && old.Field == field {
			alike++
		}
	}
	if alike == maxAlike {
		n.Text = "there is more of this than is listed here"
	}
	if alike <= maxAlike {
		in.notes = append(in.notes, n)
	}
}

// keep saves a value that the archive has no key for.
func (in *incident) keep(key, value string) {
	if value = oneLine(value); value != "" {
		in.extra = append(in.extra, pair{key, value})
	}
}

// when reads a time of the source and reports what is wrong with it.
func (in *incident) when(r *reading, field, text string, zone *time.Location) calendar.Time {
	t, guess, problem := readTime(text, zone)
	if problem != "" {
		in.note(Suspicious, field, "%s", problem)
	}
	if guess != "" {
		in.note(Guessed, field, "%s", guess)
	}
	if t.Precision > calendar.Day && !t.Zoned && zone == nil {
		in.note(Suspicious, "timezone", "times carry no zone; they were read as UTC, unless --timezone says otherwise")
	}
	if t.Precision > calendar.Day && t.Instant.After(r.newest) {
		r.newest = t.Instant
	}
	return t
}

// event adds an entry of the timeline; one that says nothing is left out.
func (in *incident) event(at calendar.Time, status, text string) {
	e := postmortem.Event{Time: at, Status: oneLine(status), Text: oneLine(text)}
	if e.Status != "" || e.Text != "" {
		in.Timeline = append(in.Timeline, e)
	}
}

// cite adds a place where the incident was published. What is no web address is kept as text.
func (in *incident) cite(title, address, publisher string, date calendar.Time) {
	address = strings.TrimSpace(address)
	if address != "" && !webAddress(address) {
		in.note(Dropped, "sources", "%q is not a web address", cut(oneLine(address), 80))
		address = ""
	}
	title = oneLine(title)
	if address == "" && (title == "" || oneLine(publisher) == "") {
		return
	}
	in.Sources = append(in.Sources, postmortem.Source{Title: title, URL: address, Publisher: oneLine(publisher), Date: date})
}

// tag adds tags, each once, in lower case as people write them.
func (in *incident) tag(tags ...string) { in.Tags = terms(in.Tags, tags) }

func terms(list, more []string) []string {
	more = more[:min(len(more), 1_000)]
	for _, t := range more {
		if t = cut(oneLine(t), 80); slugOf(t) != "" && !slices.ContainsFunc(list, func(o string) bool { return slugOf(o) == slugOf(t) }) {
			list = append(list, t)
		}
	}
	return list
}

// began is when the incident began, as far as anything tells; the zero time where nothing does.
func (in *incident) began() time.Time {
	var first time.Time
	for _, w := range in.Windows {
		if !w.Start.IsZero() && (first.IsZero() || w.Start.Instant.Before(first)) {
			first = w.Start.Instant
		}
	}
	for _, t := range []calendar.Time{in.Date, in.Updated} {
		if first.IsZero() && !t.IsZero() {
			first = t.Instant
		}
	}
	return first.UTC()
}

// finish makes the whole incident fit the archive, whatever the format was.
func (in *incident) finish(r *reading) {
	in.Title = oneLine(in.Title)
	if in.Title == "" {
		in.Title = firstWords(plainMarkdown(in.body), 90)
		if in.Title == "" {
			in.Title = "Incident " + in.id
		}
		in.note(Guessed, "title", "the source has no title; the beginning of its text stands in")
	}
	if limit := r.settings.Limits.Title; runes(in.Title) > limit {
		in.note(Guessed, "title", "the title has %d characters; it is shortened, and whole in the text", runes(in.Title))
		in.body = "**" + escapeMarkdown(in.Title) + "**\n\n" + in.body
		in.Title = cut(in.Title, min(limit, 200))
	}
	in.Summary, in.Organization, in.DetectedBy = oneLine(in.Summary), oneLine(in.Organization), oneLine(in.DetectedBy)
	slices.SortStableFunc(in.Timeline, func(a, b postmortem.Event) int {
		if a.Time.IsZero() || b.Time.IsZero() {
			return 0
		}
		return a.Time.Instant.Compare(b.Time.Instant)
	})
	in.checkWindows(r)
	in.Causes, in.Tags = terms(nil, in.Causes), terms(nil, in.Tags)
	for _, list := range []*[]string{&in.Causes, &in.Tags} {
		if limit := r.settings.Limits.Tags; len(*list) > limit {
			in.note(Dropped, "tags", "%d of %d are left out: %s", len(*list)-limit, len(*list), cut(strings.Join((*list)[limit:], ", "), 200))
			*list = (*list)[:limit]
		}
	}
	if in.Severity != "" && !slices.Contains(r.settings.Severities, in.Severity) {
		in.note(Dropped, "severity", "%q is not a severity of this archive; the source's own word is kept as original.severity", in.Severity)
		in.keep("severity", orText(in.said, in.Severity))
		in.Severity = ""
	}
	if !in.Updated.IsZero() && !in.Date.IsZero() && !in.Date.Before(in.Updated) {
		in.Updated = calendar.Time{}
	}
	if limit := int(r.settings.Limits.File); len(in.body) > limit {
		in.note(Dropped, "body", "the text has %d bytes; what is beyond %d is left out", len(in.body), limit)
		in.body = in.body[:limit]
	}
	in.body = in.portable(in.body)
	in.zone()
}

// zone declares the zone of the times that the source wrote by local clocks.
func (in *incident) zone() {
	for _, t := range in.times() {
		if name := t.Instant.Location().String(); t.Precision > calendar.Day && name != "UTC" {
			if zone, mistake := calendar.LoadZone(name); mistake == nil {
				in.Zone = zone
				return
			}
		}
	}
}

func (in *incident) times() []calendar.Time {
	times := []calendar.Time{in.Date, in.Updated, in.Phases.Detected, in.Phases.Acknowledged, in.Phases.Mitigated, in.Phases.Resolved}
	for _, w := range in.Windows {
		times = append(times, w.Start, w.End)
	}
	for _, e := range in.Timeline {
		times = append(times, e.Time)
	}
	return times
}

// params are the keys that only the import knows: the source's own, and where it came from.
func (in *incident) params() []frontmatter.Field {
	mapping := func(key string, pairs []pair) frontmatter.Field {
		f := frontmatter.Field{Key: key, Value: frontmatter.Node{Kind: frontmatter.Mapping}}
		for _, p := range pairs {
			if _, taken := f.Value.Get(p.key); !taken {
				f.Value.Fields = append(f.Value.Fields, frontmatter.Field{Key: p.key, Value: frontmatter.Node{Kind: frontmatter.Text, Text: p.value}})
			}
		}
		return f
	}
	var fields []frontmatter.Field
	if len(in.extra) > 0 {
		fields = append(fields, mapping("original", in.extra))
	}
	return fields
}

func itoa(n int) string { return strconv.Itoa(n) }
