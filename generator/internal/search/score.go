package search

import "cmp"

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
var stopped = map[string]bool{
	"a": true, "about": true, "after": true, "all": true, "an": true, "and": true, "any": true, "are": true, "as": true, "at": true,
	"be": true, "because": true, "been": true, "but": true, "by": true, "can": true, "could": true, "did": true, "do": true, "does": true,
	"for": true, "from": true, "had": true, "has": true, "have": true, "how": true, "i": true, "if": true, "in": true, "incident": true,
	"into": true, "is": true, "issue": true, "issues": true, "it": true, "its": true, "me": true, "my": true, "not": true, "of": true,
	"on": true, "one": true, "or": true, "our": true, "postmortem": true, "problem": true, "problems": true, "report": true,
	"some": true, "something": true, "that": true, "the": true, "their": true, "them": true, "there": true, "they": true, "thing": true,
	"this": true, "to": true, "us": true, "was": true, "we": true, "were": true, "what": true, "when": true, "where": true,
	"which": true, "who": true, "why": true, "with": true, "would": true, "you": true, "your": true,
}

// scores of all documents; 0 for those that hold none of the words.
type scores struct {
	sum     []int
	matched []int // rarity of the words that the document holds
	total   int   // rarity of all words
	rarity  []int // of each group
}

func (x *Index) score(groups []group) *scores {
	total := x.manifest.Documents
	s := &scores{sum: make([]int, total), matched: make([]int, total), rarity: make([]int, len(groups))}
	best, held := make([]int, total), make([]int, total)
	for n := range groups {
		g := &groups[n]
		docs := 0
		for _, m := range g.members {
			docs += len(m.docs)
		}
		common := 1
		if stopped[g.text] && x.manifest.english() {
			common = 8
		}
		own := 0
		if docs > 0 {
			own = max(1, rarity(total, min(total, docs))/common)
		}
		begun := 0
		if g.begun != nil {
			begun = max(1, rarity(total, g.begunDocs)/common)
		}
		s.rarity[n] = max(own, begun)
		s.total += s.rarity[n]
		for _, m := range g.members {
			for k, doc := range m.docs {
				best[doc] = max(best[doc], own*int(m.impacts[k])*m.weight)
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
			if v > 0 {
				s.sum[doc] += v
				s.matched[doc] += held[doc]
				best[doc], held[doc] = 0, 0
			}
		}
	}
	return s
}

// of is the score of a document: the sum, scaled by the share that is held.
func (s *scores) of(doc int) int {
	if s.sum[doc] == 0 {
		return 0
	}
	share := s.matched[doc] * 1024 / s.total
	return max(1, s.sum[doc]*share/1024)
}

// nearBonus is what two words next to each other in the query count, for each
// distance in the report, in 1/16 of the most that they could.
var nearBonus = [9]int{0, 10, 8, 7, 5, 4, 3, 2, 1}

// near adds what neighbours of the query count that stand near each other in
// the report, where the index is small enough to know.
func (x *Index) near(groups []group, s *scores) error {
	if !x.manifest.Near || len(groups) < 2 {
		return nil
	}
	places := make([]map[uint32][]uint32, len(groups))
	for n := range groups {
		places[n] = map[uint32][]uint32{}
		for _, m := range groups[n].members {
			positions, err := x.positions(m.file, m.i, len(m.docs))
			if err != nil {
				return err
			}
			for k, doc := range m.docs {
				places[n][doc] = append(places[n][doc], positions[k]...)
			}
		}
	}
	for n := 1; n < len(groups); n++ {
		most := (s.rarity[n-1] + s.rarity[n]) * maxImpact
		for doc, a := range places[n-1] {
			least := len(nearBonus)
			for _, p := range a {
				for _, q := range places[n][doc] {
					if d := abs(int(p) - int(q)); d > 0 {
						least = min(least, d)
					}
				}
			}
			if least < len(nearBonus) {
				s.sum[doc] += most * nearBonus[least]
			}
		}
	}
	return nil
}

func abs(n int) int { return max(n, -n) }

// before orders documents: by score, the newer of equals first.
func (s *scores) before(a, b int) int {
	return cmp.Or(cmp.Compare(s.of(b), s.of(a)), cmp.Compare(b, a))
}
