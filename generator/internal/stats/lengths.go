package stats

import (
	"cmp"
	"math"
	"math/big"
	"math/bits"
	"slices"
	"sort"
)

// A Length lasted from Least to Most, in whole seconds below 2^52; Most is infinite where nothing
// bounds it.
type Length struct{ Least, Most float64 }

// Lengths are two samples to compare.
type Lengths struct {
	a, b   []Length
	strict bool
	null   ranks
}

// NewLengths prepares the comparison of two samples, which are not changed.
func NewLengths(a, b []Length) Lengths {
	bounded := func(l Length) bool { return l.Least != l.Most }
	return Lengths{a, b, slices.ContainsFunc(a, bounded) || slices.ContainsFunc(b, bounded), untied(len(a), len(b))}
}

// Strict reports whether a length is known from two sides only.
func (l Lengths) Strict() bool { return l.strict }

// Exact reports whether P enumerates. It does up to about 60 lengths against 60, or 10 against 400.
func (l Lengths) Exact() bool { return enumerable(len(l.a), len(l.b)) }

// enumerable bounds the additions that it takes to enumerate how ranks can fall.
func enumerable(m, n int) bool {
	return float64(min(m, n))*float64(m+n)*2*float64(m)*float64(n) <= 5e7
}

// P is the chance of samples that differ as much or more, in either direction, if both came from one
// distribution: the Wilcoxon–Mann–Whitney test with mid-ranks, the smaller tail doubled (Hollander and
// Wolfe, Nonparametric Statistical Methods, chapter 4). longer is 1 where B tends to be longer, −1
// where it tends to be shorter, else 0.
//
// Where a length is bounded, only pairs count that are certain, and are held against the
// distribution without ties. With ties broken at random the true number of pairs has exactly that
// distribution, and it is never less than the number of certain ones; so the p is valid for
// every truth within the bounds, however they came about. Mid-ranks would not be.
func (l Lengths) P() (p *big.Rat, longer int) {
	m, n := len(l.a), len(l.b)
	if m == 0 || n == 0 {
		return big.NewRat(1, 1), 0
	}
	if l.strict {
		up, down := l.certain()
		rise, fall := l.null.from(up), l.null.from(down)
		if rise.Cmp(fall) > 0 {
			rise = fall
		}
		p = new(big.Rat).Add(rise, rise)
		if one := big.NewRat(1, 1); p.Cmp(one) > 0 {
			p = one
		}
		return p, cmp.Compare(up, down)
	}
	ranks, sum, ties := l.ranked()
	longer = cmp.Compare(sum, n*(m+n+1))
	if l.Exact() {
		return enumerate(ranks, sum, m, n), longer
	}
	N := float64(m + n)
	variance := float64(m) * float64(n) / 12 * (N + 1 - ties/(N*(N-1)))
	u := float64(sum)/2 - float64(n)*float64(n+1)/2
	return normal(math.Abs(u-float64(m)*float64(n)/2)-0.5, variance), longer
}

// normal is the two-sided p of a distance from the mean.
func normal(distance, variance float64) *big.Rat {
	if variance <= 0 || distance <= 0 {
		return big.NewRat(1, 1)
	}
	return new(big.Rat).SetFloat64(math.Erfc(distance / math.Sqrt(2*variance)))
}

// ranked returns the doubled mid-ranks of all lengths, ascending, their sum over B, and the sum of
// t³−t over ties of t.
func (l Lengths) ranked() (ranks []int, sum int, ties float64) {
	type value struct {
		length float64
		ofB    bool
	}
	pool := make([]value, 0, len(l.a)+len(l.b))
	for _, v := range l.a {
		pool = append(pool, value{v.Least, false})
	}
	for _, v := range l.b {
		pool = append(pool, value{v.Least, true})
	}
	slices.SortFunc(pool, func(x, y value) int { return cmp.Compare(x.length, y.length) })
	ranks = make([]int, len(pool))
	for from, to := 0, 0; from < len(pool); from = to {
		for to = from; to < len(pool) && pool[to].length == pool[from].length; to++ {
		}
		for n := from; n < to; n++ {
			ranks[n] = from + 1 + to
			if pool[n].ofB {
				sum += ranks[n]
			}
		}
		t := float64(to - from)
		ties += float64(t*t*t) - t
	}
	return ranks, sum, ties
}

// A wide is an unsigned number of 128 bits. All ways to choose fit into it wherever enumerable allows.
type wide struct{ hi, lo uint64 }

