package chart

import (
	"cmp"
	"slices"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/settings"
)

// A piece is a window, or the certain or the uncertain part of one, in time.
type piece struct {
	calendar.Interval
	window        int // in the postmortem
	hatched, open bool
}

// points counts the different instants that are known: starts and ends, bounds, phases.
func (s *sketch) points() int {
	seen := map[int64]bool{}
	for _, w := range s.p.Windows {
		if w.Start.Precision < calendar.Minute {
			continue
		}
		certain, longest := w.Span(s.asOf)
		seen[certain.Start], seen[certain.End], seen[longest.End] = true, true, true
	}
	for _, ph := range s.phases {
		seen[ph.at] = true
	}
	return len(seen)
}

// cut turns windows into pieces. Every piece has a second at least.
func (s *sketch) cut() (pieces []piece) {
	stub := s.stub()
	for i, w := range s.p.Windows {
		add := func(start, end int64, hatched, open bool) {
			pieces = append(pieces, piece{calendar.Interval{Start: start, End: max(end, start+1)}, i, hatched, open})
		}
		certain, longest := w.Span(s.asOf)
		start, least, most := certain.Start, certain.End, longest.End
		switch {
		case w.Start.Precision == calendar.Day:
			// Somewhere on that day: all of it is uncertain.
			y, m, d := w.Start.Instant.Date()
			day := calendar.DayOf(y, m, d, w.Start.Instant.Location())
			add(start, max(day.End, most), true, w.Open())
		case w.Ongoing:
			add(start, least, w.Level == settings.Unknown, true)
		case w.EndUnknown():
			if w.AtLeast > 0 {
				add(start, least, w.Level == settings.Unknown, false)
			}
			switch {
			case w.Open():
				add(least, least+stub, true, true)
			case most > least:
				add(least, most, true, false)
			}
		default:
			add(start, least, w.Level == settings.Unknown, false)
		}
	}
	return pieces
}

// stub is the length in seconds that an end without any bound is drawn with: enough to be
// seen, too little to be taken for a length.
func (s *sketch) stub() int64 {
	first, last, longest := int64(0), int64(0), int64(0)
	reach := func(at int64) {
		if first == 0 && last == 0 {
			first, last = at, at
		}
		first, last = min(first, at), max(last, at)
	}
	for _, w := range s.p.Windows {
		_, most := w.Span(s.asOf)
		reach(most.Start)
		reach(most.End)
		longest = max(longest, most.Seconds())
	}
	for _, ph := range s.phases {
		reach(ph.at)
	}
	if longest > 0 {
		return max(60, longest/6)
	}
	return max(60, (last-first)/12)
}

const (
	rowPanels   = 3        // panels side by side
	mostPanels  = 12       // in all; beyond that only the widest gaps are left out
	leastPanel  = 24.0     // per cent of the width: room for a date
	breakWidth  = 4.0      // per cent
	panelMargin = 2.5      // per cent on either side, so that no mark touches the edge
	tooQuiet    = int64(4) // a gap this many times the longest window breaks the axis
)

// A panel maps a run of time to a part of the width.
type panel struct {
	content  calendar.Interval // from the first to the last thing in it
	x, width float64
	middle   float64 // of content, in seconds from its start
	scale    float64 // per cent in a second
}

// holds reports whether an instant belongs to the panel; its end counts as well.
func (p panel) holds(at int64) bool { return p.content.Start <= at && at <= p.content.End }

// at returns the position of an instant in per cent.
func (p panel) at(instant int64) float64 {
	off := float64((float64(instant-p.content.Start) - p.middle) * p.scale)
	return max(p.x, min(p.x+p.width, p.x+p.width/2+off))
}

// shown is the time from one edge of the panel to the other, in whole seconds.
func (p panel) shown() calendar.Interval {
	half := float64(p.width / 2 / p.scale)
	return calendar.Interval{Start: p.content.Start + int64(p.middle-half), End: p.content.Start + int64(p.middle+half)}
}

