package site

import (
	"cmp"
	"html/template"
	"math"
	"slices"
	"strings"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/importer/prose"
	"afterword/generator/internal/theme"
)

// A TimelineDay is the entries of one date.
type TimelineDay struct {
	Date    Moment // zero for entries without a time
	Entries []TimelineEntry
}

// A TimelineEntry is one thing that happened.
type TimelineEntry struct {
	Time    string // "19:48 UTC"; "" where only the date, or nothing, is known
	Machine string
	Local   string // "11:48 PST (UTC−8)"
	Elapsed string // "+7 min" since the first start; "" where unknown
	Status  string // "Investigating"
	Text    template.HTML
	Written string // the same as its author wrote it
	Phase   bool   // one of the recorded phases or a window's edge, not of the author's timeline
}

// A happening is an entry of the timeline before it is laid out.
type happening struct {
	at     calendar.Time
	order  int64 // seconds; an entry without a time has that of the one above it
	status string
	text   string // inline Markdown
	phase  bool
}

// timeline merges what the author wrote with the recorded phases and the edges
// of the windows. Entries without a time keep the place they had; what is known
// by its day alone begins that day.
func (s *Site) timeline(i *archive.Incident) []TimelineDay {
	var all []happening
	order := int64(math.MinInt64)
	for _, e := range i.Timeline {
		if !e.Time.IsZero() {
			order = e.Time.Unix()
		}
		all = append(all, happening{at: e.Time, order: order, status: capital(e.Status), text: e.Text})
	}
	written := func(at calendar.Time, word string) bool {
		return slices.ContainsFunc(all, func(h happening) bool {
			return !h.phase && !h.at.IsZero() && h.at.Unix() == at.Unix() && strings.EqualFold(h.status, word)
		})
	}
	add := func(at calendar.Time, status, text string) {
		if !at.IsZero() && !written(at, status) {
			all = append(all, happening{at: at, order: at.Unix(), status: status, text: text, phase: true})
		}
	}
	for _, w := range i.Windows {
		text := w.Level.Words() + "."
		if len(w.Services) > 0 && len(w.Services) < len(i.Services) {
			text = prose.Escape(w.Level.Words() + ": " + s.namesOf(w.Services) + ".")
		}
		if w.Note != "" {
			text += " " + w.Note
		}
		add(w.Start, "Impact began", text)
		add(w.End, "Impact ended", "")
	}
	for _, p := range i.Phases.Recorded() {
		add(p.At, p.Name, "")
	}
	slices.SortStableFunc(all, func(x, y happening) int { return cmp.Compare(x.order, y.order) })
	return s.days(i, all)
}

// inline is a text of a report's front matter as HTML.
func (s *Site) inline(i *archive.Incident, text string) string {
	return s.bodies.md.Inline(text, s.bodies.links().from(i.File))
}

// namesShown is how many services an entry of the timeline names; the facts name all.
const namesShown = 8

func (s *Site) namesOf(services []string) string {
	var names []string
	for _, id := range services[:min(len(services), namesShown)] {
		names = append(names, s.serviceName(id))
	}
	text := strings.Join(names, ", ")
	if rest := len(services) - len(names); rest > 0 {
		text += " and " + plural(rest, "more service", "more services")
	}
	return text
}

// days prints the date where it changes.
func (s *Site) days(i *archive.Incident, all []happening) (days []TimelineDay) {
	for _, h := range all {
		entry := TimelineEntry{Status: h.status, Text: theme.Trusted(s.inline(i, h.text)), Written: h.text, Phase: h.phase, Elapsed: s.elapsed(i, h.at)}
		var date Moment
		if !h.at.IsZero() {
			date = s.day(h.at)
			if h.at.Timed() {
				entry.Time = calendar.Clock(h.at, s.zone)
				entry.Machine = calendar.ISOTime(h.at)
				entry.Local = strings.TrimSuffix(calendar.AsReported(h.at, s.zone), ", as reported")
			}
		}
		last := len(days) - 1
		// An entry without a time belongs to the day of the entry above it.
		if last < 0 || date != (Moment{}) && days[last].Date != date {
			days = append(days, TimelineDay{Date: date})
			last++
		}
		days[last].Entries = append(days[last].Entries, entry)
	}
	return days
}
