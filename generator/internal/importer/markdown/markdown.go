package markdown

import (
	"path"
	"regexp"
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/importer"
	"afterword/generator/internal/importer/lenient"
	"afterword/generator/internal/importer/prose"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/urls"
)

// Format returns the format markdown.
func Format() importer.Format {
	return importer.Format{
		Name: "markdown", Summary: "Markdown without front matter", Sources: "a folder of files, or single files",
		Extensions: []string{".md", ".markdown"}, Read: read,
	}
}

func read(j *importer.Job, inputs []importer.Input) {
	for _, in := range inputs {
		name := path.Base(in.Stem())
		f := lenient.ReadFront(in.Text)
		title := lenient.Text(f.Root, "title")
		switch {
		case strings.TrimSpace(in.Text) == "":
			j.Skip(in.Source, "", "", "the file is empty")
		case f.Found && title != "" && lenient.Text(f.Root, "date") != "":
			j.Present(in.Source, in.Path, title, "it has front matter already")
		case f.Found:
			j.Skip(in.Source, "", "", "it has front matter of another kind; try the formats hugo or jekyll")
		case strings.EqualFold(name, "readme"), strings.Contains(strings.ToLower(name), "template"):
			j.Skip(in.Source, "", prose.Heading(in.Text), "by its name it is no postmortem")
		default:
			readReport(j, in, name)
		}
	}
}

var (
	genericTitle = regexp.MustCompile(`(?i)^(?:incident|post-?mortem|incident report|incident title|title|report|summary|postmortem report)$`)
	namePrefix   = regexp.MustCompile(`(?i)^\d{4}-\d{2}-\d{2}[-_ ]+|^(?:pm|inc|incident|postmortem)?[-_ ]?\d{2,4}[-_]\d{1,4}\s*[-–_:]\s*`)
	titlePrefix  = regexp.MustCompile(`(?i)^(?:post-?mortem|incident report|incident|outage report)\s*[:–—-]\s*`)
	zoneSentence = regexp.MustCompile(`(?i)\btimes?\b[^.\n]{0,30}?\b(?:in|are|is|zone:?)\s+\(?((?-i:UTC|GMT|[A-Z][a-z]+/[A-Z][A-Za-z_/]+|[A-Z]{2,5}))\b`)
	zonedText    = regexp.MustCompile(`[A-Z]{3,}|[+-]\d{2}:?\d{2}$|Z$`)
	factLine     = regexp.MustCompile(`^\s*(?:[-*+]\s+|\|\s*)?(?:\*\*|__)?([A-Za-z][A-Za-z /()-]{2,30}?)(?:\*\*|__)?\s*(?::(?:\*\*|__)?|\|)\s*(.+?)\s*\|?\s*$`)
	anyDate      = regexp.MustCompile(`(?i)\b(\d{4}-\d{2}-\d{2}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*,? \d{4})\b`)
	eventLine    = regexp.MustCompile(`(?i)^\s*(?:[-*+]\s+)?(?:\*\*|__|` + "`" + `|\[)*((?:[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]+)?\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]m)?(?: ?(?-i:UTC|GMT|Z|[A-Z]{3,4})\b)?)(?:\*\*|__|` + "`" + `|\])*\s*(?:[-–—:|]+\s*|\s{1,})(?:\*\*)?(.{3,})$`)
	clockOnly    = regexp.MustCompile(`^\d{1,2}:\d{2}`)
	taskLine     = regexp.MustCompile(`^[-*+]\s+\[([ xX])\]\s+(.+)$`)
	cellForm     = regexp.MustCompile(`(?:\\\||[^|])*`) // a bar behind a backslash is text
	headingLine  = regexp.MustCompile(`^(#{1,6})\s+(.+?)\s*#*\s*$`)
)

// A report is what the text of one file says.
type report struct {
	*importer.Incident
	job   *importer.Job
	zone  string            // the label of the zone that the text names for all of its times
	facts map[string]string // lines "key: value", keys in small letters
}

func readReport(j *importer.Job, input importer.Input, name string) {
	in := j.Add(j.New(input.Source), input.Stem())
	in.Raw = input.Text
	r := &report{in, j, "", map[string]string{}}
	r.title(input.Text, name)
	in.Body = withoutTitle(input.Text)
	if m := zoneSentence.FindStringSubmatch(input.Text); m != nil {
		r.zone = m[1]
	}
	r.readLines(input.Text)
	r.dates(input.Text, name)
	r.timeline(input.Text)
	r.remaining()
}

