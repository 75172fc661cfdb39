package search

import (
	"slices"
	"strings"
)

// Excerpts: the stretch of a text that says most about the query, in pieces of
// which every second one is a word that was found. js/excerpt.js does the same.

// excerptWords is how many words an excerpt has at most.
const excerptWords = 32

// marker knows which words of a text answer a query.
type marker struct {
	groups  []group
	english bool
}

// found returns the number of the group that a token answers; -1 for none.
func (m *marker) found(text string) int {
	root := text
	if m.english {
		root = stem(text)
	}
	for n := range m.groups {
		g := &m.groups[n]
		switch {
		case text == g.text:
			return n
		case g.exact:
		case m.english && stemmable(text) && root == stem(g.text):
			return n
		case g.begun != nil && strings.HasPrefix(text, g.text):
			return n
		}
		for _, c := range g.candidates {
			if text == c.text || m.english && stemmable(text) && root == stem(c.text) || g.prefix && strings.HasPrefix(text, c.text) {
				return n
			}
		}
	}
	return -1
}

// mark is a stretch of a text that answers a group.
type mark struct{ start, end, group int }

// excerpt cuts a text, in normal form C, to the words around those found and
// splits it: the odd pieces were found.
func (m *marker) excerpt(text string) []string {
	var words []token
	var marks []mark
	for _, k := range tokenize(text) {
		if k.kind == word || k.kind == pair {
			words = append(words, k)
		}
		if n := m.found(k.text); n >= 0 {
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
