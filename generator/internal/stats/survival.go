package stats

import (
	"math"
	"math/big"
	"slices"
)

// An End says how a wait ended.
type End uint8

// The ends of a wait. Dropping is an end that competes with being done: to leave out what was
// dropped would answer what if nothing ever were, and overstate what gets done.
const (
	Waiting End = iota // it has not ended
	Done
	Dropped
)

// A Wait is how many days something has waited, or waited until it ended.
type Wait struct {
	Days int
	End  End
}

// A Step is a number of days after which at least one wait ended, and what had become by
// then of all: Open + Done + Dropped is 1.
type Step struct {
	Days                int
	AtRisk              int // how many waited so long
	DoneHere, GivenHere int // how many were done, and dropped, on that day
	Open, Done, Dropped float64
	Limits              Interval // of Open, 95 %; zero where Open is 0
}

// A Survival is what becomes of things that wait.
type Survival struct {
	Steps []Step
	// Median is the number of days after which no more than half still wait; -1 where that is
	// not reached.
	Median int
	// Last is the number of days up to which three or more are known to have waited. Beyond it
	// the curve rests on too few to be drawn.
	Last int
}

// Survive estimates what becomes of waits: those that still wait by Kaplan and Meier (Journal of the
// American Statistical Association 53 (1958) 457), with Greenwood's variance on the log-log
// scale, and the two ways to end by Aalen and Johansen (Scandinavian Journal of Statistics 5 (1978) 141).
// Where a wait ends on the day on which another was last seen, the end comes first.
func Survive(waits []Wait) Survival {
	waits = slices.Clone(waits)
	slices.SortFunc(waits, func(a, b Wait) int { return a.Days - b.Days })
	s := Survival{Median: -1}
	if n := len(waits); n >= 3 {
		s.Last = waits[n-3].Days
	}
	open, variance := 1.0, 0.0
	var last Step
	left, all := big.NewInt(1), big.NewInt(1) // the share that still waits, exactly
	for n := 0; n < len(waits); {
		step := Step{Days: waits[n].Days, AtRisk: len(waits) - n, Done: last.Done, Dropped: last.Dropped}
		for ; n < len(waits) && waits[n].Days == step.Days; n++ {
			switch waits[n].End {
			case Done:
				step.DoneHere++
			case Dropped:
				step.GivenHere++
			}
		}
		ended := step.DoneHere + step.GivenHere
		if ended == 0 {
			continue
		}
		risk := float64(step.AtRisk)
		step.Done += float64(open * float64(step.DoneHere) / risk)
		step.Dropped += float64(open * float64(step.GivenHere) / risk)
		open = open * float64(step.AtRisk-ended) / risk
		step.Open = open
		if step.AtRisk > ended {
			variance += float64(ended) / float64(risk*float64(step.AtRisk-ended))
			half := z95 * math.Sqrt(variance) / math.Abs(math.Log(open))
			step.Limits = Interval{math.Pow(open, math.Exp(half)), math.Pow(open, math.Exp(-half))}
		}
		if s.Median < 0 {
			left.Mul(left, big.NewInt(int64(step.AtRisk-ended)))
			all.Mul(all, big.NewInt(int64(step.AtRisk)))
			if new(big.Int).Lsh(left, 1).Cmp(all) <= 0 {
				s.Median = step.Days
			}
		}
		s.Steps, last = append(s.Steps, step), step
	}
	return s
}
