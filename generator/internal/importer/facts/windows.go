package facts

import (
	"cmp"
	"regexp"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
)

// A window is when users were affected. Its end may be zero.
type window struct{ start, end moment }

// windows finds when users were affected, and the phases.
func (r *Report) windows() {
	var w window
	var resolved moment
	phases := []struct {
		key, length string // the length is from the start
		at          *calendar.Time
	}{
		{"detected", "time_to_detection", &r.Phases.Detected}, {"acknowledged", "time_to_acknowledge", &r.Phases.Acknowledged},
		{"mitigated", "time_to_mitigation", &r.Phases.Mitigated}, {"resolved", "time_to_recovery", &r.Phases.Resolved},
	}
	var found []window
	if !r.given("impact") {
		if w.start = r.moment("start"); w.start.IsZero() {
			found = r.written()
		}
		if len(found) == 1 {
			w, found = found[0], nil
		} else if len(found) == 0 {
			w.end = r.moment("end")
		}
	}
	for _, p := range phases {
		if r.given(p.key) {
			continue
		}
		if resolved = r.moment(p.key); resolved.IsZero() { // the last one is that
			resolved = r.after(w.start, p.length)
		}
		*p.at = r.stateTime(p.key, resolved)
	}
	if r.given("impact") {
		return
	}
	if d, exact := length(r.keys["duration"].text); w.end.IsZero() {
		w.end = r.after(w.start, "duration")
	} else if gap := w.end.Instant.Sub(w.start.Instant); exact && w.start.Timed() && w.end.Timed() && (gap-d).Abs() > time.Minute {
		r.doubt("end", "the text says that it lasted "+r.keys["duration"].text+", and its times are "+gap.String()+" apart", false)
	}
	if w.end.IsZero() {
		w.end = resolved
	}
	if k, ok := r.keys["end"]; ok && w.start.IsZero() && !w.end.IsZero() {
		if k.line.used = r.Phases.Resolved.IsZero(); k.line.used {
			r.Phases.Resolved = r.stateTime("resolved", w.end)
		}
		r.doubt("impact", "there is an end and no start, so no window is written", false)
	}
	for _, w := range append([]window{w}, found...) {
		if !w.start.IsZero() {
			r.happened = append(r.happened, w.start, w.end)
			r.Windows = append(r.Windows, postmortem.Window{Start: r.stateTime("impact.start", w.start), End: r.stateTime("impact.end", w.end)})
		}
	}
}

// moment reads the time of a key. A line that says nothing else is used.
func (r *Report) moment(key string) (at moment) {
	k, ok := r.keys[key]
	list := times(k.text)
	if !ok || len(list) == 0 || strings.Trim(weekday.ReplaceAllString(k.text[:list[0].start], ""), " ,(~") != "" || strings.HasPrefix(k.text, "~") {
		return at
	}
	m := list[0]
	day := stated{text: m.day}
	if len(m.day) < len(time.DateOnly) {
		day = r.withYear(day, r.theDay())
	}
	if at, ok = r.at(key, k.line, day, m.clock, cmp.Or(m.zone, k.zone)); !ok {
		return moment{}
	}
	k.line.used = k.line.used || strings.Trim(asideForm.ReplaceAllString(k.text[m.end:], ""), " ,.;") == ""
	return at
}

var weekday = regexp.MustCompile(`(?i)\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b`)

// withYear completes a day without a year by that of another, and takes the other where there is none.
func (r *Report) withYear(day, other stated) stated {
	if day.text == "" {
		return other
	}
	if len(other.text) < len("2006-") {
		return stated{}
	}
	return stated{other.text[:len("2006-")] + day.text, append(day.lines, other.lines...)}
}

