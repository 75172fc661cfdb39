package search_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/search"
	"afterword/generator/internal/testutil/costtest"
)

// TestSimilarReasons promises what an alert is compared by, and what is said of it.
func TestSimilarReasons(t *testing.T) {
	docs := []report{
		one("mongo.md", "Two leaders", "The shard lost its lease. Then E11000 was logged by db-7 in eu-west-1 for every key. Later it was quiet."),
		one("java.md", "Settlement failed", "The client ended in NullPointerException at BankClient.send."),
		one("other.md", "Cake", "Somebody ate 20240501 cakes at 11:09 in eu-west-1."),
		one("more.md", "Oven", "Nothing was warm in eu-west-1. 4711 guests."),
	}
	for n := range 40 {
		docs = append(docs, one(fmt.Sprintf("quiet%d.md", n), fmt.Sprintf("Day %d", n), "Quiet in eu-west-1."))
	}
	docs[0].Services, docs[0].Terms = []search.Value{{ID: "profiles", Name: "Player profiles"}}, map[string][]string{"cause": {"split brain"}}
	docs[0].Ended = []string{"The old leader was fenced off."}
	x := indexOf(t, docs, "en")
	alert := "2024-05-01T11:09:12.120Z WARN registry-7d9f8b6c5-x2k4q[4711] rs0: lease lost by player profiles\n" +
		"E11000 duplicate key in eu-west-1, trace 0af7651916cd43dd8448eb211c80319c"
	got := x.Similar(alert, search.SimilarOptions{})
	if len(got.Results) != 1 || got.Results[0].Path != "mongo.md" {
		t.Fatalf("found %+v", got)
	}
	hit := got.Results[0]
	// eu-west-1 is in nearly every report, and tells none apart.
	if !slices.Equal(hit.Identifiers, []string{"E11000"}) || !slices.Contains(hit.Words, "lease") || slices.Contains(hit.Words, "west") {
		t.Errorf("identifiers %q, words %q", hit.Identifiers, hit.Words)
	}
	if said := strings.Join(hit.Excerpt, ""); said != "The shard lost its lease." || len(hit.Excerpt) != 5 {
		t.Errorf("the sentence is %q", said)
	}
	if !slices.Equal(hit.Named, []string{"Player profiles"}) || !slices.Equal(hit.Ended, docs[0].Ended) {
		t.Errorf("named %q, ended %q", hit.Named, hit.Ended)
	}
	for _, c := range []struct{ text, want string }{
		{"Exception in thread main java.lang.NullPointerException: null\n\tat com.kestrel.BankClient.send(BankClient.java:61)", "java.md"},
		{`{"level":"error","code":"E11000","message":"the lease of this shard was lost by service:profiles -- retry","id":"5d1f9a0c"}`, "mongo.md"},
		{"E11001 duplicate in 2024-05-01T11:09:55Z of registry-5c9f8b6c5-zzk4q[4711]\nnothing else is known of it", ""}, // another code, and ids
		{"leese lost by the shard leader while all the other things went on as they did before that", ""},               // no correction
		{"cakes", "other.md"}, {"NullPointerExcption", "java.md"}, {"xyzzy", ""}, {"zebra giraffe cakes", ""}, // a query
		{"", ""}, {"!!! 🔥\n\n", ""}, {strings.Repeat("the of and ", 40), ""}, {strings.Repeat("0123456789 ", 40), ""},
	} {
		var got []string
		for _, hit := range x.Similar(c.text, search.SimilarOptions{}).Results {
			got = append(got, hit.Path)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("like %.60q are %q, want %q", c.text, got, c.want)
		}
	}
	if got := x.Similar(alert, search.SimilarOptions{Without: "mongo.md"}); len(got.Results) != 0 || len(got.Guess) > 1 {
		t.Errorf("without the report itself: %+v", got)
	}
	if got := x.Similar(alert, search.SimilarOptions{Service: []string{"profiles"}}); len(got.Results) != 1 {
		t.Errorf("of its service: %+v", got)
	}
	if got := x.Similar(alert, search.SimilarOptions{Service: []string{"none"}}); len(got.Results)+len(got.Guess) != 0 {
		t.Errorf("of no service: %+v", got)
	}
}

