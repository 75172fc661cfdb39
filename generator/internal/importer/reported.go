package importer

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"afterword/generator/internal/importer/facts"
	"afterword/generator/internal/importer/prose"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/urls"
)

// Tell takes a report in prose for the text of an incident: what it states fills
// what the source has not given itself, and leaves the text. Lines are counted from the first of text.
func (in *Incident) Tell(text, day string) *facts.Report {
	o := facts.Options{Name: in.input.Path, Day: day, Known: in.Title, Clocks: in.Clocks}
	for field, given := range map[string]bool{
		"date": !in.Date.IsZero(), "summary": in.Summary != "", "severity": in.Severity != "", "services": len(in.Services) > 0,
		"impact": len(in.Windows) > 0, "detected": !in.Phases.Detected.IsZero(), "resolved": !in.Phases.Resolved.IsZero(),
	} {
		if given {
			o.Given = append(o.Given, field)
		}
	}
	r := facts.Read(prose.Clean(text), o)
	for _, f := range r.Facts {
		switch key, original := strings.CutPrefix(f.Field, "original."); {
		case original:
			in.Keep(key, f.Value)
		case f.Field == "severity":
			in.Severity, in.Said = f.Value, f.Value
		case f.Field == "tags":
			in.Tag(f.Value)
		case f.Field == "services" && in.job.Memory.Meaning(ServiceWords, f.Value) == "":
			in.Affects(in.job.Know(f.Value, Component{Name: f.Value}))
		case f.Field == "summary":
			in.Summary, in.summarized = f.Value, r.Summary
		}
	}
	if in.Date.IsZero() {
		in.Date, in.DateNote = r.Date, r.DateNote
	}
	for _, w := range r.Windows {
		in.Impact(Span{Start: w.Start, End: w.End, Level: settings.Unknown})
	}
	p := &in.Phases
	p.Detected, p.Acknowledged = cmp.Or(p.Detected, r.Phases.Detected), cmp.Or(p.Acknowledged, r.Phases.Acknowledged)
	p.Mitigated, p.Resolved = cmp.Or(p.Mitigated, r.Phases.Mitigated), cmp.Or(p.Resolved, r.Phases.Resolved)
	for _, e := range r.Timeline {
		in.seen(e.Time)
		in.Timeline = append(in.Timeline, postmortem.Event{Time: e.Time, Text: prose.Inline(e.Text)})
	}
	for _, a := range r.Actions {
		a.Title = prose.Inline(a.Title)
		in.Actions = append(in.Actions, a)
	}
	for _, d := range r.Doubts {
		kind := Suspicious
		if d.Assumed {
			kind = Guessed
		}
		in.Note(kind, d.Field, "%s", d.Text)
	}
	in.Body, in.told = r.Body(), r
	return r
}

// Words are the words of a text, for Has.
type Words string

// WordsOf reads the words of a text.
func WordsOf(text string) Words { return Words("-" + urls.Slug(text) + "-") }

// Has reports whether a text has a word, or several in a row, in any case.
func (w Words) Has(word string) bool {
	slug := urls.Slug(word)
	return slug != "" && strings.Contains(string(w), "-"+slug+"-")
}

// apply gives an incident that is told in prose the services, causes, severity and level that a person has
// written beside words which its text has, and counts those that may stand for some. Words of severities count only where
// they are the incident's severity, or where it has none.
func (in *Incident) apply() {
	m, text := in.job.Memory, WordsOf(in.Title+"\n"+in.input.Text)
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
	in.see(said, text)
}

var (
	codeSpan     = regexp.MustCompile("`([A-Za-z][A-Za-z0-9 ._-]{2,40})`")
	nameWords    = regexp.MustCompile(`[a-z,;)] ((?:[A-Z][A-Za-z0-9]+)(?: [A-Z][A-Za-z0-9]+){0,2})`)
	notNames     = regexp.MustCompile(`^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\b|^(?:UTC|GMT|I|We|It|The|This|All|No|On|In|At|SEV\d?|P\d)$`)
	severityWord = regexp.MustCompile(`\b(?:SEV|Sev|sev|P|S)-?[0-5]\b`)
	// causeWords are what postmortems call causes most often.
	causeWords = []string{"backup", "bug", "cache", "capacity", "certificate", "configuration", "deadlock", "dependency", "deployment", "disk", "DNS", "failover",
		"firewall", "hardware", "human error", "load balancer", "memory leak", "migration", "misconfiguration", "network", "out of memory", "overload", "permissions",
		"power", "quota", "race condition", "rate limit", "replication", "retry storm", "third party", "timeout", "traffic spike", "upgrade"}
)

// see counts the words of a report that may stand for services, causes and severities.
func (in *Incident) see(severity string, words Words) {
	m := in.job.Memory
	for _, f := range in.told.Facts {
		if f.Field == "services" {
			m.See(ServiceWords, f.Value, true)
		}
	}
	seen := map[string]bool{}
	for _, form := range []*regexp.Regexp{codeSpan, nameWords} {
		for _, found := range form.FindAllStringSubmatch(in.input.Text, -1) {
			if word := found[1]; !seen[strings.ToLower(word)] && !notNames.MatchString(word) {
				seen[strings.ToLower(word)] = true
				m.See(ServiceWords, word, false)
			}
		}
	}
	for _, word := range causeWords {
		if words.Has(word) {
			m.See(CauseWords, word, false)
		}
	}
	stated := severity != ""
	severity = prose.Or(severity, severityWord.FindString(in.input.Text))
	if !slices.Contains(in.job.Settings.Severities, strings.ToLower(severity)) {
		m.See(SeverityWords, severity, stated)
	}
	if len(in.Windows) > 0 {
		m.See(LevelWords, severity, true)
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
