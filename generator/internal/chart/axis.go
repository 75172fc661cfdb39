package chart

import (
	"math"
	"time"

	"afterword/generator/internal/calendar"
)

// A step is the distance between two ticks: so many seconds within a day, days, or months.
type step struct {
	unit  unit
	count int64
}

type unit uint8

const (
	second unit = iota
	day
	month
)

// length is about how many seconds a step has, never more than it has.
func (s step) length() int64 {
	switch s.unit {
	case second:
		return s.count
	case day:
		return s.count * 86400
	}
	return s.count * 28 * 86400
}

// steps are the round steps, shortest first; the last is enough for all years of four digits.
func steps() []step {
	all := []step{
		{second, 1}, {second, 5}, {second, 10}, {second, 15}, {second, 30},
		{second, 60}, {second, 120}, {second, 300}, {second, 600}, {second, 900}, {second, 1800},
		{second, 3600}, {second, 2 * 3600}, {second, 3 * 3600}, {second, 6 * 3600}, {second, 12 * 3600},
		{day, 1}, {day, 2}, {day, 7}, {day, 14}, {month, 1}, {month, 2}, {month, 3}, {month, 6},
	}
	for _, years := range []int64{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000} {
		all = append(all, step{month, 12 * years})
	}
	return all
}

// mostTicks is how many ticks a row has at most.
const mostTicks = 7

// A tick is a round time on the axis.
type tick struct {
	x      float64
	label  string
	anchor string // "start", "middle" or "end", so that the label stays within the drawing
	show   bool   // whether the label has room; the line is drawn either way
}

// axis finds the shortest round step with which no row has too many ticks and each label has
// room, and returns the ticks of the rows. Where two panels meet, one label may give way.
func axis(rows [][]panel, zone *time.Location) [][]tick {
	out := make([][]tick, len(rows))
	for _, st := range steps() {
		fits := true
		for i, row := range rows {
			var time int64
			for _, p := range row {
				time += p.shown().Seconds()
			}
			if fits = fits && time/st.length() <= 2*mostTicks; fits {
				out[i] = ticks(row, st, zone)
				fits = len(out[i]) <= mostTicks && arrange(out[i]) > len(out[i])-len(row)
			}
		}
		if fits {
			break
		}
	}
	return out
}

func ticks(row []panel, st step, zone *time.Location) (out []tick) {
	for _, p := range row {
		for _, at := range st.within(p.shown(), zone) {
			out = append(out, tick{x: percent(p.at(at)), label: st.label(at, zone)})
		}
	}
	return out
}

// within lists the round times from the start of an interval to its end: multiples of the step on
// the clocks of the zone, days counted from a Monday, months from January.
func (s step) within(in calendar.Interval, zone *time.Location) (out []int64) {
	add := func(at int64) {
		if in.Start <= at && at <= in.End {
			out = append(out, at)
		}
	}
	switch s.unit {
	case second:
		offset := func(at int64) int64 {
			_, o := time.Unix(at, 0).In(zone).Zone()
			return int64(o)
		}
		// Clocks may be changed on the way, and an offset be no multiple of the step, as that of
		// local mean time.
		for at := in.Start - 1; at <= in.End; {
			local := at + offset(at)
			next := local - floorMod(local, s.count) + s.count
			candidate := next - offset(at)
			if moved := next - offset(candidate); moved > at {
				candidate = moved
			}
			if at = candidate; floorMod(at+offset(at), s.count) == 0 {
				add(at)
			}
		}
	case day:
		for d := range calendar.Days(calendar.Interval{Start: in.Start, End: in.End + 1}, zone) {
			number := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix() / 86400
			if floorMod(number+3, s.count) == 0 { // day 0 was a Thursday
				add(d.Start)
			}
		}
	case month:
		y, m := calendar.MonthOf(in.Start, zone)
		n := int64(y)*12 + int64(m) - 1
		for n -= floorMod(n, s.count); ; n += s.count {
			at := calendar.Month(int(n/12), time.Month(n%12+1), zone).Start
			if at > in.End {
				break
			}
			add(at)
		}
	}
	return out
}

func floorMod(a, b int64) int64 { return ((a % b) + b) % b }

// label shows a round time as briefly as the step allows.
func (s step) label(at int64, zone *time.Location) string {
	t := time.Unix(at, 0).In(zone)
	switch s.unit {
	case second:
		switch {
		case calendar.DayOf(t.Year(), t.Month(), t.Day(), zone).Start == at:
			return t.Format("2 Jan")
		case s.count%60 != 0:
			return t.Format("15:04:05")
		}
		return t.Format("15:04")
	case day:
		return t.Format("2 Jan")
	}
	if s.count%12 == 0 || calendar.Year(t.Year(), zone).Start == at {
		return t.Format("2006")
	}
	return t.Format("Jan")
}

// arrange anchors labels so that none runs out of the drawing, and hides what is too close to the
// one before. It returns how many are shown.
func arrange(ticks []tick) (shown int) {
	end := math.Inf(-1)
	for i := range ticks {
		t := &ticks[i]
		var left, right float64
		t.anchor, left, right = anchor(t.x, t.label)
		if t.show = left-end >= labelSpace; t.show {
			end = right
			shown++
		}
	}
	return shown
}

// labelSpace is the least space between two labels, in pixels.
const labelSpace = 8

// anchor keeps a text at x per cent within the drawing, and returns where it begins and ends in pixels.
func anchor(x float64, text string) (anchor string, left, right float64) {
	at, width := pixels(x), TextWidth(text)
	switch {
	case at-width/2 < 0:
		return "start", at, at + width
	case at+width/2 > narrowest:
		return "end", at - width, at
	}
	return "middle", at - width/2, at + width/2
}
