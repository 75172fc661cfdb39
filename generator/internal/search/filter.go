package search

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Filtering and counting. js/filter.js does the same.

// yearBit, after those of facetNames, and laterBit, for everything that is no
// facet, say which filters a document missed.
const (
	yearBit  = 1 << len(facetNames)
	otherBit = yearBit << 1
)

// chosen documents.
type filter struct {
	conditions
	columns *columns
	values  [len(facetNames)]map[int]bool // nil where any will do
	seconds []int
}

func (x *Index) filterOf(wanted conditions, q *Query, c *columns) (*filter, error) {
	f := &filter{conditions: wanted, columns: c}
	f.years = slices.Clone(f.years)
	for _, y := range q.Year {
		f.years = append(f.years, number(y))
	}
	for facet, option := range [...][]string{q.Service, q.Severity, q.Cause, q.Tag, q.Organization} {
		if len(option)+len(f.chosen[facet]) == 0 {
			continue
		}
		f.values[facet] = map[int]bool{}
		for n, v := range x.manifest.Facets[facet] {
			typed := func(s string) bool {
				folded := foldValue(s)
				return s == v[0] || folded != "" && (folded == foldValue(v[0]) || folded == foldValue(v[1]))
			}
			if slices.Contains(option, v[0]) || slices.ContainsFunc(f.chosen[facet], typed) {
				f.values[facet][n] = true
			}
		}
	}
	if f.longer >= 0 || f.shorter >= 0 {
		var err error
		if f.seconds, err = x.lengths(); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// missed returns the bits of the filters that a document does not pass.
func (f *filter) missed(doc int) (bits int) {
	for facet, chosen := range f.values {
		if chosen != nil && !slices.ContainsFunc(f.columns.facets[facet][doc], func(n int) bool { return chosen[n] }) {
			bits |= 1 << facet
		}
	}
	if len(f.years) > 0 && !slices.Contains(f.years, f.columns.years[doc]) {
		bits |= yearBit
	}
	day := f.columns.days[doc]
	if f.after > 0 && day < f.after || f.before > 0 && (day >= f.before || day == 0) {
		bits |= otherBit
	}
	if f.longer >= 0 && f.seconds[doc] <= f.longer || f.shorter >= 0 && (f.seconds[doc] < 0 || f.seconds[doc] >= f.shorter) {
		bits |= otherBit
	}
	return bits
}

// tally counts the values of the documents found.
type tally struct {
	manifest *manifest
	columns  *columns
	values   [len(facetNames)][]int
	years    map[int]int
}

func newTally(m *manifest, c *columns) *tally {
	t := &tally{manifest: m, columns: c, years: map[int]int{}}
	for facet := range t.values {
		t.values[facet] = make([]int, len(m.Facets[facet]))
	}
	return t
}

// count a document that missed some filters: nowhere, but with widen where it
// missed no other filter than the facet's own.
func (t *tally) count(doc, missed int, widen bool) {
	counts := func(bit int) bool { return missed == 0 || widen && missed == bit }
	for facet := range t.values {
		if counts(1 << facet) {
			for _, n := range t.columns.facets[facet][doc] {
				t.values[facet][n]++
			}
		}
	}
	if counts(yearBit) && t.columns.years[doc] > 0 {
		t.years[t.columns.years[doc]]++
	}
}

func (t *tally) counts() Counts {
	of := func(facet int) []Count {
		out := []Count{}
		for n, reports := range t.values[facet] {
			if reports > 0 {
				out = append(out, Count{t.manifest.Facets[facet][n][0], reports})
			}
		}
		return sorted(out)
	}
	years := []Count{}
	for y, n := range t.years {
		years = append(years, Count{strconv.Itoa(y), n})
	}
	return Counts{of(facetService), of(facetSeverity), sorted(years), of(facetCause), of(facetTag), of(facetOrganization)}
}

func sorted(counts []Count) []Count {
	slices.SortFunc(counts, func(a, b Count) int {
		return cmp.Or(cmp.Compare(b.Reports, a.Reports), strings.Compare(a.Value, b.Value))
	})
	return counts
}
