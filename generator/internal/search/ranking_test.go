package search_test

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"afterword/generator/internal/search"
)

// TestRanking holds the order of results to the formula, worked out from the texts with a scan
// of all reports for each word: rarity of the word times how much it says, and the square root
// of the share of words that are found. It knows small letters only, and no other forms.
func TestRanking(t *testing.T) {
	docs := corpus(t, 300, 90, 21, false)
	for i := range docs { // one field of words alone: what a word says is a matter of number and length
		d := &docs[i].Document
		text := strings.Join(parts.FindAllString(docs[i].Sections[0].Text, -1), "  ")
		docs[i] = report{search.Document{Path: d.Path, URL: "/x/", Date: d.Date, Seconds: -1}, []search.Section{{Text: text}}}
	}
	x := indexOf(t, docs, "de")
	mean := 0
	for _, d := range docs {
		mean += len(d.Sections[0].Text)
	}
	mean /= len(docs)
	for unit := 1; ; unit *= 10 { // to two digits
		if mean/unit < 100 {
			mean = (mean + unit/2) / unit * unit
			break
		}
	}
	says := func(word string, d report) float64 { // BM25F: k1 1.2, b .5, from 1 to 15
		n := strings.Count(" "+d.Sections[0].Text+" ", " "+word+" ")
		if n == 0 {
			return 0
		}
		tf := float64(n*(256*256/(256-128+128*len(d.Sections[0].Text)/mean))) / 256
		return min(15, max(1, math.Floor(16*tf/(tf+307./256)+.5)))
	}
	r := rand.New(rand.NewPCG(3, 3))
	for range 60 {
		var words []string
		for range 1 + r.IntN(4) {
			from := strings.Fields(docs[r.IntN(len(docs))].Sections[0].Text)
			if w := from[r.IntN(len(from))]; len(w) > 2 && strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") == "" && !slices.Contains(words, w) && !abbreviated[w] {
				words = append(words, w)
			}
		}
		if len(words) == 0 {
			continue
		}
		holding := make([]int, len(words))
		for n, w := range words {
			for _, d := range docs {
				if says(w, d) > 0 {
					holding[n]++
				}
			}
		}
		score := make([]float64, len(docs))
		for i, d := range docs {
			found := 0.
			for n, w := range words {
				if s := says(w, d); s > 0 {
					found++
					score[i] += s * math.Log2(float64(2*len(docs)+2)/float64(2*holding[n]+1))
				}
			}
			score[i] *= math.Sqrt(found / float64(len(words)))
		}
		order := make([]int, len(docs))
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(score[b], score[a]) })
		// Words are also searched for as beginnings if they are last: a phrase of one word is not.
		got := paths(asTyped(x.Search(search.Query{Text: `"` + strings.Join(words, `" "`) + `"`, Limit: 300})))
		all := slices.DeleteFunc(slices.Clone(order), func(i int) bool {
			return slices.ContainsFunc(words, func(w string) bool { return says(w, docs[i]) == 0 })
		})
		if len(got) != len(all) {
			t.Fatalf("%v: %d results, want %d", words, len(got), len(all))
		}
		at := map[string]int{}
		for i, d := range docs {
			at[d.Path] = i
		}
		for i := 1; i < len(got); i++ {
			if a, b := score[at[got[i-1]]], score[at[got[i]]]; a < b*.985 { // rarities are rounded to 1/64
				t.Fatalf("%v: result %d scores %.2f, below %.2f of the next", words, i, a, b)
			}
		}
		// As plain words, with a last one that is in no report.
		open := paths(x.Search(search.Query{Text: strings.Join(words, " ") + " qxqxqxqxqx", Limit: 10}))
		for i := 1; i < len(open); i++ {
			if a, b := score[at[open[i-1]]], score[at[open[i]]]; a < b*.985 {
				t.Fatalf("%v: result %d scores %.2f, below %.2f of the next", words, i, a, b)
			}
		}
	}
}
