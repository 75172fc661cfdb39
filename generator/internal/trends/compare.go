package trends

import (
	"cmp"
	"math"
	"math/big"
	"slices"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/stats"
)

// A Measure is what is compared.
type Measure uint8

// The measures.
const (
	Number Measure = iota // of reports
	Length                // of incidents
)

// String names a measure: "number", "length".
func (m Measure) String() string { return [...]string{Number: "number", Length: "length"}[m] }

// A Word is the answer of a comparison. There is none for "no change": numbers cannot show that.
type Word string

// The words.
const (
	More       Word = "more"
	Fewer      Word = "fewer"
	Longer     Word = "longer"
	Shorter    Word = "shorter"
	CannotTell Word = "cannot tell"
)

// A Verdict is what a test came to, and what it means among the others that were made.
type Verdict struct {
	Word Word
	// P alone, and Adjusted by Holm's method over a family of Family comparisons that hold at
	// Level together. InForce is the level that P had to come up to.
	P, Adjusted    *big.Rat
	Family         int
	Level, InForce *big.Rat
}

// A Comparison is one of two periods.
type Comparison struct {
	Measure Measure
	Halves  bool // the later half of the closed years with the earlier one; else a year with the one before
	A, B    Side // the earlier, the later
	// Exact reports whether the test enumerated; else a length was compared by the normal
	// approximation. Strict says that only pairs counted of which it is certain which is longer.
	Exact, Strict bool
	// Ratio is B over A: of the rates, or the median of the ratios of lengths, with its 95 %
	// interval. It is 0 where there is none, and may be infinite; so may the upper limit.
	Ratio    float64
	Interval stats.Interval
	// Pairs are the least and the most share of all pairs of an earlier and a later incident in which
	// the later is the longer, ties counting half. Lengths only.
	Pairs stats.Interval

	Verdict
	Needed Needed

	sign    int // of B − A
	lengths stats.Lengths
}

// A Side is one of the two periods of a comparison.
type Side struct {
	From, To int // years; the same for one year
	N        int // reports, or lengths
	Bounded  int // lengths that are known from two sides only
	Bursts   int // reports that burst with an earlier one
	LeftOut  int // reports of services that were not tracked through both periods whole
	Seconds  int64
}

// Needed says how large a change would have had to be for a comparison that cannot tell, at the level that
// was in force for it.
type Needed struct {
	// Above and Below are how many reports of the later period would have shown, given the earlier:
	// so many or more, so many or fewer; -1 where none would. Numbers only.
	Above, Below int
	// Up and Down are the ratios that would be found in 4 of 5 cases, if the earlier number were the
	// true mean; 0 where none would. Numbers only.
	Up, Down float64
	// Longer and Shorter are the factors by which all later lengths would have had to be
	// longer or shorter than they were; 0 where none would. Lengths only.
	Longer, Shorter float64
}

// The levels that families of comparisons hold together. 3 % and 2 % are 5 % of all.
func ofArchive() *big.Rat  { return big.NewRat(3, 100) }
func ofServices() *big.Rat { return big.NewRat(2, 100) }
func ofWeek() *big.Rat     { return big.NewRat(1, 100) }

const burst = 7 * day // how soon after another an incident of the same service and cause is one with it

// compare makes the comparisons of the archive's page, and those of all services' pages.
func (b *builder) compare(t *Trends) {
	closed := b.closed(t.Archive.Years)
	b.track()
	for n := 1; n < len(closed); n++ {
		b.likeWithLike(t.Archive, false, closed[n-1:n], closed[n:n+1])
	}
	// The halves are of the years through which a service was tracked to the end.
	from := slices.IndexFunc(closed, func(y Year) bool { return b.whole(y.Number, closed[len(closed)-1].Number) })
	if from >= 0 && len(closed)-from >= atLeast {
		years := closed[from:]
		b.likeWithLike(t.Archive, true, years[:len(years)/2], years[len(years)/2:])
	}
	order(t.Archive.Comparisons)
	decide(ofArchive(), verdicts(t.Archive))

	for _, v := range t.Services {
		life := b.tracked[v.Service]
		years := slices.DeleteFunc(b.closed(v.Years), func(y Year) bool { return !life.Overlaps(calendar.Year(y.Number, b.zone)) })
		if len(years) >= atLeast {
			counts := func(i incident) bool { return life.Contains(i.at) }
			b.pair(v, true, years[:len(years)/2], years[len(years)/2:], life, counts)
		}
	}
	decide(ofServices(), verdicts(t.Services...))
}

