package search

import (
	"slices"
	"strings"
)

// Excerpts: the stretch of a text that says most about the query, in pieces of
// which every second one is a word that was found. js/excerpt.js does the same.

// excerptWords is how many words an excerpt has at most.
const excerptWords = 32

// answers returns the number of the group that a word of a text answers; -1 for none, and
// for words that say nothing.
func (x *Index) answers(groups []group, text string) int {
	if x.english() && stopped[text] {
		return -1
	}
	stems := x.english() && stemmable(text)
	root := ""
	if stems {
		root = stem(text)
	}
	same := func(other string) bool { return text == other || stems && root == stem(other) }
	return slices.IndexFunc(groups, func(g group) bool {
		if g.exact {
			return text == g.text
		}
		return same(g.text) || g.begun != nil && strings.HasPrefix(text, g.text) ||
			!g.offered && slices.ContainsFunc(g.candidates, func(c candidate) bool {
				return same(c.text) || g.prefix && strings.HasPrefix(text, c.text)
			})
	})
}

// mark is a stretch of a text that answers a group.
type mark struct{ start, end, group int }

// excerpt cuts a text, in normal form C, to the words around those found and
// splits it: the odd pieces were found.
func (x *Index) excerpt(groups []group, text string) []string {
	var words []token
	var marks []mark
	for _, k := range tokenize(text) {
		if k.kind == word || k.kind == pair {
			words = append(words, k)
		}
		if n := x.answers(groups, k.text); n >= 0 {
			marks = append(marks, mark{k.start, k.end, n})
		}
	}
	slices.SortStableFunc(marks, func(a, b mark) int {
		if a.start != b.start {
			return a.start - b.start
		}
		return b.end - a.end
	})
	from, to := 0, len(text)
	if len(words) > excerptWords+excerptWords/4 {
		first := bestWindow(words, marks)
		last := min(len(words), first+excerptWords) - 1
		if first > 0 {
			from = words[first].start
		}
		if last < len(words)-1 {
			to = words[last].end
		}
	}
	pieces := []string{""}
	if from > 0 {
		pieces[0] = "… "
	}
	at := from
	for _, k := range marks {
		if k.start < at || k.end > to {
			continue
		}
		if k.start == at && len(pieces) > 1 && pieces[len(pieces)-1] == "" {
			pieces = pieces[:len(pieces)-1]
			pieces[len(pieces)-1] += text[k.start:k.end]
		} else {
			pieces[len(pieces)-1] += text[at:k.start]
			pieces = append(pieces, text[k.start:k.end])
		}
		pieces = append(pieces, "")
		at = k.end
	}
	pieces[len(pieces)-1] += text[at:to]
	if to < len(text) {
		pieces[len(pieces)-1] += " …"
	}
	return pieces
}

// bestWindow is the word at which the excerpt begins that answers the most
// different words of the query, and of these the most often.
func bestWindow(words []token, marks []mark) int {
	best, most := 0, -1
	for _, k := range marks {
		first := 0
		for first < len(words) && words[first].end <= k.start {
			first++
		}
		first = max(0, min(first-4, len(words)-excerptWords))
		end := words[min(len(words), first+excerptWords)-1].end
		seen, count := map[int]bool{}, 0
		for _, other := range marks {
			if other.start >= words[first].start && other.end <= end {
				seen[other.group] = true
				count++
			}
		}
		if v := len(seen)*1000 + min(count, 999); v > most {
			best, most = first, v
		}
	}
	return best
}
