package facts

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
)

// An entry is a line that begins with a time, and what it says.
type entry struct {
	line       *line
	more       []*line // that go on with it
	day        stated
	own        bool // the line has its day
	clock      string
	zone, text string
}

var (
	opening    = regexp.MustCompile("^[*_`\\[(~\\s]*$")
	closing    = regexp.MustCompile("^[*_`\\])]*")
	separator  = regexp.MustCompile(`^[\s]*(?:[-–—:|,]|\*\*|\])+[\s]*`)
	dayOrdinal = regexp.MustCompile(`(?i)^\W*day (\d{1,2})\b`)
)

// timeline finds the entries and makes events of each run of them: what stands
// in one section. A run is taken as a whole or left as a whole.
func (r *Report) timeline() {
	var run []*entry
	flush := func() {
		r.take(run)
		run = nil
	}
	for i, l := range r.lines {
		if len(run) > 0 && run[0].line.section != l.section {
			flush()
		}
		if l.used || l.kind == code || l.kind == blank || l.kind == definition || l.section.is(taskSection) {
			continue
		}
		if e := r.entry(l); e != nil {
			for _, next := range r.lines[i+1:] {
				if next.kind == blank || next.kind != paragraph && next.kind != item || next.indent <= l.indent || l.kind != item {
					break
				}
				e.more = append(e.more, next)
			}
			run = append(run, e)
		} else {
			r.leadIn(l)
		}
	}
	flush()
}

// leadIn reads a line that gives its day to what follows: a heading, a line that
// begins with one, or one that ends in a colon.
func (r *Report) leadIn(l *line) {
	if l.kind == row || l.kind == rule {
		return
	}
	list := mentions(l.words)
	if m := dayOrdinal.FindStringSubmatch(l.words); m != nil && len(list) == 0 {
		n, _ := strconv.Atoi(m[1])
		if base := r.firstDay(l); n > 0 && base.text != "" {
			l.section.day = stated{nextDay(base.text, n-1), append([]int{l.n}, base.lines...)}
		}
		return
	}
	if len(list) != 1 || list[0].day == "" {
		return
	}
	m := list[0]
	leads := l.kind == heading || opening.MatchString(l.words[:m.start]) || strings.HasSuffix(plain(l.words), ":")
	if !leads {
		return
	}
	day := stated{m.day, []int{l.n}}
	if len(m.day) < len(time.DateOnly) {
		day = r.withYear(day, r.yearOf(l))
	}
	l.section.day = day
}

// firstDay is the day that "day 1" is: the one that a line above this one gives, else the only one.
func (r *Report) firstDay(l *line) stated {
	for _, other := range r.lines[:l.n] {
		if m := dayOrdinal.FindStringSubmatch(other.words); m != nil && m[1] == "1" {
			for _, d := range mentions(other.words) {
				if len(d.day) == len(time.DateOnly) {
					return stated{d.day, []int{other.n}}
				}
			}
		}
	}
	return r.theDay()
}

// yearOf is a day whose year is that of a day without one: the nearest above that has a year,
// else any, where all days of the text are of one year.
func (r *Report) yearOf(l *line) (near stated) {
	years := map[string]bool{}
	for day, n := range r.days {
		years[day[:4]] = true
		if len(near.lines) == 0 || n <= l.n && (n > near.lines[0] || near.lines[0] > l.n) {
			near = stated{day, []int{n}}
		}
	}
	if len(years) > 1 && (len(near.lines) == 0 || near.lines[0] > l.n) {
		return stated{}
	}
	return near
}