// closed are the last closed years without a gap between them.
func (b *builder) closed(years []Year) []Year {
	years = slices.Clone(years)
	for len(years) > 0 && !years[len(years)-1].Closed {
		years = years[:len(years)-1]
	}
	from := len(years)
	for from > 0 && (from == len(years) || years[from].Number == years[from-1].Number+1) {
		from--
	}
	return years[from:]
}

// track works out when each service was tracked, so that its reports can be compared. Without a first
// tracked day that is from the year after its first report on, since nobody knows when recording
// began. What names no service is tracked under nil, from the year after the archive's first report on.
func (b *builder) track() {
	b.tracked = map[*archive.Service]calendar.Interval{}
	after := func(incidents []*archive.Incident) (start int64, ok bool) {
		for _, i := range slices.Backward(incidents) {
			if i.Year != 0 && !i.Draft {
				return calendar.Year(i.Year+1, b.zone).Start, true
			}
		}
		return 0, false
	}
	for _, s := range b.a.Services {
		life := s.Life(b.zone, b.a.AsOf)
		if start, ok := after(s.Incidents); s.Since.IsZero() {
			if !ok {
				continue
			}
			life.Start = start
		}
		b.tracked[s] = life
	}
	if start, ok := after(b.a.Incidents); ok && slices.ContainsFunc(b.a.Incidents, func(i *archive.Incident) bool { return len(i.Services) == 0 && !i.Draft }) {
		b.tracked[nil] = calendar.Interval{Start: start, End: b.a.AsOf}
	}
}

// whole reports whether a service was tracked from the beginning of one year to the end of another.
func (b *builder) whole(from, to int) bool {
	for _, life := range b.tracked {
		if b.through(life, from, to) {
			return true
		}
	}
	return false
}

func (b *builder) through(life calendar.Interval, from, to int) bool {
	return life.Start <= calendar.Year(from, b.zone).Start && calendar.Year(to, b.zone).End <= life.End
}

// likeWithLike compares the reports of services that were tracked through two periods whole.
func (b *builder) likeWithLike(v *View, halves bool, before, after []Year) {
	from, to := before[0].Number, after[len(after)-1].Number
	if !b.whole(from, to) {
		return
	}
	alike := map[*archive.Service]bool{}
	for s, life := range b.tracked {
		alike[s] = b.through(life, from, to)
	}
	counts := func(i incident) bool {
		if len(i.Services) == 0 {
			return alike[nil]
		}
		return slices.ContainsFunc(i.Services, func(s *archive.Service) bool { return alike[s] })
	}
	b.pair(v, halves, before, after, calendar.Interval{Start: calendar.Year(from, b.zone).Start, End: calendar.Year(to, b.zone).End}, counts)
}

