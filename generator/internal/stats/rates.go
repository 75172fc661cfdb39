package stats

import (
	"math"
	"math/big"
	"sort"
)

// Rates are two counts: A events within a time of TA, and B within TB, in any unit.
type Rates struct {
	A, B   int
	TA, TB int64
}

// exactEvents is up to how many events in all the terms of the test are whole numbers. Beyond it
// each is cut off after kept bits, so that p is off by less than 2^-200.
const (
	exactEvents = 1000
	kept        = 256
)

// P is the chance of counts that differ as much or more, in either direction, if there were one
// rate. Given the sum, B is binomial then (Przyborowski and Wilenski, Biometrika 31 (1940) 313). The
// smaller tail is doubled, since a direction is claimed; so p ≤ 1/20 exactly where the interval of
// Ratio leaves out 1.
func (r Rates) P() *big.Rat {
	if r.A+r.B == 0 || r.TA <= 0 || r.TB <= 0 {
		return big.NewRat(1, 1)
	}
	upTo, from, all := r.tails()
	return doubled(upTo, from, all)
}

// doubled is twice the smaller of two tails, as a share of all, and no more than 1.
func doubled(upTo, from, all *big.Int) *big.Rat {
	if from.Cmp(upTo) < 0 {
		upTo = from
	}
	twice := new(big.Int).Lsh(upTo, 1)
	if twice.Cmp(all) >= 0 {
		return big.NewRat(1, 1)
	}
	return new(big.Rat).SetFrac(twice, all)
}

// tails weighs the ways to divide the events by C(N, k)·TB^k·TA^(N−k): those with k up to B, those
// with k from B on, and all. It goes outwards from the most likely k, from which every step makes
// a term smaller.
func (r Rates) tails() (upTo, from, all *big.Int) {
	n := int64(r.A + r.B)
	g := new(big.Int).GCD(nil, nil, big.NewInt(r.TA), big.NewInt(r.TB)).Int64()
	ta, tb := r.TA/g, r.TB/g
	mode := min(n, int64(float64(n+1)*(float64(tb)/float64(ta+tb))))
	first := new(big.Int).Lsh(big.NewInt(1), kept)
	if n <= exactEvents {
		power := func(base, to int64) *big.Int { return new(big.Int).Exp(big.NewInt(base), big.NewInt(to), nil) }
		first.Binomial(n, mode)
		first.Mul(first, power(tb, mode)).Mul(first, power(ta, n-mode))
	}
	upTo, from, all = new(big.Int), new(big.Int), new(big.Int)
	count := func(k int64, term *big.Int) {
		all.Add(all, term)
		if k <= int64(r.B) {
			upTo.Add(upTo, term)
		}
		if k >= int64(r.B) {
			from.Add(from, term)
		}
	}
	count(mode, first)
	step := func(term *big.Int, times, by, over, under int64) {
		term.Mul(term, big.NewInt(times)).Mul(term, big.NewInt(by))
		term.Quo(term, big.NewInt(over)).Quo(term, big.NewInt(under))
	}
	term := new(big.Int).Set(first)
	for k := mode + 1; k <= n && term.Sign() > 0; k++ {
		step(term, n-k+1, tb, k, ta)
		count(k, term)
	}
	term.Set(first)
	for k := mode - 1; k >= 0 && term.Sign() > 0; k-- {
		step(term, k+1, ta, n-k, tb)
		count(k, term)
	}
	return upTo, from, all
}

// Change is 1 where the rate of B is the greater, −1 where it is the smaller, else 0.
func (r Rates) Change() int {
	b := new(big.Int).Mul(big.NewInt(int64(r.B)), big.NewInt(r.TA))
	return b.Cmp(new(big.Int).Mul(big.NewInt(int64(r.A)), big.NewInt(r.TB)))
}

// Ratio is the rate of B over that of A, infinite where A is 0, with its exact 95 % interval: the
// limits of Clopper and Pearson (Biometrika 26 (1934) 404) for the share of B, as odds. It is NaN
// where nothing was counted.
func (r Rates) Ratio() (float64, Interval) {
	n, times := r.A+r.B, float64(r.TA)/float64(r.TB)
	odds := func(p float64) float64 { return p / (1 - p) * times }
	i := Interval{High: math.Inf(1)}
	if r.B > 0 {
		i.Low = odds(bisect(0, 1, func(p float64) bool { return binomialFrom(r.B, n, p) < 0.025 }))
	}
	if r.A > 0 {
		i.High = odds(bisect(0, 1, func(p float64) bool { return binomialFrom(r.A, n, 1-p) > 0.025 }))
	}
	return float64(r.B) / float64(r.A) * times, i
}

