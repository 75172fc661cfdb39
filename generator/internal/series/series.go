package series

import (
	"math"
	"slices"
)

// A Table is what a data file holds.
type Table []Series

// A Series is one measured quantity.
type Series struct {
	Label string // never empty
	Unit  string // "%", "ms"; "" where none is known
	// Samples have strictly ascending times.
	Samples []Sample
	// Step is the usual time between two samples in milliseconds, their median; 0 of fewer than two samples.
	Step int64
}

// A Sample is a value at a time.
type Sample struct {
	At    int64   // milliseconds since 1970-01-01T00:00:00Z
	Value float64 // NaN where the file says that there is none; never infinite
}

// Missing reports whether the file says that there is no value.
func (s Sample) Missing() bool { return math.IsNaN(s.Value) }

// Runs are the samples without those that are missing, cut where one is missing or where two are further
// apart than one and a half steps.
func (s Series) Runs() (runs [][]Sample) {
	from := 0
	for i, sample := range s.Samples {
		if apart := i > from && 2*(sample.At-s.Samples[i-1].At) > 3*s.Step; apart || sample.Missing() {
			if i > from {
				runs = append(runs, s.Samples[from:i])
			}
			if from = i; sample.Missing() {
				from++
			}
		}
	}
	if from < len(s.Samples) {
		runs = append(runs, s.Samples[from:])
	}
	return runs
}

// measure sets the step of a series.
func (s *Series) measure() {
	var apart []int64
	for i := range s.Samples[min(1, len(s.Samples)):] {
		apart = append(apart, s.Samples[i+1].At-s.Samples[i].At)
	}
	if slices.Sort(apart); len(apart) > 0 {
		s.Step = apart[(len(apart)-1)/2]
	}
}

// Within returns the samples of a series from one time to another, in milliseconds, with one more on
// either side, from which and to which a line is drawn.
func (s Series) Within(from, to int64) Series {
	first, _ := slices.BinarySearchFunc(s.Samples, from, Sample.compare)
	end, _ := slices.BinarySearchFunc(s.Samples, to+1, Sample.compare)
	s.Samples = s.Samples[max(0, first-1):min(len(s.Samples), end+1)]
	return s
}

func (s Sample) compare(at int64) int { return int(max(-1, min(1, s.At-at))) }
