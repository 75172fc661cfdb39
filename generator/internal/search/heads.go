package search

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"
)

// Writing prefixes/: what words with a beginning say, for the beginnings whose
// words fill many files.

// head is a beginning with the terms that have it.
type head struct {
	beginning string
	typed     int // its characters
	terms     []term
	most      []uint8 // per document the most that a word with it says there, 0 where none stands
	docs      int     // how many are not 0
}

// writePrefixes writes the lists of beginnings that span many files of terms.
func (x *assembly) writePrefixes(m *manifest, terms []term) []File {
	heads := headsOf(wideBeginnings(&m.Terms), terms)
	families := families(heads)
	eachWith(len(families), func(i int, s *scratch) { x.weighHeads(families[i], s) })
	as := make([]term, len(heads)) // to be cut like terms
	for i := range heads {
		as[i] = term{text: heads[i].beginning, docs: heads[i].docs}
	}
	cuts := cut(as, func(t *term) int { return cost(m.Documents, t.docs) }, prefixesBits)
	files := make([]File, len(cuts))
	names := make([]string, len(cuts))
	eachWith(len(cuts), func(i int, s *scratch) {
		data := encodeHeads(heads[cuts[i]:endOf(cuts, i, len(heads))], m.Documents, s)
		names[i] = hashed(data, nameDigits)
		files[i] = File{prefixesFile(names[i]), data}
	})
	m.Prefixes = routing{firstBeginnings(as, cuts), strings.Join(names, "")}
	return files
}

// wideBeginnings are the beginnings that span more than widest files, sorted.
func wideBeginnings(r *routing) []string {
	seen := map[string]bool{}
	var out []string
	for _, first := range r.First {
		for n := range first {
			if n == 0 {
				continue
			}
			if b := first[:n]; !seen[b] {
				seen[b] = true
				if from, to := r.spanning(b); to-from > widest {
					out = append(out, b)
				}
			}
		}
		if first != "" && !seen[first] {
			seen[first] = true
			if from, to := r.spanning(first); to-from > widest {
				out = append(out, first)
			}
		}
	}
	slices.Sort(out)
	return out
}

// headsOf finds the terms of beginnings, which are sorted as the terms are.
func headsOf(beginnings []string, terms []term) []head {
	heads := make([]head, len(beginnings))
	for i, b := range beginnings {
		from, _ := slices.BinarySearchFunc(terms, b, func(t term, s string) int { return strings.Compare(t.text, s) })
		to := from
		for to < len(terms) && strings.HasPrefix(terms[to].text, b) {
			to++
		}
		heads[i] = head{beginning: b, typed: utf8.RuneCountInString(b), terms: terms[from:to]}
	}
	return heads
}

// families are the beginnings that begin with the first among them: they have
// their terms in common, which need to be read only once.
func families(heads []head) (all [][]head) {
	from := 0
	for to := 1; to <= len(heads); to++ {
		if to == len(heads) || !strings.HasPrefix(heads[to].beginning, heads[from].beginning) {
			all = append(all, heads[from:to])
			from = to
		}
	}
	return all
}

// weighHeads finds out what words with the beginnings of a family say.
func (x *assembly) weighHeads(family []head, s *scratch) {
	var open []*head // those that the term has, each beginning the next
	next := 0
	for i := range family[0].terms {
		t := &family[0].terms[i]
		for next < len(family) && strings.HasPrefix(t.text, family[next].beginning) {
			family[next].most = make([]uint8, len(x.docs))
			open = append(open, &family[next])
			next++
		}
		open = slices.DeleteFunc(open, func(h *head) bool { return !strings.HasPrefix(t.text, h.beginning) })
		s.docs, s.impacts = x.postings(t, s.docs[:0], s.impacts[:0])
		characters := utf8.RuneCountInString(t.text)
		for _, h := range open {
			says, most := &begunImpacts[typedShare(h.typed, characters)], h.most
			for k, doc := range s.docs {
				most[doc] = max(most[doc], says[s.impacts[k]])
			}
		}
	}
	for i := range family {
		family[i].docs = len(x.docs) - bytes.Count(family[i].most, []byte{0})
	}
}

// encodeHeads writes a file of beginnings.
func encodeHeads(heads []head, total int, s *scratch) []byte {
	n := 0
	for i := range heads {
		n += heads[i].docs
	}
	n++ // what says nothing is written too, to be written over
	all, docs, impacts := s.all[:0], slices.Grow(s.docs[:0], n)[:n], slices.Grow(s.impacts[:0], n)[:n]
	to := 0
	for i := range heads {
		from := to
		for doc, v := range heads[i].most {
			docs[to], impacts[to] = uint32(doc), v
			if v > 0 {
				to++
			}
		}
		all = append(all, weighed{heads[i].beginning, docs[from:to], impacts[from:to]})
	}
	s.all, s.docs, s.impacts = all, docs, impacts
	return encodeLists(s.all, total, &s.bits)
}

// typedShare is how much a word of so many characters counts of which some
// have been typed, in 1/16.
func typedShare(typed, characters int) int { return min(16, 16*typed/characters+3) }

// begun is the impact of a word of which a share has been typed.
func begun(impact, share int) int { return max(1, (impact*share+8)>>4) }

// begunImpacts is begun of every share and impact.
var begunImpacts = func() (table [17][maxImpact + 1]uint8) {
	for share := range table {
		for impact := range table[share] {
			table[share][impact] = uint8(begun(impact, share))
		}
	}
	return table
}()
