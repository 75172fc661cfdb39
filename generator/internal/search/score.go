package search

import (
	"cmp"
	"strings"
)

// Scoring, in whole numbers only, so that the browser comes to the same. A
// word of the query adds its rarity times the most that one of its members says
// in the report; the sum is scaled by the share of the query's rarity that the
// report has, so that reports with more of the words come first.
// js/score.js does the same.

// rarity is 64 times the binary logarithm of (2 total + 2) / (2 docs + 1), the
// inverse document frequency of BM25, at least 1.
func rarity(total, docs int) int {
	const one = 1 << 24
	num, den := 2*total+2, 2*docs+1
	whole := 0
	for num >= 2*den {
		den *= 2
		whole++
	}
	x := num * one / den // from one to below two
	fraction := 0
	for range 6 {
		x = x * x / one
		fraction *= 2
		if x >= 2*one {
			x /= 2
			fraction++
		}
	}
	return max(1, whole*64+fraction)
}

// stopped are words that a question is made of and that say little, even where
// no report uses them.
var stopped = func() map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields("" +
		"a about after all an and any are as at be because been but by can could did do does for from had has have how " +
		"i if in incident into is issue issues it its me my not of on one or our postmortem problem problems report " +
		"some something that the their them there they thing this to us was we were what when where which who why with " +
		"would you your") {
		set[w] = true
	}
	return set
}()

// scores of all documents; 0 for those that hold none of the words.
type scores struct {
	sum     []int
	matched []int // rarity of the words that the document holds
	total   int   // rarity of all words
	rarity  []int // of each group
}

func (x *Index) score(groups []group) *scores {
	total := len(x.docs)
	s := &scores{sum: make([]int, total), matched: make([]int, total), rarity: make([]int, len(groups))}
	best, held := make([]int, total), make([]int, total)
	for n := range groups {
		g := &groups[n]
		size := 0
		for _, m := range g.members {
			size += m.size()
		}
		common := 1
		if stopped[g.text] && x.english() {
			common = 8
		}
		own := 0
		if size > 0 {
			own = max(1, rarity(total, min(total, size))/common)
		}
		begun := 0
		if g.begun != nil {
			begun = max(1, rarity(total, g.begunDocs)/common)
		}
		s.rarity[n] = max(own, begun)
		s.total += s.rarity[n]
		for _, m := range g.members {
			docs, impacts := x.postings(m.term)
			for k, doc := range docs {
				best[doc] = max(best[doc], own*int(impacts[k])*m.weight)
				held[doc] = own
			}
		}
		for doc, v := range g.begun {
			if v > 0 {
				best[doc] = max(best[doc], begun*int(v)*weightPrefix)
				held[doc] = max(held[doc], begun)
			}
		}
		for doc, v := range best {
			s.sum[doc] += v
			s.matched[doc] += held[doc]
		}
		clear(best)
		clear(held)
	}
	if len(groups) > 1 && x.near() {
		x.scoreNear(groups, s)
	}
	return s
}

// nearBonus is what two words next to each other in the query count, for each
// distance in the report, in 1/16 of the most that they could.
var nearBonus = [9]int{0, 10, 8, 7, 5, 4, 3, 2, 1}

// scoreNear adds what neighbours of the query count that are near each other in the report.
func (x *Index) scoreNear(groups []group, s *scores) {
	var before map[uint32][]int
	for n := range groups {
		places := map[uint32][]int{}
		for _, m := range groups[n].members {
			docs, _ := x.postings(m.term)
			for k, positions := range x.positions(m.term) {
				places[docs[k]] = append(places[docs[k]], positions...)
			}
		}
		for doc, a := range before {
			least := len(nearBonus)
			for _, p := range a {
				for _, q := range places[doc] {
					if d := max(p-q, q-p); d > 0 {
						least = min(least, d)
					}
				}
			}
			if least < len(nearBonus) {
				s.sum[doc] += (s.rarity[n-1] + s.rarity[n]) * maxImpact * nearBonus[least]
			}
		}
		before = places
	}
}

// of is the score of a document: the sum, scaled by the share that is held.
func (s *scores) of(doc int) int {
	if s.sum[doc] == 0 {
		return 0
	}
	share := s.matched[doc] * 1024 / s.total
	return max(1, s.sum[doc]*share/1024)
}

// before orders documents: by score, the newer of equals first.
func (s *scores) before(a, b int) int {
	return cmp.Or(cmp.Compare(s.of(b), s.of(a)), cmp.Compare(b, a))
}
