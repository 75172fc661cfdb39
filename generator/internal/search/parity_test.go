package search_test

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"afterword/generator/internal/search"
)

// queries makes n of them from what the reports hold: words, beginnings,
// typos, phrases, exclusions, identifiers, filters, noise, in any mixture.
func queries(docs []report, n int, seed uint64) []search.Query {
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
		"service:api-3", "severity:major", `org:"acme corp"`, "year:2014", "year:undated", "-year:Undated", "after:2012-06", "before:2020", "longer:2h", "shorter:90m", "tag:mail",
		"year:x", "year:0", "longer:", "after:2012-02-31", `service:"`, "cause:dns", "customer_tier:gold", "-customer_tier:silver", "-cause:dns", "-service:api-3", `-org:"acme corp"`, "-after:2015", "-longer:2h", "foo:bar", "https://example.com/12", "-", `""`, "!!!", "🔥",
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
		q.Limit = 10
		q.Sort = []string{"", "relevance", "relevance", "newest", "oldest", "longest"}[r.IntN(6)]
		if r.IntN(5) == 0 {
			q.Filters = map[string][]string{"severity": {"critical", "minor"}, "year": {"2011", "2013", "2018"}}
		}
	}
	return out
}

// options of the module for a query.
func options(q search.Query) map[string]any {
	o := map[string]any{"limit": q.Limit}
	for name, values := range q.Filters {
		o[name] = values
	}
	if q.Sort != "" {
		o["sort"] = q.Sort
	}
	return o
}

