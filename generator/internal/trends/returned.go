package trends

import (
	"afterword/generator/internal/archive"
	"afterword/generator/internal/postmortem"
)

// Returned says what came back: incidents that share a cause and a service with an earlier one,
// or are named as related to it.
type Returned struct {
	// Dated is how many incidents have a start known to the day; only those can come back.
	Dated, Came int
	// Chance is how many would come back if the causes were dealt to the incidents at random, their
	// days and services fixed. It is an expectation, exact but for rounding.
	Chance float64
	// Chains are the longest of More+len(Chains): those that went on after an action against them was
	// done first, then by number, then by the last.
	Chains []Chain
	More   int
}

// A Chain is two or more incidents of one cause and one service, as the reports name them, or
// two that are related and share neither.
type Chain struct {
	Cause     *archive.Term       // nil: related
	Service   *archive.Service    // nil: related
	Incidents []*archive.Incident // oldest first
	Gaps      []int               // days between starts, one less
	Away      int                 // days since the last start
	// Action was meant to prevent it, is done, and has a closing day: the earliest of such. Nil where
	// there is none. After is how many incidents began after that day, and Chance how many would
	// if causes were dealt at random.
	Action *postmortem.Action
	After  int
	Chance float64
}

const mostChains = 100

func (b *builder) returned(all []incident) (r Returned) {
	return r
}
