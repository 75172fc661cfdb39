package uptime_test

import (
	"math"
	"math/big"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/uptime"
)

// The oracle counts an archive minute by minute, from the rules of package uptime and
// with nothing of the implementation: a byte for every minute of two years, the lower
// four bits for the levels that the lower side has there, the upper four for the upper.

const span = 2 // years

// label is where a quarter of an hour lies in the calendar of a zone. Offsets of the
// zones in use are whole quarters, so no quarter straddles a midnight.
type label struct{ year, month, day int } // day of the year from 0

type labels struct {
	base   int64 // the first minute, in minutes since 1970
	blocks []label
}

func labelsOf(zone *time.Location, year int) labels {
	base := time.Date(year-1, 12, 30, 0, 0, 0, 0, time.UTC).Unix() / 60
	end := time.Date(year+span, 1, 3, 0, 0, 0, 0, time.UTC).Unix() / 60
	l := labels{base: base}
	for m := base; m < end; m += 15 {
		local := time.Unix(m*60, 0).In(zone)
		l.blocks = append(l.blocks, label{local.Year() - year, int(local.Month()) - 1, local.YearDay() - 1})
	}
	return l
}

func (l labels) minutes() int         { return len(l.blocks) * 15 }
func (l labels) index(unix int64) int { return int(unix/60 - l.base) }
func (l labels) clamp(i int) int      { return max(0, min(i, l.minutes())) }
func (l labels) inside(y label) bool  { return y.year >= 0 && y.year < span }
func bit(level settings.Level) uint8  { return 1 << (level - 1) }

// history is what the oracle knows of one service.
type history struct {
	mask    []uint8
	tracked []bool
	reports [span][13]map[string]bool    // paths, by month and, last, year
	days    [span][366]map[string]bool   // paths
	doubt   [span][366]bool              // days
	open    [span][12][5]bool            // by level
	touches []struct{ from, to, pm int } // as recorded, in minutes
}

func newHistory(l labels) *history {
	return &history{mask: make([]uint8, l.minutes()), tracked: make([]bool, l.minutes())}
}

func put(m *map[string]bool, path string) {
	if *m == nil {
		*m = make(map[string]bool)
	}
	(*m)[path] = true
}

// expected is the oracle's answer for one service and year.
type expected struct {
	tracked bool
	year    uptime.Stats
	months  [12]uptime.Stats
	days    [366][5]int64 // seconds of the lower side by level; [0] is tracked
}

