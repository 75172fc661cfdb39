package corpus

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"sort"
	"strconv"
	"strings"
)

// words.txt has words of incident reports and how often each occurs, the most
// frequent first, so that the vocabulary, and with it the size of a search
// index, grows as it does in real archives.
//
//go:embed words.txt
var wordList string

// A Vocabulary is the words of reports and how often each occurs.
type Vocabulary struct {
	words []string
	sums  []int // of the frequencies up to each word
}

// Words reads the vocabulary, which is part of the program. It fails where that is damaged.
func Words() (v Vocabulary, err error) {
	sum := 0
	for line := range strings.Lines(wordList) {
		word, count, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok {
			continue
		}
		n, err := strconv.Atoi(count)
		if err != nil {
			return v, fmt.Errorf("words.txt: %w", err)
		}
		sum += n
		v.words, v.sums = append(v.words, word), append(v.sums, sum)
	}
	return v, nil
}

// Only is the part of the vocabulary whose words are to be kept.
func (v Vocabulary) Only(keep func(word string) bool) (part Vocabulary) {
	sum, before := 0, 0
	for n, word := range v.words {
		if keep(word) {
			sum += v.sums[n] - before
			part.words, part.sums = append(part.words, word), append(part.sums, sum)
		}
		before = v.sums[n]
	}
	return part
}

// Pick takes a word as often as reports use it.
func (v Vocabulary) Pick(r *rand.Rand) string {
	x := r.IntN(v.sums[len(v.sums)-1])
	return v.words[sort.SearchInts(v.sums, x+1)]
}

// Rare takes one of all words but the most frequent, each as often.
func (v Vocabulary) Rare(r *rand.Rand, frequent int) string {
	return v.words[frequent+r.IntN(len(v.words)-frequent)]
}

// topic takes rarer words, so that a report is about something.
func (v Vocabulary) topic(r *rand.Rand, n int) []string {
	words := make([]string, n)
	for i := range words {
		words[i] = v.Rare(r, 200)
	}
	return words
}
