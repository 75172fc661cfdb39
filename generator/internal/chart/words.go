package chart

import (
	"strconv"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
)

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return calendar.Count(int64(n)) + " " + noun + "s"
}

// list writes "a", "a and b", "a, b and c".
func list(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:len(items)-1], ", ") + " and " + items[len(items)-1]
}

// days shows the dates of a panel in the longest form that fits its width.
func (s *sketch) days(p panel) string {
	first, last := time.Unix(p.content.Start, 0).In(s.zone), time.Unix(p.content.End-1, 0).In(s.zone)
	date := first.Format("2 Jan 2006")
	forms := []string{date}
	if last.Format("2 Jan 2006") != date {
		until := "–" + last.Format("2 Jan 2006")
		switch {
		case first.Year() == last.Year() && first.Month() == last.Month():
			forms = []string{first.Format("2") + until, first.Format("2") + "–" + last.Format("2 Jan")}
		case first.Year() == last.Year():
			forms = []string{first.Format("2 Jan ") + "– " + last.Format("2 Jan 2006"), first.Format("2 Jan") + "–" + last.Format("2 Jan")}
		default:
			forms = []string{date + " – " + last.Format("2 Jan 2006")}
		}
		forms = append(forms, date)
	}
	for _, f := range forms {
		if textWidth(f) <= pixels(p.width+breakWidth/2) {
			return f
		}
	}
	return first.Format("2 Jan")
}

// windowTitle says what a window was.
func (s *sketch) windowTitle(w postmortem.Window) string {
	text := w.Level.Words() + ", " + s.when(w)
	if length := s.length(w); length != "" {
		text += " (" + length + ")"
	}
	if w.Note != "" {
		text += ": " + w.Note
	}
	return text
}

// when shows the time of a window.
func (s *sketch) when(w postmortem.Window) string {
	switch {
	case w.Ongoing:
		return calendar.Instant(w.Start, s.zone) + ", ongoing at " + calendar.Instant(s.asOfTime(), s.zone)
	case w.EndUnknown():
		return calendar.Instant(w.Start, s.zone) + ", end not recorded"
	}
	return calendar.Range(w.Start, w.End, s.zone)
}

func (s *sketch) asOfTime() calendar.Time {
	return calendar.Time{Instant: time.Unix(s.asOf, 0).In(s.zone), Precision: calendar.Minute}
}

// length shows how long a window was, as far as it is known.
func (s *sketch) length(w postmortem.Window) string {
	l := postmortem.LengthOf([]postmortem.Window{w}, s.asOf)
	switch {
	case w.Ongoing:
		return "so far " + calendar.Duration(l.Min)
	case !w.EndUnknown():
		return calendar.Duration(l.Min)
	case l.Min > 0 && !l.Open:
		return calendar.Duration(l.Min) + " to " + calendar.Duration(l.Max)
	case l.Min > 0:
		return "at least " + calendar.Duration(l.Min)
	case !l.Open:
		return "at most " + calendar.Duration(l.Max)
	}
	return ""
}

// label says in one sentence what the lanes show.
func (s *sketch) label() string {
	var text strings.Builder
	windows := s.p.Windows
	text.WriteString(s.kind())
	if names := s.names(); names != "" {
		text.WriteString(" of " + names)
	}
	switch len(windows) {
	case 0:
	case 1:
		text.WriteString(", " + s.when(windows[0]))
		if length := s.length(windows[0]); length != "" {
			text.WriteString(", " + length)
		}
	default:
		text.WriteString(" in " + plural(len(windows), "window") + ", " + s.envelope())
		switch l := s.p.Length(s.asOf); {
		case l.Exact():
			text.WriteString(", " + calendar.Duration(l.Min) + " in all")
		case l.Min > 0:
			text.WriteString(", at least " + calendar.Duration(l.Min) + " in all")
		}
	}
	var turns []string
	for _, ph := range s.phases {
		switch first := s.phases[0]; {
		case ph.letter == "S":
		case first.letter != "S":
			turns = append(turns, strings.ToLower(ph.name)+" "+calendar.Instant(ph.time, s.zone))
		case ph.at < first.at:
			turns = append(turns, strings.ToLower(ph.name)+" "+calendar.Duration(first.at-ph.at)+" before the start, as recorded")
		default:
			turns = append(turns, strings.ToLower(ph.name)+" after "+calendar.Duration(ph.at-first.at))
		}
	}
	if len(turns) > 0 {
		text.WriteString("; " + list(turns))
	}
	return text.String() + "."
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

func (s *sketch) names() string {
	var names []string
	for _, id := range s.services() {
		if id != "" {
			names = append(names, s.name(id))
		}
	}
	if n := len(names) - maxLanes; n > 0 {
		names = append(names[:maxLanes], plural(n, "more service"))
	}
	return list(names)
}

// envelope is the time from the first start to the last end.
func (s *sketch) envelope() string {
	first, last := s.p.Windows[0], s.p.Windows[0]
	for _, w := range s.p.Windows {
		if w.Ongoing {
			return "from " + s.when(postmortem.Window{Start: first.Start, Ongoing: true})
		}
		if w.End.Unix() > last.End.Unix() || last.End.IsZero() && !w.End.IsZero() {
			last = w
		}
	}
	latest := s.p.Windows[len(s.p.Windows)-1]
	if last.End.IsZero() || latest.Start.Unix() > last.End.Unix() {
		return "the first from " + calendar.Instant(first.Start, s.zone) + ", the last from " + calendar.Instant(latest.Start, s.zone)
	}
	return "from " + calendar.Instant(first.Start, s.zone) + " to " + calendar.Instant(last.End, s.zone)
}

const mostLengths = 6

// caption says what is drawn and how to read it.
func (s *sketch) caption(rows [][]panel) string {
	var sentences []string
	say := func(text string) { sentences = append(sentences, text) }
	var lengths []string
	for _, w := range s.p.Windows {
		if l := s.length(w); l != "" {
			lengths = append(lengths, l)
		} else {
			lengths = append(lengths, "length not recorded")
		}
	}
	switch n := len(lengths); {
	case n == 0:
		say("The response; no window of impact was recorded.")
	case n == 1:
		say(s.kind() + ": " + lengths[0] + ".")
	case n <= mostLengths:
		say(s.kind() + " in " + plural(n, "window") + ": " + list(lengths) + ".")
	default:
		say(s.kind() + " in " + plural(n, "window") + ".")
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
		say("Open at the right: ongoing at " + calendar.Instant(s.asOfTime(), s.zone) + ".")
	}
	var gaps []string
	var last *panel
	for _, row := range rows {
		for i := range row {
			if last != nil {
				gaps = append(gaps, calendar.Duration(row[i].content.Start-last.content.End))
			}
			last = &row[i]
		}
	}
	switch n := len(gaps); {
	case n > mostLengths:
		say("The axis is broken at " + strconv.Itoa(n) + " long gaps.")
	case n > 0:
		say("The axis leaves out " + list(gaps) + ".")
	}
	say("Times in " + calendar.ZoneLabel(rows[0][0].content.Start, s.zone) + ".")
	return strings.Join(sentences, " ")
}
