package chart

import (
	"cmp"
	"iter"
	"math"
	"slices"

	"afterword/generator/internal/calendar"
)

// A DotPlot shows how long incidents lasted: a dot each on a logarithmic scale from one
// minute to thirty days, stacked where they would touch.
type DotPlot struct {
	Label  string // one sentence that says all of it
	Height float64
	Base   float64 // the axis
	TickY  float64 // baseline of the axis' labels
	Dots   []Dot
	Ticks  []Tick
	Median *Median // nil under five incidents
	Each   int     // incidents to a dot: 1, or more where the stacks would be too high
}

// A Dot is the centre of a circle.
type Dot struct {
	X, Y, R float64
	Class   string // "l1" to "l4" by length
	Title   string // "Sign-in failed: 38 min"
}

// A Median is a line from the baseline of its text down to the axis.
type Median struct {
	X, Y   float64 // Y is the baseline
	Label  string  // "median 1 h 12 min"
	Anchor string
}

// A Lasting is the length of one incident.
type Lasting struct {
	Title   string
	Seconds int64
}

const (
	dotRadius  = 4
	dotPitch   = 9 // between the centres of dots that do not touch
	dotRows    = 12
	dotHeader  = 20
	enoughDots = 5
)

// NewDotPlot draws lengths in any order. It is nil without any.
func NewDotPlot(lengths []Lasting) *DotPlot {
	if len(lengths) == 0 {
		return nil
	}
	sorted := slices.Clone(lengths)
	slices.SortStableFunc(sorted, func(a, b Lasting) int {
		return cmp.Or(cmp.Compare(a.Seconds, b.Seconds), cmp.Compare(a.Title, b.Title))
	})
	n := len(sorted)
	out := &DotPlot{}
	rows := 0
	for out.Each = range eachDot() {
		if out.Dots, rows = swarm(sorted, out.Each); rows <= dotRows {
			break
		}
	}
	out.Base = dotHeader + float64(rows*dotPitch)
	out.TickY = out.Base + 15
	out.Height = out.Base + axisHeight
	for i := range out.Dots {
		out.Dots[i].Y = out.Base - dotPitch/2.0 - out.Dots[i].Y
	}
	for _, seconds := range []int64{60, 600, 3600, 6 * 3600, 86400, 7 * 86400, 30 * 86400} {
		out.Ticks = append(out.Ticks, Tick{X: percent(onLog(seconds)), Label: calendar.Duration(seconds), Show: true})
	}
	arrange(out.Ticks, dotApart)

	out.Label = "Lengths of " + plural(n, "incident") + ", from " + calendar.Duration(sorted[0].Seconds) + " to " + calendar.Duration(sorted[n-1].Seconds)
	if n == 1 {
		out.Label = "Length of 1 incident: " + calendar.Duration(sorted[0].Seconds)
	}
	if n >= enoughDots {
		median := sorted[(n+1)/2-1].Seconds
		out.Median = &Median{X: percent(onLog(median)), Y: 12, Label: "median " + calendar.Duration(median)}
		out.Median.Anchor, _, _ = anchor(out.Median.X, out.Median.Label)
		out.Label += "; median " + calendar.Duration(median)
	}
	if out.Each > 1 {
		out.Label += "; one dot is up to " + calendar.Count(int64(out.Each)) + " incidents"
	}
	out.Label += "."
	return out
}

// dotApart is the least distance of labels on the fixed axis, in pixels. They are
// shorter than those of times.
const dotApart = 36

// onLog places a length on the axis, in per cent.
func onLog(seconds int64) float64 {
	length := float64(min(max(seconds, barLeast), barMost))
	return panelMargin + float64(math.Log(length/barLeast)/math.Log(barMost/barLeast)*(100-2*panelMargin))
}

// eachDot iterates over how many incidents a dot may stand for.
func eachDot() iter.Seq[int] {
	return func(yield func(int) bool) {
		for n := 1; ; n *= 10 {
			for _, m := range []int{1, 2, 5} {
				if !yield(n * m) {
					return
				}
			}
		}
	}
}

// swarm places dots for every so many of the sorted lengths. Each lies in the lowest row in
// which it touches none; Y is the height above that of the first row.
func swarm(sorted []Lasting, each int) (dots []Dot, rows int) {
	var ends []float64 // of the rows, in pixels
	for from := 0; from < len(sorted); from += each {
		group := sorted[from:min(from+each, len(sorted))]
		middle := group[(len(group)-1)/2]
		d := Dot{X: percent(onLog(middle.Seconds)), R: dotRadius, Class: Step(middle.Seconds)}
		switch {
		case len(group) > 1:
			d.Title = plural(len(group), "incident") + ": " + calendar.Duration(group[0].Seconds) + " to " + calendar.Duration(group[len(group)-1].Seconds)
		case middle.Title != "":
			d.Title = middle.Title + ": " + calendar.Duration(middle.Seconds)
		default:
			d.Title = calendar.Duration(middle.Seconds)
		}
		x := pixels(d.X)
		row := slices.IndexFunc(ends, func(end float64) bool { return x-end >= dotPitch })
		if row < 0 {
			row = len(ends)
			ends = append(ends, 0)
		}
		ends[row] = x
		d.Y = float64(row * dotPitch)
		dots = append(dots, d)
	}
	return dots, len(ends)
}

// Counts returns the widths of bars in per cent of the largest count; one that is not
// zero can be seen.
func Counts(counts []int) []float64 {
	out := make([]float64, len(counts))
	most := 1
	for _, n := range counts {
		most = max(most, n)
	}
	for i, n := range counts {
		if n > 0 {
			out[i] = max(1, percent(float64(n)/float64(most)*100))
		}
	}
	return out
}
