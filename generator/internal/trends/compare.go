package trends

import (
	"math/big"

	"afterword/generator/internal/stats"
)

// A Measure is what is compared.
type Measure uint8

// The measures.
const (
	Number Measure = iota // of reports
	Length                // of incidents
)

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
	// Level together.
	P, Adjusted *big.Rat
	Family      int
	Level       *big.Rat
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
	// Pairs are the least and the most of 100 pairs in which the later incident is the longer.
	// Lengths only.
	Pairs stats.Interval
	Verdict
	Needed Needed
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

// Needed says how large a change would have had to be for a comparison that cannot tell.
type Needed struct {
	// Above and Below are how many reports of the later period would have shown, given the earlier:
	// so many or more, so many or fewer; -1 where none would.
	Above, Below int
	// Up and Down are the ratios that would be found in 4 of 5 cases, if the earlier number were the
	// true mean; 0 where none would. Numbers only.
	Up, Down float64
	// Longer and Shorter are the factors by which all later lengths would have had to be
	// longer or shorter than they were; 0 where none would. Lengths only.
	Longer, Shorter float64
}
