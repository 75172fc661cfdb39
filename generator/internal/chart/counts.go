package chart

import (
	"math"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/trends"
)

// MostMarks is up to how many incidents an axis of counts has a mark for each; beyond it a
// year is a bar with a part for each severity.
const MostMarks = 80

// CountAxis is how far an axis of counts has to go: to the greatest number of a year that is to be
// expected.
func CountAxis(v *trends.View) (most int) {
	for _, y := range v.Years {
		most = max(most, len(y.Incidents), int(math.Ceil(y.Interval.High)))
	}
	return most
}

// CountLabels are the numbers below an axis of counts.
func CountLabels(most int) Drawing { return labels(countTicks(most)) }

func countTicks(most int) (ticks []tick) {
	step := 1
	for n := 0; step*6 < most; n++ {
		step = step * [...]int{2, 5, 2}[n%3] / [...]int{1, 2, 1}[n%3]
	}
	for n := 0; n <= most; n += step {
		ticks = append(ticks, tick{x: percent(float64(n*100) / float64(most)), label: calendar.Count(int64(n))})
	}
	return ticks
}

// Counts draws the incidents of a year, a mark each, by severity; and under them the interval of
// the number that was to be expected.
func Counts(y trends.Year, severities []*archive.Term, most int) Drawing {
	const foot, bracket = 17, 22
	scale := units / float64(most)
	return row(rowHeight, func(p *pen) {
		p.rules(countTicks(most), rowHeight)
		at := 0
		for n, count := range y.Severities {
			class, height := severityMark(severities[n].Rank)
			var d path
			if most > MostMarks {
				d.box(float64(at)*scale, foot-height, float64(count)*scale, height)
			} else {
				for i := range count {
					d.box(float64(at+i)*scale, foot-height, 0.75*scale, height)
				}
			}
			if at += count; count > 0 {
				p.mark(class, d)
			}
		}
		low, high := y.Interval.Low*scale, y.Interval.High*scale
		var d path
		d.line(low, bracket, high, bracket)
		d.line(low, bracket-3, low, bracket+3)
		d.line(high, bracket-3, high, bracket+3)
		p.path("range", d)
	})
}

// severityMark is how the marks of a severity look: the worse, the higher and the darker.
func severityMark(rank int) (class string, height float64) {
	if rank < 0 {
		return "unknown-edge", 10
	}
	n := min(rank, 3)
	return [...]string{"l4", "l3", "hollow l2", "hollow l1"}[n], [...]float64{16, 12, 8, 6}[n]
}

// mark writes the marks of one class.
func (p *pen) mark(class string, d path) {
	p.open("path", class).attr("d", string(d))
	if class == "unknown-edge" {
		p.attr("fill", "url(#ruled)") // a drawing may be stretched: lines across stay as they are
	}
	p.end()
}

// SeverityMark is the mark of a severity in a legend.
func SeverityMark(t *archive.Term) Drawing {
	var p pen
	class, height := severityMark(t.Rank)
	var d path
	d.box(1, 17-height, 10, height)
	p.open("svg", "").attr("width", "12").attr("height", "18").attr("aria-hidden", "true").begin()
	p.mark(class, d)
	p.raw("</svg>")
	return p.drawing()
}
