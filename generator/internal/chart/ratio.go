package chart

import (
	"math"

	"afterword/generator/internal/trends"
)

// widest is the largest ratio on the axis of Ratio, and its inverse the smallest; what is beyond is at
// its ends.
const widest = 16

func acrossRatio(ratio float64) float64 {
	return units / 2 * (1 + math.Log(min(widest, max(1.0/widest, ratio)))/math.Log(widest))
}

func ratioTicks() (ticks []tick) {
	for _, t := range []struct {
		ratio float64
		label string
	}{{1.0 / 8, "÷ 8"}, {1.0 / 2, "÷ 2"}, {1, "same"}, {2, "× 2"}, {8, "× 8"}} {
		ticks = append(ticks, tick{x: percent(acrossRatio(t.ratio) / units * 100), label: t.label})
	}
	return ticks
}

// RatioLabels are those below the axis of Ratio.
func RatioLabels() Drawing { return labels(ratioTicks()) }

// Ratio draws a comparison: the later period over the earlier one as a dot, filled where the
// numbers bear a word, and its interval as a line. What no change of that size could have shown
// is hatched.
func Ratio(c trends.Comparison) Drawing {
	const middle = rowHeight / 2
	return row(rowHeight, func(p *pen) {
		p.rules(ratioTicks(), rowHeight)
		if c.Word == trends.CannotTell {
			var fog path
			low, high := unseen(c)
			fog.box(acrossRatio(low), 3, acrossRatio(high)-acrossRatio(low), rowHeight-6)
			p.open("path", "").attr("fill", "url(#fog)").attr("d", string(fog)).end()
		}
		var same, line, dot path
		same.line(units/2, 0, units/2, rowHeight)
		p.path("axis-line", same)
		if c.Ratio <= 0 {
			return
		}
		line.line(acrossRatio(c.Interval.Low), middle, acrossRatio(c.Interval.High), middle)
		p.path("range", line)
		dot.dot(acrossRatio(c.Ratio), middle)
		p.path("dots answer", dot)
		if c.Word == trends.CannotTell {
			p.path("dots answer open", dot)
		}
	})
}

// unseen are the ratios between which nothing would have shown.
func unseen(c trends.Comparison) (low, high float64) {
	low, high = 0, math.Inf(1)
	if c.Measure == trends.Length {
		if c.Needed.Longer > 0 {
			high = c.Needed.Longer
		}
		return c.Needed.Shorter, high
	}
	same := float64(c.A.N) * float64(c.B.Seconds) / float64(max(1, c.A.Seconds)) // reports if nothing had changed
	if same == 0 {
		return low, high
	}
	if c.Needed.Above >= 0 {
		high = float64(c.Needed.Above) / same
	}
	return max(0, float64(c.Needed.Below)) / same, high
}
