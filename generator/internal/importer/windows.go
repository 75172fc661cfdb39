package importer

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/importer/prose"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
)

// A Span is a window as a source has it: anything may be missing or wrong.
type Span struct {
	Start, End calendar.Time
	Open       bool // the source says that it has not ended
	Level      settings.Level
	Services   []string // keys of components
	Note       string
}

// LevelNamed returns the level that a word of the source names. A word that names
// none is kept, and the level is unknown.
func (in *Incident) LevelNamed(word string) settings.Level {
	name := strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(word))
	if name == "under_maintenance" { // as Statuspage has it
		return settings.Maintenance
	}
	level, known := settings.ParseLevel(name)
	if !known {
		in.Keep("level", word)
		in.Note(Guessed, "level", "nothing says how bad it was: the level is unknown")
	}
	return level
}

// Impact adds a window. What contradicts itself is reported and becomes an
// unknown end: the archive counts no length that nobody can vouch for.
func (in *Incident) Impact(s Span) {
	w := postmortem.Window{Start: s.Start, End: s.End, Level: s.Level, Services: s.Services, Note: prose.OneLine(s.Note)}
	switch {
	case s.Start.IsZero() && s.End.IsZero():
		return
	case s.Start.IsZero():
		in.Note(Suspicious, "impact", "there is an end (%s) and no start, so no window is written", calendar.Written(s.End, nil))
		in.Phases.Resolved = cmp.Or(in.Phases.Resolved, s.End)
		return
	case s.Open:
		w.End, w.Ongoing = calendar.Time{}, s.Start.Timed()
	case s.End.IsZero():
		in.Note(Suspicious, "end", "the source does not say when it ended")
	case ends(s.End) <= s.Start.Unix():
		in.doubt(&w, "is before the start", s.End)
	case !s.Start.Timed() || !s.End.Timed():
		// Days bound the length from above: it cannot have lasted past the last one.
		w.End, w.AtMost = calendar.Time{}, s.End.Instant.Sub(s.Start.Instant)
		if !s.End.Timed() {
			w.AtMost = time.Duration(ends(s.End)-s.Start.Unix()) * time.Second
		}
	case s.End.Unix() == s.Start.Unix():
		in.doubt(&w, "is equal to the start", s.End)
	}
	in.Windows = append(in.Windows, w)
	slices.SortStableFunc(in.Windows, func(a, b postmortem.Window) int { return a.Start.Instant.Compare(b.Start.Instant) })
}

func (in *Incident) doubt(w *postmortem.Window, how string, end calendar.Time) {
	in.Note(Suspicious, "end", "the end (%s) %s (%s)", calendar.Written(end, nil), how, calendar.Written(w.Start, nil))
	w.End = calendar.Time{}
	if in.Phases.Resolved.Instant.Equal(end.Instant) {
		in.Phases.Resolved = calendar.Time{}
	}
	said := "The source gives " + calendar.Written(end, nil) + " as the end, which " + how + "."
	if w.Note != "" {
		said = w.Note + " " + said
	}
	w.Note = said
}

// ends is the last instant that a recorded end can mean.
func ends(t calendar.Time) int64 {
	if !t.Timed() {
		return t.Span(t.Instant.Location()).End
	}
	// A zero length is no contradiction of order.
	return t.Unix() + 1
}

// Planned matches what people call planned work. Real archives mark it as an outage more often than not.
var Planned = regexp.MustCompile(`(?i)mainten|upgrad`)

// Longest is the length above which a window is doubtful: it may be the whole of an event.
const Longest = 7 * 24 * time.Hour

// stale is how much later than an open incident the sources may go on before it is not taken to be open still.
const stale = 7 * 24 * time.Hour

// checkWindows looks at the windows once all sources have been read.
func (in *Incident) checkWindows() {
	for i := range in.Windows {
		w := &in.Windows[i]
		start := w.Start.Instant
		if w.Ongoing && in.job.Newest.Sub(start) > stale {
			w.Ongoing = false
			in.Note(Suspicious, "end", "the source has it open since %s, and goes on to %s: the end is unknown", calendar.Written(w.Start, nil), in.job.Newest.UTC().Format(time.DateOnly))
		} else if w.Ongoing {
			in.Note(Suspicious, "end", "the source has not closed it: it counts as ongoing")
		}
		if start.Year() < 1970 {
			in.Note(Suspicious, "start", "the year %d is long ago", start.Year())
		}
		if length := w.End.Instant.Sub(start); !w.End.IsZero() && length > Longest {
			in.Note(Suspicious, "impact", "the window lasts %d days: is it the outage, or the whole of the event?", int(length.Hours()/24))
		}
		affects := w.Level == settings.MajorOutage || w.Level == settings.PartialOutage || w.Level == settings.DegradedPerformance
		switch text := in.Title + " " + in.ID; {
		case !affects:
		case in.job.Planned(text):
			in.Note(Guessed, "level", "%s is maintenance by the pattern given", w.Level)
			w.Level = settings.Maintenance
		case Planned.MatchString(text):
			in.Note(Suspicious, "level", "the name speaks of planned work, and the source calls it %s", w.Level)
		}
	}
}
