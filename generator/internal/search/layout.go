package search

import (
	"strings"
	"unicode/utf8"
)

// Which words share a file. Files are cut where a letter changes, at the
// shortest beginning that tells enough words apart, and small neighbours are
// joined again. So a new word moves no other cut, and the words with a given
// beginning stand in consecutive files, of which the reader knows the first
// and the last without asking.

// routing finds files by word: the first beginning each file may hold, in
// order, and the files' names.
type routing struct {
	First []string `json:"first"`
	Names string   `json:"names"` // nameDigits each
}

// name of file i.
func (r *routing) name(i int) string { return r.Names[i*nameDigits : (i+1)*nameDigits] }

// holding returns the file that holds a word, if any does; -1 without files.
func (r *routing) holding(word string) int {
	lo, hi := 0, len(r.First)
	for lo < hi {
		if m := (lo + hi) / 2; r.First[m] <= word {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo - 1
}

// spanning returns the files from the first to before the last that may hold
// words with a beginning.
func (r *routing) spanning(beginning string) (from, to int) {
	from = max(0, r.holding(beginning))
	to = min(from+1, len(r.First))
	for to < len(r.First) && strings.HasPrefix(r.First[to], beginning) {
		to++
	}
	return from, to
}

// widest is the number of files that a beginning may span before it gets a
// list of its own in prefixes/.
const widest = 2

// cut returns the numbers of the terms that begin a file, given what each
// costs and what a file may cost. Terms are sorted.
func cut(terms []term, cost func(*term) int, most int) []int {
	if len(terms) == 0 {
		return nil
	}
	sum := make([]int, len(terms)+1)
	for i := range terms {
		sum[i+1] = sum[i] + cost(&terms[i])
	}
	var split func(from, to, depth int) []int
	split = func(from, to, depth int) []int {
		if sum[to]-sum[from] <= most || to-from == 1 {
			return []int{from}
		}
		var cuts []int
		for i := from; i < to; {
			end := i + 1
			for own := letterAt(terms[i].text, depth); end < to && letterAt(terms[end].text, depth) == own; {
				end++
			}
			cuts = append(cuts, split(i, end, depth+utf8.RuneLen(max(0, letterAt(terms[i].text, depth))))...)
			i = end
		}
		joined := cuts[:1]
		for i, c := range cuts[1:] {
			end := to
			if i+2 < len(cuts) {
				end = cuts[i+2]
			}
			if sum[end]-sum[joined[len(joined)-1]] > most {
				joined = append(joined, c)
			}
		}
		return joined
	}
	return split(0, len(terms), 0)
}

// letterAt is the character of s from byte i; -1 at its end.
func letterAt(s string, i int) rune {
	if i >= len(s) {
		return -1
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return r
}

// firstBeginnings returns for each cut the shortest beginning that tells its
// term from the one before it.
func firstBeginnings(terms []term, cuts []int) []string {
	first := make([]string, len(cuts))
	for i, c := range cuts {
		if i > 0 {
			a, b := terms[c-1].text, terms[c].text
			n := 0
			for r := letterAt(b, n); r >= 0 && r == letterAt(a, n); r = letterAt(b, n) {
				n += utf8.RuneLen(r)
			}
			first[i] = b[:n+utf8.RuneLen(max(0, letterAt(b, n)))]
		}
	}
	return first
}
