package postmortem

import (
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
)

// phases reads the turning points of the response. Where they contradict each
// other or the first start, that is a warning: what was recorded stays.
func (r *reader) phases(windows []Window) Phases {
	p := Phases{
		Detected:     r.Time("detected", r.zone),
		Acknowledged: r.Time("acknowledged", r.zone),
		Mitigated:    r.Time("mitigated", r.zone),
		Resolved:     r.Time("resolved", r.zone),
	}
	last, lastName := calendar.Time{}, "start"
	if len(windows) > 0 && !r.windowRefused {
		last = windows[0].Start
	}
	for _, phase := range p.Recorded() {
		key := strings.ToLower(phase.Name)
		if !last.IsZero() && earlier(phase.At, last) {
			p.Disordered = true
			r.Warningf(diag.PhaseOrder, key, "Correct the wrong one if you know it; both are shown as recorded and left out of statistics.",
				"%s (%s) is before %s (%s)", key, spoken(phase.At), lastName, spoken(last))
			continue
		}
		last, lastName = phase.At, key
	}
	return p
}

// earlier compares two times as exactly as the vaguer of them was recorded.
func earlier(a, b calendar.Time) bool {
	if vaguer := min(a.Precision, b.Precision); vaguer < calendar.Minute {
		a.Instant = a.Instant.In(b.Instant.Location())
		a.Precision, b.Precision = vaguer, vaguer
		return calendar.ISOTime(a) < calendar.ISOTime(b)
	}
	return a.Before(b)
}

func (r *reader) timeline() (events []Event) {
	var last calendar.Time
	for _, m := range r.Mappings("timeline") {
		e := Event{
			Time:   m.Time("time", r.zone),
			Status: strings.TrimSpace(m.Text("status")),
			Text:   strings.Join(strings.Fields(m.Text("text")), " "),
		}
		m.RejectUnknown()
		if e.Text == "" && e.Status == "" {
			m.Add(m.Source().Errorf(diag.KeyMissing, m.Node().At, "Add text: with what happened.", "a timeline entry needs a text or a status"))
			continue
		}
		if !e.Time.IsZero() {
			if !last.IsZero() && earlier(e.Time, last) {
				m.Warningf(diag.TimelineOrder, "time", "Fix the time or move the entry; the page shows the timeline in the order of its times.",
					"this entry is before the one above it (%s)", spoken(last))
			}
			last = e.Time
		}
		events = append(events, e)
	}
	return events
}