func (w wide) plus(x wide) wide {
	lo, carry := bits.Add64(w.lo, x.lo, 0)
	hi, _ := bits.Add64(w.hi, x.hi, carry)
	return wide{hi, lo}
}

func (w wide) minus(x wide) wide {
	lo, borrow := bits.Sub64(w.lo, x.lo, 0)
	hi, _ := bits.Sub64(w.hi, x.hi, borrow)
	return wide{hi, lo}
}

func (w wide) int() *big.Int {
	i := new(big.Int).SetUint64(w.hi)
	return i.Lsh(i, 64).Add(i, new(big.Int).SetUint64(w.lo))
}

// enumerate is the exact p of a sum of n of the ranks, which ascend.
func enumerate(ranks []int, sum, m, n int) *big.Rat {
	N := m + n
	total := 0
	for _, r := range ranks {
		total += r
	}
	if n > m { // choose the fewer
		n, sum = m, total-sum
	}
	if sum*N > n*total { // and look at the nearer end
		mirrored := make([]int, N)
		for i, r := range ranks {
			mirrored[N-1-i] = 2*(N+1) - r
		}
		ranks, sum = mirrored, 2*(N+1)*n-sum
	}
	// ways[k][u] counts the ways to choose k of the ranks so far with a sum of u more than that of the
	// k least, in units of their common step. No choice makes u smaller, so none beyond most matters.
	step := 0
	for i := 1; i < N; i++ {
		step = gcd(step, ranks[i]-ranks[i-1])
	}
	step = max(step, 1)
	most := sum
	for _, r := range ranks[:n] {
		most -= r
	}
	most /= step
	ways, reach := make([][]wide, n+1), make([]int, n+1)
	for k := range ways {
		ways[k] = make([]wide, most+1)
		reach[k] = -1
	}
	ways[0][0].lo, reach[0] = 1, 0
	for i := 1; i <= N; i++ {
		for k := min(i, n); k >= max(1, n-(N-i)); k-- {
			by := (ranks[i-1] - ranks[k-1]) / step
			last := min(reach[k-1], most-by)
			if last < 0 {
				continue
			}
			reach[k] = max(reach[k], last+by)
			to := ways[k][by:]
			for u, w := range ways[k-1][:last+1] {
				to[u] = to[u].plus(w)
			}
		}
	}
	var upTo wide
	for _, w := range ways[n] {
		upTo = upTo.plus(w)
	}
	all := new(big.Int).Binomial(int64(N), int64(n))
	from := new(big.Int).Sub(all, upTo.minus(ways[n][most]).int())
	return doubled(upTo.int(), from, all)
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// certain counts the pairs of which it is certain that the length of B is the longer, and the shorter.
func (l Lengths) certain() (longer, shorter int) {
	over := func(long, short []Length) (pairs int) {
		mosts := make([]float64, len(short))
		for n, v := range short {
			mosts[n] = v.Most
		}
		slices.Sort(mosts)
		for _, v := range long {
			n, _ := slices.BinarySearch(mosts, v.Least)
			pairs += n
		}
		return pairs
	}
	return over(l.b, l.a), over(l.a, l.b)
}

// Pairs is the share of all pairs in which the length of B is the longer, ties counting half: the
// least and the most that it may be.
func (l Lengths) Pairs() Interval {
	m, n := len(l.a), len(l.b)
	pairs := float64(m) * float64(n)
	if pairs == 0 {
		return Interval{0, 1}
	}
	if l.strict {
		up, down := l.certain()
		return Interval{float64(up) / pairs, 1 - float64(down)/pairs}
	}
	_, sum, _ := l.ranked()
	share := (float64(sum)/2 - float64(n)*float64(n+1)/2) / pairs
	return Interval{share, share}
}

// Ratio is the median of all ratios of a length of B to one of A (Hodges and Lehmann, The Annals of
// Mathematical Statistics 34 (1963) 598), 0 where a length is bounded, with its 95 % interval, zero where there
// are too few lengths for one. Lengths below a second count as one.
func (l Lengths) Ratio() (float64, Interval) {
	pairs := len(l.a) * len(l.b)
	if pairs == 0 {
		return 0, Interval{}
	}
	limits := l.limits(big.NewRat(1, 20))
	if l.strict {
		return 0, limits
	}
	r := newRatios(l.a, l.b, least, least)
	if middle := pairs/2 + 1; pairs%2 == 0 {
		return math.Sqrt(r.at(middle-1)) * math.Sqrt(r.at(middle)), limits
	} else {
		return r.at(middle), limits
	}
}

// limits hold the true ratio but for a chance of 1 − level; zero where there are too few lengths.
func (l Lengths) limits(level *big.Rat) Interval {
	k := l.null.tail(new(big.Rat).Mul(level, big.NewRat(1, 2)))
	if k == 0 {
		return Interval{}
	}
	return Interval{newRatios(l.a, l.b, most, least).at(k), newRatios(l.a, l.b, least, most).at(len(l.a)*len(l.b) - k + 1)}
}

// Needed are the factors by which all lengths of B would have had to be longer, and shorter, to
// differ from those of A within a level; 0 where no factor is enough.
func (l Lengths) Needed(level *big.Rat) (longer, shorter float64) {
	i := l.limits(level)
	if i.Low > 0 {
		longer = max(1, 1/i.Low)
	}
	if i.High > 0 {
		shorter = min(1, 1/i.High)
	}
	return longer, shorter
}

func least(l Length) float64 { return max(1, l.Least) }
func most(l Length) float64  { return max(1, l.Most) }

// ratios are all ratios of a length of B to one of A. A quotient of two numbers is rounded the same
// everywhere and keeps their order, and is above 1 exactly where the ratio is.
type ratios struct{ a, b []float64 } // ascending

func newRatios(a, b []Length, ofA, ofB func(Length) float64) ratios {
	sorted := func(list []Length, of func(Length) float64) []float64 {
		values := make([]float64, len(list))
		for n, l := range list {
			values[n] = of(l)
		}
		slices.Sort(values)
		return values
	}
	return ratios{sorted(a, ofA), sorted(b, ofB)}
}

// at is the ratio at a place from 1, ascending. It halves the bits of a float64, which are in the
// order of the numbers, and counts the ratios up to each without making them all.
func (r ratios) at(place int) float64 {
	low, high := uint64(0), math.Float64bits(math.Inf(1))
	for low < high {
		middle := low + (high-low)/2
		limit, found, n := math.Float64frombits(middle), 0, 0
		for _, b := range r.b {
			for n < len(r.a) && b/r.a[n] > limit {
				n++
			}
			found += len(r.a) - n
		}
		if found >= place {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return math.Float64frombits(low)
}

// ranks is the distribution of U, the number of pairs in which B is longer, if nothing differed and
// there were no ties.
type ranks struct {
	m, n int
	upTo []wide // ways for U up to an index, up to half of all pairs; nil: by the normal distribution
	all  *big.Int
}

// untied counts the ways by the coefficients of the Gaussian binomial, the product of
// (1−x^(n+i))/(1−x^i) for i from 1 to m.
func untied(m, n int) ranks {
	r := ranks{m: m, n: n}
	if !enumerable(m, n) {
		return r
	}
	if m > n {
		m, n = n, m
	}
	r.all = new(big.Int).Binomial(int64(m+n), int64(m))
	ways := make([]wide, m*n/2+1)
	ways[0].lo = 1
	for i := 1; i <= m; i++ {
		for u := len(ways) - 1; u >= n+i; u-- {
			ways[u] = ways[u].minus(ways[u-n-i])
		}
		for u := i; u < len(ways); u++ {
			ways[u] = ways[u].plus(ways[u-i])
		}
	}
	for u := 1; u < len(ways); u++ {
		ways[u] = ways[u].plus(ways[u-1])
	}
	r.upTo = ways
	return r
}

// chance is P(U ≤ u).
func (r ranks) chance(u int) *big.Rat {
	pairs := r.m * r.n
	switch {
	case u < 0:
		return new(big.Rat)
	case u >= pairs:
		return big.NewRat(1, 1)
	case 2*u > pairs: // the distribution is symmetric
		above := r.chance(pairs - u - 1)
		return above.Sub(big.NewRat(1, 1), above)
	case r.upTo == nil:
		variance := float64(pairs) * float64(r.m+r.n+1) / 12
		return new(big.Rat).Mul(normal(float64(pairs)/2-float64(u)-0.5, variance), big.NewRat(1, 2))
	}
	return new(big.Rat).SetFrac(r.upTo[u].int(), r.all)
}

// from is P(U ≥ u).
func (r ranks) from(u int) *big.Rat { return r.chance(r.m*r.n - u) }

// tail is how many values of U, from 0, have a chance within a level together.
func (r ranks) tail(level *big.Rat) int {
	return sort.Search(r.m*r.n/2+1, func(u int) bool { return r.chance(u).Cmp(level) > 0 })
}
