package search_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"afterword/generator/internal/search"
)

// remembered is a query for one report.
type remembered struct{ path, query string }

func readRelevance(t *testing.T) (docs []report, all []remembered) {
	f, err := os.Open("testdata/relevance.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		mark, rest, _ := strings.Cut(lines.Text(), " ")
		switch d := len(docs) - 1; {
		case mark == "#":
			docs = append(docs, one(fmt.Sprintf("%02d.md", len(docs)), rest, ""))
		case d < 0:
		case mark == "@":
			organization, services, _ := strings.Cut(rest, ": ")
			docs[d].Terms = map[string][]string{"organization": {organization}}
			for _, s := range strings.Split(services, ", ") {
				docs[d].Services = append(docs[d].Services, search.Value{ID: s, Name: s})
			}
		case mark == "?":
			all = append(all, remembered{docs[d].Path, rest})
		default:
			docs[d].Sections[0].Text += lines.Text() + "\n"
		}
	}
	return docs, all
}

// misspell puts one typo into one word of at least five letters.
func misspell(r *rand.Rand, query string) string {
	words := strings.Fields(query)
	for _, i := range r.Perm(len(words)) {
		w := []byte(words[i])
		if len(w) < 5 {
			continue
		}
		at := 1 + r.IntN(len(w)-2)
		switch r.IntN(4) {
		case 0:
			w[at] = byte('a' + r.IntN(26))
		case 1:
			w = append(w[:at], w[at+1:]...)
		case 2:
			w[at], w[at+1] = w[at+1], w[at]
		default:
			w = append(w[:at], append([]byte{byte('a' + r.IntN(26))}, w[at:]...)...)
		}
		words[i] = string(w)
		break
	}
	return strings.Join(words, " ")
}

// TestRelevance asks what somebody may remember of made-up reports: other
// forms, few words, words too many, typos. MRR@10 is the mean of one over the
// rank of the right report, 0 below the tenth.
func TestRelevance(t *testing.T) {
	docs, all := readRelevance(t)
	if len(docs) < 40 || len(all) < 60 {
		t.Fatalf("%d reports, %d queries", len(docs), len(all))
	}
	x := indexOf(t, docs, "en")
	r := rand.New(rand.NewPCG(8, 8))
	noise := []string{"issue", "why", "customer", "outage", "the", "incident", "server"}
	for _, set := range []struct {
		name  string
		least float64
		query func(string) string
	}{
		{"as remembered", .96, func(q string) string { return q }},
		{"with a typo", .95, func(q string) string { return misspell(r, q) }},
		{"with a noise word", .96, func(q string) string { return noise[r.IntN(len(noise))] + " " + q }},
		{"last word cut", .95, func(q string) string { return q[:len(q)-min(3, len(q)-strings.LastIndexByte(q, ' ')-2)] }},
	} {
		sum, none := 0.0, 0
		for _, one := range all {
			query := set.query(one.query)
			result := x.Search(search.Query{Text: query})
			if result.Total == 0 {
				none++
			}
			rank := 0
			for i, h := range result.Results {
				if h.Path == one.path {
					rank = i + 1
					sum += 1 / float64(rank)
				}
			}
			if rank != 1 && testing.Verbose() {
				t.Logf("%s: rank %d of %q (%s)", set.name, rank, query, one.path)
			}
		}
		mrr := sum / float64(len(all))
		t.Logf("%-18s MRR@10 %.3f, %d queries, %d without hits", set.name, mrr, len(all), none)
		if mrr < set.least || none > 0 {
			t.Errorf("%s: MRR@10 %.3f, at least %.2f expected; %d without hits", set.name, mrr, set.least, none)
		}
	}
}
