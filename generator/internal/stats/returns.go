package stats

// Returns is how many of n incidents would share a cause with an earlier one of their services if
// the lists of causes were dealt to the incidents at random. earlier counts for each incident that may return
// the earlier ones that share a service with it, and alike for each of the n lists the others that
// share a cause with it.
//
// An incident is dealt each list with the same chance. It does not return where none of its
// earlier ones is dealt a list like it, which is hypergeometric; so the expectation is exact, and the
// mean of any number of shuffles only comes near it.
func Returns(earlier, alike []int) float64 {
	n := len(alike)
	most := 0
	for _, m := range earlier {
		most = max(most, m)
	}
	incidents, lists := make([]int, most+1), make([]int, n+1) // by their numbers
	for _, m := range earlier {
		incidents[m]++
	}
	for _, d := range alike {
		lists[d]++
	}
	apart := 0.0
	for d, lists := range lists {
		none := 1.0 // the chance that none of m is like it
		for m := 0; lists > 0 && m <= most && none > 0; m++ {
			apart += float64(float64(lists) * float64(incidents[m]) * none)
			none *= float64(max(0, n-1-d-m)) / float64(max(1, n-1-m))
		}
	}
	return float64(len(earlier)) - apart/float64(max(1, n))
}