// pair compares two periods in number and in length.
func (b *builder) pair(v *View, halves bool, before, after []Year, life calendar.Interval, counts func(incident) bool) {
	number := Comparison{Measure: Number, Halves: halves, Exact: true}
	length := Comparison{Measure: Length, Halves: halves}
	side := func(years []Year) (of, in Side, lengths []stats.Length) {
		of = Side{From: years[0].Number, To: years[len(years)-1].Number}
		for _, y := range years {
			of.Seconds += calendar.Year(y.Number, b.zone).Clip(life).Seconds()
		}
		in = of
		for n, i := range v.all {
			switch year := v.Years[i.year].Number; {
			case year < of.From || year > of.To:
			case !counts(i):
				of.LeftOut++
			default:
				of.N++
				if v.burst[n] {
					of.Bursts++
				}
				if !i.length.Exact() {
					in.Bounded++
				}
				lengths = append(lengths, toLength(i.length))
			}
		}
		in.N, in.LeftOut = of.N, of.LeftOut
		return of, in, lengths
	}
	var as, bs []stats.Length
	number.A, length.A, as = side(before)
	number.B, length.B, bs = side(after)

	plain := number.rates()
	single := stats.Rates{A: plain.A - number.A.Bursts, B: plain.B - number.B.Bursts, TA: plain.TA, TB: plain.TB}
	number.P, number.sign = plain.P(), plain.Change()
	if p := single.P(); p.Cmp(number.P) > 0 {
		number.P = p
	}
	if single.Change() != number.sign {
		number.P = big.NewRat(1, 1)
	}
	if plain.A+plain.B > 0 {
		number.Ratio, number.Interval = plain.Ratio()
	}

	length.lengths = stats.NewLengths(as, bs)
	length.Exact, length.Strict = length.lengths.Exact(), length.lengths.Strict()
	length.P, length.sign = length.lengths.P()
	length.Ratio, length.Interval = length.lengths.Ratio()
	length.Pairs = length.lengths.Pairs()
	v.Comparisons = append(v.Comparisons, number, length)
}

func (c *Comparison) rates() stats.Rates {
	return stats.Rates{A: c.A.N, B: c.B.N, TA: c.A.Seconds, TB: c.B.Seconds}
}

func toLength(b calendar.Bound) stats.Length {
	l := stats.Length{Least: float64(b.Min), Most: float64(b.Max)}
	if b.Open {
		l.Most = math.Inf(1)
	}
	return l
}

// order puts the numbers first, then the years before the halves.
func order(list []Comparison) {
	slices.SortStableFunc(list, func(x, y Comparison) int { return cmp.Compare(x.Measure, y.Measure) })
}

func verdicts(views ...*View) (list []*Comparison) {
	for _, v := range views {
		for n := range v.Comparisons {
			list = append(list, &v.Comparisons[n])
		}
	}
	return list
}

// decide corrects the p-values of a family, and finds the words that hold at a level for all together.
func decide(level *big.Rat, family []*Comparison) {
	ps := make([]*big.Rat, len(family))
	for n, c := range family {
		ps[n] = c.P
	}
	said := int64(0)
	for n, p := range stats.Holm(ps) {
		c := family[n]
		c.Adjusted, c.Family, c.Level, c.Word = p, len(family), level, CannotTell
		told := c.Interval.Low > 1 && c.sign > 0 || c.Interval.High < 1 && c.Interval != (stats.Interval{}) && c.sign < 0
		if told && p.Cmp(level) <= 0 {
			c.Word = [...][2]Word{Number: {Fewer, More}, Length: {Shorter, Longer}}[c.Measure][(c.sign+1)/2]
			said++
		}
	}
	for _, c := range family {
		c.InForce = new(big.Rat).Mul(level, big.NewRat(1, max(1, int64(len(family))-said)))
	}
}

// need works out what a comparison that cannot tell would have taken.
func (c *Comparison) need() {
	switch {
	case c.Word != CannotTell:
	case c.Measure == Length:
		c.Needed.Longer, c.Needed.Shorter = c.lengths.Needed(c.InForce)
	default:
		c.Needed.Above, c.Needed.Below = c.rates().Critical(c.InForce)
		c.Needed.Up, c.Needed.Down = c.rates().Detectable(c.InForce)
	}
}

// bursts marks the incidents, by start, that share a service and a cause with one that began at most 7
// days before, or are named as related to it. A start of which no time is known counts from the
// beginning of its day, month or year, so that more is collapsed rather than less.
func bursts(all []incident, causes *archive.Taxonomy) []bool {
	marks := make([]bool, len(all))
	last, at := map[returnKey]int64{}, map[*archive.Incident]int64{}
	for n, i := range all {
		for _, c := range causes.Of(i.Incident) {
			for _, s := range i.Services {
				if before, ok := last[returnKey{c, s}]; ok && i.at-before <= burst {
					marks[n] = true
				}
				last[returnKey{c, s}] = i.at
			}
		}
		for _, other := range i.Named {
			if before, ok := at[other]; ok && i.at-before <= burst {
				marks[n] = true
			}
		}
		at[i.Incident] = i.at
	}
	return marks
}
