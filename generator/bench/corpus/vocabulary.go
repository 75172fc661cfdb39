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

type vocabulary struct {
	words []string
	sums  []int // of the frequencies up to each word
}

func readVocabulary() (v vocabulary, err error) {
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

// pick takes a word as often as reports use it.
func (v vocabulary) pick(r *rand.Rand) string {
	x := r.IntN(v.sums[len(v.sums)-1])
	return v.words[sort.SearchInts(v.sums, x+1)]
}

// topic takes rarer words, each as often, so that a report is about something.
func (v vocabulary) topic(r *rand.Rand, n int) []string {
	const frequent = 200
	words := make([]string, n)
	for i := range words {
		words[i] = v.words[frequent+r.IntN(len(v.words)-frequent)]
	}
	return words
}
