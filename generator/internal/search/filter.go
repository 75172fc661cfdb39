package search

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Filtering and counting. js/filter.js does the same.

// filter is conditions with the numbers of the values that they ask for.
type filter struct {
	conditions
	numbers []map[int]bool // of each facet; nil where any will do
}

// filterOf adds to conditions what a query asks for besides its text.
func (x *Index) filterOf(typed conditions, q *Query) *filter {
	f := &filter{conditions: typed, numbers: make([]map[int]bool, len(x.facets))}
	f.years = slices.Clone(f.years)
	for _, y := range q.Filters[yearFacet] {
		f.years = append(f.years, yearNumber(y))
	}
	for facet := range x.facets {
		ids := q.Filters[x.facets[facet].Name]
		if len(ids)+len(f.chosen[facet]) == 0 {
			continue
		}
		f.numbers[facet] = map[int]bool{}
		for n, v := range x.values[facet] {
			means := func(s string) bool {
				folded := foldValue(s)
				return s == v[0] || folded != "" && (folded == foldValue(v[0]) || folded == foldValue(v[1]))
			}
			if slices.Contains(ids, v[0]) || slices.ContainsFunc(f.chosen[facet], means) {
				f.numbers[facet][n] = true
			}
		}
	}
	return f
}

// foldValue makes one spelling of the many in which a value may be typed.
func foldValue(s string) string {
	var b strings.Builder
	for _, k := range tokenize(norm.NFC.String(s)) {
		if k.kind == word || k.kind == pair || k.kind == last {
			b.WriteString(k.text)
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// passes reports whether all filters hold for a document.
func (f *filter) passes(d *document) bool {
	for facet, numbers := range f.numbers {
		if numbers != nil && !slices.ContainsFunc(d.values[facet], func(n int) bool { return numbers[n] }) {
			return false
		}
	}
	seconds := int(d.Seconds)
	return (len(f.years) == 0 || slices.Contains(f.years, max(0, d.Year))) &&
		d.day >= f.after && (f.before == 0 || d.day > 0 && d.day < f.before) &&
		(f.longer < 0 || seconds > f.longer) && (f.shorter < 0 || seconds >= 0 && seconds < f.shorter)
}

// Counts are the values that the reports found have, and how many have each:
// the most frequent first, by the names of facets.
type Counts map[string][]Count

// Count is encoded as a JSON array of two.
type Count struct {
	Value   string
	Reports int
}

// MarshalJSON implements [json.Marshaler].
func (c Count) MarshalJSON() ([]byte, error) { return json.Marshal([2]any{c.Value, c.Reports}) }

// count counts the values of the documents found.
func (x *Index) count(hits []int) Counts {
	facets := make([]map[string]int, len(x.facets)) // by ID
	for facet := range facets {
		facets[facet] = map[string]int{}
	}
	years := map[string]int{}
	for _, doc := range hits {
		d := &x.docs[doc]
		for facet, reports := range facets {
			for _, n := range d.values[facet] {
				reports[x.values[facet][n][0]]++
			}
		}
		if d.Year > 0 {
			years[strconv.Itoa(d.Year)]++
		} else {
			years[undated]++
		}
	}
	counts := Counts{yearFacet: sorted(years)}
	for facet, f := range x.facets {
		counts[f.Name] = sorted(facets[facet])
	}
	return counts
}

func sorted(reports map[string]int) []Count {
	counts := make([]Count, 0, len(reports))
	for value, n := range reports {
		counts = append(counts, Count{value, n})
	}
	slices.SortFunc(counts, func(a, b Count) int {
		return cmp.Or(cmp.Compare(b.Reports, a.Reports), strings.Compare(a.Value, b.Value))
	})
	return counts
}
