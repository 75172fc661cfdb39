package search_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"afterword/generator/internal/search"
)

// The oracle reads every report for every query. It shares no code with the
// package and knows only texts of small letters, hosts and error codes.
type oracle struct {
	docs   []report
	words  []map[string]bool
	sorted [][]string
	texts  []string // everything, a line per field
}

var (
	chunks = regexp.MustCompile(`[A-Za-z0-9]+(?:[-.][A-Za-z0-9]+)*`)
	parts  = regexp.MustCompile(`[a-z0-9]+`)
	spaces = regexp.MustCompile(`[^a-z0-9\n]+`)
	coded  = regexp.MustCompile(`^([a-z]+)([0-9]+)$`)
)

// abbreviated are words of the made-up texts that find others, as the scan does not.
var abbreviated = map[string]bool{
	"configuration": true, "database": true, "databases": true, "connection": true, "connections": true, "service": true, "message": true, "messages": true,
	"production": true, "memory": true, "environment": true, "certificate": true, "authentication": true, "kubernetes": true, "infrastructure": true, "postgres": true,
	"repository": true, "config": true, "credentials": true, "permissions": true, "replication": true, "db": true, "certificates": true, "configs": true, "auth": true,
	"prod": true, "elasticsearch": true, "terraform": true, "datacenter": true, "postgresql": true, "vm": true, "vms": true, "dc": true, "lb": true, "es": true,
	"env": true, "repo": true, "infra": true, "k8s": true, "cert": true, "certs": true, "tf": true, "conn": true, "svc": true, "pg": true, "dbs": true, "mem": true, "msg": true,
}

func newOracle(docs []report) *oracle {
	o := &oracle{docs: docs}
	for _, d := range docs {
		lines := []string{d.Title, d.Summary}
		for _, s := range d.Services {
			lines = append(lines, s.ID, s.Name)
		}
		for _, f := range facets {
			lines = append(lines, d.Terms[f.Name]...)
		}
		for _, s := range d.Sections {
			lines = append(lines, s.Heading, s.Text, s.Code)
		}
		words := map[string]bool{}
		for _, chunk := range chunks.FindAllString(strings.ToLower(strings.Join(lines, "\n")), -1) {
			found := parts.FindAllString(chunk, -1)
			for _, w := range found {
				if len(found) == 1 || len(w) > 1 {
					words[w] = true
				}
				if m := coded.FindStringSubmatch(w); m != nil {
					for _, piece := range m[1:] {
						if len(piece) > 1 {
							words[piece] = true
						}
					}
				}
			}
			words[strings.Join(found, "")] = true
		}
		url := strings.Split(strings.Trim(d.URL, "/"), "/")
		words[strings.ReplaceAll(url[len(url)-1], "-", "")] = true
		o.words = append(o.words, words)
		o.sorted = append(o.sorted, slices.Sorted(maps.Keys(words)))
		text := strings.ToLower(strings.Join(lines, "\n"))
		o.texts = append(o.texts, spaces.ReplaceAllString(text, " "))
	}
	return o
}

func (o *oracle) search(q search.Query, words []string, prefix, phrase, without string) (paths []string, counts map[string]map[string]int) {
	counts = map[string]map[string]int{}
	for _, facet := range []string{"service", "severity", "year", "cause", "tag", "organization", "customer_tier"} {
		counts[facet] = map[string]int{}
	}
	together := regexp.MustCompile(`(?m)(^| )` + phrase + `( |$)`)
	for i, d := range o.docs {
		hit := prefix == "" && len(words) == 0 || slices.ContainsFunc(words, func(w string) bool { return o.words[i][w] })
		if prefix != "" && !hit {
			n, _ := slices.BinarySearch(o.sorted[i], prefix)
			hit = n < len(o.sorted[i]) && strings.HasPrefix(o.sorted[i][n], prefix)
		}
		if phrase != "" && !together.MatchString(o.texts[i]) || without != "" && o.words[i][without] {
			hit = false
		}
		any := func(wanted, have []string) bool {
			return len(wanted) == 0 || slices.ContainsFunc(wanted, func(v string) bool { return slices.Contains(have, v) })
		}
		var services []string
		for _, s := range d.Services {
			services = append(services, s.ID)
		}
		year := fmt.Sprint(d.Year)
		if d.Year == 0 {
			year = "undated"
		}
		all := map[string][]string{"service": services, "severity": {d.Severity}, "year": {year}}
		for facet, terms := range d.Terms {
			all[facet] = terms
		}
		for facet, wanted := range q.Filters {
			hit = hit && any(wanted, all[facet])
		}
		if !hit {
			continue
		}
		paths = append(paths, d.Path)
		for facet, values := range all {
			for _, v := range values {
				if v != "" {
					counts[facet][v]++
				}
			}
		}
	}
	slices.Sort(paths)
	return paths, counts
}

