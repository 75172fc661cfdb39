package facts

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/importer/prose"
)

// Stated is a text that a report states, and the lines that it is in: first its
// own, then those of what it rests on, such as its day and its zone.
type Stated struct {
	Text  string
	Lines []int // from 1; 0 is the name of the file
}

// A Moment is a time that a report states.
type Moment struct {
	calendar.Time
	Lines []int
}

// A Window is when users were affected, as a report states it. End may be zero.
type Window struct{ Start, End Moment }

// An Event is an entry of a timeline. Its text is inline Markdown.
type Event struct {
	At   Moment
	Text string
}

// An Action is a task whose status is stated, or one in a table of tasks. Its
// title is inline Markdown.
type Action struct {
	Title, Owner, Status, Link string
	Due                        Moment
	Line                       int
}

// A Doubt is something that was not taken for a fact, or only on an assumption.
type Doubt struct {
	Field, Text string
	Assumed     bool // it was taken
}

// A Report is what a text states.
type Report struct {
	Title    Stated
	Date     Moment
	DateNote string // how Date was derived; "" where the text calls it the report's
	Summary  Stated
	Severity Stated
	Services []Stated
	Tags     []Stated
	Other    map[string]Stated // by the key to keep them under
	Windows  []Window
	Phases   map[string]Moment // detected, acknowledged, mitigated, resolved
	Events   []Event
	Actions  []Action
	Doubts   []Doubt

	lines    []*line
	keys     map[string]keyed
	days     map[string]int // those that are written with their year, and the first line of each
	zone     Stated         // that a sentence names for all times
	zoneLine *line          // where it does so and says nothing else
	clocks   *time.Location // of times without a zone, or nil
}

// Line returns a line of the text, from 1, without the white space around it.
func (r *Report) Line(n int) string {
	if n < 1 || n > len(r.lines) {
		return ""
	}
	return strings.TrimSpace(r.lines[n-1].raw)
}

// Body is what is left of the text once the facts have been taken out.
func (r *Report) Body() string { return rest(r.lines) }

// Read reads the facts of a report. fileDay is the day that the name of its file
// begins with, or ""; clocks is the zone of times that carry none, nil where
// nobody has said.
func Read(text, fileDay string, clocks *time.Location) *Report {
	r := &Report{lines: split(text), keys: map[string]keyed{}, days: map[string]int{}, Other: map[string]Stated{}, Phases: map[string]Moment{}, clocks: clocks}
	r.title()
	for _, l := range r.lines {
		if l.kind != code && l.kind != blank && l.kind != definition && len(l.raw) <= longestLine {
			r.look(l)
		}
	}
	r.words()
	r.summary()
	r.windows()
	r.timeline()
	r.actions()
	r.date(fileDay)
	r.wholeTables()
	return r
}

// doubt says once why something is no fact.
func (r *Report) doubt(field, text string, assumed bool) {
	if d := (Doubt{field, text, assumed}); text != "" && !slices.Contains(r.Doubts, d) {
		r.Doubts = append(r.Doubts, d)
	}
}

// title is the first heading, or a first line that is a paragraph of its own and no sentence.
func (r *Report) title() {
	first := true
	for i, l := range r.lines {
		text := plain(l.words)
		_, known := r.pair(l)
		alone := i+1 == len(r.lines) || r.lines[i+1].kind == blank
		switch {
		case l.kind == heading && l.section.level < 7:
			r.Title, l.used = Stated{text, []int{l.n}}, first && l.section.level == 1
			return
		case l.kind == blank:
			continue
		case first && alone && !known && (l.kind == paragraph || l.kind == heading) && text != "" && prose.Runes(text) <= 100 && !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, ":"):
			r.Title = Stated{text, []int{l.n}}
		}
		first = false
	}
}

