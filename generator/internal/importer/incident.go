package importer

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/importer/facts"
	"afterword/generator/internal/importer/lenient"
	"afterword/generator/internal/importer/prose"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/urls"
)

// An Incident is a postmortem on its way into the archive. Its services are the
// keys of components until components.go has made ids of them.
type Incident struct {
	postmortem.Postmortem
	Causes, Tags []string
	Source       string         // where it was found, for the report
	ID           string         // the source's own, unique within the format
	Said         string         // the severity in the source's own word, where Severity is another
	Body         string         // Markdown
	Base         string         // address that relative links of the body count from, or ""
	Clocks       *time.Location // zone of times that carry none; nil for none

	input      Input             // its own file; the zero value of what shares a file with others
	file       string            // of the archive
	edition    string            // that it belongs to; "" for the default one
	assets     map[string]string // names of files beside it, by the paths within the source
	related    []string          // paths of other reports of the import
	summarized string            // what the summary was in Markdown, or ""
	told       *facts.Report     // what its text states, nil of an incident that is no report in prose
	job        *Job
	recorded   []frontmatter.Field // more keys of the mapping "imported", such as modified
	originals  []frontmatter.Field // keys of the source that the archive has no name for
	notes      []Note
}

// Bounds of one incident, far above what any real one has.
const (
	maxAlike    = 40 // notes of one kind
	maxServices = 2_000
)

// New begins an incident that Add takes in once it is known to be one.
func (j *Job) New(source string) *Incident {
	return &Incident{Source: source, job: j, Clocks: j.Zone}
}

// NewFile begins an incident that has a file of its own.
func (j *Job) NewFile(input Input) *Incident {
	in := j.New(input.Source)
	in.input = input
	return in
}

// Add takes an incident in. id is the source's own.
func (j *Job) Add(in *Incident, id string) *Incident {
	in.ID = prose.OneLine(id)
	j.incidents = append(j.incidents, in)
	return in
}

// Note reports what became of a part of the source, once; nothing where the text is
// empty. field is a key of front matter, or "body".
func (in *Incident) Note(kind NoteKind, field, format string, args ...any) {
	n := Note{kind, field, fmt.Sprintf(format, args...), format}
	alike := 0
	for _, old := range in.notes {
		if old == n {
			return
		} else if old.group == n.group {
			alike++
		}
	}
	if alike == maxAlike {
		n.Text = "there is more of this than is listed here"
	}
	if alike <= maxAlike && n.Text != "" {
		in.notes = append(in.notes, n)
	}
}

// Keep saves a value that the archive has no key for, under "original".
func (in *Incident) Keep(key, value string) { in.originals = addText(in.originals, key, value) }

// Record saves when the source made or changed an incident, under "imported".
func (in *Incident) Record(key string, t calendar.Time) {
	in.recorded = addText(in.recorded, key, calendar.Written(t, nil))
}

// addText adds a key that is not there yet and a value that is not blank.
func addText(fields []frontmatter.Field, key, value string) []frontmatter.Field {
	value = prose.OneLine(value)
	if value == "" || slices.ContainsFunc(fields, func(f frontmatter.Field) bool { return f.Key == key }) {
		return fields
	}
	return append(fields, text(key, value))
}

// KeepRest saves the front matter that no one has read, and names what is too
// deep to keep. read names the keys that were read.
func (in *Incident) KeepRest(root frontmatter.Node, read []string) {
	for _, f := range lenient.Rest(root, read) {
		if list := lenient.Texts(root, f.Key); len(list) >= len(f.Value.Items)+len(f.Value.Fields) {
			in.Keep(f.Key, prose.Cut(prose.Or(lenient.Scalar(f.Value), strings.Join(list, ", ")), 2000))
		} else {
			in.Note(Dropped, f.Key, "a %s that the archive has no key for", f.Value.Kind)
		}
	}
}