// TestAgainstScan compares hits, filters and counts of 500 queries with a scan
// of all reports: on an index small enough for distances to count, and on a larger one.
func TestAgainstScan(t *testing.T) {
	for _, size := range []struct{ docs, words, queries int }{{150, 120, 200}, {1200, 120, 300}} {
		docs := corpus(t, size.docs, size.words, 3, false)
		x := indexOf(t, docs, "de") // no forms: the scan knows none
		o := newOracle(docs)
		r := rand.New(rand.NewPCG(5, 5))
		word := func() string {
			for {
				of := o.sorted[r.IntN(len(docs))]
				if w := of[r.IntN(len(of))]; !abbreviated[w] {
					return w
				}
			}
		}
		for range size.queries {
			q := search.Query{Limit: len(docs), Filters: map[string][]string{}}
			var words []string
			prefix, phrase, without := "", "", ""
			if r.IntN(8) == 0 { // only filters
				q.Filters["severity"] = []string{"major", "critical"}[:1+r.IntN(2)]
			} else {
				for range r.IntN(3) {
					words = append(words, word())
				}
				prefix = word()
				prefix = prefix[:1+r.IntN(len(prefix))]
				if r.IntN(4) == 0 {
					text := strings.Fields(regexp.MustCompile(`[^a-z ]`).ReplaceAllString(docs[r.IntN(len(docs))].Sections[0].Text, "9"))
					at := r.IntN(len(text) - 1)
					if two := strings.Join(text[at:at+2], " "); !strings.Contains(two, "9") {
						phrase = two
						words = append(words, text[at:at+2]...)
					}
				}
				q.Text = strings.Join(words, " ") + " " + prefix
				if phrase != "" {
					q.Text = `"` + phrase + `" ` + q.Text
				}
				if r.IntN(5) == 0 {
					without = word()
					q.Text = "-" + without + " " + q.Text
				}
			}
			if r.IntN(4) == 0 {
				q.Filters["service"] = []string{"api-1", "api-2", "queue-3", "nothing"}[:1+r.IntN(4)]
			}
			if r.IntN(4) == 0 {
				q.Filters["year"] = []string{"undated", "2012", "2015", "2019"}[:1+r.IntN(3)]
			}
			if r.IntN(6) == 0 {
				q.Filters["cause"], q.Filters["tag"] = []string{"dns"}, []string{"mail", "cdn"}[:1+r.IntN(2)]
			}
			if r.IntN(9) == 0 {
				q.Filters["organization"] = []string{"Globex"}
			}
			if r.IntN(9) == 0 {
				q.Filters["customer_tier"] = []string{"gold"}
			}
			for _, w := range append(slices.Clone(words), prefix) { // a code is searched for by parts as well
				if m := coded.FindStringSubmatch(w); m != nil {
					words = append(words, slices.DeleteFunc(m[1:], func(s string) bool { return len(s) < 2 })...)
				}
			}
			want, counts := o.search(q, words, prefix, phrase, without)
			got := asTyped(x.Search(q))
			var paths []string
			for _, h := range got.Results {
				paths = append(paths, h.Path)
			}
			slices.Sort(paths)
			if !slices.Equal(paths, want) || got.Total != len(want) {
				t.Fatalf("%+v: %d hits, want %d", q, got.Total, len(want))
			}
			for facet := range counts {
				have := got.Facets[facet]
				of := map[string]int{}
				for _, c := range have {
					of[c.Value] = c.Reports
				}
				if !maps.Equal(of, counts[facet]) {
					t.Fatalf("%+v: %s counts %v, want %v", q, facet, of, counts[facet])
				}
			}
		}
	}
}

// asTyped is what a query finds with its quotes and filters: nothing where they were read as words.
func asTyped(r *search.Result) *search.Result {
	if r.Plain {
		return &search.Result{}
	}
	return r
}
