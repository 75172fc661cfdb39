package search_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/search"
	"afterword/generator/internal/testutil/costtest"
)

func relatedOf(docs []search.Traits) *search.Related {
	reader := search.NewProfiler("en")
	return search.NewRelated(len(docs), func(n int) search.Profile { return reader.Profile(docs[n]) }, func(n int) string { return fmt.Sprintf("%03d", len(docs)-n) })
}

func nobody(int) bool { return false }

// TestRelated promises which reports are related, and why.
func TestRelated(t *testing.T) {
	cause := func(name string) []search.Trait { return []search.Trait{{"same cause", name}, {"same service", "api"}} }
	docs := []search.Traits{
		{[]string{"The lease of etcd was lost", "Quorum was lost as E11000 came and elections failed."}, cause("split-brain")},
		{[]string{"Elections without end", "A lease ran out, and etcd failed with E11000 in its quorum."}, cause("split-brain")},
		{[]string{"Certificates expired", "Nobody renewed the wildcard."}, cause("oversight")},
		{[]string{"Wildcard expired", "The renewal of certificates was nobody's job."}, cause("nobody")},
		{[]string{"Nothing in common", "Bread was cold."}, cause("kitchen")},
		{[]string{"A cake", "Somebody had eaten it at 11:09."}, cause("hunger")},
		{[]string{"Oven", "At 11:09 the oven stopped."}, cause("power")},
		{[]string{"Doors", "Locked."}, cause("keys")},
	}
	for n := range 30 {
		docs = append(docs, search.Traits{Texts: []string{fmt.Sprintf("Day%d", n)}, Terms: cause(fmt.Sprint(n))})
	}
	k := relatedOf(docs)
	for n, want := range [][]int{{1}, {0}, {3}, {2}, nil, nil, nil, nil, nil} {
		if got := k.Of(n, 5, nobody); !slices.Equal(got, want) {
			t.Errorf("related to %d are %v, want %v", n, got, want)
		}
	}
	terms, words := k.Shared(0, 1, docs[0].Text())
	// Every report is of the service, which is no reason.
	if !slices.Equal(terms, []int{0}) || !slices.Contains(words, "lease") || len(words) != 4 {
		t.Errorf("they share %v and %q", terms, words)
	}
	if got := k.Of(0, 5, func(other int) bool { return other == 1 }); len(got) != 0 {
		t.Errorf("what is left out is %v", got)
	}
	if got := k.Of(0, 0, nobody); len(got) != 0 {
		t.Errorf("of no more than none, %v", got)
	}
}

// TestFrequentWordsAreNoReason promises of archives with few reports that what many postmortems say
// makes none of them like another, or like a text, and is no reason beside better ones.
func TestFrequentWordsAreNoReason(t *testing.T) {
	common := "We lost the status of everything at once. Customers noticed immediately, engineers switched to the backup, and service was fully restored " +
		"later that day. The upgrade had been tested on a separate system, the course of the migration was planned, and lasted longer than expected."
	alert := "Since the upgrade of last night the status of the backup is lost on a separate system. Engineers switched everything off,\n" +
		"customers noticed it immediately. The migration takes longer than planned."
	for _, n := range []int{6, 20, 31} {
		var docs []report
		var all []search.Traits
		for i := range n {
			text := fmt.Sprintf("The word%dx is zzz%dy.", i, i)
			if i < 2 {
				text = common
			}
			docs = append(docs, one(fmt.Sprintf("%d.md", i), fmt.Sprintf("Title%dt", i), text))
			all = append(all, search.Traits{Texts: []string{docs[i].Title, text}})
		}
		if got := relatedOf(all).Of(0, 5, nobody); len(got) > 0 {
			t.Errorf("of %d reports, related are %v", n, got)
		}
		if got := indexOf(t, docs[1:], "en").Similar(alert, search.SimilarOptions{}); len(got.Results) > 0 {
			t.Errorf("of %d reports, %q is like it: %q", n, got.Results[0].Path, got.Results[0].Words)
		}
		for i := range all[:2] {
			all[i].Texts = append(all[i].Texts, "etcd etcd quorum quorum E11000 E11000 fsync fsync raft raft mvcc mvcc")
		}
		k := relatedOf(all)
		if got := k.Of(0, 5, nobody); !slices.Equal(got, []int{1}) {
			t.Errorf("of %d reports, related are %v", n, got)
		} else if _, words := k.Shared(0, 1, all[0].Text()); slices.ContainsFunc(words, func(w string) bool { return strings.Contains(common, w) }) {
			t.Errorf("of %d reports, both say %q", n, words)
		}
	}
}

// TestRelatedHaveReasons promises of made-up reports: the same reports each time, at most as many as asked for, and
// a reason for each that another report has as well.
func TestRelatedHaveReasons(t *testing.T) {
	var docs []search.Traits
	for _, d := range corpus(t, 150, 60, 5, false) {
		text := strings.Join(parts.FindAllString(d.Sections[0].Text, -1), " ")
		docs = append(docs, search.Traits{Texts: []string{d.Title, text}, Terms: []search.Trait{{"same cause", d.Terms["cause"][0]}, {"same service", d.Services[0].ID}}})
	}
	k, again := relatedOf(docs), relatedOf(docs)
	found := 0
	for n := range docs {
		related := k.Of(n, 3, nobody)
		if !slices.Equal(related, again.Of(n, 3, nobody)) || len(related) > 3 || slices.Contains(related, n) {
			t.Fatalf("related to %d are %v", n, related)
		}
		found += len(related)
		for _, other := range related {
			terms, words := k.Shared(n, other, docs[n].Text())
			if len(terms)+len(words) == 0 {
				t.Errorf("%d and %d are related without a reason", n, other)
			}
			for _, w := range words {
				if has := strings.ToLower(strings.Join(docs[other].Texts, " ")); !strings.Contains(has, strings.ToLower(w[:min(3, len(w))])) {
					t.Errorf("%q is said by %d alone", w, n)
				}
			}
		}
	}
	if found == 0 {
		t.Error("no report has related")
	}
}

// TestRelatedCost compares 2,000 reports.
func TestRelatedCost(t *testing.T) {
	var docs []search.Traits
	for _, d := range corpus(t, 2000, 300, 5, false) {
		docs = append(docs, search.Traits{Texts: []string{d.Title, d.Summary, d.Sections[0].Text, d.Sections[1].Text, d.Sections[2].Text}})
	}
	costtest.Within(t, "2,000 reports", costtest.Bound{CPU: 4 * time.Second}, func() {
		k := relatedOf(docs)
		for n := range docs {
			k.Of(n, 5, nobody)
		}
	})
}