// layout divides time into panels and panels into rows.
//
// One axis serves where no gap is longer than four times the longest window.
// Otherwise every gap longer than that window is left out: it would take more of the width than
// anything that happened.
func (s *sketch) layout() [][]panel {
	var extents []calendar.Interval
	whole := map[int]calendar.Interval{}
	for _, p := range s.pieces {
		extents = append(extents, p.Interval)
		w, seen := whole[p.window]
		if !seen {
			w = p.Interval
		}
		whole[p.window] = calendar.Interval{Start: min(w.Start, p.Start), End: max(w.End, p.End)}
	}
	var longest int64
	for _, w := range whole {
		longest = max(longest, w.Seconds())
	}
	for _, ph := range s.phases {
		extents = append(extents, calendar.Interval{Start: ph.at, End: ph.at + 1})
	}
	busy := calendar.Union(extents...)
	type gap struct {
		before int // index of the extent after the gap
		length int64
	}
	var gaps []gap
	var widest int64
	for i := 1; i < len(busy); i++ {
		quiet := busy[i].Start - busy[i-1].End
		widest = max(widest, quiet)
		if quiet > longest {
			gaps = append(gaps, gap{i, quiet})
		}
	}
	if longest == 0 || widest/tooQuiet <= longest {
		gaps = nil
	}
	slices.SortStableFunc(gaps, func(a, b gap) int { return cmp.Compare(b.length, a.length) })
	gaps = gaps[:min(len(gaps), mostPanels-1)]
	slices.SortFunc(gaps, func(a, b gap) int { return cmp.Compare(a.before, b.before) })

	for {
		breaks := make([]int, len(gaps))
		for i, g := range gaps {
			breaks[i] = g.before
		}
		rows := fold(busy, breaks)
		fit(rows)
		// Where panels show so much around their windows that they meet, nothing is left out.
		i := meeting(rows)
		if i < 0 {
			return rows
		}
		gaps = slices.Delete(gaps, i, i+1)
	}
}

// fold cuts busy time before the given extents into panels, and panels into rows as
// even as can be.
func fold(busy calendar.Set, breaks []int) [][]panel {
	var panels []panel
	from := 0
	for _, before := range append(slices.Clone(breaks), len(busy)) {
		panels = append(panels, panel{content: calendar.Interval{Start: busy[from].Start, End: busy[before-1].End}})
		from = before
	}
	var out [][]panel
	for rows := (len(panels) + rowPanels - 1) / rowPanels; rows > 0; rows-- {
		n := (len(panels) + rows - 1) / rows
		out = append(out, panels[:n])
		panels = panels[n:]
	}
	return out
}

// meeting finds the first break at which two panels show the same time, or -1.
func meeting(rows [][]panel) int {
	var last *panel
	i := -1
	for _, row := range rows {
		for k := range row {
			if last != nil && row[k].shown().Start <= last.shown().End {
				return i
			}
			last = &row[k]
			i++
		}
	}
	return -1
}

// fit returns every panel its place. The scale is the largest at which all rows fit.
func fit(rows [][]panel) {
	scale := 0.0
	for i, row := range rows {
		if s := scaleOf(row); i == 0 || s < scale {
			scale = s
		}
	}
	for _, row := range rows {
		left := 100 - breakWidth*float64(len(row)-1)
		for i := range row {
			p := &row[i]
			p.scale = scale
			p.middle = float64(p.content.Seconds()) / 2
			p.width = wanted(*p, scale)
			left -= p.width
		}
		x := 0.0
		for i := range row {
			row[i].width += left / float64(len(row))
			row[i].x = x
			x += row[i].width + breakWidth
		}
	}
}

// wanted is the width of a panel at a scale.
func wanted(p panel, scale float64) float64 {
	return max(leastPanel, float64(float64(p.content.Seconds())*scale)+2*panelMargin)
}

// scaleOf is the scale at which a row fills the width: what the panels that need no
// more than the least leave to the others, by the time in those.
func scaleOf(row []panel) float64 {
	small := make([]bool, len(row))
	for {
		room, time := 100-breakWidth*float64(len(row)-1), int64(0)
		for i, p := range row {
			if small[i] {
				room -= leastPanel
			} else {
				room -= 2 * panelMargin
				time += p.content.Seconds()
			}
		}
		scale := room / float64(max(1, time))
		settled := true
		for i, p := range row {
			if !small[i] && wanted(p, scale) <= leastPanel {
				small[i], settled = true, false
			}
		}
		if settled {
			return scale
		}
	}
}

// gap says how long the time left out between two panels is, and whether nothing happened in it.
func (s *sketch) gap(before, after panel) (length, title string) {
	length = calendar.Duration(after.content.Start - before.content.End)
	if s.quiet(before.content.End) {
		return length, length + " without impact"
	}
	return length, length + " left out"
}

// quiet reports whether no window that began before an instant may have gone on after it.
func (s *sketch) quiet(at int64) bool {
	return !slices.ContainsFunc(s.pieces, func(p piece) bool { return p.open && p.Start < at })
}
