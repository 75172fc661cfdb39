package facts

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/importer/lenient"
	"afterword/generator/internal/importer/prose"
	"afterword/generator/internal/postmortem"
)

// A Fact is a value that a report states, as front matter holds it, and the lines
// that state it: first its own, then those that it rests on, such as its day and its zone.
type Fact struct {
	Field string   `json:"field"` // a key of front matter, "original.status"
	Value string   `json:"value"`
	Lines []int    `json:"lines"` // from 1; 0 is the name of the file
	Text  []string `json:"text"`  // of these lines
}

// A Doubt is something that was not taken for a fact, or only on an assumption.
type Doubt struct {
	Field, Text string
	Assumed     bool // it was taken
}

// Options are what is known of a report besides its text.
type Options struct {
	Name   string         // of its file, as far as facts come from it
	Day    string         // that the name begins with, or ""
	Known  string         // its title, or ""
	Clocks *time.Location // of times that carry no zone; nil where nobody has said
	Given  []string       // fields whose values are known: the text is not asked for them
}

// A Report is what a text states. Of the postmortem it has the title, the date,
// the summary in Markdown, phases, timeline, actions, and windows whose ends may be missing or
// wrong; texts and titles are inline Markdown. Everything but the title is among the facts, too.
type Report struct {
	postmortem.Postmortem
	TitleLine int
	Facts     []Fact
	Doubts    []Doubt

	Options
	lines    []*line
	keys     map[string]keyed
	days     map[string]int // those that are written with their year, and the first line of each
	happened []moment       // in windows and in the timeline
	zone     stated         // that a sentence names for all times
	zoneLine *line          // where it does so and says nothing else
}

// A stated text, and the lines that it is in.
type stated struct {
	text  string
	lines []int
}

// A moment is a time and the lines that state it.
type moment struct {
	calendar.Time
	lines []int
}

// A keyed value is written as "key: value", or in the two cells of a row.
type keyed struct {
	text, zone string // the zone is in brackets behind the key
	line       *line
}

// Body is what is left of the text once the facts have been taken out.
func (r *Report) Body() string { return rest(r.lines) }

// Read reads the facts of a report.
func Read(text string, o Options) *Report {
	r := &Report{Options: o, lines: split(text), keys: map[string]keyed{}, days: map[string]int{}}
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
	if !r.given("date") {
		r.date()
	}
	r.wholeTables()
	return r
}

func (r *Report) given(field string) bool { return slices.Contains(r.Given, field) }

// State records a fact.
func (r *Report) State(field, value string, lines ...int) {
	f := Fact{Field: field, Value: value}
	for _, n := range lines {
		text := r.Name
		if n > 0 {
			text = strings.TrimSpace(r.lines[n-1].raw)
		}
		if !slices.Contains(f.Lines, n) {
			f.Lines, f.Text = append(f.Lines, n), append(f.Text, text)
		}
	}
	r.Facts = append(r.Facts, f)
}

// stateTime records a time, if there is one, and returns it.
func (r *Report) stateTime(field string, m moment) calendar.Time {
	if !m.IsZero() {
		r.State(field, calendar.Written(m.Time, nil), m.lines...)
	}
	return m.Time
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
			r.Title, r.TitleLine, l.used = text, l.n, first && l.section.level == 1 && (r.Known == "" || strings.EqualFold(r.Known, text))
			return
		case l.kind == blank:
			continue
		case first && alone && !known && (l.kind == paragraph || l.kind == heading) && text != "" && prose.Runes(text) <= 100 && !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, ":"):
			r.Title, r.TitleLine = text, l.n
		}
		first = false
	}
}

// keys are those of lenient.Names that a line of prose may have.
var keys = []string{"published", "date", "happened", "start", "end", "detected", "acknowledged", "mitigated", "resolved", "duration",
	"time_to_detection", "time_to_acknowledge", "time_to_mitigation", "time_to_recovery", "impact", "window", "severity", "services", "tags", "category", "status", "authors"}

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

