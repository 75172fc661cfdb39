package importer

import (
	"regexp"
	"slices"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
)

// A span is a window as a source tells it: anything may be missing or wrong.
type span struct {
	start, end calendar.Time
	open       bool // the source says that it has not ended
	level      settings.Level
	services   []string // names of components
	note       string
}

// impact adds a window. What contradicts itself is reported and becomes an
// unknown end: the archive counts no length that nobody can vouch for.
func (in *incident) impact(s span) {
	w := postmortem.Window{Start: s.start, End: s.end, Level: s.level, Services: s.services, Note: oneLine(s.note)}
	switch {
	case s.start.IsZero() && s.end.IsZero():
		return
	case s.start.IsZero():
		in.note(Suspicious, "impact", "there is an end (%s) and no start, so no window is written", writeTime(s.end, nil))
		in.Phases.Resolved = orTime(in.Phases.Resolved, s.end)
		return
	case s.open:
		w.End, w.Ongoing = calendar.Time{}, s.start.Precision != calendar.Day
	case s.end.IsZero():
		in.note(Suspicious, "end", "the source does not say when it ended")
	case ends(s.end) <= s.start.Unix():
		in.doubt(&w, "is before the start", s.end)
	case s.start.Precision == calendar.Day || s.end.Precision == calendar.Day:
		// Days bound the length from above: it cannot have lasted past the last one.
		w.End, w.AtMost = calendar.Time{}, s.end.Instant.Sub(s.start.Instant)
		if s.end.Precision == calendar.Day {
			w.AtMost = time.Duration(ends(s.end)-s.start.Unix()) * time.Second
		}
	case s.end.Unix() == s.start.Unix():
		in.doubt(&w, "is equal to the start", s.end)
	}
	in.Windows = append(in.Windows, w)
}

func (in *incident) doubt(w *postmortem.Window, how string, end calendar.Time) {
	in.note(Suspicious, "end", "the end (%s) %s (%s)", writeTime(end, nil), how, writeTime(w.Start, nil))
	w.End = calendar.Time{}
	if in.Phases.Resolved.Instant.Equal(end.Instant) {
		in.Phases.Resolved = calendar.Time{}
	}
	said := "The source gives " + writeTime(end, nil) + " as the end, which " + how + "."
	if w.Note != "" {
		said = w.Note + " " + said
	}
	w.Note = said
}

// ends is the last instant that a recorded end can mean.
func ends(t calendar.Time) int64 {
	if t.Precision == calendar.Day {
		return t.Instant.AddDate(0, 0, 1).Unix()
	}
	// A zero length is no contradiction of order.
	return t.Unix() + 1
}

func orTime(t, otherwise calendar.Time) calendar.Time {
	if t.IsZero() {
		return otherwise
	}
	return t
}

// planned finds what people call planned work. Real archives mark it as an outage more often than not.
var planned = regexp.MustCompile(`(?i)mainten|upgrad`)

// stale is how much later than an open incident the sources may go on before nobody believes that it is still open.
const stale = 7 * 24 * time.Hour

// checkWindows looks at the windows once all sources have been read.
func (in *incident) checkWindows(r *reading) {
	match := r.options.Maintenance
	for i := range in.Windows {
		w := &in.Windows[i]
		start := w.Start.Instant
		if w.Ongoing && r.newest.Sub(start) > stale {
			w.Ongoing = false
			in.note(Suspicious, "end", "the source has it open since %s, and goes on to %s: the end is unknown", writeTime(w.Start, nil), r.newest.UTC().Format(time.DateOnly))
		} else if w.Ongoing {
			in.note(Suspicious, "end", "the source has not closed it: it counts as ongoing")
		}
		if start.Year() < 1970 {
			in.note(Suspicious, "start", "the year %d is long ago", start.Year())
		}
		if length := w.End.Instant.Sub(start); !w.End.IsZero() && length > r.options.Longest {
			in.note(Suspicious, "impact", "the window lasts %d days: is it the outage, or the whole of the event?", int(length.Hours()/24))
		}
		affects := w.Level == settings.MajorOutage || w.Level == settings.PartialOutage || w.Level == settings.DegradedPerformance
		switch text := in.Title + " " + in.id; {
		case !affects:
		case match != nil && match.MatchString(text):
			in.note(Guessed, "level", "%s is maintenance by the pattern given", w.Level)
			w.Level = settings.Maintenance
		case planned.MatchString(text):
			in.note(Suspicious, "level", "the name speaks of planned work, and the source calls it %s", w.Level)
		}
	}
	slices.SortStableFunc(in.Windows, func(a, b postmortem.Window) int { return a.Start.Instant.Compare(b.Start.Instant) })
}
