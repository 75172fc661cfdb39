package facts

import (
	"regexp"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
)

// phaseNames are the phases, and the lengths from the start that state them.
var phaseNames = []struct{ phase, length string }{
	{"detected", "time_to_detection"}, {"acknowledged", "time_to_acknowledge"}, {"mitigated", "time_to_mitigation"}, {"resolved", "time_to_recovery"},
}

// windows finds when users were affected, and the phases.
func (r *Report) windows() {
	var w Window
	w.Start = r.moment("start")
	for _, p := range phaseNames {
		if m := r.moment(p.phase); !m.IsZero() {
			r.Phases[p.phase] = m
		}
	}
	if w.Start.IsZero() {
		r.written()
	}
	if len(r.Windows) == 1 {
		w, r.Windows = r.Windows[0], nil
	} else if len(r.Windows) == 0 {
		w.End = r.moment("end")
	}
	for _, p := range phaseNames {
		if r.Phases[p.phase].IsZero() {
			r.Phases[p.phase] = r.after(w.Start, p.length)
		}
	}
	if d, exact := length(r.keys["duration"].text); w.End.IsZero() {
		w.End = r.after(w.Start, "duration")
	} else if gap := w.End.Instant.Sub(w.Start.Instant); exact && w.Start.Timed() && w.End.Timed() && (gap-d).Abs() > time.Minute {
		r.doubt("end", "the text says that it lasted "+r.keys["duration"].text+", and its times are "+gap.String()+" apart", false)
	}
	if w.End.IsZero() {
		w.End = r.Phases["resolved"]
	}
	if !w.Start.IsZero() || !w.End.IsZero() {
		r.Windows = append([]Window{w}, r.Windows...)
	}
}

// moment reads the time of a key. A line that says nothing else is used.
func (r *Report) moment(key string) (at Moment) {
	k, ok := r.keys[key]
	list := mentions(k.text)
	if !ok || len(list) == 0 || strings.Trim(weekday.ReplaceAllString(k.text[:list[0].start], ""), " ,(~") != "" || strings.HasPrefix(k.text, "~") {
		return at
	}
	day, clock, end := Stated{}, list[0], list[0].end
	if clock.day != "" {
		day.Text = clock.day
		if clock = (mention{}); len(list) > 1 && list[1].clock != "" && len(k.text[end:list[1].start]) < 8 {
			clock, end = list[1], list[1].end
		}
	} else if len(list) > 1 && list[1].day != "" && dayAfter.MatchString(k.text[end:list[1].start]) {
		day.Text, end = list[1].day, list[1].end
	}
	if len(day.Text) < len(time.DateOnly) {
		day = r.withYear(day, r.theDay())
	}
	zone := clock.zone
	if zone == "" {
		zone = k.zone
	}
	at, ok = r.at(key, k.line, day, clock.clock, zone)
	if !ok {
		return Moment{}
	}
	k.line.used = k.line.used || strings.Trim(asideForm.ReplaceAllString(k.text[end:], ""), " ,.;") == ""
	return at
}

var weekday = regexp.MustCompile(`(?i)\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b`)

// withYear completes a day without a year by that of another, and takes the other where there is none.
func (r *Report) withYear(day, other Stated) Stated {
	if day.Text == "" {
		return other
	}
	if len(other.Text) < len("2006-") {
		return Stated{}
	}
	return Stated{other.Text[:len("2006-")] + day.Text, append(day.Lines, other.Lines...)}
}

// after is the time a stated length behind a start. Where there is no start, the length is kept as it is written.
func (r *Report) after(start Moment, key string) (at Moment) {
	k, stated := r.keys[key]
	d, exact := length(k.text)
	switch {
	case !stated:
		return at
	case !exact || !start.Timed():
		r.keep(key)
		return at
	}
	k.line.used = true
	t := calendar.Time{Instant: start.Instant.Add(d), Precision: calendar.Minute, Zoned: start.Zoned}
	if d%time.Minute != 0 || start.Precision == calendar.Second {
		t.Precision = calendar.Second
	}
	return Moment{t, compact(append([]int{k.line.n}, start.Lines...))}
}

// keep takes a keyed value as the text that it is.
func (r *Report) keep(key string) {
	k := r.keys[key]
	r.Other[key], k.line.used = Stated{k.text, []int{k.line.n}}, true
}

var impactSection = regexp.MustCompile(`\b(?:impact|outage|downtime)\b|^(?:executive |incident )?(?:summary|overview|tl;?dr)$`)

// written finds windows that are written as "15:30 to 18:10 UTC": under the key
// impact, in rows with a start and an end, or once in the summary or the impact.
func (r *Report) written() {
	var found []Window
	take := func(l *line, text, zone string) {
		for _, s := range spans(text) {
			if w, ok := r.window(l, s, zone); ok {
				found = append(found, w)
				l.used = l.used || strings.Trim(asideForm.ReplaceAllString(text[:s.start]+text[s.end:], ""), " ,.;()") == ""
			}
		}
	}
	if k, ok := r.keys["impact"]; ok {
		take(k.line, k.text, k.zone)
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
			if w.Start.Instant != found[0].Start.Instant || w.End.Instant != found[0].End.Instant {
				r.doubt("impact", "the text names several spans of time: which of them are windows is not certain", false)
				return
			}
			found = found[:1]
		}
	}
	r.Windows = found
}

// window resolves a span. A span that ends before it begins ends on the day after
// only where the text names that day.
func (r *Report) window(l *line, s span, zone string) (w Window, ok bool) {
	day := Stated{s.fromDay, nil}
	if len(day.Text) < len(time.DateOnly) {
		day = r.withYear(day, r.theDay())
	}
	if s.from.zone == "" {
		s.from.zone, s.to.zone = zone, zone
	}
	if s.to.zone == "" {
		s.to.zone = s.from.zone
	}
	until := day
	if s.toDay != "" {
		if until = (Stated{s.toDay, nil}); len(s.toDay) < len(time.DateOnly) {
			until = r.withYear(until, day)
		}
	} else if n, named := r.days[nextDay(day.Text, 1)]; s.to.clock <= s.from.clock && s.from.zone == s.to.zone {
		if !named {
			r.doubt("impact", "the span "+s.from.clock+" to "+s.to.clock+" ends before it begins, and no other day is named", false)
			return w, false
		}
		until = Stated{nextDay(day.Text, 1), []int{n}}
	}
	if w.Start, ok = r.at("impact", l, day, s.from.clock, s.from.zone); ok {
		w.End, ok = r.at("impact", l, until, s.to.clock, s.to.zone)
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