// after is the time a stated length behind a start. Where there is no start, the length is kept as it is written.
func (r *Report) after(start moment, key string) (at moment) {
	k, stated := r.keys[key]
	d, exact := length(k.text)
	switch {
	case !stated:
		return at
	case !exact || !start.Timed():
		k.line.used = true
		r.State("original."+key, k.text, k.line.n)
		return at
	}
	k.line.used = true
	t := calendar.Time{Instant: start.Instant.Add(d), Precision: calendar.Minute, Zoned: start.Zoned}
	if d%time.Minute != 0 || start.Precision == calendar.Second {
		t.Precision = calendar.Second
	}
	return moment{t, append([]int{k.line.n}, start.lines...)}
}

var impactSection = regexp.MustCompile(`\b(?:impact|outage|downtime)\b|^(?:executive |incident )?(?:summary|overview|tl;?dr)$`)

// written finds windows that are written as "15:30 to 18:10 UTC": under the key
// impact, in rows with a start and an end, or once in the summary or the impact.
func (r *Report) written() (found []window) {
	take := func(l *line, text, zone string) {
		for _, s := range spans(text) {
			if w, ok := r.window(l, s, zone); ok {
				found = append(found, w)
				l.used = l.used || strings.Trim(asideForm.ReplaceAllString(text[:s.from.start]+text[s.to.end:], ""), " ,.;()") == ""
			}
		}
	}
	for _, key := range []string{"impact", "window"} {
		if k, ok := r.keys[key]; ok {
			take(k.line, k.text, k.zone)
		}
	}
	for _, l := range r.lines {
		start, end := column(l, "start", "from", "began"), column(l, "end", "to", "until", "ended")
		if start >= 0 && end >= 0 {
			take(l, l.cells[start]+" to "+l.cells[end], zoneIn(l.columns[start]))
			l.used = false // the row says what was affected, too
		}
	}
	if len(found) == 0 {
		for _, l := range r.lines {
			if _, key := r.pair(l); !key && (l.kind == paragraph || l.kind == item) && l.section.is(impactSection) {
				before := l.used
				take(l, l.words, "")
				l.used = before || l.used && l.kind != paragraph
			}
		}
		for _, w := range found[min(len(found), 1):] {
			if w.start.Instant != found[0].start.Instant || w.end.Instant != found[0].end.Instant {
				r.doubt("impact", "the text names several spans of time: which of them are windows is not certain", false)
				return nil
			}
			found = found[:1]
		}
	}
	return found
}

// window resolves a span. A span that ends before it begins ends on the day after
// only where the text names that day.
func (r *Report) window(l *line, s span, zone string) (w window, ok bool) {
	day := stated{text: s.from.day}
	if len(day.text) < len(time.DateOnly) {
		day = r.withYear(day, r.theDay())
	}
	s.from.zone = cmp.Or(s.from.zone, zone)
	s.to.zone = cmp.Or(s.to.zone, s.from.zone)
	until := day
	if s.to.day != "" {
		if until = (stated{text: s.to.day}); len(s.to.day) < len(time.DateOnly) {
			until = r.withYear(until, day)
		}
	} else if n, named := r.days[nextDay(day.text, 1)]; s.to.clock <= s.from.clock && s.from.zone == s.to.zone {
		if !named {
			r.doubt("impact", "the span "+s.from.clock+" to "+s.to.clock+" ends before it begins, and no other day is named", false)
			return w, false
		}
		until = stated{nextDay(day.text, 1), []int{n}}
	}
	if w.start, ok = r.at("impact", l, day, s.from.clock, s.from.zone); ok {
		w.end, ok = r.at("impact", l, until, s.to.clock, s.to.zone)
	}
	return w, ok
}

// column finds the column of a row by one of its names; -1 where it has none.
func column(l *line, names ...string) int {
	if l.kind != row {
		return -1
	}
	for i, c := range l.columns[:min(len(l.columns), len(l.cells))] {
		for _, name := range names {
			if c == name || strings.HasPrefix(c, name+" ") {
				return i
			}
		}
	}
	return -1
}

// zoneIn finds the zone that the name of a column holds, "time (utc)".
func zoneIn(name string) string {
	for _, w := range word.FindAllString(name, -1) {
		if upper := strings.ToUpper(w); len(w) > 2 && calendar.IsZone(upper) {
			return upper
		}
	}
	return ""
}
