package importer

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
)

// parseAdopted reads Markdown that has no front matter, and proposes one: what
// the text says of its day, its times, its services and its actions. The text itself stays as it is.
func parseAdopted(r *reading, inputs []input) {
	for _, input := range inputs {
		name := strings.TrimSuffix(path.Base(input.path), path.Ext(input.path))
		f := readForeign(input.text)
		switch {
		case strings.TrimSpace(input.text) == "":
			r.skip(input.source, "", "", "the file is empty")
		case f.found && textOf(f.root, "title") != "" && textOf(f.root, "date") != "":
			r.items = append(r.items, Item{Source: input.source, ID: input.path, Title: textOf(f.root, "title"), Outcome: Unchanged, Reason: "it has front matter already"})
		case f.found:
			r.skip(input.source, "", "", "it has front matter of another kind; try the formats hugo or jekyll")
		case strings.EqualFold(name, "readme"), strings.Contains(strings.ToLower(name), "template"):
			r.skip(input.source, "", heading(input.text), "by its name it is no postmortem")
		default:
			r.adopt(input, name)
		}
	}
}

var (
	genericTitle = regexp.MustCompile(`(?i)^(?:incident|post-?mortem|incident report|incident title|title|report|summary|postmortem report)$`)
	namePrefix   = regexp.MustCompile(`(?i)^(?:pm|inc|incident|postmortem)?[-_ ]?\d{2,4}[-_]\d{1,4}\s*[-–_:]\s*|^\d{4}-\d{2}-\d{2}[-_ ]+`)
	titlePrefix  = regexp.MustCompile(`(?i)^(?:post-?mortem|incident report|incident|outage report)\s*[:–—-]\s*`)
	zoneSentence = regexp.MustCompile(`(?i)\btimes?\b[^.\n]{0,30}?\b(?:in|are|is|zone:?)\s+\(?((?-i:UTC|GMT|[A-Z][a-z]+/[A-Z][A-Za-z_/]+|[A-Z]{2,5}))\b`)
	zonedText    = regexp.MustCompile(`[A-Z]{3,}|[+-]\d{2}:?\d{2}$|Z$`)
	factLine     = regexp.MustCompile(`^\s*(?:[-*+]\s+|\|\s*)?(?:\*\*|__)?([A-Za-z][A-Za-z /()-]{2,30}?)(?:\*\*|__)?\s*(?::(?:\*\*|__)?|\|)\s*(.+?)\s*\|?\s*$`)
	anyDate      = regexp.MustCompile(`(?i)\b(\d{4}-\d{2}-\d{2}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*,? \d{4})\b`)
	eventLine    = regexp.MustCompile(`(?i)^\s*(?:[-*+]\s+)?(?:\*\*|__|` + "`" + `|\[)*((?:[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]+)?\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]m)?(?: ?(?-i:UTC|GMT|Z|[A-Z]{3,4})\b)?)(?:\*\*|__|` + "`" + `|\])*\s*(?:[-–—:|]+\s*|\s{1,})(?:\*\*)?(.{3,})$`)
	clockOnly    = regexp.MustCompile(`^\d{1,2}:\d{2}`)
	bulletLine   = regexp.MustCompile(`^[-*+]\s+(?:\[([ xX])\]\s+)?(.+)$`)
	headingLine  = regexp.MustCompile(`^(#{1,6})\s+(.+?)\s*#*\s*$`)
)

// An adoption is what the text of one file says.
type adoption struct {
	*reading
	*incident
	label string            // the zone that the text names for all of its times
	facts map[string]string // "key: value" lines, keys in lower case
}