func (r *report) title(text, name string) {
	title := prose.Heading(text)
	if line := firstLine(text); title == "" && line != "" {
		title = line
		r.Note(importer.Guessed, "title", "from the first line")
	}
	if title == "" || genericTitle.MatchString(title) {
		title = strings.TrimSpace(namePrefix.ReplaceAllString(strings.ReplaceAll(name, "_", " "), ""))
		if !strings.Contains(title, " ") {
			title = strings.ReplaceAll(title, "-", " ")
		}
		r.Note(importer.Guessed, "title", "from the name of the file")
	}
	r.Title = titlePrefix.ReplaceAllString(title, "")
}

// firstLine is the first line of a text where it is a paragraph of its own and no sentence.
func firstLine(text string) string {
	first, rest, _ := strings.Cut(strings.TrimLeft(text, "\n"), "\n")
	line := prose.OneLine(prose.PlainMarkdown(first))
	if prose.Runes(line) > 100 || strings.HasSuffix(line, ".") || strings.HasSuffix(line, ":") || strings.TrimSpace(strings.SplitN(rest, "\n", 2)[0]) != "" || factLine.MatchString(first) {
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

// readLines takes the facts written as "key: value", the summary and the actions.
func (r *report) readLines(text string) {
	section := ""
	var summary []string
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \n")
		if m := headingLine.FindStringSubmatch(line); m != nil {
			section = strings.ToLower(prose.PlainMarkdown(m[2]))
			continue
		}
		if m := factLine.FindStringSubmatch(line); m != nil && len(line) < 400 && !clockOnly.MatchString(m[2]) || m != nil && strings.Contains(strings.ToLower(m[1]), "time") {
			if key := strings.ToLower(strings.TrimSpace(m[1])); r.facts[key] == "" && len(r.facts) < 200 {
				r.facts[key] = prose.PlainMarkdown(m[2])
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
			if m := taskLine.FindStringSubmatch(line); m != nil && len(r.Actions) < 100 {
				action := postmortem.Action{Title: prose.Cut(prose.OneLine(prose.PlainMarkdown(m[2])), 240), Status: "open"}
				if strings.EqualFold(m[1], "x") {
					action.Status = "done"
				}
				if action.Title != "" {
					r.Actions = append(r.Actions, action)
				}
			}
		}
	}
	if len(summary) > 0 {
		r.Summary = prose.Cut(prose.OneLine(prose.PlainMarkdown(strings.Join(summary, "\n"))), 400)
		r.Note(importer.Guessed, "summary", "from the section of that name")
	}
	if len(r.Actions) > 0 {
		r.Note(importer.Guessed, "actions", "%d from the boxes of a list in the text", len(r.Actions))
	}
}

// fact returns the first fact of some names.
func (r *report) fact(names ...string) string {
	for _, name := range names {
		if text := r.facts[name]; text != "" {
			return text
		}
	}
	return ""
}

// stamped reads a time of the text with the zone that the text names.
func (r *report) stamped(field, text string) calendar.Time {
	if r.zone != "" && strings.Contains(text, ":") && !zonedText.MatchString(text) {
		text += " " + r.zone
	}
	t := r.When(field, text)
	if t.Precision > calendar.Day && !t.Zoned && r.job.Options.Zone == nil {
		// Nobody says whose clock it was: the day is all that is certain.
		t = calendar.Time{Instant: t.Instant, Precision: calendar.Day}
	}
	return t
}

// dates finds the day of the report, and the window where the text has one.
func (r *report) dates(text, name string) {
	if m := importer.DatedName.FindStringSubmatch(name); m != nil {
		r.Date = r.When("date", m[1])
		r.Note(importer.Guessed, "date", "from the name of the file")
	}
	if fact := r.fact("published", "date published", "date", "incident date", "date of incident", "created"); fact != "" && r.Date.IsZero() {
		if m := anyDate.FindString(fact); m != "" {
			r.Date = r.When("date", m)
			r.Note(importer.Guessed, "date", "from the line that begins with it")
		}
	}
	if m := anyDate.FindString(text); m != "" && r.Date.IsZero() {
		r.Date = r.When("date", m)
		r.Note(importer.Guessed, "date", "%q is the first day that the text names", m)
	}
	read := func(names ...string) calendar.Time {
		fact := r.fact(names...)
		if clockOnly.MatchString(fact) && !r.Date.IsZero() {
			fact = importer.Day(r.Date) + " " + fact
		}
		if m := anyDate.FindString(fact); m == "" || !strings.HasPrefix(fact, m) {
			return calendar.Time{}
		}
		return r.stamped(names[0], fact)
	}
	start := read("start", "start time", "started", "incident start", "began", "impact start", "outage start", "from")
	end := read("end", "end time", "ended", "incident end", "impact end", "outage end", "to")
	r.Phases.Detected = read("detected", "detection", "detected at", "time detected")
	r.Phases.Mitigated = read("mitigated", "mitigated at")
	r.Phases.Resolved = read("resolved", "resolved at", "resolution time", "time resolved")
	if end.IsZero() && !start.IsZero() {
		end = r.Phases.Resolved
	}
	if !start.IsZero() {
		r.Note(importer.Guessed, "impact", "from lines of the text; how bad it was is not said")
		r.Impact(importer.Span{Start: start, End: end, Level: settings.Unknown})
	}
}

// A writtenEvent is one of a table or a list: a time as it is written, and what happened then.
type writtenEvent struct{ stamp, what string }

// eventsOf finds the events in the tables and lists of a text.
func eventsOf(text string) (events []writtenEvent) {
	add := func(stamp, what string) {
		e := writtenEvent{prose.OneLine(prose.PlainMarkdown(stamp)), prose.PlainMarkdown(what)}
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

// timeline finds the day of each event of the text.
func (r *report) timeline(text string) {
	rows := 0
	last, today := calendar.Time{}, r.Date
	for _, e := range eventsOf(text) {
		full := e.stamp
		if clockOnly.MatchString(e.stamp) {
			if today.IsZero() {
				r.Event(calendar.Time{}, "", e.stamp+" "+e.what)
				r.Note(importer.Guessed, "timeline", "times without a day are in the text of their entries")
				continue
			}
			full = importer.Day(today) + " " + e.stamp
		}
		at := r.stamped("timeline", full)
		if full != e.stamp && !last.IsZero() && at.Before(last) && last.Instant.Sub(at.Instant).Hours() > 12 {
			at.Instant = at.Instant.AddDate(0, 0, 1)
			r.Note(importer.Guessed, "timeline", "the clock goes back by more than twelve hours: the day after is meant")
		}
		what := e.what
		if at.Precision <= calendar.Day {
			what = e.stamp + " " + what
		}
		if !at.IsZero() {
			last = at
			today = calendar.Time{Instant: at.Instant, Precision: calendar.Day}
		}
		r.Event(at, "", what)
		rows++
	}
	if rows > 0 {
		r.Note(importer.Guessed, "timeline", "%d entries from tables and lists of the text, which stay there as well", rows)
	}
	for _, e := range r.Timeline {
		if !e.Time.IsZero() && r.Date.Precision == calendar.Day && importer.Day(e.Time) > importer.Day(r.Date) {
			r.Date = calendar.Time{Instant: e.Time.Instant, Precision: calendar.Day}
		}
	}
	if r.Date.IsZero() && !last.IsZero() {
		r.Date = calendar.Time{Instant: last.Instant, Precision: calendar.Day}
		r.Note(importer.Guessed, "date", "the day of the last event: the text names none of its own")
	}
}

func isTimeColumn(name string) bool {
	name = strings.ToLower(prose.PlainMarkdown(name))
	return strings.Contains(name, "time") || strings.HasPrefix(name, "date") || strings.HasPrefix(name, "when") || name == "utc" || name == "at"
}

// tableCells splits a row of a table.
func tableCells(line string) (cells []string) {
	for _, cell := range cellForm.FindAllString(strings.TrimSuffix(strings.TrimPrefix(line, "|"), "|"), -1) {
		cells = append(cells, strings.TrimSpace(cell))
	}
	return cells
}

// remaining takes the facts that are left: severity, services, tags.
func (r *report) remaining() {
	r.Severity = r.fact("severity", "priority", "sev")
	if fact := r.fact("services", "service", "affected services", "services affected", "affected systems", "components", "affected service"); fact != "" {
		for name := range strings.SplitSeq(fact, ",") {
			if name = prose.OneLine(name); name != "" && prose.Runes(name) <= 60 {
				r.Affects(r.job.Know(name, importer.Component{Name: name}))
			}
		}
		r.Note(importer.Guessed, "services", "from the line of that name")
	}
	// A service that the archive declares is proposed where the text has its name.
	if len(r.Services) == 0 {
		words := "-" + urls.Slug(r.Title+" "+r.Raw) + "-"
		for _, s := range r.job.Settings.Services {
			if word := urls.Slug(s.Name); len(word) > 3 && strings.Contains(words, "-"+word+"-") {
				r.Affects(r.job.Know(s.ID, importer.Component{Name: s.Name, Organization: s.Organization}))
			}
		}
		if len(r.Services) > 0 {
			r.Note(importer.Guessed, "services", "the text names %s, which the archive knows", strings.Join(r.Services, ", "))
		}
	}
	if fact := r.fact("category", "categories", "tags"); fact != "" {
		r.Tag(strings.Split(fact, ",")...)
	}
	for _, name := range []string{"time to detection", "time to recovery", "duration", "status", "authors", "author"} {
		if fact := r.facts[name]; fact != "" && strings.Trim(fact, "? -") != "" {
			r.Keep(strings.ReplaceAll(name, " ", "_"), prose.Cut(fact, 200))
		}
	}
}