// oracle answers for every service of the input, then for those that name none,
// then for all together.
func oracle(in uptime.Input, year int, l labels) []*history {
	n := len(in.Services)
	all := make([]*history, n+2)
	for i := range all {
		all[i] = newHistory(l)
	}
	// Who is affected when somebody is named.
	affected := func(names []string) []int {
		set := make([]bool, n+1)
		known := false
		for _, name := range names {
			for i, s := range in.Services {
				if s.ID != name {
					continue
				}
				known = true
				for j := i; ; {
					set[j] = true
					up := -1
					for k, p := range in.Services {
						if p.ID == in.Services[j].Parent {
							up = k
						}
					}
					if up < 0 {
						break
					}
					j = up
				}
			}
		}
		set[n] = !known
		var list []int
		for i, yes := range set {
			if yes {
				list = append(list, i)
			}
		}
		return list
	}
	now := l.index(in.AsOf)
	type doubt struct {
		from, to int
		level    settings.Level // Unknown: a doubt, else open
		who      []int
	}
	var doubts []doubt
	for k, p := range in.Postmortems {
		own := make(map[int]bool)
		for _, w := range p.Windows {
			names := w.Services
			if len(names) == 0 {
				names = p.Services
			}
			who := affected(names)
			from := l.index(w.Start.Unix())
			if from >= now {
				continue
			}
			least, most := from, from
			switch {
			case w.Ongoing:
				least, most = now, now
			case !w.End.IsZero():
				least = l.index(w.End.Unix())
				most = least
			default:
				least = from + int(w.AtLeast.Minutes())
				most = max(least, from+int(w.AtMost.Minutes()))
				if w.AtMost == 0 {
					last := l.index(p.Date.Unix())
					if p.Date.Precision == calendar.Day {
						for d := p.Date.Instant; d.Day() == p.Date.Instant.Day(); d = d.Add(time.Minute) {
							last = l.index(d.Unix())
						}
					}
					level := w.Level
					if level == settings.Unknown {
						level = settings.MajorOutage
					}
					doubts = append(doubts, doubt{from, max(from+1, least, last+1), level, who})
					possible := max(least, last)
					if p.Date.Precision == calendar.Day {
						possible = max(least, last+1)
					}
					for _, i := range who {
						for m := l.clamp(from); m < l.clamp(possible); m++ {
							all[i].mask[m] |= bit(level) << 4
						}
					}
				}
			}
			if w.Level == settings.Unknown || w.End.IsZero() && !w.Ongoing {
				doubts = append(doubts, doubt{from, max(from+1, most), settings.Unknown, who})
			}
			for _, i := range who {
				own[i] = true
				h := all[i]
				h.touches = append(h.touches, struct{ from, to, pm int }{from, max(least, from+1), k})
				for m := l.clamp(from); m < l.clamp(least) && w.Level != settings.Unknown; m++ {
					h.mask[m] |= bit(w.Level)
				}
				level := w.Level
				if level == settings.Unknown {
					level = settings.MajorOutage
				}
				for m := l.clamp(from); m < l.clamp(most); m++ {
					h.mask[m] |= bit(level) << 4
				}
			}
		}
		filed := p.Date.Unix()
		if len(p.Windows) > 0 {
			filed = p.Windows[0].Start.Unix()
		}
		for _, i := range affected(p.Services) {
			if m := l.index(filed); !own[i] && m >= 0 && m < l.minutes() {
				all[i].touches = append(all[i].touches, struct{ from, to, pm int }{m, m + 1, -1 - k})
			}
		}
	}
	together := all[n+1]
	for i, h := range all[:n+1] {
		since, until := calendar.Time{}, calendar.Time{}
		if i < n {
			since, until = in.Services[i].Since, in.Services[i].Until
		}
		var years [span]bool
		for _, t := range h.touches {
			for m := l.clamp(t.from); m < min(l.clamp(t.to), now) && t.pm >= 0; m++ {
				if b := l.blocks[m/15]; l.inside(b) {
					years[b.year] = true
				}
			}
		}
		lastYear, lastDay := math.MaxInt, 0
		if !until.IsZero() {
			lastYear, lastDay = until.Instant.Year()-year, until.Instant.YearDay()-1
		}
		for block, b := range l.blocks {
			alive := l.inside(b) && years[b.year]
			if !since.IsZero() {
				alive = (l.base+int64(block)*15)*60 >= since.Unix()
			}
			if !alive || b.year > lastYear || b.year == lastYear && b.day > lastDay {
				continue
			}
			for m := block * 15; m < min(now, block*15+15); m++ {
				h.tracked[m] = true
				together.tracked[m] = true
				together.mask[m] |= h.mask[m]
			}
		}
		see := func(from, to int, f func(b label, h *history)) {
			last := label{year: -1}
			for m := l.clamp(from); m < l.clamp(to); m++ {
				if b := l.blocks[m/15]; b != last && h.tracked[m] && l.inside(b) {
					last = b
					f(b, h)
					f(b, together)
				}
			}
		}
		for _, t := range h.touches {
			k := t.pm
			if k < 0 {
				k = -1 - k
			}
			path := in.Postmortems[k].Path
			see(t.from, t.to, func(b label, h *history) {
				put(&h.reports[b.year][b.month], path)
				put(&h.reports[b.year][12], path)
				put(&h.days[b.year][b.day], path)
			})
		}
		for _, d := range doubts {
			for _, who := range d.who {
				if who == i {
					see(d.from, d.to, func(b label, h *history) {
						if d.level == settings.Unknown {
							h.doubt[b.year][b.day] = true
						} else {
							h.open[b.year][b.month][d.level] = true
						}
					})
				}
			}
		}
	}
	return all
}

