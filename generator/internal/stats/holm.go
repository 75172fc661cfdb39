package stats

import (
	"math/big"
	"slices"
)

// Holm corrects p-values for being many (Scandinavian Journal of Statistics 6 (1979) 65): where
// words are said for those within a level, the chance of one or more false words is within
// it too, however the comparisons depend on each other.
func Holm(ps []*big.Rat) []*big.Rat {
	order := make([]int, len(ps))
	for n := range order {
		order[n] = n
	}
	slices.SortStableFunc(order, func(a, b int) int { return ps[a].Cmp(ps[b]) })
	adjusted, last := make([]*big.Rat, len(ps)), new(big.Rat)
	for n, at := range order {
		p := new(big.Rat).Mul(ps[at], big.NewRat(int64(len(ps)-n), 1))
		if one := big.NewRat(1, 1); p.Cmp(one) > 0 {
			p = one
		}
		if p.Cmp(last) < 0 {
			p = last
		}
		adjusted[at], last = p, p
	}
	return adjusted
}