// binomialFrom is P(X ≥ k) of n with a chance of p each.
func binomialFrom(k, n int, p float64) float64 {
	switch {
	case k <= 0 || p >= 1:
		return 1
	case k > n || p <= 0:
		return 0
	}
	mode := min(n, max(k, int(float64(n)*p)))
	first, odds := math.Exp(float64(logChoose(n, mode)+float64(float64(mode)*math.Log(p)))+float64(float64(n-mode)*math.Log1p(-p))), p/(1-p)
	sum := 0.0
	for i, t := mode, first; i >= k && t > first*1e-18; i-- {
		sum += t
		t *= float64(i) / float64(float64(n-i+1)*odds)
	}
	for i, t := mode+1, first*odds*float64(n-mode)/float64(mode+1); i <= n && t > first*1e-18; i++ {
		sum += t
		t *= odds * float64(n-i) / float64(i+1)
	}
	return min(1, sum)
}

func logChoose(n, k int) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return a - b - c
}

// Critical is what B would have had to be, given A, for p to be within a level: so many or more, or so
// many or fewer; −1 where no count is small enough. It looks for the place in floating point, where
// a test is cheap, and settles it exactly.
func (r Rates) Critical(level *big.Rat) (above, below int) {
	with := func(b int) Rates { return Rates{r.A, b, r.TA, r.TB} }
	shows := func(b int) bool { return with(b).P().Cmp(level) <= 0 }
	half, _ := level.Float64()
	half /= 2
	share := float64(r.TB) / (float64(r.TA) + float64(r.TB))
	mean := int(float64(r.A) * (float64(r.TB) / float64(r.TA))) // or one less, by rounding
	for with(mean+1).Change() <= 0 {
		mean++
	}
	rises := func(b int) bool { return binomialFrom(b, r.A+b, share) <= half }
	reach := 8
	for !rises(mean + reach) {
		reach *= 2
	}
	above = mean + sort.Search(reach, func(n int) bool { return n > 0 && rises(mean+n) })
	for !shows(above) {
		above++
	}
	for above > mean+1 && shows(above-1) {
		above--
	}
	if with(mean).Change() >= 0 {
		mean--
	}
	below = mean - sort.Search(mean+1, func(n int) bool { return binomialFrom(r.A, r.A+mean-n, 1-share) <= half })
	for below >= 0 && !shows(below) {
		below--
	}
	for below < mean && shows(below+1) {
		below++
	}
	return above, below
}

// Detectable are the ratios, above and below 1, that would be found within a level in 4 of 5 cases,
// if A were the mean of the first count: the power of the test, summed over all counts. They are 0
// where no ratio would be found so often.
func (r Rates) Detectable(level *big.Rat) (up, down float64) {
	l, _ := level.Float64()
	mean, times, share := float64(r.A), float64(r.TB)/float64(r.TA), float64(r.TB)/(float64(r.TA)+float64(r.TB))
	spread := 6*math.Sqrt(mean) + 6
	first, last := max(0, int(mean-spread)), int(mean+spread)
	// For each first count, the least second one that shows a rise, and the number of those, from 0,
	// that show a fall.
	rise, fall := make([]int, last-first+1), make([]int, last-first+1)
	for n := range rise {
		a := first + n
		if n > 0 {
			rise[n], fall[n] = rise[n-1], fall[n-1]
		} else {
			rise[n] = max(1, int(float64(a)*times))
		}
		for 2*binomialFrom(rise[n], a+rise[n], share) > l {
			rise[n]++
		}
		for float64(fall[n]) < float64(a)*times && 2*binomialFrom(a, a+fall[n], 1-share) <= l {
			fall[n]++
		}
	}
	// power is the chance of a second count from bounds[n] on, or below it.
	power := func(ratio float64, bounds []int, from bool) (sum float64) {
		second := mean * ratio * times
		at := bounds[0] - 1
		upTo := poissonUpTo(at, second)
		for n, bound := range bounds {
			for at < bound-1 {
				at++
				upTo += poisson(at, second)
			}
			chance := upTo
			if from {
				chance = 1 - upTo
			}
			sum += float64(poisson(first+n, mean) * chance)
		}
		return sum
	}
	const most, wanted = 100, 0.8
	if mean > 0 && power(most, rise, true) >= wanted {
		up = bisectTo(1e-6, 1, most, func(ratio float64) bool { return power(ratio, rise, true) < wanted })
	}
	if mean > 0 && power(0, fall, false) >= wanted {
		down = bisectTo(1e-6, 0, 1, func(ratio float64) bool { return power(ratio, fall, false) >= wanted })
	}
	return up, down
}

// poisson is P(X = n).
func poisson(n int, mean float64) float64 {
	if mean == 0 {
		if n == 0 {
			return 1
		}
		return 0
	}
	at, _ := math.Lgamma(float64(n + 1))
	return math.Exp(float64(float64(n)*math.Log(mean)) - mean - at)
}