// TestParity asks the module, in Node, and this package 1,000 queries and
// compares everything: results, scores, excerpts, counts, corrections. The module
// answers from files and this package from memory, so that each is the other's oracle.
func TestParity(t *testing.T) {
	for _, size := range []struct{ docs, words, queries int }{{200, 150, 500}, {1500, 150, 500}} {
		docs := corpus(t, size.docs, size.words, 11, true)
		x := indexOf(t, docs, "en")
		all := queries(docs, size.queries, uint64(size.docs))
		answers := askModule(t, write(t, filesOf(t, x)), all, false)
		corrections, found := 0, 0
		for i, q := range all {
			r := x.Search(q)
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

// request is a question to the module; Anew opens the index for it alone.
type request struct {
	Text    string         `json:"text"`
	Options map[string]any `json:"options"`
	Anew    bool           `json:"anew"`
}

// askModule returns the module's answers to queries of the index in a folder.
func askModule(t testing.TB, folder string, all []search.Query, anew bool) (answers []json.RawMessage) {
	var in []request
	for _, q := range all {
		in = append(in, request{q.Text, options(q), anew})
	}
	node(t, "search.mjs", folder, in, &answers)
	return answers
}

// TestModuleOptions holds what only the module can, pages of results and
// counts that are widened, to queries that say the same without.
func TestModuleOptions(t *testing.T) {
	docs := corpus(t, 100, 40, 2, false)
	x := indexOf(t, docs, "en")
	narrow := search.Query{Text: "the outage", Filters: map[string][]string{"severity": {"major"}, "year": {"2012", "2015", "2019"}}, Limit: 100}
	in := []request{{narrow.Text, options(narrow), false}}
	in[0].Options["widen"] = true
	for offset := 0; offset < 70; offset += 7 {
		in = append(in, request{narrow.Text, map[string]any{"limit": 7, "offset": offset}, false})
	}
	var got []struct {
		Total   int
		Results []struct{ Path string }
		Facets  map[string][][2]any
	}
	node(t, "search.mjs", write(t, filesOf(t, x)), in, &got)

	found := x.Search(narrow)
	anySeverity, anyYear := narrow, narrow
	anySeverity.Filters, anyYear.Filters = maps.Clone(narrow.Filters), maps.Clone(narrow.Filters)
	delete(anySeverity.Filters, "severity")
	delete(anyYear.Filters, "year")
	want := maps.Clone(found.Facets)
	want["severity"], want["year"] = x.Search(anySeverity).Facets["severity"], x.Search(anyYear).Facets["year"]
	a, _ := json.Marshal(got[0].Facets)
	b, _ := json.Marshal(want)
	if normalJSON(t, a) != normalJSON(t, b) || got[0].Total != found.Total || slices.Equal(want["severity"], found.Facets["severity"]) {
		t.Errorf("widened: %d found, %s\nwant %d, %s", got[0].Total, a, found.Total, b)
	}
	var all []string
	for _, page := range got[1:] {
		for _, hit := range page.Results {
			all = append(all, hit.Path)
		}
	}
	if want := paths(x.Search(search.Query{Text: narrow.Text, Limit: 70})); !slices.Equal(all, want) {
		t.Errorf("pages of results do not add up:\n%v\n%v", all, want)
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

// TestHistory asks the module 200 queries of indexes opened anew and, in another
// order, of one that has answered all others.
func TestHistory(t *testing.T) {
	docs := corpus(t, 1200, 120, 4, true)
	all := queries(docs, 200, 77)
	for _, prefix := range []string{"c", "co", "con", "conn", "re", "rep", "d", "data", "e1", "1"} {
		all = append(all, search.Query{Text: prefix})
	}
	folder := write(t, build(t, docs))
	order := rand.New(rand.NewPCG(1, 1)).Perm(len(all))
	used := slices.Clone(all)
	for i, n := range order {
		used[i] = all[n]
	}
	cold, warm := askModule(t, folder, all, true), askModule(t, folder, used, false)
	for i, n := range order {
		if string(cold[n]) != string(warm[i]) {
			t.Fatalf("%q answers differently after other queries:\n%s\n%s", all[n].Text, cold[n], warm[i])
		}
	}
}

// TestSimilarParity asks the module and this package for reports like texts of every kind.
func TestSimilarParity(t *testing.T) {
	docs := corpus(t, 600, 150, 12, true)
	x := indexOf(t, docs, "en")
	r := rand.New(rand.NewPCG(2, 9))
	var in []request
	for i, q := range queries(docs, 300, 5) {
		text := q.Text
		if i%3 > 0 { // an alert or a draft
			from := docs[r.IntN(len(docs))]
			words := strings.Fields(from.Title + " " + from.Sections[r.IntN(3)].Text)
			at := r.IntN(len(words))
			text = strings.Join(words[at:min(len(words), at+5+r.IntN(60))], " ") + "\n2024-05-01T11:09:55.120Z pod-7d9f8b6c5-x2k4q[4711] 503 0af7651916cd 30s 5xx " + text
		}
		in = append(in, request{Text: text, Options: map[string]any{"similar": true, "limit": 5}})
	}
	var got []struct {
		Alike   bool
		Results []struct {
			Path               string
			Score              int
			Identifiers, Words []string
		}
	}
	node(t, "search.mjs", write(t, filesOf(t, x)), in, &got)
	alike := 0
	for i, q := range in {
		want := x.Similar(q.Text, search.SimilarOptions{})
		all := append(slices.Clone(want.Results), want.Guess...)
		if got[i].Alike != (len(want.Results) > 0) || len(got[i].Results) != len(all) {
			t.Fatalf("%q: %+v, want %+v", q.Text, got[i], want)
		}
		for n, hit := range got[i].Results {
			if w := all[n]; hit.Path != w.Path || hit.Score != w.Score || !slices.Equal(hit.Identifiers, w.Identifiers) || !slices.Equal(hit.Words, w.Words) {
				t.Fatalf("%q: %+v, want %s %d %q %q", q.Text, hit, w.Path, w.Score, w.Identifiers, w.Words)
			}
		}
		if got[i].Alike {
			alike++
		}
	}
	if alike < 50 {
		t.Errorf("only %d texts have a like", alike)
	}
}
