package uptime

import (
	"math"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
)

// Downtime is what the windows of one postmortem weigh, whatever services they
// affected, in thousandths of a second. It counts up to asOf, in seconds since
// 1970: planned maintenance that lies ahead has cost nobody anything.
func Downtime(p *postmortem.Postmortem, w settings.Weights, asOf int64) calendar.Bound {
	l := &lane{tracked: calendar.Set{{Start: math.MinInt64, End: asOf}}}
	for i := range p.Windows {
		if p.Windows[i].Start.Unix() < asOf {
			r := read(p, 1, i, asOf)
			l.windows = append(l.windows, &r)
		}
	}
	l.cut(asOf)
	var f Stats
	for _, s := range sweep(l.events, w) {
		f.count(s, s.Seconds())
	}
	for _, m := range l.marks {
		if m.kind == open {
			f.unbound(m.level, w)
		}
	}
	return f.Weighted
}