// keyNames are the keys that state facts, by the names that people give them.
var keyNames = []struct{ key, names string }{
	{"published", "|published|date published|published on|publication date|report date|date of report|reported|reported on|date reported|written|"},
	{"date", "|date|"},
	{"happened", "|incident date|date of incident|date of the incident|outage date|date of outage|occurred|occurred on|"},
	{"start", "|start|start time|started|started at|incident start|began|impact start|outage start|from|beginning|"},
	{"end", "|end|end time|ended|ended at|incident end|impact end|outage end|to|"},
	{"detected", "|detected|detection|detected at|time detected|detection time|"},
	{"acknowledged", "|acknowledged|acknowledged at|"},
	{"mitigated", "|mitigated|mitigated at|time mitigated|"},
	{"resolved", "|resolved|resolved at|resolution time|time resolved|resolution|"},
	{"duration", "|duration|total duration|outage duration|incident duration|impact duration|length|downtime|"},
	{"time_to_detection", "|time to detection|time to detect|ttd|"},
	{"time_to_acknowledge", "|time to acknowledge|time to acknowledgement|tta|"},
	{"time_to_mitigation", "|time to mitigation|time to mitigate|ttm|"},
	{"time_to_recovery", "|time to recovery|time to recover|time to resolution|time to resolve|ttr|"},
	{"impact", "|impact|impact window|impact time|outage|outage window|incident window|incident time|time|when|period|date and time|"},
	{"severity", "|severity|priority|sev|incident severity|"},
	{"services", "|services|service|affected services|services affected|affected service|affected systems|components|affected components|"},
	{"tags", "|category|categories|tags|"},
	{"status", "|status|"}, {"authors", "|author|authors|"},
}

var (
	pairForm = regexp.MustCompile(`^(?:\*\*|__)?([A-Za-z][A-Za-z ()/_-]{1,30}?)(?:\*\*|__)?[ \t]*:(?:\*\*|__)?[ \t]+(\S.*)$`)
	inside   = regexp.MustCompile(`^(.*?)[ \t]*\(([^()]+)\)$`)
	// zoneSentence says in which zone all times are.
	zoneSentence = regexp.MustCompile(`\b(?:[Tt]imes?|[Tt]imestamps?)\b[^.\n|:]{0,30}?\b(?:in|are|is)\b\s+\(?([A-Z][A-Za-z]*(?:/[A-Za-z_/]+)?)\b`)
	address      = regexp.MustCompile(`\S+://\S+|\]\([^)]*\)|\S+\.md\b`)
	labelled     = regexp.MustCompile(`\[([^\]]+)\]\[([^\]]*)\]`)
	word         = regexp.MustCompile(`[A-Za-z_]+(?:/[A-Za-z_]+)*`)
	taskSection  = regexp.MustCompile(`\b(?:actions?|follow[ -]?ups?|remediations?|next steps|to-?dos?|tasks)\b`)
)

// pair reads a line that is a known key and its value.
func (r *Report) pair(l *line) (key string, ok bool) {
	var name, value string
	switch m := pairForm.FindStringSubmatch(l.words); {
	case l.kind == row && len(l.cells) == 2:
		name, value = plain(l.cells[0]), l.cells[1]
		if l.columns == nil && isTime(strings.ToLower(name)) && !strings.ContainsAny(value, "0123456789") {
			return "", false // the head of a timeline
		}
	case (l.kind == item || l.kind == paragraph) && m != nil && len(l.words) < 400:
		name, value = m[1], m[2]
	default:
		return "", false
	}
	k := keyed{line: l}
	if m := inside.FindStringSubmatch(name); m != nil && calendar.IsZone(m[2]) {
		name, k.zone = m[1], m[2]
	}
	name = "|" + strings.ToLower(strings.Trim(strings.ReplaceAll(name, "_", " "), ": ")) + "|"
	for _, known := range keyNames {
		if strings.Contains(known.names, name) {
			if k.text = plain(strings.TrimRight(value, `\ `)); strings.Trim(k.text, "?-– ") == "" {
				return known.key, true // nobody has filled it in
			}
			if _, twice := r.keys[known.key]; !twice {
				r.keys[known.key] = k
			}
			return known.key, true
		}
	}
	return "", false
}

// look takes note of the keys, the days and the zones of a line.
func (r *Report) look(l *line) {
	r.pair(l)
	text := address.ReplaceAllString(l.raw, "")
	if l.kind == heading {
		for _, w := range word.FindAllString(l.words, -1) {
			if calendar.IsZone(w) {
				l.section.zone = Stated{w, []int{l.n}}
			}
		}
	}
	if m := zoneSentence.FindStringSubmatch(text); m != nil && calendar.IsZone(m[1]) {
		if r.zone.Text != "" && r.zone.Text != m[1] {
			r.doubt("timezone", "the text says that times are in "+r.zone.Text+", and in "+m[1], false)
			r.zone.Text = "?"
		} else if r.zone.Text == "" {
			r.zone = Stated{m[1], []int{l.n}}
			if len(strings.Fields(l.words)) < 9 {
				r.zoneLine = l
			}
		}
	}
	if !l.section.is(taskSection) {
		for _, m := range mentions(text) {
			if _, known := r.days[m.day]; len(m.day) == len(time.DateOnly) && !known {
				r.days[m.day] = l.n
			}
		}
	}
}

