package trends

import (
	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
)

// A Phase says how long the response took to come to one phase, from the first start of each
// incident on.
type Phase struct {
	Name, Verb string // "Detected", "detect"
	Distribution
}

// Respond measures the response to a set of incidents, phase by phase. A phase counts where it and
// the first start have a time of day and the phases do not contradict each other.
func Respond(incidents []*archive.Incident) []Phase {
	phases := []Phase{{Name: "Detected", Verb: "detect"}, {Name: "Acknowledged", Verb: "acknowledge"}, {Name: "Mitigated", Verb: "mitigate"}, {Name: "Resolved", Verb: "resolve"}}
	for _, i := range incidents {
		if i.Phases.Disordered || !i.Start.Timed() {
			continue
		}
		for n, at := range []calendar.Time{i.Phases.Detected, i.Phases.Acknowledged, i.Phases.Mitigated, i.Phases.Resolved} {
			if at.Timed() {
				took := at.Unix() - i.Start.Unix()
				phases[n].add(i, calendar.Bound{Min: took, Max: took})
			}
		}
	}
	for n := range phases {
		phases[n].finish(len(incidents))
	}
	return phases
}