// DropRest reports the members of a mapping that hold something and that no one has
// read. read names those that were read, parted by white space.
func (in *Incident) DropRest(n frontmatter.Node, read string) {
	var names []string
	for _, f := range lenient.Rest(n, strings.Fields(read)) {
		if len(f.Value.Items)+len(f.Value.Fields) > 0 || lenient.Scalar(f.Value) != "" && f.Value.Text != "false" {
			names = append(names, f.Key)
		}
	}
	slices.Sort(names)
	if len(names) > 0 {
		in.Note(Dropped, "", "not read: %s", prose.Cut(prose.OneLine(strings.Join(names, ", ")), 500))
	}
}

// Mappings returns the mappings in a list, and reports what else there is.
func (in *Incident) Mappings(n frontmatter.Node, key string) (list []frontmatter.Node) {
	value := lenient.Member(n, key)
	for _, item := range value.Items {
		if item.Kind == frontmatter.Mapping {
			list = append(list, item)
		}
	}
	switch all := len(value.Items); {
	case value.Kind != frontmatter.Sequence && value.Kind != frontmatter.Null:
		in.Note(Dropped, key, "it is no list")
	case all > len(list):
		in.Note(Dropped, key, "%d of %d do not have the shape that they should have", all-len(list), all)
	}
	return list
}

// When reads a time of the source and reports what is wrong with it.
func (in *Incident) When(field, text string) calendar.Time {
	t, assumed, problem := calendar.Guess(prose.OneLine(text), in.Clocks)
	if problem != "" {
		in.Note(Suspicious, field, "%s", problem)
	}
	if assumed != "" {
		in.Note(Guessed, field, "%s", assumed)
	}
	if t.Timed() && !t.Zoned && in.Clocks == nil {
		in.Note(Suspicious, "timezone", "times carry no zone; they were read as UTC, unless --timezone says otherwise")
	}
	in.seen(t)
	return t
}

// seen notes how late the sources go on.
func (in *Incident) seen(t calendar.Time) {
	if t.Timed() && t.Instant.After(in.job.Newest) {
		in.job.Newest = t.Instant
	}
}

// UpdatedAt sets when a report was last changed, if that is more than a day after its date.
func (in *Incident) UpdatedAt(t calendar.Time) {
	if !t.IsZero() && !in.Date.IsZero() && t.Instant.Sub(in.Date.Instant) > 24*time.Hour {
		in.Updated = t
	}
}

// Event adds an entry of the timeline, whose text is inline Markdown; one that says nothing is left out.
func (in *Incident) Event(at calendar.Time, status, text string) {
	e := postmortem.Event{Time: at, Status: prose.OneLine(status), Text: prose.OneLine(text)}
	if e.Status != "" || e.Text != "" {
		in.Timeline = append(in.Timeline, e)
	}
}

// Message adds an entry of the timeline whose text is Markdown. It returns what should
// be in the body as well: a section with the whole message, or "".
func (in *Incident) Message(at calendar.Time, status, markdown string) (section string) {
	in.Event(at, status, prose.Inline(markdown))
	if !prose.Rich(markdown) {
		return ""
	}
	head := "Message"
	if !at.IsZero() {
		head += " of " + calendar.Written(at, nil)
	}
	return "## " + head + "\n\n" + strings.TrimSpace(markdown)
}

// Cite adds a place where the incident was published. What is no web address is kept as text.
func (in *Incident) Cite(title, address, publisher string, date calendar.Time) {
	address = strings.TrimSpace(address)
	if address != "" && !prose.WebAddress(address) {
		in.Note(Dropped, "sources", "%q is not a web address", prose.Cut(prose.OneLine(address), 80))
		address = ""
	}
	title, publisher = prose.OneLine(title), prose.OneLine(publisher)
	if address != "" || title != "" && publisher != "" {
		in.Sources = append(in.Sources, postmortem.Source{Title: title, URL: address, Publisher: publisher, Date: date})
	}
}

// Tag adds tags, each once, as people write them.
func (in *Incident) Tag(tags ...string) { in.Tags = terms(in.Tags, tags) }

func terms(list, more []string) []string {
	for _, t := range more[:min(len(more), 1_000)] {
		t = prose.Cut(prose.OneLine(t), 80)
		if slug := urls.Slug(t); slug != "" && !slices.ContainsFunc(list, func(o string) bool { return urls.Slug(o) == slug }) {
			list = append(list, t)
		}
	}
	return list
}

