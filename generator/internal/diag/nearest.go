package diag

import (
	"strings"
	"unicode/utf8"
)

// Nearest finds the candidate that a word was probably meant to be, for a hint: at most
// two slips away (a letter too many, missing, wrong, or two swapped), fewer for
// short words; case does not count. The first of equally near ones wins. A
// word that is a candidate has no nearest.
func Nearest(word string, candidates []string) (string, bool) {
	if len(word) > 256 {
		return "", false // no slip of the pen; comparing it would cost its length each time
	}
	best, least := "", 3
	for _, c := range candidates {
		if c == word {
			return "", false
		}
		shorter := min(utf8.RuneCountInString(word), utf8.RuneCountInString(c))
		allowed := min(2, shorter/3)
		if d := Distance(strings.ToLower(word), strings.ToLower(c), least); d <= allowed && d < least {
			best, least = c, d
		}
	}
	return best, best != ""
}

// DidYouMean is a hint that offers the Nearest candidate, or what is said otherwise.
func DidYouMean(word string, candidates []string, otherwise string) string {
	if near, ok := Nearest(word, candidates); ok {
		return "Did you mean " + near + "?"
	}
	return otherwise
}

// Distance counts the code points to insert, delete, replace or swap with their
// neighbour to turn a into b: the optimal string alignment distance, or
// Damerau-Levenshtein in which no part is edited twice. Where that is most or more it
// may give any such number: a file may hold a thousand misspelt words.
func Distance(a, b string, most int) int {
	if n := utf8.RuneCountInString(a) - utf8.RuneCountInString(b); n >= most || -n >= most {
		return most
	}
	s, t := []rune(a), []rune(b)
	before, above, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range above {
		above[j] = j
	}
	for i := range s {
		row[0] = i + 1
		for j := range t {
			cost := 1
			if s[i] == t[j] {
				cost = 0
			}
			row[j+1] = min(row[j]+1, above[j+1]+1, above[j]+cost)
			if i > 0 && j > 0 && s[i] == t[j-1] && s[i-1] == t[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, above, row = above, row, before
	}
	return above[len(t)]
}
