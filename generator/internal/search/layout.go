package search

import (
	"slices"
	"unicode/utf8"
)

// Which words share a file. Files are cut where a letter changes, at the
// shortest beginning that tells enough words apart, and small neighbours are
// joined again. So a new word moves no other cut, and the words with a given
// beginning are in consecutive files, of which the reader knows the first
// and the last without asking.

// widest is the number of files that a beginning may span before it gets a
// list of its own in prefixes/.
const widest = 2

// cut returns the numbers of the texts that begin a file, given what each costs
// and what a file may cost. Texts are sorted.
func cut(texts []string, costs []int, most int) []int {
	if len(texts) == 0 {
		return nil
	}
	sum := make([]int, len(texts)+1)
	for i, n := range costs {
		sum[i+1] = sum[i] + n
	}
	var split func(from, to, depth int) []int
	split = func(from, to, depth int) []int {
		if sum[to]-sum[from] <= most || to-from == 1 {
			return []int{from}
		}
		var cuts []int
		for i := from; i < to; {
			own := letterAt(texts[i], depth)
			end := i + 1
			for end < to && letterAt(texts[end], depth) == own {
				end++
			}
			cuts = append(cuts, split(i, end, depth+utf8.RuneLen(max(0, own)))...)
			i = end
		}
		joined := cuts[:1]
		for i, c := range cuts[1:] {
			if sum[endOf(cuts, i+1, to)]-sum[joined[len(joined)-1]] > most {
				joined = append(joined, c)
			}
		}
		return joined
	}
	return split(0, len(texts), 0)
}

// endOf is where part i ends of what is cut at cuts.
func endOf(cuts []int, i, end int) int {
	if i+1 < len(cuts) {
		return cuts[i+1]
	}
	return end
}

// firstBeginnings returns for each cut the shortest beginning that tells its
// text from the one before it.
func firstBeginnings(texts []string, cuts []int) []string {
	first := make([]string, len(cuts))
	for i, c := range cuts {
		if i > 0 {
			a, b := texts[c-1], texts[c]
			n := 0
			for r := letterAt(b, n); r >= 0 && r == letterAt(a, n); r = letterAt(b, n) {
				n += utf8.RuneLen(r)
			}
			first[i] = b[:n+utf8.RuneLen(max(0, letterAt(b, n)))]
		}
	}
	return first
}

// wideBeginnings are the beginnings that span more than widest files of those
// that begin with first, sorted.
func wideBeginnings(first []string) (wide []string) {
	spans := map[string]int{}
	for _, f := range first {
		for n, r := range f {
			spans[f[:n+utf8.RuneLen(r)]]++
		}
	}
	for b, n := range spans {
		if _, begins := slices.BinarySearch(first, b); !begins {
			n++ // its first words are in the file before
		}
		if n > widest {
			wide = append(wide, b)
		}
	}
	slices.Sort(wide)
	return wide
}