// pair reads a line that is a known key and its value, and takes note of the first of each.
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
	}
	k := keyed{line: l}
	if m := inside.FindStringSubmatch(name); m != nil && calendar.IsZone(m[2]) {
		name, k.zone = m[1], m[2]
	}
	if key = lenient.KeyOf(strings.TrimRight(name, ": "), keys...); key == "" {
		return "", false
	}
	k.text = plain(strings.TrimRight(value, `\ `))
	if _, twice := r.keys[key]; !twice && strings.Trim(k.text, "?-– ") != "" { // else nobody has filled it in
		r.keys[key] = k
	}
	return key, true
}

// look takes note of the keys, the days and the zones of a line.
func (r *Report) look(l *line) {
	r.pair(l)
	text := address.ReplaceAllString(l.raw, "")
	if l.kind == heading {
		for _, w := range word.FindAllString(l.words, -1) {
			if calendar.IsZone(w) {
				l.section.zone = stated{w, []int{l.n}}
			}
		}
	}
	if m := zoneSentence.FindStringSubmatch(text); m != nil && calendar.IsZone(m[1]) {
		if r.zone.text != "" && r.zone.text != m[1] {
			r.doubt("timezone", "the text says that times are in "+r.zone.text+", and in "+m[1], false)
			r.zone.text = "?"
		} else if r.zone.text == "" {
			r.zone = stated{m[1], []int{l.n}}
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
	for _, key := range []string{"severity", "status", "authors", "services", "tags", "category"} {
		k, ok := r.keys[key]
		field := map[string]string{"status": "original.status", "authors": "original.authors", "category": "tags"}[key]
		if field = cmp.Or(field, key); !ok || r.given(field) {
			continue
		}
		values := []string{prose.Cut(k.text, 200)}
		if field == "services" || field == "tags" {
			values = strings.Split(k.text, ",")
		}
		if field == "services" && slices.ContainsFunc(values, func(name string) bool { return prose.Runes(name) > 60 }) {
			r.doubt("services", "the line reads as a sentence, and stays in the text", false)
			continue
		}
		k.line.used = true
		for _, value := range values {
			if value = prose.OneLine(value); value != "" {
				r.State(field, value, k.line.n)
			}
		}
	}
}

var summarySection = regexp.MustCompile(`^(?:executive |incident )?(?:summary|overview|tl;?dr|abstract|synopsis)$`)

// summary takes the first paragraph of a section of that name, as inline Markdown.
// The paragraph is used where a plain text of one line can say all of it.
func (r *Report) summary() {
	const longest = 500 // characters
	begin := slices.IndexFunc(r.lines, func(l *line) bool { return l.kind == paragraph && summarySection.MatchString(l.section.title) })
	if begin < 0 || r.given("summary") {
		return
	}
	end := begin
	var texts []string
	var numbers []int
	for ; end < len(r.lines) && r.lines[end].kind == paragraph; end++ {
		texts, numbers = append(texts, r.lines[end].raw), append(numbers, r.lines[end].n)
	}
	text := prose.OneLine(strings.Join(texts, " "))
	if strings.Contains(text, "![") || slices.ContainsFunc(r.lines[:begin], func(l *line) bool { return l.kind == item && l.section == r.lines[begin].section }) {
		return
	}
	short := prose.Runes(plain(text)) <= longest && !strings.Contains(text, "://")
	r.Summary = labelled.ReplaceAllStringFunc(text, func(link string) string {
		m := labelled.FindStringSubmatch(link)
		for _, l := range r.lines {
			if d := definitionForm.FindStringSubmatch(l.raw); d != nil && strings.EqualFold(d[1], cmp.Or(m[2], m[1])) {
				return "[" + m[1] + "](" + d[2] + ")"
			}
		}
		return m[1]
	})
	for _, l := range r.lines[begin:end] {
		l.used = short
	}
	r.State("summary", prose.Cut(plain(r.Summary), longest), numbers...)
}

// at makes a moment of a day and a time of day, "" of a day alone. ok is false
// where it is not certain, and the doubt says why.
func (r *Report) at(field string, l *line, day stated, clock, zone string) (m moment, ok bool) {
	m.lines = append([]int{l.n}, day.lines...)
	if clock == "" {
		m.Time, _, _ = calendar.Guess(day.text, nil)
		return m, !m.IsZero()
	}
	if zone == "" {
		named := l.section.from(func(s *section) stated { return s.zone })
		if named.text == "" {
			named = r.zone
		}
		zone = named.text
		m.lines = append(m.lines, named.lines...)
	}
	switch {
	case day.text == "":
		r.doubt(field, "no day is certain for the times, so they stay in the text", false)
		return m, false
	case zone == "" && r.Clocks == nil, zone == "?":
		r.doubt(field, "the times carry no zone, so they stay in the text; --timezone names it", false)
		return m, false
	}
	t, assumed, problem := calendar.Guess(day.text+" "+clock+" "+zone, r.Clocks)
	if problem != "" || !t.Timed() {
		r.doubt(field, problem, false)
		return m, false
	}
	r.doubt(field, assumed, true)
	m.Time = t
	return m, true
}

// theDay is the day on which all of it happened, where the text leaves no choice.
func (r *Report) theDay() stated {
	for _, key := range []string{"happened", "start"} {
		k := r.keys[key]
		if m := mentions(k.text); len(m) > 0 && len(m[0].day) == len(time.DateOnly) && (len(m) == 1 || key == "start") {
			return stated{m[0].day, []int{k.line.n}}
		}
	}
	if len(r.days) == 1 {
		for day, n := range r.days {
			return stated{day, []int{n}}
		}
	}
	return stated{}
}

// date finds the day of the report: the one that the text calls so, else the one
// in the name of the file, else one derived from what happened.
func (r *Report) date() {
	var date moment
	for _, key := range []string{"published", "date"} {
		k, ok := r.keys[key]
		if !ok || !date.IsZero() {
			continue
		}
		list := times(k.text)
		switch whole := asideForm.ReplaceAllString(k.text, ""); {
		case len(list) == 1 && len(list[0].day) == len(time.DateOnly):
			m := list[0]
			zone := cmp.Or(m.zone, k.zone)
			if zone == "" { // the day is certain
				m.clock = ""
			}
			date, _ = r.at("date", k.line, stated{text: m.day}, m.clock, zone)
			k.line.used = k.line.used || m.clock == list[0].clock && strings.Trim(k.text[:m.start]+k.text[m.end:], " ,.") == "" && !date.IsZero()
		case len(list) == 0:
			if t, _, problem := calendar.Guess(whole, nil); problem == "" && !t.IsZero() {
				date, k.line.used = moment{t, []int{k.line.n}}, true
			}
		}
	}
	day := func(t calendar.Time) string { return t.Instant.Format(time.DateOnly) }
	named, _, _ := calendar.Guess(r.Day, nil)
	if date.IsZero() {
		date = moment{named, []int{0}}
	} else if date.Precision >= calendar.Day && !named.IsZero() && day(date.Time) != day(named) {
		r.doubt("date", "the text says "+day(date.Time)+", and the name of the file "+day(named)+": the text is taken", false)
	}
	if date.IsZero() {
		// The last day of what happened is the earliest that the report can have.
		for _, m := range r.happened {
			if !m.IsZero() && (date.IsZero() || day(m.Time) > day(date.Time)) {
				date, r.DateNote = m, "the last day of what happened; the report names none of its own"
			}
		}
		if only := r.theDay(); date.IsZero() && only.text != "" {
			date.Time, _, _ = calendar.Guess(only.text, nil)
			date.lines, r.DateNote = only.lines, "the only day that the text names"
		}
		if r.DateNote != "" {
			date.Time = calendar.Time{Instant: date.Instant, Precision: min(date.Precision, calendar.Day)}
		}
	}
	r.Date = r.stateTime("date", date)
}