// words takes the keyed values that are words.
func (r *Report) words() {
	for _, key := range []string{"severity", "status", "authors", "services", "tags"} {
		k, ok := r.keys[key]
		if !ok {
			continue
		}
		stated := Stated{prose.Cut(k.text, 200), []int{k.line.n}}
		var list []Stated
		for name := range strings.SplitSeq(k.text, ",") {
			if name = prose.OneLine(name); name != "" {
				list = append(list, Stated{name, stated.Lines})
			}
		}
		sentence := slices.ContainsFunc(list, func(s Stated) bool { return prose.Runes(s.Text) > 60 })
		k.line.used = key != "services" || !sentence
		switch {
		case key == "severity":
			r.Severity = stated
		case key == "services" && sentence:
			r.doubt("services", "the line reads as a sentence, and stays in the text", false)
		case key == "services":
			r.Services = list
		case key == "tags":
			r.Tags = list
		default:
			r.Other[key] = stated
		}
	}
}

var summarySection = regexp.MustCompile(`^(?:executive |incident )?(?:summary|overview|tl;?dr|abstract|synopsis)$`)

// summary takes the first paragraph of a section of that name, as inline Markdown.
// The paragraph is used where a plain text of one line can say all of it.
func (r *Report) summary() {
	const longest = 500 // characters
	var lines []*line
	for _, l := range r.lines {
		switch {
		case l.kind == paragraph && summarySection.MatchString(l.section.title) && (len(lines) == 0 || lines[0].section == l.section):
			lines = append(lines, l)
		case l.kind != paragraph && l.kind != item && len(lines) == 0, !summarySection.MatchString(l.section.title):
			continue
		}
		if l.kind != paragraph {
			break
		}
	}
	var text []string
	for _, l := range lines {
		text = append(text, l.raw)
	}
	joined := strings.Join(text, "\n")
	if joined == "" || strings.Contains(joined, "![") {
		return
	}
	r.Summary.Text = labelled.ReplaceAllStringFunc(prose.OneLine(joined), func(link string) string {
		m := labelled.FindStringSubmatch(link)
		for _, l := range r.lines {
			if d := definitionForm.FindStringSubmatch(l.raw); d != nil && strings.EqualFold(d[1], prose.Or(m[2], m[1])) {
				return "[" + m[1] + "](" + d[2] + ")"
			}
		}
		return m[1]
	})
	for _, l := range lines {
		r.Summary.Lines = append(r.Summary.Lines, l.n)
		l.used = prose.Runes(plain(joined)) <= longest && !strings.Contains(joined, "://")
	}
}

// at makes a moment of a day and a time of day, "" of a day alone. ok is false
// where it is not certain, and the doubt says why.
func (r *Report) at(field string, l *line, day Stated, clock, zone string) (m Moment, ok bool) {
	m.Lines = append([]int{l.n}, day.Lines...)
	if clock == "" {
		m.Time, _, _ = calendar.Guess(day.Text, nil)
		m.Lines = compact(m.Lines)
		return m, !m.IsZero()
	}
	if zone == "" {
		named := l.section.from(func(s *section) Stated { return s.zone })
		if named.Text == "" {
			named = r.zone
		}
		zone = named.Text
		m.Lines = append(m.Lines, named.Lines...)
	}
	switch {
	case day.Text == "":
		r.doubt(field, "no day is certain for the times, so they stay in the text", false)
		return m, false
	case zone == "" && r.clocks == nil, zone == "?":
		r.doubt(field, "the times carry no zone, so they stay in the text; --timezone names it", false)
		return m, false
	}
	t, assumed, problem := calendar.Guess(day.Text+" "+clock+" "+zone, r.clocks)
	if problem != "" || !t.Timed() {
		r.doubt(field, problem, false)
		return m, false
	}
	r.doubt(field, assumed, true)
	m.Time, m.Lines = t, compact(m.Lines)
	return m, true
}

