package stats

import "math"

// z95 is the normal quantile of 0.975.
const z95 = 1.959963984540054

// An Interval holds a number in 95 of 100 cases or more. High may be infinite.
type Interval struct{ Low, High float64 }

// Garwood is the exact interval of the mean of a Poisson count of n (Garwood, Biometrika 28 (1936)
// 437): the means under which as many or more, and as few or fewer, have a chance of 1/40.
func Garwood(n int) Interval {
	i := Interval{High: bisect(float64(n), float64(4*n+20), func(mean float64) bool { return poissonUpTo(n, mean) > 0.025 })}
	if n > 0 {
		i.Low = bisect(0, float64(n), func(mean float64) bool { return 1-poissonUpTo(n-1, mean) < 0.025 })
	}
	return i
}

// bisect returns the place between two bounds up to which a condition holds.
func bisect(low, high float64, holds func(float64) bool) float64 {
	return bisectTo(1e-15, low, high, holds)
}

// bisectTo does so to a precision, as a share of the place.
func bisectTo(precision, low, high float64, holds func(float64) bool) float64 {
	for range 100 {
		if high-low <= precision*high {
			break
		}
		if middle := (low + high) / 2; holds(middle) {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}

// poissonUpTo is P(X ≤ n), summed from the largest term, so that none underflows before it is
// too small to count.
func poissonUpTo(n int, mean float64) float64 {
	switch {
	case n < 0:
		return 0
	case mean == 0:
		return 1
	}
	mode := min(n, int(mean))
	at, _ := math.Lgamma(float64(mode + 1))
	first := math.Exp(float64(float64(mode)*math.Log(mean)) - mean - at)
	sum := 0.0
	for k, t := mode, first; k >= 0 && t > first*1e-18; k-- {
		sum += t
		t *= float64(k) / mean
	}
	for k, t := mode+1, first*mean/float64(mode+1); k <= n && t > first*1e-18; k++ {
		sum += t
		t *= mean / float64(k+1)
	}
	return sum
}
