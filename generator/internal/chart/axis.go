package chart

import (
	"iter"
	"math"
	"slices"
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

// steps iterates over the round steps, shortest first, without end.
func steps() iter.Seq[step] {
	return func(yield func(step) bool) {
		for _, st := range []step{
			{second, 1}, {second, 5}, {second, 10}, {second, 15}, {second, 30},
			{second, 60}, {second, 120}, {second, 300}, {second, 600}, {second, 900}, {second, 1800},
			{second, 3600}, {second, 2 * 3600}, {second, 3 * 3600}, {second, 6 * 3600}, {second, 12 * 3600},
			{day, 1}, {day, 2}, {day, 7}, {day, 14}, {month, 1}, {month, 2}, {month, 3}, {month, 6},
		} {
			if !yield(st) {
				return
			}
		}
		for n := range oneTwoFive() {
			if !yield(step{month, 12 * int64(n)}) {
				return
			}
		}
	}
}

// mostTicks is how many ticks a row has at most.
const mostTicks = 7

// A tick is a round time on the axis.
type tick struct {
	x      float64
	label  string
	anchor string // "start", "middle" or "end", so that the label stays within the drawing
	show   bool   // whether the label has room; the grid line is drawn either way
}

// roundStep is the shortest step with which no row has more ticks than it should.
func roundStep(rows [][]panel, zone *time.Location) step {
	for st := range steps() {
		fits := true
		for _, row := range rows {
			var time int64
			for _, p := range row {
				time += p.shown().Seconds()
			}
			fits = fits && time/st.length() <= 2*mostTicks && len(places(row, st, zone)) <= mostTicks
		}
		if fits {
			return st
		}
	}
	return step{} // not reached: steps grow without end
}

// A place is a round time and its position across.
type place struct {
	at int64
	x  float64
}

func places(row []panel, st step, zone *time.Location) (out []place) {
	for _, p := range row {
		in := p.shown()
		for at := range st.from(in.Start, zone) {
			if at > in.End {
				break
			}
			out = append(out, place{at, p.at(at)})
		}
	}
	return out
}

// from iterates over the round times at and after an instant: multiples of the
// step on the clocks of the zone, days counted from a Monday, months from January.
func (s step) from(start int64, zone *time.Location) iter.Seq[int64] {
	switch s.unit {
	case second:
		return s.clock(start, zone)
	case day:
		return func(yield func(int64) bool) {
			y, m, d := calendar.DateOf(start, zone)
			for ; ; d++ {
				at := calendar.DayOf(y, m, d, zone)
				number := time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400
				if floorMod(number+3, s.count) != 0 || at.Start < start || at.Empty() { // day 0 was a Thursday
					continue
				}
				if !yield(at.Start) {
					return
				}
			}
		}
	}
	return func(yield func(int64) bool) {
		y, m := calendar.MonthOf(start, zone)
		n := int64(y)*12 + int64(m) - 1
		n -= floorMod(n, s.count)
		for ; ; n += s.count {
			at := calendar.Month(int(n/12), time.Month(n%12+1), zone).Start
			if at >= start && !yield(at) {
				return
			}
		}
	}
}

// clock iterates over times of day, also where the clocks are changed on the way and in
// zones whose offset is no multiple of the step, as those of local mean time.
func (s step) clock(start int64, zone *time.Location) iter.Seq[int64] {
	offset := func(at int64) int64 {
		_, o := time.Unix(at, 0).In(zone).Zone()
		return int64(o)
	}
	return func(yield func(int64) bool) {
		for at := start - 1; ; {
			local := at + offset(at)
			next := local - floorMod(local, s.count) + s.count
			candidate := next - offset(at)
			if moved := next - offset(candidate); moved > at {
				candidate = moved
			}
			at = candidate
			if at >= start && floorMod(at+offset(at), s.count) == 0 && !yield(at) {
				return
			}
		}
	}
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

// ticks are those of a row. Where not all labels have room, those of a longer
// round step are shown, so that they are at even distances.
func ticks(row []panel, st step, zone *time.Location) []tick {
	at := places(row, st, zone)
	out := make([]tick, len(at))
	for longer := range steps() {
		if longer.length() < st.length() {
			continue
		}
		var round []place
		if longer.length() < 2*mostTicks*st.length() {
			round = places(row, longer, zone)
		}
		all := len(round) == 0 // no longer step will do
		wanted := 0
		for i, p := range at {
			out[i] = tick{x: percent(p.x), label: st.label(p.at, zone), show: all || slices.Contains(round, p)}
			if out[i].show {
				wanted++
			}
		}
		if shown := arrange(out, apart); all || shown == wanted && labelled(row, out) {
			return out
		}
	}
	return nil // not reached: steps grow without end
}

// labelled reports whether every panel that has a tick has a label, and a single panel two.
func labelled(row []panel, ticks []tick) bool {
	least := 1
	if len(row) == 1 {
		least = 2
	}
	for _, p := range row {
		all, shown := 0, 0
		for _, t := range ticks {
			if p.x <= t.x && t.x <= p.x+p.width {
				all++
				if t.show {
					shown++
				}
			}
		}
		if shown < min(least, all) {
			return false
		}
	}
	return true
}

// arrange anchors labels so that none runs out of the drawing, and of those that are
// to be shown hides what is less than so many pixels from the one before. It returns how many
// are shown.
func arrange(ticks []tick, apart float64) (shown int) {
	end, last := math.Inf(-1), math.Inf(-1)
	for i := range ticks {
		t := &ticks[i]
		var left, right float64
		t.anchor, left, right = anchor(t.x, t.label)
		x := pixels(t.x)
		if t.show = t.show && x-last >= apart && left-end >= labelSpace; t.show {
			end, last = right, x
			shown++
		}
	}
	return shown
}

// labelSpace is the least space between two labels, in pixels.
const labelSpace = 8

// anchor keeps a text at x per cent within the drawing, and returns where it begins and ends in pixels.
func anchor(x float64, text string) (anchor string, left, right float64) {
	at, width := pixels(x), textWidth(text)
	switch {
	case at-width/2 < 0:
		return "start", at, at + width
	case at+width/2 > narrowest:
		return "end", at - width, at
	}
	return "middle", at - width/2, at + width/2
}
