package series

import "math"

// Thin returns at most about so many samples of a run that look like all of them: those that form the
// largest triangles with their neighbours, and the lowest and the highest.
// Sveinn Steinarsson, Downsampling Time Series for Visual Representation (2013), chapter 4.
func Thin(run []Sample, most int) []Sample {
	if len(run) <= most || most < 3 {
		return run
	}
	lowest, highest := 0, 0
	for i, s := range run {
		if s.Value < run[lowest].Value {
			lowest = i
		}
		if s.Value > run[highest].Value {
			highest = i
		}
	}
	out := make([]Sample, 0, most+2)
	keep := func(chosen, from, to int) { // in the order of time
		for i := from; i < to; i++ {
			if i == chosen || i == lowest || i == highest {
				out = append(out, run[i])
			}
		}
	}
	// The first and the last are kept; what is between is cut into buckets, one sample of each.
	edge := func(bucket int) int { return 1 + bucket*(len(run)-2)/(most-2) }
	keep(0, 0, 1)
	before := run[0]
	for b := range most - 2 {
		from, to := edge(b), edge(b+1)
		next := mean(run[to:max(to+1, min(edge(b+2), len(run)))])
		best, chosen := -1.0, from
		for i := from; i < to; i++ {
			if area := triangle(before, run[i], next); area > best {
				best, chosen = area, i
			}
		}
		keep(chosen, from, to)
		before = run[chosen]
	}
	keep(len(run)-1, len(run)-1, len(run))
	return out
}

// mean is the mean of samples.
func mean(samples []Sample) (m Sample) {
	first := samples[0].At
	var at int64
	for _, s := range samples {
		at += s.At - first
		m.Value += s.Value / float64(len(samples))
	}
	m.At = first + at/int64(len(samples))
	return m
}

// triangle is twice the area between three samples. The conversions keep processors that fuse a product
// and a sum from choosing differently.
func triangle(a, b, c Sample) float64 {
	return math.Abs(float64(float64(b.At-a.At)*(c.Value-a.Value)) - float64(float64(c.At-a.At)*(b.Value-a.Value)))
}
