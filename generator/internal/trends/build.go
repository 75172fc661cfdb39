package trends

import (
	"math"
	"slices"
	"time"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/stats"
)

// New works out the trends of an archive. It takes a while: keep the result.
func New(a *archive.Archive) *Trends {
	b := &builder{a: a, zone: a.Settings.Zone, downtime: map[*archive.Incident]calendar.Bound{}}
	t := b.trends()
	b.compare(t)
	for _, v := range append([]*View{t.Archive}, t.Services...) {
		for n := range v.Comparisons {
			v.Comparisons[n].need()
		}
		v.what(b)
		b.starts(v)
		b.promised(v)
		b.returned(v)
		v.all, v.burst = nil, nil
	}
	return t
}

// Compare makes the comparisons alone, with the years that they rest on, and without what those that
// cannot tell would have needed.
func Compare(a *archive.Archive) *Trends {
	b := &builder{a: a, zone: a.Settings.Zone}
	t := b.trends()
	b.compare(t)
	return t
}

// Shown reports whether a service has trends of its own.
func Shown(s *archive.Service) bool {
	n := 0
	for _, i := range s.Incidents {
		if !i.Draft {
			n++
		}
	}
	return n >= Few
}

// A builder makes the views of one archive.
type builder struct {
	a        *archive.Archive
	zone     *time.Location
	downtime map[*archive.Incident]calendar.Bound // once for each
	tracked  map[*archive.Service]calendar.Interval
}

// An incident is one that a view counts.
type incident struct {
	*archive.Incident
	at     int64          // its start in seconds since 1970; that of its day, month or year where no more is known
	year   int            // its place in View.Years
	length calendar.Bound // of the windows that the view is about, in seconds
}

// trends are the views with their incidents by year.
func (b *builder) trends() *Trends {
	t := &Trends{AsOf: b.a.AsOf, Zone: b.zone, Archive: b.view(nil, b.a.Incidents)}
	for _, s := range b.a.Services {
		if Shown(s) {
			t.Services = append(t.Services, b.view(s, s.Incidents))
		}
	}
	return t
}

// view counts the incidents of the archive or of a service, newest first, by year.
func (b *builder) view(s *archive.Service, incidents []*archive.Incident) *View {
	v := &View{Service: s, Severities: b.a.Taxonomy("severities").Terms, reports: incidents}
	v.Years = b.years(v)
	b.count(v)
	v.Incidents = len(v.all)
	v.burst = bursts(v.all, b.a.Taxonomy("causes"))
	for _, i := range v.all {
		y := &v.Years[i.year]
		y.Incidents = append(y.Incidents, i.Incident)
		y.Severities[slices.Index(v.Severities, i.Severity)]++
		y.Lengths.add(i.Incident, i.length)
	}
	for n := range v.Years {
		y := &v.Years[n]
		y.Lengths.finish(len(y.Incidents))
		y.Interval, y.Response = stats.Garwood(len(y.Incidents)), Respond(y.Incidents)
	}
	return v
}

// years are those in which the archive has something, and the service was tracked or reported on.
func (b *builder) years(v *View) (years []Year) {
	s := v.Service
	tracked := calendar.Interval{Start: math.MinInt64, End: b.a.AsOf}
	first, last := math.MaxInt, 0 // years of reports
	if s != nil {
		for _, i := range v.reports {
			if i.Year != 0 {
				first, last = min(first, i.Year), max(last, i.Year)
			}
		}
		if tracked = s.Life(b.zone, b.a.AsOf); s.Since.IsZero() {
			tracked.Start = calendar.Year(first, b.zone).Start
		}
	}
	for _, y := range b.a.Years {
		in := calendar.Year(y.Number, b.zone)
		if in.Start >= b.a.AsOf || !tracked.Overlaps(in) && (y.Number < first || y.Number > last) {
			continue
		}
		years = append(years, Year{
			Number: y.Number, Closed: in.End+late <= b.a.AsOf, Seconds: in.Clip(tracked).Seconds(),
			Severities: make([]int, len(b.a.Taxonomy("severities").Terms)),
		})
	}
	return years
}

// count finds the incidents of a view, by start, oldest first.
func (b *builder) count(v *View) {
	v.all = make([]incident, 0, len(v.reports))
	for _, i := range slices.Backward(v.reports) {
		at := i.When().Span(b.zone).Start
		year, listed := slices.BinarySearchFunc(v.Years, i.Year, func(y Year, n int) int { return y.Number - n })
		switch {
		case i.Draft:
		case len(i.Windows) == 0:
			v.Unstarted++
		case at < b.a.AsOf && listed:
			v.all = append(v.all, incident{i, at, year, b.length(v.Service, i)})
		}
	}
}

// length measures the windows that affected a service, or all. One that goes on has no upper side.
func (b *builder) length(s *archive.Service, i *archive.Incident) calendar.Bound {
	l, ongoing := i.Length, i.Ongoing
	if s != nil && len(s.Children)+len(i.Services) > 1 {
		l = i.LengthFor(s.Covers, b.a.AsOf)
		ongoing = slices.ContainsFunc(i.Windows, func(w postmortem.Window) bool {
			return w.Ongoing && slices.ContainsFunc(i.AffectedServices(w), s.Covers)
		})
	}
	l.Open = l.Open || ongoing
	return l.Bound
}

// ceiling is the upper side of a bound, as large as can be where there is none.
func ceiling(b calendar.Bound) int64 {
	if b.Open {
		return math.MaxInt64
	}
	return b.Max
}
