package search_test

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"afterword/generator/internal/search"
)

// queries makes n of them from what the reports hold: words, beginnings,
// typos, phrases, exclusions, identifiers, filters, noise, in any mixture.
func queries(docs []search.Document, n int, seed uint64) []search.Query {
	r := rand.New(rand.NewPCG(seed, 1))
	word := func() string {
		d := docs[r.IntN(len(docs))]
		fields := strings.Fields(d.Title + " " + d.Summary + " " + d.Sections[r.IntN(3)].Text)
		return fields[r.IntN(len(fields))]
	}
	cut := func(s string) string {
		letters := []rune(s)
		return string(letters[:1+r.IntN(len(letters))])
	}
	typo := func(s string) string {
		letters := []rune(s)
		i := r.IntN(len(letters))
		switch r.IntN(3) {
		case 0:
			letters[i] = rune('a' + r.IntN(26))
		case 1:
			letters = append(letters[:i], letters[i+1:]...)
		default:
			letters[i], letters[0] = letters[0], letters[i]
		}
		return string(letters)
	}
	filters := []string{
		"service:api-3", "severity:major", `org:"acme corp"`, "year:2014", "after:2012-06", "before:2020", "longer:2h", "shorter:90m", "tag:mail",
		"year:x", "longer:", "after:2012-02-31", `service:"`, "cause:dns", "-cause:dns", "-service:api-3", `-org:"acme corp"`, "-after:2015", "-longer:2h", "foo:bar", "https://example.com/12", "-", `""`, "!!!", "🔥",
	}
	out := make([]search.Query, n)
	for i := range out {
		q := &out[i]
		var words []string
		for range 1 + r.IntN(4) {
			switch r.IntN(12) {
			case 0:
				words = append(words, typo(word()))
			case 1:
				words = append(words, `"`+word()+" "+word()+`"`)
			case 2:
				d := docs[r.IntN(len(docs))]
				text := strings.Fields(d.Sections[0].Text)
				at := r.IntN(len(text) - 2)
				words = append(words, `"`+strings.Join(text[at:at+2], " ")+`"`)
			case 3:
				words = append(words, "-"+word())
			case 4, 5:
				words = append(words, filters[r.IntN(len(filters))])
			case 6:
				words = append(words, cut(word()))
			case 7:
				words = append(words, []string{"why", "the", "problem", "Failed", "EXPIRED", "broken"}[r.IntN(6)])
			default:
				words = append(words, word())
			}
		}
		if r.IntN(2) == 0 {
			words = append(words, cut(word()))
		}
		q.Text = strings.Join(words, " ")
		q.Limit, q.Offset = 10, 10*r.IntN(2)*r.IntN(2)
		q.Sort = []string{"", "relevance", "relevance", "newest", "oldest", "longest"}[r.IntN(6)]
		if r.IntN(5) == 0 {
			q.Severity, q.Year = []string{"critical", "minor"}, []string{"2011", "2013", "2018"}
			q.Widen = r.IntN(2) == 0
		}
	}
	return out
}

// options of the module for a query.
func options(q search.Query) map[string]any {
	o := map[string]any{"limit": q.Limit, "offset": q.Offset, "widen": q.Widen}
	for name, values := range map[string][]string{
		"service": q.Service, "severity": q.Severity, "year": q.Year, "cause": q.Cause, "tag": q.Tag, "organization": q.Organization,
	} {
		if values != nil {
			o[name] = values
		}
	}
	if q.Sort != "" {
		o["sort"] = q.Sort
	}
	return o
}

// TestParity runs 1,000 queries by the module in Node and by this package and
// compares everything: results, scores, excerpts, counts, corrections.
func TestParity(t *testing.T) {
	for _, size := range []struct{ docs, words, queries int }{{200, 150, 500}, {1500, 150, 500}} {
		docs := corpus(t, size.docs, size.words, 11, true)
		files := build(t, docs)
		x := openIndex(t, files)
		all := queries(docs, size.queries, uint64(size.docs))
		type request struct {
			Text    string         `json:"text"`
			Options map[string]any `json:"options"`
		}
		var in []request
		for _, q := range all {
			in = append(in, request{q.Text, options(q)})
		}
		var answers []json.RawMessage
		node(t, "search.mjs", write(t, files), in, &answers)
		corrections, found := 0, 0
		for i, q := range all {
			r := find(t, x, q)
			want, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			if a, b := normalJSON(t, answers[i]), normalJSON(t, want); a != b {
				t.Fatalf("query %q %v\nthe module: %.1500s\n    here:   %.1500s", q.Text, options(q), a, b)
			}
			if r.Corrected != nil {
				corrections++
			}
			if r.Total > 0 {
				found++
			}
		}
		if corrections < 10 || found < size.queries/2 {
			t.Errorf("%d corrections, %d queries with hits: the queries test too little", corrections, found)
		}
	}
}

func normalJSON(t testing.TB, data []byte) string {
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// TestHistory asks 200 queries of new indexes and, in another order, of one
// that has answered all others.
func TestHistory(t *testing.T) {
	docs := corpus(t, 1200, 120, 4, true)
	files := build(t, docs)
	all := queries(docs, 200, 77)
	for _, prefix := range []string{"c", "co", "con", "conn", "re", "rep", "d", "data", "e1", "1"} {
		all = append(all, search.Query{Text: prefix})
	}
	used := openIndex(t, files)
	for _, q := range all {
		find(t, used, q)
	}
	answer := func(x *search.Index, q search.Query) string {
		data, err := json.Marshal(find(t, x, q))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	for _, i := range rand.New(rand.NewPCG(1, 1)).Perm(len(all)) {
		if cold, warm := answer(openIndex(t, files), all[i]), answer(used, all[i]); cold != warm {
			t.Fatalf("%q answers differently after other queries:\n%s\n%s", all[i].Text, cold, warm)
		}
	}
}
