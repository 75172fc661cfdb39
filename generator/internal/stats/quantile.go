package stats

// Rank is the place, from 1, of a percentile among n values in ascending order: nearest
// rank, type 1 of Hyndman and Fan, The American Statistician 50 (1996) 361. It is worked
// out in integers, since 0.07 × 100 is more than 7 in floating point.
func Rank(percent, n int) int { return max(1, (percent*n+99)/100) }
