package search

import (
	"slices"
	"unicode/utf8"
)

// Matching: which terms a word of a query means. js/match.js does the same.

// Weights of what a word means, in 1/16.
const (
	weightExact  = 16
	weightForm   = 10
	weightPrefix = 10
	weightTypo   = 11
	weightTypos  = 8
)

// member is a term that a word of a query means.
type member struct {
	*term
	weight int
}

// group is a word of a query with what it means.
type group struct {
	wanted
	members    []member
	begun      []uint8     // per document: what terms that begin with the word say there; nil without any
	begunDocs  int         // documents with such terms
	candidates []candidate // corrections, when nothing was found for the word as typed
}

// lookup finds what a word means.
func (x *Index) lookup(w wanted) group {
	g := group{wanted: w}
	if w.exact {
		g.members = x.family(w.text, weightExact, 0)
		return g
	}
	g.members = x.family(w.text, weightExact, weightForm)
	if w.prefix {
		g.begun, g.begunDocs = x.begun(w.text)
	}
	if len(g.members) > 0 || g.begun != nil || w.compound && !stemmable(w.text) {
		return g
	}
	// A word that no report has: the beginning of one, or misspelt.
	if !w.prefix && utf8.RuneCountInString(w.text) >= 3 {
		g.begun, g.begunDocs = x.begun(w.text)
	}
	if g.begun == nil {
		x.guess(&g)
	}
	return g
}

// guess finds terms that a misspelt word may have been meant to be.
func (x *Index) guess(g *group) {
	g.candidates = x.corrections(g.text, g.prefix)
	for _, c := range g.candidates {
		weight := weightTypo
		if c.distance > 1 {
			weight = weightTypos
		}
		for _, m := range x.family(c.text, weight, weight*weightForm/16) {
			if !slices.ContainsFunc(g.members, func(have member) bool { return have.term == m.term }) {
				g.members = append(g.members, m)
			}
		}
	}
}

// family returns a word's term and those of its other forms, which are left out
// where their weight is 0.
func (x *Index) family(text string, weight, weightOfForms int) (found []member) {
	if weightOfForms == 0 || !x.english() || !stemmable(text) {
		if t := x.term(text); t != nil {
			found = append(found, member{t, weight})
		}
		return found
	}
	root := stem(text)
	add := func(t *term) {
		switch {
		case t.text == text:
			found = append(found, member{t, weight})
		case stem(t.text) == root:
			found = append(found, member{t, weightOfForms})
		}
	}
	regular := x.beginning(root)
	for i := range regular {
		add(&regular[i])
	}
	for _, other := range oddForms(root) {
		if t := x.term(other); t != nil {
			add(t)
		}
	}
	return found
}

// begun returns what terms with a beginning say in each document, the most that
// one of them says, and in how many they say anything; nil where in none.
func (x *Index) begun(beginning string) (most []uint8, size int) {
	typed := utf8.RuneCountInString(beginning)
	terms := x.beginning(beginning)
	if len(terms) == 0 {
		return nil, 0
	}
	most = make([]uint8, len(x.docs))
	for i := range terms {
		t := &terms[i]
		share := typedShare(typed, utf8.RuneCountInString(t.text))
		docs, impacts := x.postings(t)
		for k, doc := range docs {
			if most[doc] == 0 {
				size++
			}
			most[doc] = max(most[doc], uint8(max(1, (int(impacts[k])*share+8)>>4)))
		}
	}
	return most, size
}

// typedShare is how much a word counts of which some characters were typed, in 1/16.
func typedShare(typed, characters int) int { return min(16, 16*typed/characters+3) }

// holding returns the documents in which the words of a phrase stand together.
func (x *Index) holding(p phrase) map[uint32]bool {
	var starts map[uint32][]int // per document, positions of the first word at which all so far fit
	for n, text := range p.texts {
		next := map[uint32][]int{}
		if t := x.term(text); t != nil {
			docs, _ := x.postings(t)
			for k, positions := range x.positions(t) {
				before, ok := starts[docs[k]]
				if n > 0 && !ok {
					continue
				}
				var fit []int
				for _, at := range positions {
					if start := at - p.offsets[n]; n == 0 || slices.Contains(before, start) {
						fit = append(fit, start)
					}
				}
				if len(fit) > 0 {
					next[docs[k]] = fit
				}
			}
		}
		starts = next
	}
	found := make(map[uint32]bool, len(starts))
	for doc := range starts {
		found[doc] = true
	}
	return found
}