// TestSimilarMasks promises that two firings of one alert are the same text.
func TestSimilarMasks(t *testing.T) {
	docs := corpus(t, 200, 80, 4, true)
	x := indexOf(t, docs, "en")
	for i, d := range docs[:40] {
		text := strings.ReplaceAll(d.Sections[0].Text, "-", " ") + "\n"
		a := x.Similar(fmt.Sprintf("2024-05-01T11:%02d:55.120Z host 10.0.0.%d took %dms id=%08x1 req %d\n%s", i, i, 100+i, i*7919, i*100000, text), search.SimilarOptions{})
		b := x.Similar(fmt.Sprintf("2025-06-02T12:%02d:01.007Z host 10.1.2.%d took %ds id=%08x2 req %d\n%s", 59-i, 99-i, 7+i, i*104729, i*333333, text), search.SimilarOptions{})
		if fmt.Sprint(paths(&search.Result{Results: hitsOf(a)})) != fmt.Sprint(paths(&search.Result{Results: hitsOf(b)})) || len(a.Results) > 0 && a.Results[0].Score != b.Results[0].Score {
			t.Fatalf("%v and %v", a.Results, b.Results)
		}
	}
}

func hitsOf(s search.Similar) (hits []search.Hit) {
	for _, l := range s.Results {
		hits = append(hits, l.Hit)
	}
	return hits
}

// A question is one of testdata/relevance/queries.json.
type question struct {
	Query, Kind, Half string
	Paths             []string
}

// relevanceSet reads testdata/relevance; generator/bench/relevance measures it with all kinds of queries.
func relevanceSet(t *testing.T) (*search.Index, []question) {
	t.Helper()
	docs := relevanceDocs(t)
	data, err := os.ReadFile("testdata/relevance/queries.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []question
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	return indexOf(t, docs, "en"), all
}

func relevanceDocs(t *testing.T) (docs []report) {
	t.Helper()
	names, err := filepath.Glob("testdata/relevance/*/*.md")
	if err != nil || len(names) < 60 {
		t.Fatalf("%d reports: %v", len(names), err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		head, text, _ := strings.Cut(strings.TrimPrefix(string(data), "---\n"), "---\n")
		path := strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(name), "testdata/relevance/"), ".md")
		d := one(path, "", text)
		for line := range strings.Lines(head) {
			key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
			switch key {
			case "title":
				d.Title = strings.Trim(value, `"`)
			case "organization":
				d.Terms = map[string][]string{"organization": {value}}
			case "services":
				for _, s := range strings.Split(strings.Trim(value, "[]"), ", ") {
					d.Services = append(d.Services, search.Value{ID: s, Name: s})
				}
			}
		}
		docs = append(docs, d)
	}
	return docs
}

// TestSimilarRelevance holds long texts to what was promised: of 50 texts without a precedent at
// most five get an answer, of those with one at most a fifth gets none, and the answer is right.
func TestSimilarRelevance(t *testing.T) {
	x, all := relevanceSet(t)
	answered, refused, first, total := 0, 0, 0, 0
	for _, q := range all {
		found := x.Similar(q.Query, search.SimilarOptions{})
		switch q.Kind {
		case "none":
			if len(found.Results) > 0 {
				answered++
			}
		case "alert", "draft":
			total++
			if len(found.Results) == 0 {
				refused++
			} else if found.Results[0].Path == q.Paths[0] {
				first++
			}
		}
	}
	t.Logf("%d texts with a precedent: %d refused, %d right at first; without: %d answered", total, refused, first, answered)
	if answered > 5 || refused > total/5 || first < total*85/100 {
		t.Error("that is too bad")
	}
}

// TestSimilarCost asks with a hundred kilobytes.
func TestSimilarCost(t *testing.T) {
	docs := corpus(t, 1200, 300, 8, true)
	x := indexOf(t, docs, "en")
	var long strings.Builder
	for i := 0; long.Len() < 100_000; i++ {
		long.WriteString(docs[i%len(docs)].Sections[1].Text + "\n")
	}
	for _, text := range []string{long.String(), strings.Repeat("a-", 50_000), strings.Repeat("x", 100_000), strings.Repeat("库", 30_000), strings.Repeat("\xff\n", 50_000)} {
		costtest.Within(t, fmt.Sprintf("%.20q…", text), costtest.Bound{CPU: time.Second, Allocated: 64 << 20}, func() { x.Similar(text, search.SimilarOptions{}) })
	}
}
