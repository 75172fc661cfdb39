package chart

import (
	"strconv"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/uptime"
)

const (
	burnTop    = 8  // where all of the budget is left
	burnHeight = 80 // from there down to where nothing is left
	burnZero   = burnTop + burnHeight
)

// A line goes from one point to another; x1 and x2 are per cent, y1 and y2 pixels.
type line struct{ x1, y1, x2, y2 float64 }

// BurnDown draws the error budget that is left through the year of a service: a line that falls
// from all of it, and below zero where more than all was spent. The budget is that of the
// tracked time; of uncertain windows the certain part counts. There is no drawing where the
// service has no target or the target leaves no budget.
func BurnDown(year uptime.ServiceYear, zone *time.Location) Drawing {
	budget, ok := year.Budget()
	if !ok || budget.Total <= 0 {
		return ""
	}
	whole := calendar.Year(year.Year, zone)
	across := func(at int64) float64 {
		return percent(float64(at-whole.Start) / float64(whole.Seconds()) * 100)
	}
	all := float64(budget.Total) / 100 // in thousandths of a second, like what is spent
	bottom := float64(burnZero)
	if over := float64(budget.Spent.Min)/all - 1; over > 0 { // more than twice the budget stays at the bottom
		bottom += tenth(min(1, over) * burnHeight)
	}
	var ticks []tick
	for m := time.January; m <= time.December; m++ {
		ticks = append(ticks, tick{x: across(calendar.Month(year.Year, m, zone).Start), label: m.String()[:3]})
	}
	arrange(ticks)
	return plot(burnLabel(year, budget), bottom+axisHeight, func(p *pen) {
		p.axis(ticks, burnTop, bottom)
		p.baseline(burnZero)
		p.open("text", "axis").pixels("x", 0).pixels("y", burnTop).pixels("dy", -3).say("all of the budget left", "")
		p.open("text", "axis").pixels("x", 0).pixels("y", burnZero).pixels("dy", -3).say("none left", "")
		p.line("pace", line{across(year.Period.Start), burnTop, across(year.Period.End), burnZero}) // even spending
		for _, l := range burnLines(year, across, func(spent int64) float64 {
			return min(bottom, burnTop+tenth(float64(spent)/all*burnHeight))
		}) {
			if l.y2 > burnZero {
				p.line("burn over", l)
			} else {
				p.line("burn", l)
			}
		}
	})
}

// burnLines follow what is left, level through quiet days and down through the others, and are
// cut where nothing is left.
func burnLines(year uptime.ServiceYear, across func(at int64) float64, down func(spent int64) float64) (lines []line) {
	x, y, spent := across(year.Period.Start), float64(burnTop), int64(0)
	to := func(x2, y2 float64) {
		l := line{x, y, x2, y2}
		x, y = x2, y2
		if l.x1 == x2 && l.y1 == y2 {
			return
		}
		if l.y1 < burnZero && y2 > burnZero {
			cut := percent(l.x1 + float64((x2-l.x1)*(burnZero-l.y1)/(y2-l.y1)))
			lines = append(lines, line{l.x1, l.y1, cut, burnZero})
			l.x1, l.y1 = cut, burnZero
		}
		lines = append(lines, l)
	}
	for _, month := range year.Days() {
		for _, b := range month {
			if b.Weighted == 0 {
				continue
			}
			part := b.Clip(year.Period)
			to(across(part.Start), y)
			spent += b.Weighted
			to(across(part.End), down(spent))
		}
	}
	to(across(year.Period.End), y)
	return lines
}

// tenth rounds pixels to a tenth.
func tenth(px float64) float64 { return float64(int64(float64(px*10)+0.5)) / 10 }

func burnLabel(year uptime.ServiceYear, budget uptime.Budget) string {
	least, most := "", ""
	if !budget.Spent.Exact() {
		least, most = "at least ", "at most "
	}
	text := "Error budget of " + year.Service.Name + " in " + strconv.Itoa(year.Year) +
		": " + least + calendar.ExactDuration(budget.SpentSeconds().Min) + " of " + calendar.ExactDuration(budget.TotalSeconds()) + " spent, "
	left := budget.LeftSeconds()
	if left < 0 {
		return text + least + calendar.ExactDuration(-left) + " over."
	}
	return text + most + calendar.ExactDuration(left) + " left."
}