func (r *reading) adopt(input input, name string) {
	in := r.add(input.source, strings.TrimSuffix(input.path, path.Ext(input.path)))
	in.raw, in.body = input.text, input.text
	a := &adoption{r, in, "", map[string]string{}}
	in.Title = heading(input.text)
	if in.Title == "" || genericTitle.MatchString(in.Title) {
		in.Title = strings.TrimSpace(namePrefix.ReplaceAllString(strings.ReplaceAll(name, "_", " "), ""))
		if !strings.Contains(in.Title, " ") {
			in.Title = strings.ReplaceAll(in.Title, "-", " ")
		}
		in.note(Guessed, "title", "from the name of the file")
	}
	if line := firstLine(input.text); heading(input.text) == "" && line != "" {
		in.Title = line
		in.note(Guessed, "title", "from the first line")
	}
	in.Title = titlePrefix.ReplaceAllString(in.Title, "")
	in.body = withoutTitle(input.text)
	if m := zoneSentence.FindStringSubmatch(input.text); m != nil {
		a.label = m[1]
	}
	a.read(input.text)
	a.dates(input.text, name)
	a.timeline(input.text)
	a.settle()
}

// firstLine is the first line of a text where it stands alone and is no sentence.
func firstLine(text string) string {
	first, rest, _ := strings.Cut(strings.TrimLeft(text, "\n"), "\n")
	line := oneLine(plainMarkdown(first))
	if runes(line) > 100 || strings.HasSuffix(line, ".") || strings.HasSuffix(line, ":") || strings.TrimSpace(strings.SplitN(rest, "\n", 2)[0]) != "" || factLine.MatchString(first) {
		return ""
	}
	return line
}

// withoutTitle takes off the heading at the top, which the page shows as its title.
func withoutTitle(text string) string {
	first, rest, _ := strings.Cut(strings.TrimLeft(text, "\n"), "\n")
	if m := headingLine.FindStringSubmatch(strings.TrimSpace(first)); m != nil && len(m[1]) == 1 {
		return rest
	}
	return text
}

// read takes the facts that stand as "key: value", the summary and the actions.
func (a *adoption) read(text string) {
	section := ""
	var summary []string
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \n")
		if m := headingLine.FindStringSubmatch(line); m != nil {
			section = strings.ToLower(plainMarkdown(m[2]))
			continue
		}
		if m := factLine.FindStringSubmatch(line); m != nil && len(line) < 400 && !clockOnly.MatchString(m[2]) || m != nil && strings.Contains(strings.ToLower(m[1]), "time") {
			if key := strings.ToLower(strings.TrimSpace(m[1])); a.facts[key] == "" && len(a.facts) < 200 {
				a.facts[key] = plainMarkdown(m[2])
			}
		}
		switch {
		case section == "summary" || section == "executive summary" || section == "overview" || section == "tl;dr":
			if strings.TrimSpace(line) == "" && len(summary) > 0 {
				section = ""
			} else if strings.TrimSpace(line) != "" {
				summary = append(summary, line)
			}
		case strings.Contains(section, "action") || strings.Contains(section, "follow-up") || strings.Contains(section, "follow up"):
			if m := bulletLine.FindStringSubmatch(line); m != nil && len(a.Actions) < 100 {
				action := postmortem.Action{Title: cut(oneLine(plainMarkdown(m[2])), 240), Status: "open"}
				if strings.EqualFold(m[1], "x") {
					action.Status = "done"
				}
				if action.Title != "" {
					a.Actions = append(a.Actions, action)
				}
			}
		}
	}
	if len(summary) > 0 {
		a.Summary = cut(oneLine(plainMarkdown(strings.Join(summary, "\n"))), 400)
		a.note(Guessed, "summary", "from the section of that name")
	}
	if len(a.Actions) > 0 {
		a.note(Guessed, "actions", "%d from a list in the text; those without a tick count as open", len(a.Actions))
	}
}

// fact returns the first fact of some names.
func (a *adoption) fact(names ...string) string {
	for _, name := range names {
		if text := a.facts[name]; text != "" {
			return text
		}
	}
	return ""
}

// stamped reads a time of the text with the zone that the text names.
func (a *adoption) stamped(field, text string) calendar.Time {
	if a.label != "" && strings.Contains(text, ":") && !zonedText.MatchString(text) {
		text += " " + a.label
	}
	t := a.when(a.reading, field, text, a.options.Zone)
	if t.Precision > calendar.Day && !t.Zoned && a.options.Zone == nil {
		// Whose clock it was nobody says: the day is all that is certain.
		t = calendar.Time{Instant: t.Instant, Precision: calendar.Day}
	}
	return t
}

