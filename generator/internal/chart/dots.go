package chart

import (
	"cmp"
	"slices"

	"afterword/generator/internal/calendar"
)

// A Lasting is the length of one incident.
type Lasting struct {
	Title   string
	Seconds int64
}

const (
	dotRadius = 4
	dotPitch  = 9  // between the centres of dots that do not touch
	dotRows   = 12 // at most
	dotHeader = 20
	// enoughDots is how many lengths a median needs.
	enoughDots = 5
)

// Dots draws lengths, in any order: a dot each on a logarithmic scale from one minute to
// thirty days, stacked where they would touch. There is no drawing without any.
func Dots(lengths []Lasting) Drawing {
	if len(lengths) == 0 {
		return ""
	}
	sorted := slices.Clone(lengths)
	slices.SortStableFunc(sorted, func(a, b Lasting) int {
		return cmp.Or(cmp.Compare(a.Seconds, b.Seconds), cmp.Compare(a.Title, b.Title))
	})
	n := len(sorted)
	each := 1 // incidents to a dot: more than one where the stacks would be too high
	dots, rows := swarm(sorted, each)
	for rows > dotRows {
		each *= 2
		dots, rows = swarm(sorted, each)
	}
	label := "Lengths of " + calendar.Plural(n, "incident") + ", from " + calendar.Duration(sorted[0].Seconds) + " to " + calendar.Duration(sorted[n-1].Seconds)
	if n == 1 {
		label = "Length of 1 incident: " + calendar.Duration(sorted[0].Seconds)
	}
	median := sorted[(n+1)/2-1].Seconds
	medianText := "median " + calendar.Duration(median)
	if n >= enoughDots {
		label += "; " + medianText
	}
	if each > 1 {
		label += "; one dot is up to " + calendar.Count(int64(each)) + " incidents"
	}
	label += "."

	base := float64(dotHeader + rows*dotPitch)
	ticks := lengthTicks()
	arrange(ticks)
	return plot(label, base+axisHeight, func(p *pen) {
		p.axis(ticks, 8, base)
		p.baseline(base)
		for _, d := range dots {
			p.open("circle", stepClass(d.seconds)).percent("cx", d.x).pixels("cy", base-dotPitch/2.0-float64(d.row*dotPitch)).pixels("r", dotRadius).say("", d.title)
		}
		if n >= enoughDots {
			x := percent(acrossLog(median))
			where, _, _ := anchor(x, medianText)
			p.open("line", "phase-line").percent("x1", x).percent("x2", x).pixels("y1", 12).pixels("y2", base).end()
			p.open("text", "phase-letter").percent("x", x).pixels("y", 12).attr("text-anchor", where).say(medianText, "")
		}
	})
}

// acrossLog places a length on the axis, in per cent.
func acrossLog(seconds int64) float64 {
	return panelMargin + float64(onLog(seconds)*(100-2*panelMargin))
}

// A dot is one incident, or for several of about the same length.
type dot struct {
	x       float64
	row     int // from below
	seconds int64
	title   string
}

// swarm places a dot for every so many of the sorted lengths. Each is in the lowest row in
// which it touches none.
func swarm(sorted []Lasting, each int) (dots []dot, rows int) {
	var ends []float64 // of the rows, in pixels
	for group := range slices.Chunk(sorted, each) {
		middle := group[(len(group)-1)/2]
		d := dot{x: percent(acrossLog(middle.Seconds)), seconds: middle.Seconds}
		switch {
		case len(group) > 1:
			d.title = calendar.Plural(len(group), "incident") + ": " + calendar.Duration(group[0].Seconds) + " to " + calendar.Duration(group[len(group)-1].Seconds)
		case middle.Title != "":
			d.title = middle.Title + ": " + calendar.Duration(middle.Seconds)
		default:
			d.title = calendar.Duration(middle.Seconds)
		}
		x := pixels(d.x)
		d.row = slices.IndexFunc(ends, func(end float64) bool { return x-end >= dotPitch })
		if d.row < 0 {
			d.row = len(ends)
			ends = append(ends, 0)
		}
		ends[d.row] = x
		dots = append(dots, d)
	}
	return dots, len(ends)
}
