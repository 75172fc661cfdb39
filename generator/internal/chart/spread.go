package chart

import (
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/trends"
)

// mostDots is up to how many lengths a row has a dot for each. Beyond it a line from the
// 10th to the 90th percentile is in their place.
const mostDots = 100

func lengthTicks() (ticks []tick) {
	for _, seconds := range []int64{60, 600, 3600, 6 * 3600, 86400, 7 * 86400, 30 * 86400} {
		ticks = append(ticks, tick{x: percent(acrossLog(seconds)), label: calendar.Duration(seconds)})
	}
	return ticks
}

// LengthLabels are those below the axis of Spread, which is that of Dots.
func LengthLabels() Drawing { return labels(lengthTicks()) }

// Spread draws a set of lengths: a dot each, a line for one that is known from two sides, the
// middle half as a band from ten on, and the median from five on, which has two sides too where
// lengths have.
func Spread(d trends.Distribution) Drawing {
	const middle, below = 11, 22
	across := func(seconds int64) float64 { return acrossLog(seconds) * units / 100 }
	upTo := func(b calendar.Bound) float64 {
		if b.Open {
			return units
		}
		return across(b.Max)
	}
	return row(rowHeight, func(p *pen) {
		p.rules(lengthTicks(), rowHeight)
		var ranges, dots, median path
		if percents := d.Percents(); len(percents) > 1 {
			var band path
			low, high := d.Quantile(25), d.Quantile(75)
			band.box(across(low.Min), 2, upTo(high)-across(low.Min), 18)
			p.path("track", band)
		}
		if d.N() > mostDots {
			ranges.line(across(d.Quantile(10).Min), middle, upTo(d.Quantile(90)), middle)
		}
		stacked := map[int]int{}
		for _, v := range d.Values {
			x := across(v.Min)
			switch {
			case d.N() > mostDots:
			case v.Exact():
				column := int(x * narrowest / units / 4)
				dots.dot(x, middle+[...]float64{0, -5, 5, -9, 9}[min(stacked[column], 4)])
				stacked[column]++
			case v.Open: // on to the right, with no end
				ranges.line(x, below, min(units, x+40), below)
				ranges.line(x, below-3, x, below+3)
				ranges.line(min(units, x+40), below, min(units, x+40)-8, below-3)
			default:
				ranges.line(x, below, upTo(v.Bound), below)
				ranges.line(x, below-3, x, below+3)
				ranges.line(upTo(v.Bound), below-3, upTo(v.Bound), below+3)
			}
		}
		p.path("range", ranges)
		p.path("dots", dots)
		if len(d.Percents()) > 0 {
			m := d.Quantile(50)
			median.line(across(m.Min), 1, across(m.Min), 21)
			if !m.Exact() {
				median.line(across(m.Min), 21, upTo(m), 21)
				median.line(upTo(m), 1, upTo(m), 21)
			}
			p.path("median", median)
		}
	})
}
