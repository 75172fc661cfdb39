package chart

import (
	"slices"
	"time"

	"afterword/generator/internal/calendar"
)

// Witnessed is when a service was down in a period, by reports and by what probes saw.
type Witnessed struct {
	Certain, Possible         calendar.Set // by reports
	Seen, Paused, Down, Maybe calendar.Set // by monitors
}

// Witnesses draws a period in three lanes: what was reported, what was observed, and where both agree. Dates are of the zone.
// The page says all of it in words.
func Witnesses(in calendar.Interval, zone *time.Location, w Witnessed) Drawing {
	span := panel{content: in, width: 100, middle: float64(in.Seconds()) / 2, scale: 100 / float64(in.Seconds())}
	agreed := w.Certain.Subtract(w.Certain.Subtract(w.Down))
	either := calendar.Union(slices.Concat(w.Possible, w.Maybe)...)
	lanes := []struct {
		name                 string
		watched, maybe, down calendar.Set
	}{
		{"reported", calendar.Union(in), w.Possible, w.Certain},
		{"observed", w.Seen, w.Maybe, w.Down},
		{"agreed", w.Seen, either.Subtract(either.Subtract(w.Seen)), agreed},
	}
	bottom := float64(len(lanes) * laneHeight)
	return plot("Downtime as it was reported, observed and agreed: full where it is certain, hatched where it is possible; no track where nobody looked.", bottom+axisHeight, func(p *pen) {
		p.axis(quarters(span, zone), 0, bottom)
		for n, l := range lanes {
			top := float64(n*laneHeight + trackTop)
			draw := func(set calendar.Set, class, title string, height float64, pattern bool) {
				for _, part := range thickened(set.Clip(in), in) {
					x, width := spanOf(span.at(part.Start), span.at(part.End))
					p.open("rect", class).percent("x", x).pixels("y", top).percent("width", max(width, leastShare)).pixels("height", height)
					if pattern {
						p.attr("fill", "url(#hatch)")
					}
					p.say("", title+", "+dates(time.Unix(part.Start, 0).In(zone), time.Unix(part.End-1, 0).In(zone)))
				}
			}
			p.open("text", "lane-name").attr("x", "0").pixels("y", top-6).say(l.name, "")
			draw(l.watched, "track", "watched", trackHeight, false)
			if l.name == "observed" {
				draw(w.Paused, "plan", "maintenance", thinnest, false)
			}
			draw(l.maybe.Subtract(l.down), "unknown-edge", l.name+", possible", trackHeight, true)
			draw(l.down, "l4", l.name, trackHeight, false)
		}
	})
}

// leastShare is the width in per cent of what would be too thin to be seen.
const leastShare = 0.3

// thickened joins what is so close that no drawing shows it apart.
func thickened(set calendar.Set, in calendar.Interval) (out calendar.Set) {
	near := in.Seconds() / 2000
	for _, part := range set {
		if n := len(out) - 1; n >= 0 && part.Start-out[n].End < near {
			out[n].End = part.End
			continue
		}
		out = append(out, part)
	}
	return out
}

// quarters are the ticks of a period: its quarters, or days of a short one.
func quarters(span panel, zone *time.Location) []tick {
	for _, st := range slices.Backward(steps()) {
		if list := ticks([]panel{span}, st, zone); len(list) >= 4 && len(list) <= mostTicks {
			for n := range list {
				list[n].anchor, list[n].show = "middle", true
				if list[n].x < 4 {
					list[n].anchor = "start"
				} else if list[n].x > 96 {
					list[n].anchor, list[n].show = "end", false
				}
			}
			return list
		}
	}
	return nil
}
