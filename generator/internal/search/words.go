package search

import (
	"math/bits"
	"slices"
	"strings"
)

// Writing the words of the archive: terms/, positions/, prefixes/ and words/.

// Sizes that decide how many files there are and what a query costs.
const (
	termsBits     = 7 << 13   // of a file of terms, before its dictionary is compressed
	prefixesBits  = 12 << 13  // of a file of beginnings
	positionBytes = 60 << 10  // of a file of positions
	nearBytes     = 512 << 10 // of all positions, for ranking by them
	nearFileBytes = 8 << 10   // of a file of positions that every query reads
)

// scratch is what one processor writes lists with, again and again.
type scratch struct {
	all     []weighed
	docs    []uint32
	impacts []uint8
	steps   []uint32
	bits    bitWriter
}

func (x *assembly) writeWords(m *manifest, terms []term) []File {
	cuts := cut(terms, func(t *term) int { return cost(m.Documents, t.docs) }, termsBits)
	lists := make([]File, len(cuts))
	heads, places := make([][]byte, len(cuts)), make([][]byte, len(cuts))
	names := make([]string, len(cuts))
	eachWith(len(cuts), func(i int, s *scratch) {
		shard := terms[cuts[i]:endOf(cuts, i, len(terms))]
		data := x.encodeTerms(shard, s)
		names[i] = hashed(data, nameDigits)
		lists[i] = File{termsFile(names[i]), data}
		heads[i], places[i] = x.encodePositions(shard, s)
	})
	m.Terms = routing{firstBeginnings(terms, cuts), strings.Join(names, "")}
	return slices.Concat(lists, joinPositions(m, heads, places), x.writePrefixes(m, terms), writeSpelling(m, terms))
}

// cost is about how many bits a term takes that stands in so many of all
// documents: the remainder, the rest of a Rice code, the impact; 40 for the dictionary.
func cost(total, docs int) int { return docs*(int(riceBits(total, docs))+4) + 40 }

// encodeTerms writes a file of terms.
func (x *assembly) encodeTerms(terms []term, s *scratch) []byte {
	s.all, s.docs, s.impacts = s.all[:0], s.docs[:0], s.impacts[:0]
	n := 0
	for i := range terms {
		n += terms[i].docs
	}
	s.docs, s.impacts = slices.Grow(s.docs, n), slices.Grow(s.impacts, n)
	for i := range terms {
		from := len(s.docs)
		s.docs, s.impacts = x.postings(&terms[i], s.docs, s.impacts)
		s.all = append(s.all, weighed{terms[i].text, s.docs[from:], s.impacts[from:]})
	}
	return encodeLists(s.all, len(x.docs), &s.bits)
}

// postings appends the documents of a term, and what it says there.
func (x *assembly) postings(t *term, docs []uint32, impacts []uint8) ([]uint32, []uint8) {
	for _, in := range t.in {
		data, at := x.segments[in.segment].lists, int(in.list)
		doc := x.first[in.segment] - 1
		for range in.docs {
			v := int(data[at])
			if at++; v >= 0x80 {
				v, at = longUvarint(v, data, at)
			}
			doc += v>>1 + 1
			says := x.once[doc]
			if v&1 == 1 {
				mask := data[at]
				at++
				sum := 0
				for ; mask != 0; mask &= mask - 1 {
					var count int
					count, at = uvarint(data, at)
					sum += count * int(x.worth[doc][bits.TrailingZeros8(mask)])
				}
				says = impact(sum)
			}
			docs, impacts = append(docs, uint32(doc)), append(impacts, says)
		}
	}
	return docs, impacts
}

// joinPositions joins the positions of consecutive files of terms.
func joinPositions(m *manifest, heads, places [][]byte) []File {
	all := 0
	for i := range heads {
		all += len(heads[i]) + len(places[i])
	}
	most := positionBytes
	if m.Near = all <= nearBytes; m.Near {
		most = nearFileBytes
	}
	for i := 0; i < len(heads); {
		m.Positions.First = append(m.Positions.First, i)
		for size := 0; i < len(heads) && (size == 0 || size+len(places[i]) <= most); i++ {
			size += len(heads[i]) + len(places[i])
		}
	}
	files := make([]File, len(m.Positions.First))
	names := make([]string, len(files))
	each(len(files), func(n int) {
		var parts [][]byte
		for i := m.Positions.First[n]; i < endOf(m.Positions.First, n, len(heads)); i++ {
			parts = append(parts, heads[i], places[i])
		}
		data := pack(parts...)
		names[n] = hashed(data, nameDigits)
		files[n] = File{positionsFile(names[n]), data}
	})
	m.Positions.Names = strings.Join(names, "")
	return files
}

// endOf is where part i ends of what is cut at cuts.
func endOf(cuts []int, i, end int) int {
	if i+1 < len(cuts) {
		return cuts[i+1]
	}
	return end
}

// writeSpelling writes words/, a file for each first letter.
func writeSpelling(m *manifest, terms []term) []File {
	spellers := encodeSpelling(terms, m.Documents)
	files := make([]File, len(spellers))
	for i, s := range spellers {
		name := hashed(s.data, nameDigits)
		m.Words = append(m.Words, [2]string{s.letter, name})
		files[i] = File{wordsFile(name), s.data}
	}
	return files
}
