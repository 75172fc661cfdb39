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
		if !w.Start.Timed() {
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
		case !w.Start.Timed():
			// Somewhere on that day, in that month or year: all of it is uncertain.
			add(start, max(w.Start.Span(w.Start.Instant.Location()).End, most), true, w.Open())
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
	var longest int64
	for _, w := range s.p.Windows {
		_, most := w.Span(s.asOf)
		longest = max(longest, most.Seconds())
	}
	for _, ph := range s.phases {
		longest = max(longest, ph.at-s.phases[0].at)
	}
	return max(60, longest/6)
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
	var longest int64
	for _, p := range s.pieces {
		extents = append(extents, p.Interval)
		longest = max(longest, p.Seconds())
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
	panels := slices.Concat(rows...)
	for i, p := range panels[1:] {
		if p.shown().Start <= panels[i].shown().End {
			return i
		}
	}
	return -1
}

// fit returns every panel its place. The scale is the largest at which all rows fit.
func fit(rows [][]panel) {
	scale, most := 0.0, 100.0 // found by halving
	for range 64 {
		middle := (scale + most) / 2
		if slices.ContainsFunc(rows, func(row []panel) bool { return room(row, middle) < 0 }) {
			most = middle
		} else {
			scale = middle
		}
	}
	for _, row := range rows {
		left := room(row, scale)
		x := 0.0
		for i := range row {
			p := &row[i]
			p.scale = scale
			p.middle = float64(p.content.Seconds()) / 2
			p.x, p.width = x, wanted(*p, scale)+left/float64(len(row))
			x += p.width + breakWidth
		}
	}
}

// room is the width that the panels of a row leave at a scale; less than 0 where they do not fit.
func room(row []panel, scale float64) float64 {
	left := 100 - breakWidth*float64(len(row)-1)
	for _, p := range row {
		left -= wanted(p, scale)
	}
	return left
}

// wanted is the width of a panel at a scale.
func wanted(p panel, scale float64) float64 {
	return max(leastPanel, float64(float64(p.content.Seconds())*scale)+2*panelMargin)
}

// gap says how long the time left out between two panels is, and whether nothing happened in it.
func (s *sketch) gap(before, after panel) (length, title string) {
	length = calendar.Duration(after.content.Start - before.content.End)
	if s.quiet(before.content.End) {
		return length, length + " without impact"
	}
	return length, length + " left out"
}

// gaps says below a row of panels how long the times left out between them are.
func (s *sketch) gaps(panels []panel, bottom float64) {
	for i, p := range panels[1:] {
		x, width := spanOf(panels[i].x+panels[i].width, p.x)
		length, title := s.gap(panels[i], p)
		s.open("text", "axis").percent("x", percent(x+width/2)).pixels("y", bottom+tickDrop+gapHeight).attr("text-anchor", "middle").say(length, title)
	}
}

// quiet reports whether no window that began before an instant may have gone on after it.
func (s *sketch) quiet(at int64) bool {
	return !slices.ContainsFunc(s.pieces, func(p piece) bool { return p.open && p.Start < at })
}
