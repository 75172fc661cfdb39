package search

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Reading a long text: an alert, log lines, a stack trace, a draft. Nothing in it is syntax and
// nothing is corrected. What is left are clues: the words by which one incident can be told from
// another. js/clues.js does the same.

// mostClues is how many different clues of a text count, identifiers first, then words in the
// order of the text. It bounds what a browser fetches.
const mostClues = 96

// clue is a word of a long text.
type clue struct {
	text       string
	weight     int // in 1/32
	start, end int // where it is first, in the text in normal form C
}

// Weights of clues, in 1/32.
const (
	clueIdentifier = 48 // E11000, eu-west-1, NullPointerException
	clueWord       = 32 // lease
	cluePart       = 20 // west, Pointer
	clueFrequent   = 16 // status, restored
)

// cluesOf returns the clues of a text in normal form C.
func (x *Index) cluesOf(text string) []clue {
	var found []clue
	known := map[string]int{}
	tokens := tokenize(text)
	end := 0 // of the last word that was masked; its pieces are, too
	for n, k := range tokens {
		if k.kind == word && masked(k.text) {
			end = k.end
		}
		if k.kind == last || k.kind == piece && k.end == end || len(k.text) < 2 || masked(k.text) || x.english() && (stopped[k.text] || idle[k.text]) {
			continue
		}
		c := clue{k.text, clueWord, k.start, k.end}
		switch {
		case k.kind == piece || k.joined:
			c.weight = cluePart
		case k.kind == whole || n+1 < len(tokens) && tokens[n+1].kind == piece:
			c.weight = clueIdentifier
		case x.english() && frequent(k.text):
			c.weight = clueFrequent
		}
		same := c.text // in another form it is no second clue
		if x.english() {
			same = stem(c.text)
		}
		if at, ok := known[same]; ok {
			found[at].weight = max(found[at].weight, c.weight)
			continue
		}
		known[same] = len(found)
		found = append(found, c)
	}
	slices.SortStableFunc(found, func(a, b clue) int { return min(1, b.weight/clueIdentifier) - min(1, a.weight/clueIdentifier) })
	return found[:min(len(found), mostClues)]
}

// masked reports whether a word differs between two firings of one alert: a number, a time, an
// amount with its unit, an address, an id, a hash. Statuses of HTTP are none of these.
func masked(word string) bool {
	digits, turns, hex := 0, 0, true
	for i := range len(word) {
		c := word[i]
		if c-'0' < 10 {
			digits++
		}
		if i > 0 && (c-'0' < 10) != (word[i-1]-'0' < 10) {
			turns++
		}
		hex = hex && (c-'0' < 10 || c-'a' < 6)
	}
	switch {
	case digits == 0:
		return false
	case digits == len(word):
		return len(word) != 3 || word[0] != '4' && word[0] != '5'
	case word[0]-'0' < 10:
		return !strings.HasSuffix(word, "xx") // 30s, 512mb, 0x7f3a, 20240501t1203; but 5xx
	}
	return turns >= 4 || hex && len(word) >= 7
}

// idle are words of logs, traces and prose that say nothing of what has happened.
var idle = wordSet("above again against ago also am another around before being below both cannot com debug during each either else error errors " +
	"etc even ever every false fatal few file first func get go got he her here him his http https info its itself just " +
	"lang last level like line log main many may message might more most msg much must net new no nor now null off once only org other out over own " +
	"per pm said same see seen she should since so still such sun take than then these those through thus time timestamp too trace true " +
	"until up us use used using utc very via warn warning well were while will within without www yes yet " +
	"two three four five six seven eight nine ten hour hours minute minutes second seconds day days went took came kept put became become")

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// normalText is a text as clues are read from it.
func normalText(text string) string { return norm.NFC.String(text) }
