package site

import (
	"fmt"
	"slices"
	"strings"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/uptime"
	"afterword/generator/internal/urls"
)

// A Fact is one line of the facts list. Several values stand below each other.
type Fact struct {
	Label  string
	Values []FactValue
	Many   bool // so many values that they are set in columns
}

// A FactValue is text or links, with an optional note in small print.
type FactValue struct {
	Text    string
	Machine string // of a time or duration
	Time    bool   // Machine belongs into <time>
	Links   []Link
	Note    string
	NoteURL string // leads from the note to where it is explained
	Missing bool   // "not recorded": quieter
	Figure  string // its name, to afterword verify; "" where it has none
}

// facts are what is known of an incident, in the order in which people ask for
// it. What is not recorded is said, not left out.
func (s *Site) facts(i *archive.Incident) []Fact {
	facts := []Fact{
		fact("Impact", s.impact(i)...),
		fact("Impacted time", s.impactedTime(i)),
		fact("Started", s.started(i)),
		fact("Ended", s.ended(i)),
		fact("Counted as downtime", s.counted(i)),
		fact("Services", s.servicesFact(i)...),
	}
	terms := func(taxonomy string) (Fact, bool) {
		k := s.archive.Taxonomy(taxonomy)
		links := s.termLinks(k, i)
		label := k.Title
		if k.One {
			label = k.Singular
		}
		return fact(label, FactValue{Links: links}), len(links) > 0
	}
	if organization, ok := terms("organizations"); ok {
		facts = append(facts, organization)
	}
	facts = append(facts, s.response(i)...)
	if i.DetectedBy != "" {
		facts = append(facts, fact("Detected by", FactValue{Text: i.DetectedBy}))
	}
	severity, _ := terms("severities")
	facts = append(facts, severity)
	for _, k := range s.archive.Taxonomies {
		f, ok := terms(k.ID)
		if !k.Topic || !ok && k.ID != "causes" {
			continue
		}
		if !ok {
			f.Values = []FactValue{missing} // the one that every report should have
		}
		facts = append(facts, f)
	}
	facts = append(facts, s.extraFacts(i)...)
	published := missing
	if m := s.published(i, s.moment); m.Text != "" {
		published = timeValue(m)
	}
	if i.DateNote != "" {
		published.Note = i.DateNote
	}
	return append(facts, fact("Published", published))
}

// extraFacts are the values of the archive's own keys, addresses as links.
func (s *Site) extraFacts(i *archive.Incident) (facts []Fact) {
	for _, extra := range s.archive.Settings.ExtraFacts {
		var values []FactValue
		for _, text := range frontmatter.PlainTexts(i.Params[extra.Key]) {
			v := FactValue{Text: text}
			if strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "http://") {
				v = FactValue{Links: []Link{{Label: text, URL: text}}}
			}
			values = append(values, v)
		}
		if len(values) > 0 {
			facts = append(facts, fact(extra.Label, values...))
		}
	}
	return facts
}

// manyValues is how many values of a fact are set in columns.
const manyValues = 5

func fact(label string, values ...FactValue) Fact {
	return Fact{Label: label, Values: values, Many: len(values) >= manyValues}
}

var missing = FactValue{Text: notRecorded, Missing: true}

func timeValue(m Moment) FactValue {
	return FactValue{Text: m.Text, Machine: m.Machine, Time: m.Machine != "", Note: m.Reported}
}

// impact says how long each level lasted.
func (s *Site) impact(i *archive.Incident) []FactValue {
	if len(i.Windows) == 0 {
		return []FactValue{missing}
	}
	var values []FactValue
	for _, level := range settings.Levels() {
		if l := i.LengthAt(level, s.archive.AsOf); l.Recorded {
			text := level.Words() + ", length not recorded"
			if l.Known() {
				text = level.Words() + " " + l.String()
			}
			values = append(values, FactValue{Text: text})
		}
	}
	return values
}

