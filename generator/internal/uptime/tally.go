package uptime

import (
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/settings"
)

// figures sweeps the lane's events, cuts the segments at the bounds of months and adds
// them up: a row for each year of the grid, nil where nothing was tracked.
func (l *lane) figures(g *grid, w settings.Weights) []*Series {
	l.segments, l.weights = sweep(l.events, w), w
	rows := make([]*Series, len(g.years))
	for _, t := range l.tracked {
		for i := range g.overlapping(t) {
			if rows[i/12] == nil {
				rows[i/12] = l.row(g, i/12)
			}
			part := t.Clip(g.months[i])
			rows[i/12].Months[i%12].add(Stats{Period: part, Seconds: part.Seconds()})
		}
	}
	for _, s := range l.segments {
		for i := range g.overlapping(s.Interval) {
			rows[i/12].Months[i%12].count(s, s.Clip(g.months[i]).Seconds())
		}
	}
	// The last postmortem that was counted in a year and in a month.
	inYear, inMonth := make([]int, len(g.years)), make([]int, len(g.months))
	for _, m := range l.marks {
		for i := range g.overlapping(m.Interval) {
			row, month := rows[i/12], &rows[i/12].Months[i%12]
			switch {
			case m.kind == open:
				month.unbound(m.level, w)
			case m.kind == touched && inMonth[i] != m.order:
				inMonth[i] = m.order
				month.Incidents++
				if inYear[i/12] != m.order {
					inYear[i/12] = m.order
					row.Incidents++
				}
			}
		}
	}
	for _, row := range rows {
		if row == nil {
			continue
		}
		for m := range row.Months {
			row.add(row.Months[m])
			row.Months[m].seal()
		}
		row.seal()
	}
	return rows
}

// row is a year of the lane without figures.
func (l *lane) row(g *grid, i int) *Series { return &Series{Year: g.first + i, lane: l, grid: g} }

// add joins the figure of another period to this one; incidents are not additive.
func (f *Stats) add(g Stats) {
	switch {
	case g.Seconds == 0:
		return
	case f.Seconds == 0:
		f.Period = g.Period
	default:
		f.Period = calendar.Interval{Start: min(f.Period.Start, g.Period.Start), End: max(f.Period.End, g.Period.End)}
	}
	f.Seconds += g.Seconds
	into, from := f.bounds(), g.bounds()
	for i := range into {
		*into[i] = into[i].Plus(*from[i])
	}
}

// bounds lists every measure.
func (f *Stats) bounds() []*calendar.Bound {
	all := []*calendar.Bound{&f.Impacted, &f.Down, &f.Weighted}
	for l := range f.ByLevel {
		all = append(all, &f.ByLevel[l])
	}
	return all
}

// count adds so many seconds of a segment.
func (f *Stats) count(s segment, seconds int64) {
	f.Weighted.Min += s.lowWeight * seconds
	f.Weighted.Max += s.highWeight * seconds
	f.ByLevel[s.high].Max += seconds
	if s.low != settings.Unknown {
		f.ByLevel[s.low].Min += seconds
		if s.low != s.high {
			f.ByLevel[s.low].Max += seconds // the better scenario has this level here, and bounds it
		}
	}
	if s.low >= settings.DegradedPerformance {
		f.Impacted.Min += seconds
	}
	if s.high >= settings.DegradedPerformance {
		f.Impacted.Max += seconds
	}
	if s.low >= settings.PartialOutage {
		f.Down.Min += seconds
	}
	if s.high >= settings.PartialOutage {
		f.Down.Max += seconds
	}
}

// unbound takes the upper side from every measure that a window of the level adds to.
func (f *Stats) unbound(level settings.Level, w settings.Weights) {
	f.ByLevel[level].Open = true
	if level >= settings.DegradedPerformance {
		f.Impacted.Open = true
	}
	if level >= settings.PartialOutage {
		f.Down.Open = true
	}
	if w[level] > 0 {
		f.Weighted.Open = true
	}
}

func (f *Stats) seal() {
	for _, b := range f.bounds() {
		if b.Open {
			b.Max = 0
		}
	}
}
