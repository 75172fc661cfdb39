package chart

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
)

// list writes "a", "a and b", "a, b and c".
func list(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:len(items)-1], ", ") + " and " + items[len(items)-1]
}

// days shows the dates of a panel in the longest form that fits its width.
func (s *sketch) days(p panel) string {
	first := in(s.zone, p.content.Start)
	for _, form := range []string{dates(first, in(s.zone, p.content.End-1)), first.Format("2 Jan 2006")} {
		if TextWidth(form) <= pixels(p.width+breakWidth/2) {
			return form
		}
	}
	return first.Format("2 Jan")
}

// dates shows the days from one to another: "8–14 Jul 2024".
func dates(first, last time.Time) string {
	until := last.Format("2 Jan 2006")
	switch {
	case first.Format("2 Jan 2006") == until:
		return until
	case first.Year() != last.Year():
		return first.Format("2 Jan 2006") + " – " + until
	case first.Month() != last.Month():
		return first.Format("2 Jan") + " – " + until
	}
	return first.Format("2") + "–" + until
}

// windowTitle says what a window was.
func (s *sketch) windowTitle(w postmortem.Window) string {
	text := w.Level.Words() + ", " + w.Text(s.zone)
	if w.AtLeast > 0 || w.AtMost > 0 || !w.EndUnknown() {
		text += " (" + s.length(w) + ")"
	}
	if w.Note != "" {
		text += ": " + w.Note
	}
	return text
}

// length shows how long a window was, as far as it is known.
func (s *sketch) length(w postmortem.Window) string {
	text := postmortem.LengthOf([]postmortem.Window{w}, s.asOf).String()
	if w.Ongoing {
		return "so far " + text
	}
	return text
}

// kind names the impact by the level that all windows share.
func (s *sketch) kind() string {
	if len(s.p.Windows) == 0 {
		return "Response"
	}
	level := s.p.Windows[0].Level
	for _, w := range s.p.Windows {
		if w.Level != level {
			return "Impact"
		}
	}
	return level.Words()
}

const mostLengths = 6

// caption says what is drawn and how to read it.
func (s *sketch) caption(rows [][]panel) string {
	var sentences []string
	say := func(text string) { sentences = append(sentences, text) }
	var lengths []string
	for _, w := range s.p.Windows {
		lengths = append(lengths, s.length(w))
	}
	switch n := len(lengths); {
	case n == 0:
		say("The response; no window of impact was recorded.")
	case n == 1:
		say(s.kind() + ": " + lengths[0] + ".")
	case n <= mostLengths:
		say(s.kind() + " in " + calendar.Plural(n, "window") + ": " + list(lengths) + ".")
	default:
		say(s.kind() + " in " + calendar.Plural(n, "window") + ".")
	}
	var outlined, hatched, open bool
	for _, p := range s.pieces {
		outlined = outlined || !p.hatched && hollow(s.p.Windows[p.window].Level)
		hatched, open = hatched || p.hatched, open || p.open && !p.hatched
	}
	if outlined {
		say("Hollow: not a full outage.")
	}
	if hatched {
		say("Hatched: length or level not recorded.")
	}
	if open {
		say("Open at the right: ongoing at " + calendar.Instant(calendar.Time{Instant: in(s.zone, s.asOf), Precision: calendar.Minute}, s.zone) + ".")
	}
	var gaps []string
	panels := slices.Concat(rows...)
	for i, p := range panels[1:] {
		gaps = append(gaps, calendar.Duration(p.content.Start-panels[i].content.End))
	}
	switch n := len(gaps); {
	case n > mostLengths:
		say("The axis is broken at " + strconv.Itoa(n) + " long gaps.")
	case n > 0:
		say("The axis leaves out " + list(gaps) + ".")
	}
	say("Times in " + calendar.ZoneLabel(panels[0].content.Start, s.zone) + ".")
	return strings.Join(sentences, " ")
}
