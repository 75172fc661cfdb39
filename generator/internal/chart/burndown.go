package chart

import (
	"strconv"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/uptime"
)

// A BurnDown is the error budget that is left through a year: a line that falls from all
// of it, and below zero where more than all was spent.
type BurnDown struct {
	Label  string // one sentence that says all of it
	Height float64
	// Top is where all of the budget is left, Zero where none is; Bottom is the axis
	// and lies below Zero where the budget was overspent.
	Top, Zero, Bottom float64
	TickY             float64 // baseline of the months
	Lines             []Line
	Pace              Line // the even spending of the whole budget
	Ticks             []Tick
	Over              bool
	Capped            bool // more than twice the budget was spent: the line stays at the bottom
}

// A Line goes from one point to another; X1 and X2 are per cent, Y1 and Y2 pixels.
type Line struct {
	X1, Y1, X2, Y2 float64
	Over           bool // below zero
}

const (
	burnTop    = 8
	burnHeight = 80
)

// NewBurnDown draws the year of a service, its budget being that of the tracked time. It is nil
// where the service has no target or the target leaves no budget. Of uncertain windows
// it counts the certain part.
func NewBurnDown(year uptime.ServiceYear, zone *time.Location) *BurnDown {
	budget, ok := year.Budget()
	if !ok || budget.Total <= 0 {
		return nil
	}
	whole := calendar.Year(year.Year, zone)
	across := func(at int64) float64 {
		return percent(float64(at-whole.Start) / float64(whole.Seconds()) * 100)
	}
	out := &BurnDown{Top: burnTop, Over: budget.Over()}
	out.Zero = out.Top + burnHeight
	out.Bottom = out.Zero
	all := float64(budget.Total) / 100 // in thousandths of a second, like what is spent
	if over := float64(budget.Spent.Min)/all - 1; over > 0 {
		out.Capped = over > 1
		out.Bottom += tenth(min(1, over) * burnHeight)
	}
	down := func(spent int64) float64 {
		return min(out.Bottom, out.Top+tenth(float64(spent)/all*burnHeight))
	}
	from, to := across(year.Period.Start), across(year.Period.End)
	out.Pace = Line{X1: from, Y1: out.Top, X2: to, Y2: out.Zero}
	draw := func(l Line) {
		if l.X1 == l.X2 && l.Y1 == l.Y2 {
			return
		}
		if l.Y1 < out.Zero && l.Y2 > out.Zero { // cut where nothing is left
			x := percent(l.X1 + float64((l.X2-l.X1)*(out.Zero-l.Y1)/(l.Y2-l.Y1)))
			out.Lines = append(out.Lines, Line{l.X1, l.Y1, x, out.Zero, false})
			l.X1, l.Y1 = x, out.Zero
		}
		l.Over = l.Y2 > out.Zero
		out.Lines = append(out.Lines, l)
	}
	x, y, spent := from, out.Top, int64(0)
	for _, month := range year.Days() {
		for _, b := range month {
			if b.Weighted == 0 {
				continue
			}
			part := b.Clip(year.Period)
			start := across(part.Start)
			draw(Line{X1: x, Y1: y, X2: start, Y2: y})
			spent += b.Weighted
			after := down(spent)
			x = across(part.End)
			draw(Line{X1: start, Y1: y, X2: x, Y2: after})
			y = after
		}
	}
	draw(Line{X1: x, Y1: y, X2: to, Y2: y})
	for m := time.January; m <= time.December; m++ {
		out.Ticks = append(out.Ticks, Tick{X: across(calendar.Month(year.Year, m, zone).Start), Label: m.String()[:3], Show: true})
	}
	arrange(out.Ticks, Apart)
	out.TickY = out.Bottom + 15
	out.Height = out.Bottom + axisHeight
	out.Label = burnLabel(year, budget)
	return out
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
