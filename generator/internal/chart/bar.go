package chart

import (
	"math"

	"afterword/generator/internal/postmortem"
)

// Thresholds of the four steps of impact, in seconds: up to ten minutes, an
// hour, four hours, and longer.
const (
	step1 = 10 * 60
	step2 = 60 * 60
	step3 = 4 * 60 * 60
)

// stepOf is the step of an impacted time in seconds, 1 to 4.
func stepOf(seconds int64) int {
	switch {
	case seconds <= step1:
		return 1
	case seconds <= step2:
		return 2
	case seconds <= step3:
		return 3
	}
	return 4
}

// stepClass is the class of an impacted time in seconds: "l1" to "l4".
func stepClass(seconds int64) string { return [...]string{"l1", "l2", "l3", "l4"}[stepOf(seconds)-1] }

// The logarithmic scale of lengths, in seconds.
const (
	logLeast = 60
	logMost  = 30 * 24 * 60 * 60
)

// onLog places a length on that scale, from 0 to 1.
func onLog(seconds int64) float64 {
	length := float64(min(max(seconds, logLeast), logMost))
	return math.Log(length/logLeast) / math.Log(logMost/logLeast)
}

// Bar draws what is certain of a length on a logarithmic scale from one minute to thirty
// days; a cut marks what is longer. A length that was not recorded is not drawn.
func Bar(l postmortem.Length) Drawing {
	if !l.Recorded {
		return ""
	}
	var p pen
	p.open("svg", "dur").attr("aria-hidden", "true").begin()
	if l.Min > 0 {
		share := math.Round(max(3, onLog(l.Min)*100)*10) / 10 // the shortest can still be seen
		p.open("rect", stepClass(l.Min)).percent("width", share).end()
	}
	if l.Min > logMost {
		p.raw(`<rect class="cut" x="97%" width="1%"/>`)
	}
	p.raw("</svg>")
	return p.drawing()
}
