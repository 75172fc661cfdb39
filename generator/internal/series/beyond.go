package series

// A Stretch is a run of samples that are all beyond a threshold, or all not.
type Stretch struct {
	Beyond bool
	From   int64 // its first sample, in milliseconds since 1970
	Last   int64 // its last sample
	// Next is the sample after it; 0 where the series ends. Where it follows after a gap, Gap is true: nobody
	// knows when between Last and Next the stretch ended.
	Next int64
	Gap  bool
}

// Stretches cuts a series at its gaps and wherever it crosses a threshold.
func (s Series) Stretches(beyond func(value float64) bool) (out []Stretch) {
	for _, run := range s.Runs() {
		for i, sample := range run {
			is := beyond(sample.Value)
			if n := len(out) - 1; i > 0 && out[n].Beyond == is {
				out[n].Last = sample.At
				continue
			}
			if n := len(out) - 1; n >= 0 {
				out[n].Next, out[n].Gap = sample.At, i == 0
			}
			out = append(out, Stretch{Beyond: is, From: sample.At, Last: sample.At})
		}
	}
	return out
}
