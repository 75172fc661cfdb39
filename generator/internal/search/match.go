package search

import (
	"slices"
	"unicode/utf8"
)

// Matching: which terms a word of a query means. js/match.js does the same.

// Weights of what a word means, in 1/32.
const (
	weightExact  = 32
	weightForm   = 11
	weightSame   = 24 // an abbreviation, or what it is short for
	weightPrefix = 12
	weightTypo   = 19
	weightTypos  = 14
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
	offered    bool        // they are to be asked about, since the word is English, and mean nothing yet
}

// mostCorrected is how many words of a query may be corrected.
const mostCorrected = 6

// lookupAll finds what the words of a query mean. Two neighbours may be one word in the
// archive, and a word may be two: data center, datacenter.
func (x *Index) lookupAll(words []wanted) []group {
	var groups []group
	for _, w := range words {
		g := x.lookup(w)
		if first, second := x.split(&g); first != "" {
			for _, half := range []string{first, second} {
				groups = append(groups, x.lookup(wanted{text: half, compound: true, start: w.start, end: w.end}))
			}
			continue
		}
		groups = append(groups, g)
	}
	for n := 1; n < len(groups); n++ {
		a, b := &groups[n-1], &groups[n]
		if t := x.term(a.text + b.text); t != nil && joins(a.wanted, b.wanted) {
			a.add(member{t, weightExact})
			b.add(member{t, weightExact})
		}
	}
	unknown := 0
	for n := range groups {
		if groups[n].unknown() && unknown < mostCorrected {
			x.guess(&groups[n])
			unknown++
		}
	}
	return groups
}

// joins reports whether two words of a query may be halves of one.
func joins(a, b wanted) bool {
	return !a.exact && !b.exact && !a.compound && !b.compound && a.end < b.start && !stopped[a.text] && !stopped[b.text]
}

// unknown reports whether no report has the word, in any sense.
func (g *group) unknown() bool {
	return len(g.members) == 0 && g.begun == nil && !g.exact && (!g.compound || stemmable(g.text))
}

// lookup finds what a word means but for what it was misspelt from.
func (x *Index) lookup(w wanted) group {
	g := x.meaning(w)
	// A word that no report has may be the beginning of one.
	if w.prefix && !w.exact || g.unknown() && utf8.RuneCountInString(w.text) >= 3 {
		g.begun, g.begunDocs = x.begun(w.text)
	}
	return g
}

// meaning finds a word with its forms, and what it is short for.
func (x *Index) meaning(w wanted) group {
	if w.exact {
		return group{wanted: w, members: x.family(w.text, weightExact, 0)}
	}
	g := group{wanted: w, members: x.family(w.text, weightExact, weightForm)}
	for _, other := range x.abbreviations[w.text] {
		for _, m := range x.family(other, weightSame, weightForm) {
			g.add(m)
		}
	}
	return g
}

// shortest is how many letters a half of a word has at least.
const shortest = 4

// split returns the two words that one which no report has is made of, the longest first
// half that there is; "" where it is not.
func (x *Index) split(g *group) (first, second string) {
	if !g.unknown() || !stemmable(g.text) {
		return "", ""
	}
	for n := len(g.text) - shortest; n >= shortest; n-- {
		if x.term(g.text[:n]) != nil && x.term(g.text[n:]) != nil {
			return g.text[:n], g.text[n:]
		}
	}
	return "", ""
}

// add adds a member; of one term, the weight that is greater.
func (g *group) add(m member) {
	if n := slices.IndexFunc(g.members, func(have member) bool { return have.term == m.term }); n >= 0 {
		g.members[n].weight = max(g.members[n].weight, m.weight)
	} else {
		g.members = append(g.members, m)
	}
}

// guess finds terms that a misspelt word may have been meant to be.
func (x *Index) guess(g *group) {
	g.candidates = x.corrections(g.text, g.prefix)
	if x.english() && frequent(g.text) {
		g.offered = true
		return
	}
	for _, c := range g.candidates {
		weight := weightTypo
		if c.distance > 1 {
			weight = weightTypos
		}
		for _, m := range x.family(c.text, weight, weight*weightForm/weightExact) {
			g.add(m)
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
