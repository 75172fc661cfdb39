package recompute

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Everything is the ID of all services together, which no service has.
const Everything = "*"

// The levels, the worst last but one; of what is unknown nothing is certain, and the worst is possible.
const (
	maintenance = iota
	degraded
	partial
	major
	unknown
)

var levels = []string{"maintenance", "degraded", "partial", "major"}

func severityOf(name string) int {
	if n := slices.IndexFunc(levels, func(level string) bool { return strings.HasPrefix(name, level) }); n >= 0 {
		return n
	}
	return unknown
}

// A stretch is half-open, in seconds since 1970.
type stretch struct{ from, to int64 }

func (s stretch) covers(t stretch) bool   { return s.from <= t.from && t.to <= s.to }
func (s stretch) overlaps(t stretch) bool { return s.from < t.to && t.from < s.to }

// An impact is a window: what of it is certain, what is possible, and how far it may reach where nothing bounds it.
type impact struct {
	level     int
	low, high stretch
	open      *stretch
}

// worst is the level that a window may have at the worst.
func (i impact) worst() int { return min(i.level, major) }

// A bound has two sides, of which the upper one may be open.
type bound struct {
	min, max int64
	open     bool
}

func (b bound) times(n int64) bound { return bound{b.min * n, b.max * n, b.open} }
func (b bound) per(n int64) bound   { return bound{b.min / n, b.max / n, b.open} }

func (b bound) json(form func(int64) json.RawMessage) json.RawMessage {
	high := "null"
	if !b.open {
		high = string(form(b.max))
	}
	return fmt.Appendf(nil, `{"max":%s,"min":%s}`, high, form(b.min))
}

// figures are in seconds, weighted in thousandths of one.
type figures struct {
	from, to, seconds        int64
	weighted, impacted, down bound
	level                    [4]bound
}

// sweep goes from each instant at which anything begins or ends to the next.
func (r *Recount) sweep(claims []claim, tracked []stretch) (f figures) {
	f.from, f.to = tracked[0].from, tracked[len(tracked)-1].to
	reaches := func(s stretch) bool { return slices.ContainsFunc(tracked, s.overlaps) }
	var near []impact
	var cuts []int64
	for _, c := range claims {
		if !(stretch{f.from, f.to + 1}).overlaps(stretch{c.at, max(c.high.to, c.at+1)}) && c.open == nil {
			continue
		}
		if c.open != nil && reaches(stretch{c.open.from, max(c.open.to, c.open.from+1)}) { // at least the instant at which it begins
			worst := c.worst()
			f.level[worst].open = true
			f.weighted.open = f.weighted.open || r.weights[worst] > 0
			f.impacted.open = f.impacted.open || worst >= degraded
			f.down.open = f.down.open || worst >= partial
		}
		if reaches(c.high) || c.open != nil && reaches(*c.open) {
			near = append(near, c.impact)
			cuts = append(cuts, c.low.from, c.low.to, c.high.to)
			if c.open != nil {
				cuts = append(cuts, c.open.to)
			}
		}
	}
	for _, p := range tracked {
		f.seconds += p.to - p.from
		if len(near) > 0 {
			cuts = append(cuts, p.from, p.to)
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	for n := 0; n+1 < len(cuts); n++ {
		part := stretch{cuts[n], cuts[n+1]}
		if slices.ContainsFunc(tracked, func(p stretch) bool { return p.covers(part) }) {
			f.add(part, near, r.weights)
		}
	}
	return f
}

// add counts a part in which nothing begins or ends.
func (f *figures) add(part stretch, near []impact, weights [5]int64) {
	length := part.to - part.from
	var certain, possible [4]bool
	sure, may, feared := -1, -1, -1
	var light, heavy int64
	for _, i := range near {
		worst := i.worst()
		if i.low.covers(part) && i.level != unknown {
			certain[i.level], sure, light = true, max(sure, i.level), max(light, weights[i.level])
		}
		if i.high.covers(part) {
			possible[worst], may, heavy = true, max(may, worst), max(heavy, weights[worst])
		}
		if i.high.covers(part) || i.open != nil && i.open.covers(part) {
			feared = max(feared, worst)
		}
	}
	if may < 0 {
		return
	}
	for level := range f.level {
		if certain[level] && feared <= level {
			f.level[level].min += length
		}
		if possible[level] && sure <= level {
			f.level[level].max += length
		}
	}
	count := func(b *bound, least int) {
		if sure >= least {
			b.min += length
		}
		if may >= least {
			b.max += length
		}
	}
	count(&f.impacted, degraded)
	count(&f.down, partial)
	f.weighted.min += light * length
	f.weighted.max += heavy * length
}

// percent is what is left of so many seconds when some thousandths of a second are lost: cut off after three
// decimals, an upper bound rounded up, and never 100 where anything was lost.
func percent(lost bound, seconds int64) json.RawMessage {
	total := seconds * 1000
	left := func(lost, up int64) int64 { return ((total-lost)*100_000 + up) / total }
	low, high := json.RawMessage("null"), fixed(left(lost.min, 0))
	if lost.open || lost.min != lost.max {
		up := left(lost.min, total-1)
		if high = fixed(up); up == 100_000 && lost.min > 0 {
			high = json.RawMessage("99.999999999")
		}
	}
	if !lost.open {
		low = fixed(left(lost.max, 0))
	}
	return fmt.Appendf(nil, `{"max":%s,"min":%s}`, high, low)
}

// merged is a union: in order, without overlaps, what is empty left out.
func merged(list []stretch) (out []stretch) {
	list = slices.DeleteFunc(slices.Clone(list), func(s stretch) bool { return s.from >= s.to })
	slices.SortFunc(list, func(a, b stretch) int { return int(a.from - b.from) })
	for _, s := range list {
		if n := len(out); n > 0 && s.from <= out[n-1].to {
			out[n-1].to = max(out[n-1].to, s.to)
		} else {
			out = append(out, s)
		}
	}
	return out
}

func union(list []stretch) (seconds int64) {
	for _, s := range merged(list) {
		seconds += s.to - s.from
	}
	return seconds
}

func clipped(list []stretch, in stretch) (out []stretch) {
	for _, s := range list {
		if s = (stretch{max(s.from, in.from), min(s.to, in.to)}); s.from < s.to {
			out = append(out, s)
		}
	}
	return out
}

// Numbers as the documents have them.

func whole(n int64) json.RawMessage { return strconv.AppendInt(nil, n, 10) }

func fixed(n int64) json.RawMessage { return fmt.Appendf(nil, "%d.%03d", n/1000, n%1000) }

func shortest(n int64) json.RawMessage {
	return json.RawMessage(strings.TrimSuffix(strings.TrimRight(string(fixed(n)), "0"), "."))
}

func rfc3339(t int64) string { return time.Unix(t, 0).UTC().Format(time.RFC3339) }

// thousandths reads a number of at most three decimals.
func thousandths(n json.Number) (int64, error) {
	units, decimals, _ := strings.Cut(n.String(), ".")
	if len(decimals) > 3 {
		return 0, fmt.Errorf("%s has more than three decimals", n)
	}
	return strconv.ParseInt(units+(decimals + "000")[:3], 10, 64)
}

func value(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}
