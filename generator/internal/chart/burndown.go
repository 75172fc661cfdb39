package chart

import (
	"slices"
	"strings"
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

// BurnDown draws the error budget that is left through a period of a service: a line that falls
// from all of it, and below zero where more than all was spent. The budget is that of the
// tracked time; of uncertain windows the certain part counts. Where the target changed, a line
// begins for each. There is no drawing where the service has no target or no target leaves a budget.
func BurnDown(period uptime.ServicePeriod, zone *time.Location) Drawing {
	budgets := slices.DeleteFunc(period.Budgets(), func(b uptime.Budget) bool { return b.Total <= 0 })
	if len(budgets) == 0 {
		return ""
	}
	whole := period.In
	across := func(at int64) float64 {
		return percent(float64(at-whole.Start) / float64(whole.Seconds()) * 100)
	}
	bottom := float64(burnZero)
	for _, b := range budgets {
		if over := float64(b.Spent.Min)/all(b) - 1; over > 0 { // more than twice the budget stays at the bottom
			bottom = max(bottom, burnZero+tenth(min(1, over)*burnHeight))
		}
	}
	var ticks []tick
	for _, m := range period.Months {
		ticks = append(ticks, tick{x: across(max(m.In.Start, whole.Start)), label: time.Month(m.In.Part).String()[:3]})
	}
	arrange(ticks)
	return plot(burnLabel(period, budgets, zone), bottom+axisHeight, func(p *pen) {
		p.axis(ticks, burnTop, bottom)
		p.baseline(burnZero)
		p.open("text", "axis").pixels("x", 0).pixels("y", burnTop).pixels("dy", -3).say("all of the budget left", "")
		p.open("text", "axis").pixels("x", 0).pixels("y", burnZero).pixels("dy", -3).say("none left", "")
		days := period.EachDay()
		for n, b := range budgets {
			start := across(b.Period.Start)
			if n > 0 {
				p.line("pace", line{start, 0, start, bottom}) // where the target changed
			}
			p.line("pace", line{start, burnTop, across(b.Period.End), burnZero}) // even spending
			for _, l := range burnLines(b, days, across, func(spent int64) float64 {
				return min(bottom, burnTop+tenth(float64(spent)/all(b)*burnHeight))
			}) {
				if l.y2 > burnZero {
					p.line("burn over", l)
				} else {
					p.line("burn", l)
				}
			}
		}
	})
}

// all of a budget is in thousandths of a second, like what is spent.
func all(b uptime.Budget) float64 { return float64(b.Total) / 100 }

// burnLines follow what is left, level through quiet days and down through the others, and are
// cut where nothing is left.
func burnLines(budget uptime.Budget, days []uptime.Bin, across func(at int64) float64, down func(spent int64) float64) (lines []line) {
	x, y, spent := across(budget.Period.Start), float64(burnTop), int64(0)
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
	for _, b := range days {
		part := b.Clip(budget.Period)
		if b.Weighted == 0 || part.Empty() {
			continue
		}
		to(across(part.Start), y)
		spent += b.Weighted
		to(across(part.End), down(spent))
	}
	to(across(budget.Period.End), y)
	return lines
}

// tenth rounds pixels to a tenth.
func tenth(px float64) float64 { return float64(int64(float64(px*10)+0.5)) / 10 }

func burnLabel(period uptime.ServicePeriod, budgets []uptime.Budget, zone *time.Location) string {
	text := "Error budget of " + period.Service.Name + " in " + period.In.String()
	if period.Service.Measured != nil {
		text += ", " + period.Service.Measured.String() + " alone"
	}
	text += ":"
	for n, b := range budgets {
		least, most := "", ""
		if !b.Spent.Exact() {
			least, most = "at least ", "at most "
		}
		if n > 0 {
			text = strings.TrimSuffix(text, ".") + "; from " + calendar.Date(b.Period.Start, zone) + " on"
		}
		text += " " + least + calendar.ExactDuration(b.SpentSeconds().Min) + " of " + calendar.ExactDuration(b.TotalSeconds()) + " spent, "
		if left := b.LeftSeconds(); left < 0 {
			text += least + calendar.ExactDuration(-left) + " over."
		} else {
			text += most + calendar.ExactDuration(left) + " left."
		}
	}
	return text
}