// compact drops lines that are listed already.
func compact(lines []int) (out []int) {
	for _, n := range lines {
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// theDay is the day on which all of it happened, where the text leaves no choice.
func (r *Report) theDay() Stated {
	for _, key := range []string{"happened", "start"} {
		k := r.keys[key]
		if m := mentions(k.text); len(m) > 0 && len(m[0].day) == len(time.DateOnly) && (len(m) == 1 || key == "start") {
			return Stated{m[0].day, []int{k.line.n}}
		}
	}
	if len(r.days) == 1 {
		for day, n := range r.days {
			return Stated{day, []int{n}}
		}
	}
	return Stated{}
}

// wholeTables leaves a table in the text where some of its rows are no facts.
func (r *Report) wholeTables() {
	for i := 0; i < len(r.lines); i++ {
		j, used, left := i, false, false
		for ; j < len(r.lines) && (r.lines[j].kind == row || r.lines[j].kind == rule); j++ {
			head := j+1 < len(r.lines) && r.lines[j+1].kind == rule
			used = used || r.lines[j].used
			left = left || r.lines[j].kind == row && !r.lines[j].used && !(head && len(r.lines[j].cells) > 0 && !r.keyRow(r.lines[j]))
		}
		if used && left {
			for _, l := range r.lines[i:j] {
				l.used = false
			}
		}
		i = max(i, j-1)
	}
}

// keyRow reports whether a row states a fact itself, though it may be the head of a table.
func (r *Report) keyRow(l *line) bool {
	_, ok := r.pair(l)
	return ok
}

// date finds the day of the report: the one that the text calls so, else the one
// in the name of the file, else one derived from what happened.
func (r *Report) date(fileDay string) {
	field := "date"
	for _, key := range []string{"published", "date"} {
		k, ok := r.keys[key]
		if !ok || !r.Date.IsZero() {
			continue
		}
		list := mentions(k.text)
		switch whole := asideForm.ReplaceAllString(k.text, ""); {
		case len(list) == 1 && len(list[0].day) == len(time.DateOnly), len(list) == 2 && list[0].day != "" && list[1].clock != "":
			clock, zone := "", ""
			if len(list) == 2 && (list[1].zone != "" || k.zone != "") {
				clock, zone = list[1].clock, list[1].zone+k.zone
			}
			r.Date, _ = r.at(field, k.line, Stated{list[0].day, nil}, clock, zone)
			k.line.used = k.line.used || len(list) == 1 && strings.TrimSpace(strings.Trim(k.text[:list[0].start]+k.text[list[0].end:], " ,.")) == "" && !r.Date.IsZero()
		case len(list) == 0:
			if t, _, problem := calendar.Guess(whole, nil); problem == "" && !t.IsZero() {
				r.Date, k.line.used = Moment{t, []int{k.line.n}}, true
			}
		}
	}
	named, _, _ := calendar.Guess(fileDay, nil)
	written := ""
	if r.Date.Precision >= calendar.Day {
		written = r.Date.Instant.Format(time.DateOnly)
	}
	if r.Date.IsZero() && !named.IsZero() {
		r.Date = Moment{named, []int{0}}
	} else if !named.IsZero() && written != "" && written != named.Instant.Format(time.DateOnly) {
		r.doubt(field, "the text says "+written+", and the name of the file "+named.Instant.Format(time.DateOnly)+": the text is taken", false)
	}
	if r.Date.IsZero() {
		r.derive()
	}
}

// derive takes the last day of what happened for the earliest that the report can have.
func (r *Report) derive() {
	take := func(m Moment, note string) {
		if m.IsZero() || !r.Date.IsZero() && m.Instant.Format(time.DateOnly) <= r.Date.Instant.Format(time.DateOnly) {
			return
		}
		r.Date, r.DateNote = Moment{calendar.Time{Instant: m.Instant, Precision: min(m.Precision, calendar.Day)}, m.Lines}, note
	}
	const last = "the last day of what happened; the report names none of its own"
	for _, e := range r.Events {
		take(e.At, last)
	}
	for _, w := range r.Windows {
		take(w.Start, last)
		take(w.End, last)
	}
	if day := r.theDay(); r.Date.IsZero() && day.Text != "" {
		t, _, _ := calendar.Guess(day.Text, nil)
		take(Moment{t, day.Lines}, "the only day that the text names")
	}
}

// A keyed value is written as "key: value", or in the two cells of a row.
type keyed struct {
	text, zone string // the zone is in brackets behind the key
	line       *line
}
