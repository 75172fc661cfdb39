package uptime

import (
	"slices"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
)

// Response say how the response to a set of incidents went.
type Response struct {
	Incidents int
	// From the first start to the time of that name.
	Detect, Acknowledge, Mitigate, Resolve Sample
}

// few is the number of values below which they are listed instead of summed up.
const few = 5

// A Sample is a set of lengths in seconds.
type Sample struct {
	N  int // incidents that recorded it
	Of int // incidents in the set
	// Values, ascending, where N is below 5; else nil.
	Values []int64
	// Median and P90 by nearest rank, and the mean floored to a second, where N is 5 or
	// more; else 0. Lengths of incidents are skewed, so the mean is for a footnote.
	Median, P90, Mean int64
}

// Enough reports whether the sample is summed up rather than listed.
func (s Sample) Enough() bool { return s.N >= few }

// MeasureResponse sums up a set of postmortems: those of a year, a service, a cause. A phase
// counts where it and the first start have a time of day and the phases do not
// contradict each other.
func MeasureResponse(postmortems []*postmortem.Postmortem) Response {
	s := Response{Incidents: len(postmortems)}
	var detect, acknowledge, mitigate, resolve []int64
	for _, p := range postmortems {
		if len(p.Windows) == 0 || p.Phases.Disordered || p.Windows[0].Start.Precision == calendar.Day {
			continue
		}
		first := p.Windows[0].Start.Unix()
		take := func(values *[]int64, t calendar.Time) {
			if t.Precision > calendar.Day {
				*values = append(*values, t.Unix()-first)
			}
		}
		take(&detect, p.Phases.Detected)
		take(&acknowledge, p.Phases.Acknowledged)
		take(&mitigate, p.Phases.Mitigated)
		take(&resolve, p.Phases.Resolved)
	}
	s.Detect, s.Acknowledge = sample(detect, s.Incidents), sample(acknowledge, s.Incidents)
	s.Mitigate, s.Resolve = sample(mitigate, s.Incidents), sample(resolve, s.Incidents)
	return s
}

func sample(values []int64, of int) Sample {
	slices.Sort(values)
	s := Sample{N: len(values), Of: of}
	if !s.Enough() {
		s.Values = values
		return s
	}
	var sum int64
	for _, v := range values {
		sum += v
	}
	s.Median, s.P90, s.Mean = nearest(values, 50), nearest(values, 90), sum/int64(len(values))
	return s
}

// nearest is the percentile by nearest rank: the smallest value that at least so many
// per cent of the values do not exceed.
func nearest(ascending []int64, percent int) int64 {
	return ascending[(len(ascending)*percent+99)/100-1]
}

// Quiet is the longest stretch of a service's tracked time that is certainly without
// impact, the first of several: no window of either side is in it but maintenance, and
// a window without an upper side reaches to its publication. It is false where
// there is none.
func (r *Report) Quiet(service string) (calendar.Interval, bool) {
	var longest calendar.Interval
	for _, l := range r.lanes {
		if l.service.ID != service {
			continue
		}
		var affected []calendar.Interval
		for _, s := range l.segments {
			if s.high >= settings.DegradedPerformance {
				affected = append(affected, s.Interval)
			}
		}
		for _, m := range l.marks {
			if m.kind == open && m.level >= settings.DegradedPerformance {
				affected = append(affected, m.Interval)
			}
		}
		for _, q := range l.tracked.Subtract(calendar.Union(affected...)) {
			if q.Seconds() > longest.Seconds() {
				longest = q
			}
		}
	}
	return longest, !longest.Empty()
}
