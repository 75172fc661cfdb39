package postmortem

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/settings"
)

// windows reads impact, or the one window written at the top.
func (r *reader) windows(p *Postmortem) (windows []Window) {
	readers := r.Mappings("impact")
	listed := r.Has("impact")
	// The single form shares its keys with the top level; asking for each makes it a known key.
	single := false
	for _, key := range []string{"start", "end", "level", "at_least", "at_most", "note"} {
		single = r.Has(key) || single
	}
	switch {
	case single && listed:
		r.Errorf(diag.WindowStart, "impact", "Keep one of the two.", "one window is at the top and others are under impact")
	case single:
		if w, ok := r.window(r.Reader, p, false); ok {
			windows = append(windows, w)
		}
	}
	for _, m := range readers {
		if w, ok := r.window(m, p, true); ok {
			windows = append(windows, w)
		}
		m.RejectUnknown()
	}
	r.windowRefused = len(windows) < len(readers) || single && len(windows) == 0
	slices.SortStableFunc(windows, func(x, y Window) int { return cmp.Compare(x.Start.Unix(), y.Start.Unix()) })
	return windows
}

const endHint = "Write the time it ended, or end: ongoing, or end: unknown (with at_least: or at_most: where something is known)."

// window reads one window. It reads every key before it checks any, so that all
// errors are reported and no key is taken for a misspelling.
func (r *reader) window(m *frontmatter.Reader, p *Postmortem, subset bool) (Window, bool) {
	start, end := r.coarse(m, "start"), strings.TrimSpace(m.Text("end"))
	w := Window{
		Start:   start,
		At:      m.At("start"),
		Level:   r.level(m, p.Severity),
		AtLeast: m.Duration("at_least"),
	}
	if strings.TrimSpace(m.Text("at_most")) == "observed" {
		w.Observed = m.At("at_most")
	} else {
		w.AtMost = m.Duration("at_most")
	}
	w.Note = strings.Join(strings.Fields(m.Text("note")), " ")
	if subset {
		w.Services = r.windowServices(m, p)
	}
	if !m.Has("start") {
		m.Add(m.Source().Errorf(diag.WindowStart, m.Node().At, "Add start: with a time, or with a day where the time is not known.", "the window has no start"))
		return w, false
	}
	if !m.Has("end") {
		m.Errorf(diag.WindowEnd, "start", endHint, "the window has no end")
		return w, false
	}
	switch end {
	case "ongoing":
		w.Ongoing = true
	case "unknown":
	default:
		if !strings.ContainsAny(end, "0123456789") {
			m.Errorf(diag.WindowEnd, "end", diag.DidYouMean(end, []string{"ongoing", "unknown"}, endHint), "%q is not an end of a window", end)
			return w, false
		}
		w.End = m.Time("end", r.zone)
		if w.End.IsZero() || start.IsZero() {
			return w, false
		}
	}
	if !r.windowHolds(m, w) {
		return w, false
	}
	warnFar(m, p.Date, w)
	return w, true
}

// How far a window may be from the date of its report before its year looks
// mistyped: reports are about the past, even the distant one, and announce maintenance.
const (
	farBefore = 40 // years
	farAfter  = 2  // years
)

// warnFar warns of a year that is likely to be mistyped. It compares with the report's
// own date, not with a clock, so that an archive does not get warnings with age.
func warnFar(m *frontmatter.Reader, date calendar.Time, w Window) {
	if date.IsZero() {
		return
	}
	from, to := date.Instant.AddDate(-farBefore, 0, 0), date.Instant.AddDate(farAfter, 0, 0)
	for _, at := range []struct {
		key  string
		time calendar.Time
	}{{"start", w.Start}, {"end", w.End}} {
		if !at.time.IsZero() && (at.time.Instant.Before(from) || at.time.Instant.After(to)) {
			m.Warningf(diag.WindowFar, at.key, "Check the year; the report's date is "+spoken(date)+".", "the %s is years away from the date of the report", at.key)
		}
	}
}

// windowHolds reports what contradicts itself within a window.
func (r *reader) windowHolds(m *frontmatter.Reader, w Window) bool {
	ok := !w.Start.IsZero()
	wrong := func(code diag.Code, key, hint, format string, args ...any) {
		m.Errorf(code, key, hint, format, args...)
		ok = false
	}
	switch {
	case !ok:
	case !w.Start.Timed() && !w.EndUnknown():
		wrong(diag.WindowStart, "start", "Write the time of day, or end: unknown with at_least: for the length that is known.",
			"the start has no time of day, so the window's length cannot be counted")
	case w.End.Precision == calendar.Day:
		wrong(diag.WindowEnd, "end", "Write the time of day, or end: unknown with at_least: and at_most:.", "the end has no time of day")
	case !w.End.IsZero() && w.End.Unix() <= w.Start.Unix():
		what := "before"
		if w.End.Unix() == w.Start.Unix() {
			what = "equal to"
		}
		line, _ := m.Source().Position(m.At("start").Start)
		wrong(diag.WindowOrder, "end", "start is "+spoken(w.Start)+", line "+strconv.Itoa(line), "end is %s start", what)
	}
	bounded := w.AtLeast != 0 || w.AtMost != 0 || w.Observed != diag.Span{}
	switch {
	case bounded && !w.EndUnknown():
		key := "at_least"
		if w.AtLeast == 0 {
			key = "at_most"
		}
		wrong(diag.WindowBounds, key, "Remove it, or write end: unknown.", "bounds are for windows whose end is unknown")
	case w.AtMost != 0 && w.AtMost < w.AtLeast:
		wrong(diag.WindowBounds, "at_most", "Swap the two.", "at_most is shorter than at_least")
	}
	return ok
}

func (r *reader) level(m *frontmatter.Reader, severity string) settings.Level {
	text := strings.TrimSpace(m.Text("level"))
	if text == "" {
		if severity != "" && severity == r.settings.Severities[0] {
			return settings.MajorOutage
		}
		return settings.Unknown
	}
	level, ok := settings.ParseLevel(text)
	if !ok {
		names := settings.LevelNames()
		hint := diag.DidYouMean(text, names, "Write one of "+strings.Join(names, ", ")+".")
		m.Errorf(diag.WindowLevel, "level", hint, "%q is not a level of impact", text)
	}
	return level
}

// windowServices reads the services of one window, which must be among the postmortem's.
func (r *reader) windowServices(m *frontmatter.Reader, p *Postmortem) (ids []string) {
	for _, v := range m.Texts("services", "service") {
		if !slices.Contains(p.Services, v.Text) {
			if _, declared := r.settings.Service(v.Text); r.serviceRefused && declared == r.settings.Declared {
				continue // it may be what was refused above, or was meant there
			}
			hint := diag.DidYouMean(v.Text, p.Services, "Add it to services: at the top of the file.")
			m.Add(m.Source().Errorf(diag.WindowService, v.At, hint, "the postmortem does not name the service %q", v.Text))
			continue
		}
		if !slices.Contains(ids, v.Text) {
			ids = append(ids, v.Text)
		}
	}
	return ids
}

// spoken is a time in its own zone, for a hint: "2018-12-04 14:00 PST".
func spoken(t calendar.Time) string {
	switch {
	case !t.Timed():
		return calendar.ISOTime(t)
	case t.Precision == calendar.Second && t.Instant.Second() != 0:
		return t.Instant.Format("2006-01-02 15:04:05 MST")
	}
	return t.Instant.Format("2006-01-02 15:04 MST")
}
