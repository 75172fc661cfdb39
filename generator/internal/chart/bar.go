package chart

import (
	"math"

	"afterword/generator/internal/postmortem"
)

// A Bar is the length of an incident on a logarithmic scale from one minute to thirty days.
type Bar struct {
	Percent float64 // 0–100 of the track, to a tenth; 0 draws no bar
	Class   string  // "l1"…"l4" by length, "unk" where the length is not known
	Capped  bool    // longer than thirty days: the bar ends in an arrow
}

// Thresholds of the four steps of impact, in seconds: up to ten minutes, an
// hour, four hours, and longer.
const (
	Step1 = 10 * 60
	Step2 = 60 * 60
	Step3 = 4 * 60 * 60
)

// Step is the class of an impacted time in seconds: "l1" to "l4".
func Step(seconds int64) string {
	switch {
	case seconds <= Step1:
		return "l1"
	case seconds <= Step2:
		return "l2"
	case seconds <= Step3:
		return "l3"
	}
	return "l4"
}

const (
	barLeast = 60
	barMost  = 30 * 24 * 60 * 60
)

// Length draws a length by what is certain of it.
func Length(l postmortem.Length) Bar {
	switch {
	case !l.Recorded:
		return Bar{}
	case l.Min == 0:
		return Bar{Class: "unk"}
	}
	b := Bar{Class: Step(l.Min), Capped: l.Min > barMost}
	share := math.Log(float64(max(l.Min, barLeast))/barLeast) / math.Log(barMost/barLeast)
	// The shortest bar is still to be seen.
	b.Percent = math.Round(max(3, min(100, share*100))*10) / 10
	return b
}