// entry reads a line that begins with a time; nil where it does not.
func (r *Report) entry(l *line) *entry {
	text, zone := l.words, ""
	if l.kind == row {
		if len(l.columns) < 2 || len(l.cells) < 2 || !isTime(l.columns[0]) || column(l, "start", "from", "began") >= 0 && column(l, "end", "to", "until") >= 0 {
			return nil
		}
		zone = zoneIn(l.columns[0])
		text = l.cells[0]
		cells := l.cells[1:]
		if len(l.columns) > 2 && len(cells) > 1 && isTime(l.columns[1]) { // a date and a time have columns of their own
			text, cells, zone = text+" "+cells[0], cells[1:], zone+zoneIn(l.columns[1])
		}
		cells = slices.DeleteFunc(slices.Clone(cells), func(c string) bool { return c == "" })
		text += " | " + strings.Join(cells, ": ")
	} else if l.kind != item && l.kind != paragraph {
		return nil
	}
	list := times(text)
	if len(list) == 0 || !opening.MatchString(weekday.ReplaceAllString(text[:list[0].start], "")) {
		return nil
	}
	at, end := list[0], list[0].end
	e := &entry{line: l, clock: at.clock, zone: cmp.Or(at.zone, zone)}
	if at.day != "" {
		e.day = stated{at.day, []int{l.n}}
	}
	rest := text[end:]
	rest = rest[len(closing.FindString(rest)):]
	gap := separator.FindString(rest)
	said := strings.TrimSpace(rest[len(gap):])
	if s := spans(text); len(s) > 0 && s[0].from.start == at.start && e.clock != "" {
		if len(strings.Trim(text[s[0].to.end:], " .,;:*_`)")) < 3 {
			return nil
		}
		// From and to are two times, and an entry has one.
		said, gap, e.zone = strings.TrimSpace(strings.TrimLeft(text[at.start:], "*_` ")), "-", s[0].from.zone
	}
	switch {
	case len(said) < 3, e.clock == "" && gap == "", l.kind == paragraph && gap == "":
		return nil
	}
	e.text = said
	if e.own = len(e.day.text) == len(time.DateOnly); !e.own && e.day.text != "" {
		e.day = r.withYear(e.day, r.yearOf(l))
	}
	if e.day.text != "" {
		l.section.day = e.day
	} else if e.day = l.section.from(func(s *section) stated { return s.day }); e.day.text == "" {
		e.day = r.theDay()
	}
	return e
}

func isTime(column string) bool {
	return strings.Contains(column, "time") || strings.HasPrefix(column, "date") || strings.HasPrefix(column, "when") || column == "utc" || column == "at" || column == "day"
}

// take makes events of a run whose times are certain and in order.
func (r *Report) take(run []*entry) {
	if len(run) == 0 || !slices.ContainsFunc(run, func(e *entry) bool { return e.clock != "" }) {
		return
	}
	var found []moment
	var events []postmortem.Event
	own, ordered := true, true
	moved := map[string]stated{} // days that the clock has gone past midnight of, and the next one
	last := calendar.Time{}
	for _, e := range run {
		day := e.day
		if next, ok := moved[day.text]; ok && !e.own {
			day = next
		}
		at, ok := r.at("timeline", e.line, day, e.clock, e.zone)
		if !ok {
			return
		}
		if next := nextDay(day.text, 1); at.Before(last) && last.Instant.Sub(at.Instant) > 12*time.Hour && !e.own && r.days[next] > 0 {
			moved[e.day.text] = stated{next, append(slices.Clone(day.lines), r.days[next])}
			at, _ = r.at("timeline", e.line, moved[e.day.text], e.clock, e.zone)
		}
		own, ordered = own && e.own, ordered && (!at.Before(last) || at.Precision == calendar.Day)
		last = at.Time
		text := e.text
		for _, l := range e.more {
			text += " " + l.words
		}
		found, events = append(found, at), append(events, postmortem.Event{Time: at.Time, Text: text})
	}
	if !ordered && !own {
		r.doubt("timeline", "the order of the entries contradicts the dates found for them: their times stay in the text, and no timeline is made of them", false)
		return
	}
	r.Timeline, r.happened = append(r.Timeline, events...), append(r.happened, found...)
	for _, at := range found {
		r.stateTime("timeline", at)
	}
	for _, e := range run {
		for _, l := range append(e.more, e.line) {
			l.used = true
		}
	}
	if r.zoneLine != nil && r.zoneLine.section == run[0].line.section {
		r.zoneLine.used = true
	}
}
