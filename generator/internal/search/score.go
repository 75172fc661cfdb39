package search

import (
	"cmp"
	"math"
)

// Scoring, in whole numbers only, so that the browser comes to the same. A
// word of the query adds its rarity times the most that one of its members says
// in the report; the sum is scaled by the square root of the share of the query's
// words that the report has, so that reports with more of the words come first.
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
var stopped = wordSet("a about after all an and any are as at be because been but by can could did do does for from had has have how " +
	"i if in incident into is issue issues it its me my not of on one or our postmortem problem problems report " +
	"some something that the their them there they thing this to us was we were what when where which who why with " +
	"would you your")

// scores of all documents; 0 for those that hold none of the words.
type scores struct {
	sum   []int
	found []int // words that say something and that the document has
	words int   // of the query that say something
}

func (x *Index) score(groups []group) *scores {
	total := len(x.docs)
	s := &scores{sum: make([]int, total), found: make([]int, total)}
	best := make([]int, total)
	for n := range groups {
		g := &groups[n]
		telling := 1
		if stopped[g.text] && x.english() {
			telling = 0
		}
		s.words += telling
		own, begun := g.rarities(total)
		if telling == 0 {
			own, begun = max(1, own/8), max(1, begun/8)
		}
		for _, m := range g.members {
			docs, impacts := x.postings(m.term)
			for k, doc := range docs {
				best[doc] = max(best[doc], own*int(impacts[k])*m.weight)
			}
		}
		for doc, v := range g.begun {
			best[doc] = max(best[doc], begun*int(v)*weightPrefix)
		}
		for doc, v := range best {
			if v > 0 {
				s.sum[doc] += v
				s.found[doc] += telling
			}
		}
		clear(best)
	}
	return s
}

// rarities are those of what a word means as it is, and as a beginning, in so many reports. What is
// rare is the form that was typed, however frequent its other forms are, where it occurs at all.
func (g *group) rarities(total int) (own, begun int) {
	size := 0
	for _, m := range g.members {
		if m.text == g.text {
			size = m.size()
			break
		}
		size += m.size()
	}
	return rarity(total, min(total, size)), rarity(total, g.begunDocs)
}

// all reports whether a document has every word that says something.
func (s *scores) all(doc int) bool { return s.sum[doc] > 0 && s.found[doc] == s.words }

// of is the score of a document: the sum, scaled by the square root of the share of words
// that it has.
func (s *scores) of(doc int) int {
	if s.sum[doc] == 0 {
		return 0
	}
	share := 1024
	if s.words > 0 {
		share = int(math.Sqrt(float64(max(1, 2*s.found[doc]) << 19 / s.words)))
	}
	return max(1, s.sum[doc]*share/1024)
}

// before orders documents: by score, the newer of equals first.
func (s *scores) before(a, b int) int {
	return cmp.Or(cmp.Compare(s.of(b), s.of(a)), cmp.Compare(b, a))
}