// dates finds the day of the report, and the window where the text has one.
func (a *adoption) dates(text, name string) {
	if m := datedName.FindStringSubmatch(name); m != nil {
		a.Date = a.when(a.reading, "date", m[1], nil)
		a.note(Guessed, "date", "from the name of the file")
	}
	if fact := a.fact("published", "date published", "date", "incident date", "date of incident", "created"); fact != "" && a.Date.IsZero() {
		if m := anyDate.FindString(fact); m != "" {
			a.Date = a.when(a.reading, "date", m, nil)
			a.note(Guessed, "date", "from the line that begins with it")
		}
	}
	if m := anyDate.FindString(text); m != "" && a.Date.IsZero() {
		a.Date = a.when(a.reading, "date", m, nil)
		a.note(Guessed, "date", "%q is the first day that the text names", m)
	}
	read := func(names ...string) calendar.Time {
		fact := a.fact(names...)
		if clockOnly.MatchString(fact) && !a.Date.IsZero() {
			fact = day(a.Date) + " " + fact
		}
		if m := anyDate.FindString(fact); m == "" || !strings.HasPrefix(fact, m) {
			return calendar.Time{}
		}
		return a.stamped(names[0], fact)
	}
	start := read("start", "start time", "started", "incident start", "began", "impact start", "outage start", "from")
	end := read("end", "end time", "ended", "incident end", "impact end", "outage end", "to")
	a.Phases.Detected = read("detected", "detection", "detected at", "time detected")
	a.Phases.Mitigated = read("mitigated", "mitigated at")
	a.Phases.Resolved = read("resolved", "resolved at", "resolution time", "time resolved")
	if end.IsZero() && !start.IsZero() {
		end = a.Phases.Resolved
	}
	if !start.IsZero() {
		a.note(Guessed, "impact", "from lines of the text; how bad it was is not said")
		a.impact(span{start: start, end: end, level: settings.Unknown})
	}
}

// A writtenEvent is one of a table or a list: a time as it is written, and what happened then.
type writtenEvent struct{ stamp, what string }

// eventsOf finds the events in the tables and lists of a text.
func eventsOf(text string) (events []writtenEvent) {
	add := func(stamp, what string) {
		e := writtenEvent{oneLine(plainMarkdown(stamp)), plainMarkdown(what)}
		if e.stamp != "" && e.what != "" {
			events = append(events, e)
		}
	}
	var columns []string // of the table that is being read
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") {
			columns = nil
			if m := eventLine.FindStringSubmatch(line); m != nil {
				add(m[1], m[2])
			}
			continue
		}
		cells := tableCells(line)
		switch {
		case len(columns) == 0:
			columns = cells
		case len(cells) >= 2 && isTimeColumn(columns[0]) && !strings.Contains(cells[0], "---"):
			first, rest := cells[0], cells[1:]
			// A date and a time may have columns of their own.
			if len(cells) > 2 && len(columns) > 2 && isTimeColumn(columns[1]) && anyDate.MatchString(first) {
				first, rest = first+" "+cells[1], cells[2:]
			}
			add(first, strings.Join(rest, " "))
		}
	}
	return events
}