// answer adds up the minutes of a year.
func (h *history) answer(in uptime.Input, l labels, year int) expected {
	var e expected
	weight := func(nibble uint8) (worst settings.Level, heaviest int64) {
		w := []int64{0, in.Weights[settings.Maintenance], in.Weights[settings.DegradedPerformance], in.Weights[settings.PartialOutage], in.Weights[settings.MajorOutage]}
		for level := settings.Maintenance; level <= settings.MajorOutage; level++ {
			if nibble&bit(level) != 0 {
				worst, heaviest = level, max(heaviest, w[level])
			}
		}
		return worst, heaviest
	}
	var worst [256]settings.Level
	for mask := range worst {
		worst[mask], _ = weight(uint8(mask) & 15)
	}
	var counts [12][256]int64
	for block, b := range l.blocks {
		if b.year != year {
			continue
		}
		if [15]bool(h.tracked[block*15:]) == ([15]bool{}) {
			continue
		}
		for m := block * 15; m < block*15+15; m++ {
			if !h.tracked[m] {
				continue
			}
			counts[b.month][h.mask[m]]++
			e.days[b.day][0] += 60
			if low := worst[h.mask[m]]; low != settings.Unknown {
				e.days[b.day][low] += 60
			}
			f := &e.months[b.month].Period
			at := (l.base + int64(m)) * 60
			if f.End == 0 {
				f.Start = at
			}
			f.End = at + 60
		}
	}
	for month := range counts {
		f := &e.months[month]
		f.Incidents = len(h.reports[year][month])
		for mask, minutes := range counts[month] {
			seconds := minutes * 60
			low, lowWeight := weight(uint8(mask) & 15)
			high, highWeight := weight(uint8(mask) >> 4)
			f.Seconds += seconds
			f.Weighted.Min += seconds * lowWeight
			f.Weighted.Max += seconds * highWeight
			for _, level := range settings.WeighedLevels() {
				b := &f.ByLevel[level]
				if low == level && high == level {
					b.Min += seconds
				}
				if uint8(mask)>>4&bit(level) != 0 && low <= level {
					b.Max += seconds
				}
			}
			if low >= settings.DegradedPerformance {
				f.Impacted.Min += seconds
			}
			if low >= settings.PartialOutage {
				f.Down.Min += seconds
			}
			if high >= settings.DegradedPerformance {
				f.Impacted.Max += seconds
			}
			if high >= settings.PartialOutage {
				f.Down.Max += seconds
			}
		}
		e.year.Period.End = max(e.year.Period.End, f.Period.End)
		if e.year.Seconds == 0 {
			e.year.Period.Start = f.Period.Start
		}
		e.year.Seconds += f.Seconds
		o := h.open[year][month]
		major, partial, degraded, maintenance := o[settings.MajorOutage], o[settings.PartialOutage], o[settings.DegradedPerformance], o[settings.Maintenance]
		for _, level := range settings.WeighedLevels() {
			f.ByLevel[level].Open = o[level]
		}
		f.Down.Open, f.Impacted.Open = major || partial, major || partial || degraded
		f.Weighted.Open = major && in.Weights[settings.MajorOutage] > 0 || partial && in.Weights[settings.PartialOutage] > 0 ||
			degraded && in.Weights[settings.DegradedPerformance] > 0 || maintenance && in.Weights[settings.Maintenance] > 0
		for i, b := range bounds(f) {
			sum := bounds(&e.year)[i]
			sum.Min, sum.Max, sum.Open = sum.Min+b.Min, sum.Max+b.Max, sum.Open || b.Open
		}
	}
	e.year.Incidents = len(h.reports[year][12])
	e.tracked = e.year.Seconds > 0
	return e
}

// bounds lists all that has two sides.
func bounds(f *uptime.Stats) []*calendar.Bound {
	all := []*calendar.Bound{&f.Impacted, &f.Down, &f.Weighted}
	for level := range f.ByLevel {
		all = append(all, &f.ByLevel[level])
	}
	return all
}

// meant leaves out the upper sides that mean nothing, since nothing bounds them.
func meant(f uptime.Stats) uptime.Stats {
	for _, b := range bounds(&f) {
		if b.Open {
			b.Max = 0
		}
	}
	return f
}

// floorPercent is 100 × (1 − lost / total) per cent, floored to thousandths, in big numbers;
// ceilPercent is rounded up.
func floorPercent(lost, total int64) int64 { return -ceilOf(lost, total, -1) }
func ceilPercent(lost, total int64) int64  { return ceilOf(lost, total, 1) }

func ceilOf(lost, total, sign int64) int64 {
	left := new(big.Rat).Sub(big.NewRat(1, 1), big.NewRat(lost, total))
	left.Mul(left, big.NewRat(-sign*100_000, 1))
	return -new(big.Int).Div(left.Num(), left.Denom()).Int64()
}
