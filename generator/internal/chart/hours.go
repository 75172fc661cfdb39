package chart

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"time"

	"afterword/generator/internal/trends"
)

// Hours draws when incidents began: a circle for each hour of the week, its area their number, with
// office hours framed.
func Hours(s trends.Starts, label string) Drawing {
	const (
		pitch = 22 // from one day to the next, and the largest circle
		left  = 12 // per cent, for the names of days
		most  = 12 // pixels across
	)
	greatest := 1
	at := map[int]*path{} // the places of all hours with so many
	for d, hours := range s.Hours {
		for h, n := range hours {
			greatest = max(greatest, n)
			if at[n] == nil {
				at[n] = new(path)
			}
			at[n].dot((float64(h)+0.5)*units/24, (float64(d)+0.5)*pitch)
		}
	}
	var ticks []tick
	for h := 0; h < 24; h += 3 {
		ticks = append(ticks, tick{x: percent(left + (float64(h)+0.5)*(100-left)/24), label: strconv.Itoa(h), anchor: "middle", show: true})
	}
	return plot(label, 7*pitch+axisHeight, func(p *pen) {
		p.open("svg", "lane-name").attr("aria-hidden", "true").begin()
		for d := range 7 {
			p.open("text", "").pixels("y", float64(d*pitch+15)).say(time.Weekday((d + 1) % 7).String()[:3], "")
		}
		p.raw("</svg>")
		p.open("svg", "").percent("x", left).percent("width", 100-left).begin()
		p.stretched(7*pitch, func(p *pen) {
			var office path
			office.box(8*units/24.0, 1, 10*units/24.0, 5*pitch-2)
			p.path("office", office)
			for _, n := range slices.Sorted(maps.Keys(at)) {
				class, size := "starts", math.Round(math.Sqrt(float64(n)/float64(greatest))*most*10)/10
				if n == 0 {
					class, size = "no starts", 1.5
				}
				p.open("path", class).pixels("stroke-width", max(size, 1.5)).attr("d", string(*at[n])).end()
			}
		})
		p.raw("</svg>")
		p.axis(ticks, 7*pitch, 7*pitch)
	})
}