func (s *Site) impactedTime(i *archive.Incident) FactValue {
	length := s.lengthOf(i)
	v := FactValue{Text: length.Text, Machine: length.Machine, Time: length.Machine != "", Missing: !i.Length.Known()}
	if i.Length.Known() {
		v.Figure = "seconds"
	}
	if n := len(i.Windows); n > 1 {
		v.Note = fmt.Sprintf("in %d windows", n)
		if !i.Start.IsZero() && !i.End.IsZero() && i.Start.Timed() {
			v.Note += " over " + calendar.Duration(i.End.Unix()-i.Start.Unix())
		}
	}
	return v
}

// counted is the weighted downtime, with the weights that made it.
func (s *Site) counted(i *archive.Incident) FactValue {
	if len(i.Windows) == 0 {
		return FactValue{Text: "nothing", Note: "no window of impact was recorded", Missing: true}
	}
	w := s.archive.Settings.Weights
	text := duration(uptime.Downtime(i.Postmortem, w, s.archive.AsOf).Per(1000))
	var weights []string
	for _, level := range settings.WeighedLevels() {
		if i.LengthAt(level, s.archive.AsOf).Recorded {
			weights = append(weights, strings.ToLower(level.Words())+" counts "+calendar.Decimal(w[level]))
		}
	}
	return FactValue{Text: text.Text, Machine: text.Machine, Time: text.Machine != "", Figure: "weighted", Note: strings.Join(weights, ", "), NoteURL: s.path(urls.Method) + "#levels"}
}

func (s *Site) started(i *archive.Incident) FactValue {
	if i.Start.IsZero() {
		return missing
	}
	v := timeValue(s.moment(i.Start))
	switch i.Start.Precision {
	case calendar.YearOnly:
		v.Note = "month not recorded"
	case calendar.MonthOnly:
		v.Note = "day not recorded"
	case calendar.Day:
		v.Note = "time not recorded"
	}
	return v
}

func (s *Site) ended(i *archive.Incident) FactValue {
	switch {
	case i.Ongoing:
		return FactValue{Text: "ongoing at " + s.about.AsOf.Text}
	case i.End.IsZero():
		return missing
	}
	return timeValue(s.moment(i.End))
}

// servicesFact lists the services, each with its own time where they differ.
func (s *Site) servicesFact(i *archive.Incident) []FactValue {
	if len(i.Services) == 0 {
		return []FactValue{missing}
	}
	if len(i.Windows) == 0 || !slices.ContainsFunc(i.Services, func(v *archive.Service) bool { return i.LengthFor(v.Covers, s.archive.AsOf) != i.Length }) {
		return []FactValue{{Links: s.servicesOf(i)}}
	}
	var values []FactValue
	for n, link := range s.servicesOf(i) {
		own := s.length(i.LengthFor(i.Services[n].Covers, s.archive.AsOf))
		values = append(values, FactValue{Links: []Link{link}, Note: own.Text})
	}
	return values
}

// response lists the phases that were recorded, or says in one line that none was.
func (s *Site) response(i *archive.Incident) []Fact {
	var facts []Fact
	for _, p := range i.Phases.Recorded() {
		v := timeValue(s.moment(p.At))
		v.Note = strings.Trim(s.elapsed(i, p.At)+" · "+v.Note, " ·")
		if i.Phases.Disordered {
			v.Note = strings.Trim("as recorded · "+v.Note, " ·")
		}
		facts = append(facts, fact(p.Name, v))
	}
	if len(facts) == 0 {
		facts = append(facts, fact("Response times", missing))
	}
	return facts
}

// elapsed is the time from the first start, "" at the start itself and where
// one of the two has no time of day.
func (s *Site) elapsed(i *archive.Incident, t calendar.Time) string {
	if !i.Start.Timed() || !t.Timed() || t.Unix() == i.Start.Unix() {
		return ""
	}
	return calendar.Elapsed(t.Unix() - i.Start.Unix())
}
