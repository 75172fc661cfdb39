package archive_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/settings"
)

// read returns settings of which yaml is what follows the title.
func read(t *testing.T, yaml string) *settings.Settings {
	t.Helper()
	s, list := settings.Read(diag.NewSource("archive.yaml", "title: T\ntimezone: UTC\n"+yaml), false)
	if list.Errors() > 0 {
		t.Fatal(list)
	}
	return s
}

// described are the terms of a taxonomy with what they count: "name parent all/direct".
func described(a *archive.Archive, id string) (list []string) {
	for _, term := range a.Taxonomy(id).Terms {
		parent := ""
		if term.Parent != nil {
			parent = term.Parent.Name
		}
		list = append(list, fmt.Sprintf("%s (%s) %d/%d", term.Name, parent, len(term.Incidents), term.Direct))
	}
	return list
}

func TestATermCountsItsKindsAndItsSynonyms(t *testing.T) {
	s := read(t, `
taxonomies: {region: {title: Regions}}
terms:
  causes:
    Split brain: {synonyms: [split-brain, two masters], parent: consensus}
    consensus: {parent: coordination}
    unused: {definition: No report names it., parent: coordination}
`)
	a := load(t, s, map[string]string{
		"1": "title: a\ndate: 2024-01-01\ncauses: [split brain]",
		"2": "title: a\ndate: 2024-01-02\ncauses: [Two Masters, consensus]\nregion: eu",
		"3": "title: a\ndate: 2024-01-03\ncauses: [coordination, dns]\nregion: [eu, us]",
	})
	equal(t, "causes", described(a, "causes"), []string{"consensus (coordination) 2/1", "coordination () 3/1", "dns () 1/1", "Split brain (consensus) 2/2"})
	equal(t, "regions", described(a, "region"), []string{"eu () 2/2", "us () 1/1"})
	two, _ := a.Incident("2")
	equal(t, "names", two.Names("causes"), []string{"Split brain", "consensus"})
	if a.Taxonomy("upstream") != nil || a.Taxonomy("trigger") != nil {
		t.Error("taxonomies of which no report has a term are there")
	}
}

func TestNearTermsArePairsOfOneEditOrAPlural(t *testing.T) {
	s := read(t, "terms: {tags: {staging: {definition: a}, stating: {definition: b}}}\n")
	a := load(t, s, map[string]string{
		"1": "title: a\ndate: 2024-01-01\ntags: [timeout, slow queries, us-east-1, us-east-2, http, https, staging, stating, boxes, log, cases]",
		"2": "title: a\ndate: 2024-01-02\ntags: [timeouts, slow query, split brain, splitbrain, memroy, dns, rds, box, logs, case]",
		"3": "title: a\ndate: 2024-01-03\ntags: [timeout, memory, ipv4, ipv6]",
	})
	var got []string
	for _, pair := range a.Taxonomy("tags").Near() {
		got = append(got, pair[0].Name+" ~ "+pair[1].Name)
	}
	equal(t, "pairs", got, []string{"boxes ~ box", "cases ~ case", "logs ~ log", "memroy ~ memory", "slow query ~ slow queries", "splitbrain ~ split brain", "timeouts ~ timeout"})
}

// What Near finds by what terms share, a comparison of all pairs finds too.
func TestNearTermsEqualAComparisonOfAllPairs(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for range 30 {
		var tags []string
		for range 40 {
			word := []byte("abcabca"[:5+r.IntN(3)])
			for range r.IntN(4) {
				word[r.IntN(len(word))] = "abcd"[r.IntN(4)]
			}
			if tag := string(word); !slices.Contains(tags, tag) {
				tags = append(tags, tag)
			}
		}
		a := load(t, read(t, ""), map[string]string{"1": "title: a\ndate: 2024-01-01\ntags: [" + strings.Join(tags, ", ") + "]"})
		var got, want []string
		for _, pair := range a.Taxonomy("tags").Near() {
			got = append(got, min(pair[0].Name, pair[1].Name)+max(pair[0].Name, pair[1].Name))
		}
		for n, x := range tags {
			for _, y := range tags[:n] {
				if oneEdit(x, y) {
					want = append(want, min(x, y)+max(x, y))
				}
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		equal(t, "pairs", got, want)
	}
}

// oneEdit tries all edits of a word.
func oneEdit(x, y string) bool {
	for n := range len(x) + 1 {
		if n < len(x) && x[:n]+x[n+1:] == y || n+1 < len(x) && x[:n]+string(x[n+1])+string(x[n])+x[n+2:] == y {
			return true
		}
		for _, c := range "abcd" {
			if x[:n]+string(c)+x[n:] == y || n < len(x) && x[:n]+string(c)+x[n+1:] == y {
				return true
			}
		}
	}
	return false
}
