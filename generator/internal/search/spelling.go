package search

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Spelling: the terms that a word which no report has may have been meant to be.
// js/spelling.js does the same, with files of words by first letter: a wrong
// first letter is rare, so that one file is enough for most words.

// correctable reports whether a term is fit to correct to: letters only, no
// identifier, and in a large archive used more than once.
func (t *term) correctable(total int) bool {
	if !t.spelled || total > 2000 && t.size() < 2 || utf8.RuneCountInString(t.text) < 3 {
		return false
	}
	for _, r := range t.text {
		if !unicode.IsLetter(r) || classOf(r) == ideograph {
			return false
		}
	}
	return true
}

// weight is how common a term is: a letter, a for one document, b for two or
// three, c for four to seven and so on.
func (t *term) weight() byte { return 'a' + byte(bits.Len(uint(t.size()))-1) }

// candidate is a term that a misspelt word may have been meant to be.
type candidate struct {
	*term
	distance int // edits between them
}

// mostCandidates is how many corrections of a word are searched for.
const mostCandidates = 3

// corrections returns the terms nearest to a word that no report has, the
// likeliest first: of those with its first letter, or its second in case the two
// were swapped. With prefix, beginnings of longer words count when no whole word is near.
func (x *Index) corrections(word string, prefix bool) []candidate {
	letters := []rune(word)
	allowed := typos(letters)
	if allowed == 0 {
		return nil
	}
	var found, begun []candidate
	for _, letter := range slices.Compact([]rune{letters[0], letters[1]}) {
		terms := x.beginning(string(letter))
		for i := range terms {
			t := &terms[i]
			other := []rune(t.text)
			if len(other) < len(letters)-allowed || !prefix && len(other) > len(letters)+allowed || !t.correctable(len(x.docs)) {
				continue
			}
			d, start := distance(letters, other)
			if d <= allowed {
				found = append(found, candidate{t, d})
			} else if prefix && start <= 1 {
				begun = append(begun, candidate{t, start})
			}
		}
	}
	if len(found) == 0 {
		found = begun
	}
	swapped := func(c candidate) int {
		if letterAt(c.text, 0) == letters[0] {
			return 0
		}
		return 1
	}
	slices.SortFunc(found, func(a, b candidate) int {
		return cmp.Or(
			cmp.Compare(a.distance, b.distance), cmp.Compare(swapped(a), swapped(b)),
			cmp.Compare(b.weight(), a.weight()), strings.Compare(a.text, b.text),
		)
	})
	return found[:min(len(found), mostCandidates)]
}

// typos is how many edits a word may be away: one for 4 to 7 letters, two for
// longer ones, none for anything with a digit, which is an identifier.
func typos(letters []rune) int {
	for _, r := range letters {
		if !unicode.IsLetter(r) || classOf(r) == ideograph {
			return 0
		}
	}
	switch {
	case len(letters) < 4 || len(letters) > longest:
		return 0
	case len(letters) < 8:
		return 1
	}
	return 2
}

// distance is the number of insertions, deletions, substitutions and swaps of
// neighbours between a and b (optimal string alignment), and between a and the
// beginning of b that is nearest.
func distance(a, b []rune) (all, start int) {
	var rows [3][longest + 1]int
	if len(b) > longest {
		b = b[:longest]
	}
	before, above, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		above[j] = j
	}
	for i, x := range a {
		row[0] = i + 1
		for j, y := range b {
			cost := 1
			if x == y {
				cost = 0
			}
			row[j+1] = min(above[j]+cost, above[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && x == b[j-1] && a[i-1] == y {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, above, row = above, row, before
	}
	start = above[0]
	for j := range len(b) + 1 {
		start = min(start, above[j])
	}
	return above[len(b)], start
}
