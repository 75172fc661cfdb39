package chart

import (
	"fmt"
	"slices"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/stats"
)

// Survival draws what becomes of actions by the days since they were opened: the share that is still
// open, with its limits, and above it what was done and what was dropped. It ends where too few
// have been followed for so long.
func Survival(s stats.Survival, label string) Drawing {
	const top, height = 6, 130
	last := max(1, s.Last)
	across := func(days int) float64 { return float64(days) / float64(last) * units }
	down := func(share float64) float64 { return top + float64((1-share)*height) }
	var ticks []tick
	for _, days := range []int{0, 7, 30, 90, 180, 365, 2 * 365, 4 * 365, 8 * 365} {
		if days <= last && (days == 0 || days*12 >= last) {
			ticks = append(ticks, tick{x: percent(across(days) / units * 100), label: calendar.Count(int64(days)) + "\u00a0d"})
		}
	}
	arrange(ticks)
	return plot(label, top+height+axisHeight, func(p *pen) {
		p.axis(ticks, top, top+height)
		p.stretched(top+height, func(p *pen) {
			open := stairs(s, across, down, func(s stats.Step) float64 { return s.Open })
			ended := stairs(s, across, down, func(s stats.Step) float64 { return s.Open + s.Done })
			foot := fmt.Sprintf("V%dH0z", top+height)
			p.path("done-area", append(slices.Clone(ended), foot...))
			p.path("open-area", append(slices.Clone(open), foot...))
			limits := stairs(s, across, down, func(s stats.Step) float64 { return s.Limits.High })
			limits = append(limits, stairs(s, across, down, func(s stats.Step) float64 { return s.Limits.Low })...)
			p.path("pace", limits)
			p.path("burn", open)
		})
		p.baseline(top + height)
		for _, share := range []struct {
			at   float64
			text string
		}{{1, "all"}, {0.5, "half"}} {
			p.open("text", "axis").percent("x", 100).pixels("y", down(share.at)).pixels("dy", 12).attr("text-anchor", "end").say(share.text, "")
		}
	})
}

// stairs follow a share from one through the steps of a curve to its end.
func stairs(s stats.Survival, across func(days int) float64, down func(share float64) float64, share func(stats.Step) float64) (d path) {
	d.to('M', 0, down(1))
	for _, step := range s.Steps {
		if step.Days <= s.Last {
			d.to('H', across(step.Days))
			d.to('V', down(share(step)))
		}
	}
	d.to('H', units)
	return d
}
