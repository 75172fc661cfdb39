package frontmatter

import (
	"strings"
	"unicode/utf8"
)

// Nearest finds the candidate that a word was probably meant to be: at most
// two slips away (a letter too many, missing, wrong, or two swapped), fewer for
// short words; case does not count. The first of equally near ones wins. A
// word that is a candidate has no nearest.
func Nearest(word string, candidates []string) (string, bool) {
	if len(word) > 256 {
		return "", false // no slip of the pen; comparing it would cost its length each time
	}
	best, bestDistance := "", 3
	for _, c := range candidates {
		if c == word {
			return "", false
		}
		shorter := min(utf8.RuneCountInString(word), utf8.RuneCountInString(c))
		allowed := min(2, shorter/3)
		if d := distance(strings.ToLower(word), strings.ToLower(c)); d <= allowed && d < bestDistance {
			best, bestDistance = c, d
		}
	}
	return best, best != ""
}

// distance is the optimal string alignment distance (Damerau-Levenshtein in
// which no part is edited twice), in code points.
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	if n := len(s) - len(t); n > 2 || n < -2 {
		return 3 // more than anybody allows
	}
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
