package trends

import (
	"cmp"
	"slices"
	"time"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/stats"
)

// What is compared is decided here and nowhere else: a setting would be a way to look for the
// answer that one wants.
const (
	late    = 60 * day // how long after its end a year is closed: reports arrive late
	day     = 24 * 60 * 60
	Few     = 8 // incidents that a service needs to have trends of its own
	atLeast = 4 // closed years that two halves need
)

// Trends are those of an archive and of its services. They are immutable.
type Trends struct {
	AsOf    int64 // seconds since 1970
	Zone    *time.Location
	Archive *View
	// Services are those of Few incidents or more, in the archive's order.
	Services []*View
}

// Service finds the view of a service by its ID.
func (t *Trends) Service(id string) (*View, bool) {
	n := slices.IndexFunc(t.Services, func(v *View) bool { return v.Service.ID == id })
	if n < 0 {
		return nil, false
	}
	return t.Services[n], true
}

// A View is what the years say of the whole archive or of one service. It counts incidents whose
// first window began in a year, up to as_of, and no drafts.
type View struct {
	Service *archive.Service // nil: the whole archive
	// Severities are the archive's, worst first, "not recorded" last; the counts of a year are in
	// their order.
	Severities []*archive.Term
	// Years are those of the archive, oldest first; those of a service in which it was tracked.
	Years []Year
	// Incidents is how many are counted. Unstarted more have no window, so that no start is known;
	// they belong to no year here.
	Incidents, Unstarted int
	// What counts terms by year, a matrix for each taxonomy that the incidents use, and By what
	// detected them.
	What []Matrix
	By   Matrix
	When Starts
	// Promised is what became of the actions of the incidents.
	Promised Actions
	Returned Returned
	// Comparisons are all that were made: nothing else on the page compares. Words of the archive
	// hold at 3 % for all of them together, and those of all services at 2 %.
	Comparisons []Comparison

	reports []*archive.Incident // all of the archive or the service
	all     []incident          // those that are counted, by start, oldest first
	burst   []bool              // which of them burst with an earlier one
}

// A Year is one calendar year in the archive's zone.
type Year struct {
	Number int
	// Closed says that the year ended 60 days ago or more. One that is not is counted so far, and
	// compared with nothing.
	Closed bool
	// Seconds is how much of the year had passed, and the service was tracked.
	Seconds int64
	// Incidents began in the year, oldest first, and Severities counts them beside View.Severities.
	Incidents  []*archive.Incident
	Severities []int
	// Interval holds the number that was to be expected: exact Poisson, 95 %.
	Interval stats.Interval
	// Lengths in seconds, of the service's windows where the view is of one.
	Lengths  Distribution
	Response []Phase
}

// A Distribution is a set of lengths in seconds.
type Distribution struct {
	Values  []Value // ascending by Min, then by Max
	Of      int     // how many incidents there are; the others recorded nothing
	Bounded int     // how many values are known from two sides only
}

// A Value is the length of an incident. An Open one lasted for Min at least.
type Value struct {
	calendar.Bound
	Incident *archive.Incident
}

// N is how many values there are.
func (d Distribution) N() int { return len(d.Values) }

// Quantile is the value at a percentile by nearest rank; where values are bounded, that of the
// shortest and that of the longest that they may have been. It is not for an empty set.
func (d Distribution) Quantile(percent int) calendar.Bound { return d.at(stats.Rank(percent, d.N())) }

// at is the value at a place from 1, among the least and among the most.
func (d Distribution) at(rank int) calendar.Bound {
	b := calendar.Bound{Min: d.Values[rank-1].Min}
	mosts := make([]int64, 0, d.N())
	for _, v := range d.Values {
		if !v.Open {
			mosts = append(mosts, v.Max)
		}
	}
	if b.Open = rank > len(mosts); !b.Open {
		slices.Sort(mosts)
		b.Max = mosts[rank-1]
	}
	return b
}

// Percents are the percentiles that so many values can bear: none below 5, the median below 10,
// since the 90th is the greatest there, and five from 10 on.
func (d Distribution) Percents() []int {
	switch n := d.N(); {
	case n < 5:
		return nil
	case n < 10:
		return []int{50}
	}
	return []int{10, 25, 50, 75, 90}
}

func (d *Distribution) add(i *archive.Incident, b calendar.Bound) {
	d.Values = append(d.Values, Value{b, i})
	if !b.Exact() {
		d.Bounded++
	}
}

// finish sorts the values and says of how many incidents they are.
func (d *Distribution) finish(of int) {
	d.Of = of
	slices.SortStableFunc(d.Values, func(a, b Value) int {
		return cmp.Or(cmp.Compare(a.Min, b.Min), cmp.Compare(ceiling(a.Bound), ceiling(b.Bound)))
	})
}
