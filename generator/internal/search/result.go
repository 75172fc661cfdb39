package search

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Query is what to search for. Filters of one kind are alternatives; filters
// of different kinds must all hold. Filters in Text are added to them.
type Query struct {
	Text                                              string
	Service, Severity, Year, Cause, Tag, Organization []string
	Sort                                              string // relevance (or ""), newest, oldest, longest
	Limit                                             int    // results at most; 0 means 10, negative none
	Offset                                            int    // results to leave out
	Widen                                             bool   // count a facet as if it were not filtered by
}

// Result is what was found; encoded as JSON it is the module's.
type Result struct {
	Total     int     `json:"total"`
	Results   []Hit   `json:"results"`
	Facets    Counts  `json:"facets"`
	Corrected *string `json:"corrected"` // the query as it was read, if a word was corrected
}

// Hit is a report that was found.
type Hit struct {
	Path     string   `json:"path"`
	URL      string   `json:"url"`
	Title    string   `json:"title"`
	Date     string   `json:"date"`
	Severity string   `json:"severity"`
	Services []string `json:"services"`           // identities
	Seconds  int64    `json:"seconds"`            // -1 when unknown
	AtLeast  bool     `json:"at_least,omitempty"` // it may have lasted longer
	Excerpt  []string `json:"excerpt"`            // the odd ones were found
	Score    int      `json:"score"`
}

// Counts are the values that the reports found have, and how many have each:
// the most frequent first.
type Counts struct {
	Service      []Count `json:"service"`
	Severity     []Count `json:"severity"`
	Year         []Count `json:"year"`
	Cause        []Count `json:"cause"`
	Tag          []Count `json:"tag"`
	Organization []Count `json:"organization"`
}

// Count is encoded as a JSON array of two.
type Count struct {
	Value   string
	Reports int
}

// MarshalJSON implements [json.Marshaler].
func (c Count) MarshalJSON() ([]byte, error) { return json.Marshal([2]any{c.Value, c.Reports}) }

// Search answers a query. It fails when a file cannot be read.
func (x *Index) Search(q Query) (*Result, error) {
	p := parse(q.Text)
	total := x.manifest.Documents
	columns, err := x.columns()
	if err != nil {
		return nil, err
	}
	groups := make([]group, len(p.words))
	for i, w := range p.words {
		if groups[i], err = x.lookup(w); err != nil {
			return nil, err
		}
	}
	s := x.score(groups)
	if err := x.near(groups, s); err != nil {
		return nil, err
	}
	chosen, err := x.filterOf(p.filters, &q, columns)
	if err != nil {
		return nil, err
	}
	barred := make([]*filter, len(p.barred))
	for n, c := range p.barred {
		if barred[n], err = x.filterOf(c, &Query{}, columns); err != nil {
			return nil, err
		}
	}
	required, excluded, err := x.phrases(&p)
	if err != nil {
		return nil, err
	}

	tally := newTally(x.manifest, columns)
	var hits []int
	for doc := range total {
		if len(p.words) > 0 && s.sum[doc] == 0 || p.nonsense {
			continue
		}
		if slices.ContainsFunc(required, func(in map[uint32]bool) bool { return !in[uint32(doc)] }) ||
			slices.ContainsFunc(excluded, func(in map[uint32]bool) bool { return in[uint32(doc)] }) ||
			slices.ContainsFunc(barred, func(f *filter) bool { return f.missed(doc) == 0 }) {
			continue
		}
		missed := chosen.missed(doc)
		if missed == 0 {
			hits = append(hits, doc)
		}
		tally.count(doc, missed, q.Widen)
	}
	best := -1
	if len(hits) > 0 {
		best = slices.MinFunc(hits, s.before)
	}
	if err := x.order(hits, q.Sort, s); err != nil {
		return nil, err
	}
	r := &Result{Total: len(hits), Results: []Hit{}, Facets: tally.counts(), Corrected: corrected(&p, groups, best)}
	limit := max(0, cmp.Or(q.Limit, 10))
	from := min(max(0, q.Offset), len(hits))
	m := marker{groups, x.manifest.english()}
	for _, doc := range hits[from:min(len(hits), from+limit)] {
		c, err := x.card(doc)
		if err != nil {
			return nil, err
		}
		h := Hit{
			Path: c.path, URL: c.url, Title: c.title, Seconds: c.seconds, AtLeast: c.atLeast == 1, Date: dayString(c.day),
			Severity: strings.Join(x.values(facetSeverity, c.severity), ""), Services: x.values(facetService, c.services),
			Excerpt: m.excerpt(c.summary), Score: s.of(doc),
		}
		r.Results = append(r.Results, h)
	}
	return r, nil
}

// values are the identities of numbered values of a facet.
func (x *Index) values(facet int, numbers []int) []string {
	ids := []string{}
	for _, n := range numbers {
		if n >= 0 && n < len(x.manifest.Facets[facet]) {
			ids = append(ids, x.manifest.Facets[facet][n][0])
		}
	}
	return ids
}

// phrases returns for each phrase that must stand and each that must not the
// documents in which it stands.
func (x *Index) phrases(p *parsed) (required, excluded []map[uint32]bool, err error) {
	for _, all := range []struct {
		in  []phrase
		out *[]map[uint32]bool
	}{{p.phrases, &required}, {p.without, &excluded}} {
		for _, ph := range all.in {
			if len(ph.texts) == 0 {
				continue
			}
			docs, err := x.standing(ph)
			if err != nil {
				return nil, nil, err
			}
			*all.out = append(*all.out, docs)
		}
	}
	return required, excluded, nil
}

// order sorts the documents found, which are in order of their age.
func (x *Index) order(hits []int, by string, s *scores) error {
	switch by {
	case "oldest":
	case "newest":
		slices.Reverse(hits)
	case "longest":
		seconds, err := x.lengths()
		if err != nil {
			return err
		}
		slices.SortFunc(hits, func(a, b int) int { return cmp.Or(cmp.Compare(seconds[b], seconds[a]), cmp.Compare(b, a)) })
	default:
		slices.SortFunc(hits, s.before)
	}
	return nil
}

// corrected is the query with the words that nobody used replaced by what they
// were meant to be: of several candidates by the one in the best result.
func corrected(p *parsed, groups []group, best int) *string {
	text, end, any := "", 0, false
	for i := range groups {
		g := &groups[i]
		if len(g.candidates) == 0 || g.start < end {
			continue
		}
		chosen := g.candidates[0].text
		for _, c := range g.candidates {
			if slices.ContainsFunc(g.members, func(m member) bool {
				_, in := slices.BinarySearch(m.docs, uint32(max(0, best)))
				return m.text == c.text && in && best >= 0
			}) {
				chosen = c.text
				break
			}
		}
		text += p.text[end:g.start] + chosen
		end, any = g.end, true
	}
	if !any {
		return nil
	}
	text += p.text[end:]
	return &text
}

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
