package search

import (
	"cmp"
	"slices"
)

// Query is what to search for. Filters of one facet are alternatives; filters
// of different facets must all hold. Filters in Text are added to them.
type Query struct {
	Text    string
	Filters map[string][]string // by the names of facets, and "year"
	Sort    string              // relevance (or ""), newest, oldest, longest
	Limit   int                 // results at most; 0 means 10, negative none
}

// Result is what was found; encoded as JSON it is the module's.
type Result struct {
	Total     int     `json:"total"`
	All       int     `json:"all"` // have every word, but for those that say nothing
	Results   []Hit   `json:"results"`
	Facets    Counts  `json:"facets"`
	Corrected *string `json:"corrected"`       // the query as it was read, if a word was corrected
	Plain     bool    `json:"plain,omitempty"` // as typed nothing was found, and its quotes and filters were read as words
	Suggested *string `json:"suggested"`       // another query, if a word that no report has was perhaps meant to be one that some have
}

// Hit is a report that was found.
type Hit struct {
	Path     string   `json:"path"`
	URL      string   `json:"url"`
	Title    string   `json:"title"`
	Date     string   `json:"date"`
	Severity string   `json:"severity"`
	Services []string `json:"services"`           // IDs
	Seconds  int64    `json:"seconds"`            // -1 when unknown
	AtLeast  bool     `json:"at_least,omitempty"` // it may have lasted longer
	Excerpt  []string `json:"excerpt"`            // the odd ones were found
	Score    int      `json:"score"`
}

// Search answers a query. Where its quotes and filters leave nothing, they are read as words.
func (x *Index) Search(q Query) *Result {
	found := x.search(q)
	if again := Plain(q.Text); found.Total == 0 && again != q.Text {
		q.Text = again
		if plain := x.search(q); plain.Total > 0 {
			plain.Plain = true
			return plain
		}
	}
	return found
}

// search answers a query as it was typed.
func (x *Index) search(q Query) *Result {
	p := x.parse(q.Text)
	groups := x.lookupAll(p.words)
	s := x.score(groups)
	var required, excluded []map[uint32]bool // documents with each phrase
	for _, ph := range p.phrases {
		if len(ph.texts) > 0 {
			required = append(required, x.holding(ph))
		}
	}
	for _, ph := range p.without {
		if len(ph.texts) > 0 {
			excluded = append(excluded, x.holding(ph))
		}
	}
	chosen := x.filterOf(p.filters, &q)
	var barred []*filter
	for _, c := range p.barred {
		barred = append(barred, x.filterOf(c, &Query{}))
	}

	var hits []int
	for doc := range x.docs {
		d := &x.docs[doc]
		holds := func(docs map[uint32]bool) bool { return docs[uint32(doc)] }
		lacks := func(docs map[uint32]bool) bool { return !docs[uint32(doc)] }
		if p.nonsense || len(p.words) > 0 && s.sum[doc] == 0 ||
			slices.ContainsFunc(required, lacks) || slices.ContainsFunc(excluded, holds) ||
			slices.ContainsFunc(barred, func(f *filter) bool { return f.passes(d) }) || !chosen.passes(d) {
			continue
		}
		hits = append(hits, doc)
	}
	best := -1
	if len(hits) > 0 {
		best = slices.MinFunc(hits, s.before)
	}
	r := &Result{Total: len(hits), Results: []Hit{}, Facets: x.count(hits)}
	r.Corrected, r.Suggested = x.corrected(&p, groups, best, false), x.corrected(&p, groups, best, true)
	for _, doc := range hits {
		if len(groups) == 0 || s.all(doc) {
			r.All++
		}
	}
	x.order(hits, q.Sort, s)
	for _, doc := range hits[:min(len(hits), max(0, cmp.Or(q.Limit, 10)))] {
		r.Results = append(r.Results, x.hit(doc, groups, s))
	}
	return r
}

func (x *Index) hit(doc int, groups []group, s *scores) Hit {
	d := &x.docs[doc]
	h := Hit{
		Path: d.Path, URL: d.URL, Title: d.Title, Severity: d.Severity, Services: []string{}, Seconds: d.Seconds, AtLeast: d.AtLeast,
		Date: d.Date, Excerpt: x.excerpt(groups, d.text),
	}
	if s != nil {
		h.Score = s.of(doc)
	}
	for _, n := range d.values[facetService] {
		h.Services = append(h.Services, x.values[facetService][n][0])
	}
	return h
}

// order sorts the documents found, which are in order of their age.
func (x *Index) order(hits []int, by string, s *scores) {
	switch by {
	case "oldest":
	case "newest":
		slices.Reverse(hits)
	case "longest":
		slices.SortFunc(hits, func(a, b int) int {
			return cmp.Or(cmp.Compare(x.docs[b].Seconds, x.docs[a].Seconds), cmp.Compare(b, a))
		})
	default:
		slices.SortFunc(hits, s.before)
	}
}

// corrected is the query with the words that no report has replaced by what they
// were meant to be: of several candidates by the first in the best result, which
// is -1 where there is none. It is nil where no word was corrected. With offers, it is the
// query with the words that are only offered as well, and nil where none is.
func (x *Index) corrected(p *parsed, groups []group, best int, offers bool) *string {
	if offers && !slices.ContainsFunc(groups, func(g group) bool { return g.offered && len(g.candidates) > 0 }) {
		return nil
	}
	text, end := "", 0
	for i := range groups {
		g := &groups[i]
		if len(g.candidates) == 0 || g.offered && !offers || g.start < end {
			continue
		}
		in := slices.IndexFunc(g.candidates, func(c candidate) bool {
			if g.offered {
				return true // none of them was searched for
			}
			docs, _ := x.postings(c.term)
			_, ok := slices.BinarySearch(docs, uint32(best))
			return ok && best >= 0
		})
		text += p.text[end:g.start] + g.candidates[max(0, in)].text
		end = g.end
	}
	if end == 0 {
		return nil
	}
	text += p.text[end:]
	return &text
}