// began is when the incident began, in UTC, as far as anything says; the zero time where nothing does.
func (in *Incident) began() time.Time {
	t := cmp.Or(in.Postmortem.When(), in.Updated)
	if year, month, day := t.Instant.Date(); !t.Timed() {
		return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	}
	return t.Instant.UTC()
}

// finish makes the whole incident fit the archive, whatever the format was.
func (in *Incident) finish() {
	limits := in.job.Settings.Limits
	in.finishTitle(limits.Title)
	in.Summary, in.Organization, in.DetectedBy = prose.OneLine(in.Summary), prose.OneLine(in.Organization), prose.OneLine(in.DetectedBy)
	slices.SortStableFunc(in.Timeline, func(a, b postmortem.Event) int {
		if a.Time.IsZero() || b.Time.IsZero() {
			return 0
		}
		return a.Time.Instant.Compare(b.Time.Instant)
	})
	if in.Organization != "" && urls.Slug(in.Organization) == "" {
		in.Note(Dropped, "organization", "%q has no letter or digit", in.Organization)
		in.Keep("organization", in.Organization)
		in.Organization = ""
	}
	if in.told != nil {
		in.apply()
	}
	in.checkWindows()
	in.Causes, in.Tags = terms(nil, in.Causes), terms(nil, in.Tags)
	for _, list := range []*[]string{&in.Causes, &in.Tags} {
		if all := *list; len(all) > limits.Tags {
			in.Note(Dropped, "tags", "%d of %d are left out: %s", len(all)-limits.Tags, len(all), prose.Cut(strings.Join(all[limits.Tags:], ", "), 200))
			*list = all[:limits.Tags]
		}
	}
	said := prose.Or(in.Said, in.Severity)
	in.Severity = strings.ToLower(in.Severity)
	if in.Severity != "" && !slices.Contains(in.job.Settings.Severities, in.Severity) {
		in.Note(Dropped, "severity", "%q is not a severity of this archive; the source's own word is kept as original.severity", in.Severity)
		in.Keep("severity", said)
		in.Severity = ""
	}
	if !in.Updated.IsZero() && !in.Date.IsZero() && !in.Date.Before(in.Updated) {
		in.Updated = calendar.Time{}
	}
	if limit := int(limits.File); len(in.Body) > limit {
		in.Note(Dropped, "body", "the text has %d bytes; what is beyond %d is left out", len(in.Body), limit)
		in.Body = in.Body[:limit]
	}
	if in.Date.IsZero() {
		in.Note(Suspicious, "date", "the source has no day for it: the report is listed under Undated, until date: is known")
	}
	in.declareZone()
}

func (in *Incident) finishTitle(limit int) {
	in.Title = prose.OneLine(in.Title)
	if in.Title == "" {
		in.Title = prose.Or(prose.FirstWords(prose.PlainMarkdown(in.Body), 90), "Incident "+in.ID)
		in.Note(Guessed, "title", "the source has no title; the beginning of its text is used")
	}
	if n := prose.Runes(in.Title); n > limit {
		in.Note(Guessed, "title", "the title has %d characters; it is shortened, and whole in the text", n)
		in.Body = "**" + prose.Escape(in.Title) + "**\n\n" + in.Body
		in.Title = prose.Cut(in.Title, min(limit, 200))
	}
}

// declareZone declares the zone of the times that the source wrote by local clocks.
func (in *Incident) declareZone() {
	times := []calendar.Time{in.Date, in.Updated, in.Phases.Detected, in.Phases.Acknowledged, in.Phases.Mitigated, in.Phases.Resolved}
	for _, w := range in.Windows {
		times = append(times, w.Start, w.End)
	}
	for _, e := range in.Timeline {
		times = append(times, e.Time)
	}
	for _, t := range times {
		if zone := t.Instant.Location(); t.Timed() && zone.String() != "UTC" {
			in.Zone = zone
			return
		}
	}
}

// DatedName matches the name of a file that begins with a day: the day and the rest.
var DatedName = regexp.MustCompile(`^(\d{4}-\d{1,2}-\d{1,2})[-_ ]+(.+)$`)
