package search

import (
	"math/bits"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Spelling: the words of the archive by first letter, and the search among
// them for what a word that nobody used was meant to be. A wrong first letter
// is rare, so that one file is enough for most words.

// speller is a file of words/.
type speller struct {
	letter string
	data   []byte
}

// correctable reports whether a term is fit to correct to: letters only, no
// identifier, and in a large archive used more than once.
func (t *term) correctable(total int) bool {
	if !t.spelled || total > 2000 && t.docs < 2 || utf8.RuneCountInString(t.text) < 3 {
		return false
	}
	for _, r := range t.text {
		if !unicode.IsLetter(r) || classOf(r) == ideograph {
			return false
		}
	}
	return true
}

func encodeSpelling(terms []term, total int) []speller {
	var out []speller
	var from []int // number of the first term of each
	for i := range terms {
		letter := letterAt(terms[i].text, 0)
		if n := len(out); (n == 0 || out[n-1].letter != string(letter)) && terms[i].correctable(total) {
			out, from = append(out, speller{letter: string(letter)}), append(from, i)
		}
	}
	each(len(out), func(n int) {
		var words []string
		var weights []byte
		for i := from[n]; i < endOf(from, n, len(terms)); i++ {
			if t := &terms[i]; t.correctable(total) {
				words = append(words, t.text)
				weights = append(weights, 'a'+byte(bits.Len(uint(t.docs))-1))
			}
		}
		out[n].data = compress([]byte(strings.Join(words, " ") + "\n" + string(weights)))
	})
	return out
}

// candidate is a word that another may have been meant to be.
type candidate struct {
	text     string
	distance int
	weight   byte // how common it is
}

// mostCandidates is how many corrections of a word are searched for.
const mostCandidates = 3

// correct returns the words of files of words/ nearest to one that occurs
// nowhere, the likeliest first. With prefix, beginnings of longer words count
// when no whole word is near.
func correct(word string, files [][]byte, prefix bool) ([]candidate, error) {
	letters := []rune(word)
	allowed := typos(letters)
	if allowed == 0 {
		return nil, nil
	}
	var found, begun []candidate
	for _, data := range files {
		data, err := decompress(data)
		if err != nil {
			return nil, err
		}
		list, weights, _ := strings.Cut(string(data), "\n")
		for i, w := range strings.Split(list, " ") {
			if i >= len(weights) {
				return nil, errTruncated
			}
			other := []rune(w)
			if len(other) < len(letters)-allowed || !prefix && len(other) > len(letters)+allowed {
				continue
			}
			d, start := distance(letters, other)
			if d <= allowed {
				found = append(found, candidate{w, d, weights[i]})
			} else if prefix && start <= 1 {
				begun = append(begun, candidate{w, start, weights[i]})
			}
		}
	}
	if len(found) == 0 {
		found = begun
	}
	first := letters[0]
	slices.SortFunc(found, func(a, b candidate) int {
		switch {
		case a.distance != b.distance:
			return a.distance - b.distance
		case (letterAt(a.text, 0) == first) != (letterAt(b.text, 0) == first):
			if letterAt(a.text, 0) == first {
				return -1
			}
			return 1
		case a.weight != b.weight:
			return int(b.weight) - int(a.weight)
		}
		return strings.Compare(a.text, b.text)
	})
	return found[:min(len(found), mostCandidates)], nil
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
