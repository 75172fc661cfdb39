package uptime

import (
	"slices"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
)

// A Response says how the response to a set of incidents went: the times from the
// first start of each to the phase of that name.
type Response struct {
	Incidents                              int
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

// MeasureResponse sums up a set of postmortems: those of a year, a service, a cause. A
// phase counts where it and the first start have a time of day and the phases do not
// contradict each other.
func MeasureResponse(postmortems []*postmortem.Postmortem) Response {
	measure := func(phase func(postmortem.Phases) calendar.Time) Sample {
		var values []int64
		for _, p := range postmortems {
			if len(p.Windows) == 0 || p.Phases.Disordered || !p.Windows[0].Start.Timed() {
				continue
			}
			if t := phase(p.Phases); t.Timed() {
				values = append(values, t.Unix()-p.Windows[0].Start.Unix())
			}
		}
		return sample(values, len(postmortems))
	}
	return Response{
		Incidents:   len(postmortems),
		Detect:      measure(func(p postmortem.Phases) calendar.Time { return p.Detected }),
		Acknowledge: measure(func(p postmortem.Phases) calendar.Time { return p.Acknowledged }),
		Mitigate:    measure(func(p postmortem.Phases) calendar.Time { return p.Mitigated }),
		Resolve:     measure(func(p postmortem.Phases) calendar.Time { return p.Resolved }),
	}
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
	s.Median, s.P90, s.Mean = nearestRank(values, 50), nearestRank(values, 90), sum/int64(len(values))
	return s
}

// nearestRank is the smallest value that at least so many per cent of the values do
// not exceed.
func nearestRank(ascending []int64, percent int) int64 {
	return ascending[(len(ascending)*percent+99)/100-1]
}
