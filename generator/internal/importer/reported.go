package importer

import (
	"maps"
	"slices"
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/importer/facts"
	"afterword/generator/internal/importer/prose"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/urls"
)

// A Fact is a value of front matter that a report in prose states.
type Fact struct {
	Field string   `json:"field"`
	Value string   `json:"value"`
	Lines []int    `json:"lines"` // of the source: its own, then those that it rests on; 0 is the file's name
	Text  []string `json:"text"`  // of these lines
}

// Tell takes in what a report states. The report's day of the file's name, and
// its title, are left to the caller.
func (in *Incident) Tell(r *facts.Report) {
	moment := func(field string, m facts.Moment) calendar.Time {
		if !m.IsZero() {
			in.State(field, WriteTime(m.Time, nil), m.Lines)
			if m.Timed() && m.Instant.After(in.job.Newest) {
				in.job.Newest = m.Instant
			}
		}
		return m.Time
	}
	in.Date, in.DateNote = moment("date", r.Date), r.DateNote
	plain := prose.MapLinks(r.Summary.Text, func(address string) string {
		if prose.WebAddress(address) {
			return address
		}
		return "#"
	})
	if in.Summary = prose.Cut(in.inline(plain), 500); in.Summary != "" {
		in.summarized = r.Summary.Text
		in.State("summary", in.Summary, r.Summary.Lines)
	}
	if in.Severity, in.Said = r.Severity.Text, r.Severity.Text; in.Severity != "" {
		in.State("severity", in.Severity, r.Severity.Lines)
	}
	for _, s := range r.Services {
		in.State("services", s.Text, s.Lines)
	}
	for _, t := range r.Tags {
		in.Tag(t.Text)
		in.State("tags", t.Text, t.Lines)
	}
	for _, w := range r.Windows {
		start, end := moment("impact.start", w.Start), moment("impact.end", w.End)
		in.Impact(Span{Start: start, End: end, Level: settings.Unknown})
	}
	in.Phases = postmortem.Phases{
		Detected: moment("detected", r.Phases["detected"]), Acknowledged: moment("acknowledged", r.Phases["acknowledged"]),
		Mitigated: moment("mitigated", r.Phases["mitigated"]), Resolved: moment("resolved", r.Phases["resolved"]),
	}
	for _, e := range r.Events {
		at := moment("timeline", e.At)
		in.Event(at, "", in.inline(e.Text))
	}
	for _, a := range r.Actions {
		title := prose.Cut(in.inline(a.Title), 400)
		if title == "" {
			continue
		}
		in.State("actions", a.Status+": "+title, []int{a.Line})
		in.Actions = append(in.Actions, postmortem.Action{Title: title, Owner: a.Owner, Due: moment("actions.due", a.Due), Status: a.Status, Link: a.Link})
	}
	for _, key := range slices.Sorted(maps.Keys(r.Other)) {
		in.Keep(key, r.Other[key].Text)
		in.State("original."+key, r.Other[key].Text, r.Other[key].Lines)
	}
	for _, d := range r.Doubts {
		if d.Assumed {
			in.Note(Guessed, d.Field, "%s", d.Text)
		} else {
			in.Note(Suspicious, d.Field, "%s", d.Text)
		}
	}
	for i := range in.facts {
		for _, n := range in.facts[i].Lines {
			in.facts[i].Text = append(in.facts[i].Text, prose.Or(r.Line(n), in.input.Path))
		}
	}
	in.Body = r.Body()
}

// inline is one line of text; the addresses of links to other sites stay.
func (in *Incident) inline(text string) string { return prose.OneLine(prose.PlainMarkdown(text)) }

// Words are the words of a text, for Has.
type Words string

// WordsOf reads the words of a text.
func WordsOf(text string) Words { return Words("-" + urls.Slug(text) + "-") }

// Has reports whether a text has a word, or several in a row, in any case.
func (w Words) Has(word string) bool {
	slug := urls.Slug(word)
	return slug != "" && strings.Contains(string(w), "-"+slug+"-")
}

// Apply gives an incident the services, causes, severity and level that a person has
// written beside words which its text has. Words of severities count only where
// they are the incident's severity, or where it has none.
func (in *Incident) Apply(m *Memory, text Words) {
	for _, w := range m.Known(ServiceWords) {
		if text.Has(w.Word) {
			in.Affects(in.job.service(w.Means))
		}
	}
	for _, w := range m.Known(CauseWords) {
		if text.Has(w.Word) {
			in.Causes = append(in.Causes, w.Means)
		}
	}
	said := in.Severity
	for _, w := range m.Known(SeverityWords) {
		if strings.EqualFold(said, w.Word) || said == "" && in.Severity == "" && text.Has(w.Word) {
			in.Severity, in.Said = w.Means, prose.Or(said, w.Word)
		}
	}
	for _, w := range m.Known(LevelWords) {
		level, known := settings.ParseLevel(w.Means)
		for i := range in.Windows {
			if known && in.Windows[i].Level == settings.Unknown && (strings.EqualFold(said, w.Word) || text.Has(w.Word)) {
				in.Windows[i].Level = level
			}
		}
	}
}

// service is the key of the service that a person names by its id or its name.
func (j *Job) service(name string) string {
	for _, s := range j.Settings.Services {
		if s.ID == name || strings.EqualFold(s.Name, name) {
			return j.Know(s.ID, Component{Name: s.Name, Organization: s.Organization})
		}
	}
	if i := slices.IndexFunc(j.order, func(key string) bool { return strings.EqualFold(j.components[key].Name, name) }); i >= 0 {
		return j.order[i]
	}
	return j.Know(name, Component{Name: name})
}