// timeline returns the events of the text their days.
func (a *adoption) timeline(text string) {
	rows := 0
	last, today := calendar.Time{}, a.Date
	for _, e := range eventsOf(text) {
		full := e.stamp
		if clockOnly.MatchString(e.stamp) {
			if today.IsZero() {
				a.event(calendar.Time{}, "", e.stamp+" "+e.what)
				a.note(Guessed, "timeline", "times without a day stand in the text of their entries")
				continue
			}
			full = day(today) + " " + e.stamp
		}
		at := a.stamped("timeline", full)
		if full != e.stamp && !last.IsZero() && at.Before(last) && last.Instant.Sub(at.Instant).Hours() > 12 {
			at.Instant = at.Instant.AddDate(0, 0, 1)
			a.note(Guessed, "timeline", "the clock goes back by more than twelve hours: the day after is meant")
		}
		what := e.what
		if at.Precision <= calendar.Day {
			what = e.stamp + " " + what
		}
		if !at.IsZero() {
			last = at
			today = calendar.Time{Instant: at.Instant, Precision: calendar.Day}
		}
		a.event(at, "", what)
		rows++
	}
	if rows > 0 {
		a.note(Guessed, "timeline", "%d entries from tables and lists of the text, which stay there as well", rows)
	}
	for _, e := range a.Timeline {
		if !e.Time.IsZero() && a.Date.Precision == calendar.Day && day(e.Time) > day(a.Date) {
			a.Date = calendar.Time{Instant: e.Time.Instant, Precision: calendar.Day}
		}
	}
	if a.Date.IsZero() && !last.IsZero() {
		a.Date = calendar.Time{Instant: last.Instant, Precision: calendar.Day}
		a.note(Guessed, "date", "the day of the last event: the text names none of its own")
	}
}

func isTimeColumn(name string) bool {
	name = strings.ToLower(plainMarkdown(name))
	return strings.Contains(name, "time") || strings.HasPrefix(name, "date") || strings.HasPrefix(name, "when") || name == "utc" || name == "at"
}

// tableCells splits a row of a table; a bar behind a backslash is text.
func tableCells(line string) []string {
	line = strings.TrimSuffix(strings.TrimPrefix(line, "|"), "|")
	var cells []string
	start := 0
	for i := 0; i < len(line); i++ {
		if line[i] == '|' && (i == 0 || line[i-1] != '\\') {
			cells = append(cells, strings.TrimSpace(line[start:i]))
			start = i + 1
		}
	}
	return append(cells, strings.TrimSpace(line[start:]))
}

// settle takes the facts that are left: severity, services, tags.
func (a *adoption) settle() {
	if fact := strings.ToLower(a.fact("severity", "priority", "sev")); fact != "" {
		if slices.Contains(a.settings.Severities, fact) {
			a.Severity = fact
		} else {
			a.keep("severity", fact)
			a.note(Dropped, "severity", "%q is not a severity of this archive; it is kept as original.severity", cut(fact, 60))
		}
	}
	if fact := a.fact("services", "service", "affected services", "services affected", "affected systems", "components", "affected service"); fact != "" {
		for name := range strings.SplitSeq(fact, ",") {
			if name = oneLine(name); name != "" && runes(name) <= 60 {
				a.affects(a.know(name, component{name: name}))
			}
		}
		a.note(Guessed, "services", "from the line of that name")
	}
	// A name that the archive knows is proposed where the text uses it.
	if len(a.Services) == 0 {
		lower := strings.ToLower(a.Title + "\n" + a.raw)
		for _, s := range a.reading.settings.Services {
			if len(s.Name) > 3 && containsWord(lower, strings.ToLower(s.Name)) {
				a.affects(a.know(s.ID, component{name: s.Name, organization: s.Organization}))
			}
		}
		if len(a.Services) > 0 {
			a.note(Guessed, "services", "the text names %s, which the archive knows", strings.Join(a.Services, ", "))
		}
	}
	if fact := a.fact("category", "categories", "tags"); fact != "" {
		a.tag(strings.Split(fact, ",")...)
	}
	for _, name := range []string{"time to detection", "time to recovery", "duration", "status", "authors", "author"} {
		if fact := a.facts[name]; fact != "" && strings.Trim(fact, "? -") != "" {
			a.keep(strings.ReplaceAll(name, " ", "_"), cut(fact, 200))
		}
	}
}

func containsWord(text, word string) bool {
	for i := 0; ; {
		at := strings.Index(text[i:], word)
		if at < 0 {
			return false
		}
		at += i
		end := at + len(word)
		if (at == 0 || !wordByte(text[at-1])) && (end == len(text) || !wordByte(text[end])) {
			return true
		}
		i = at + 1
	}
}
