package stats

import "math"

// Rank is the place, from 1, of a percentile among n values in ascending order: nearest
// rank, type 1 of Hyndman and Fan, The American Statistician 50 (1996) 361. It is worked
// out in integers, since 0.07 × 100 is more than 7 in floating point.
func Rank(percent, n int) int { return max(1, (percent*n+99)/100) }

// MedianRanks are the places, from 1, of the two values among n that lie on either side of the
// true median in 95 of 100 samples or more (Hollander and Wolfe, Nonparametric Statistical
// Methods, chapter 3); false below 6 values, where no two do.
func MedianRanks(n int) (lower, upper int, ok bool) {
	// P(X < lower) ≤ 1/40 for X of Binomial(n, ½), in integers as far as they are small.
	term, sum := math.Ldexp(1, -n), 0.0
	if n > 1000 {
		lower = int(math.Floor(float64(n)/2 - float64(z95*math.Sqrt(float64(n))/2)))
		return lower, n + 1 - lower, true
	}
	for sum += term; sum <= 0.025; sum += term {
		lower++
		term = term * float64(n-lower+1) / float64(lower)
	}
	return lower, n + 1 - lower, lower > 0
}
