package search

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Sizes that decide how many files there are and what a query costs.
const (
	termsBits     = 7 << 13   // of a file of terms, before its dictionary is compressed
	prefixesBits  = 12 << 13  // of a file of beginnings
	positionBytes = 60 << 10  // of a file of positions
	nearBytes     = 512 << 10 // of all positions, for ranking by them
	nearFileBytes = 8 << 10   // of a file of positions that every query reads
)

// Build returns the files of an index of docs. The order of docs does not
// matter, nor does the number of processors; the same docs give the same bytes.
// It fails on a date that is none and on two docs of one path.
func Build(docs []Document, opt Options) ([]File, error) {
	docs, days, err := inOrder(docs)
	if err != nil {
		return nil, err
	}
	m := manifest{Format: formatVersion, Language: strings.ToLower(opt.Language), Documents: len(docs), PerCard: cardsPerFile}
	stretches := invert(docs)
	terms := gather(stretches)
	var files []File
	files = append(files, buildLists(&m, terms)...)
	for _, s := range encodeSpelling(terms, len(docs)) {
		name := hashed(s.data, nameDigits)
		m.Words = append(m.Words, [2]string{s.letter, name})
		files = append(files, File{wordsFile(name), s.data})
	}
	for facet := range facetNames {
		m.Facets = append(m.Facets, dictionaryOf(docs, facet))
	}
	cards, err := buildCards(&m, docs, days)
	if err != nil {
		return nil, err
	}
	files = append(files, cards...)
	facets, lengths := encodeColumns(docs, days, m.Facets), encodeLengths(docs)
	m.Columns, m.Lengths = hashed(facets, nameDigits), hashed(lengths, nameDigits)
	files = append(files, File{columnsFile("facets", m.Columns), facets}, File{columnsFile("lengths", m.Lengths), lengths})
	head, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("writing %s: %w", manifestName, err)
	}
	files = append(files, File{manifestName, compress(head)})
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	// Two files of a folder may hold the same, hence have the same name.
	return slices.CompactFunc(files, func(a, b File) bool { return a.Path == b.Path }), nil
}

// inOrder sorts documents by day and path: their number is their age.
func inOrder(in []Document) (docs []Document, days []int, err error) {
	docs = make([]Document, len(in))
	for i := range in {
		docs[i] = in[i].normal()
	}
	slices.SortFunc(docs, func(a, b Document) int {
		if a.Date != b.Date {
			return strings.Compare(a.Date, b.Date)
		}
		return strings.Compare(a.Path, b.Path)
	})
	days = make([]int, len(docs))
	seen := make(map[string]bool, len(docs))
	for i := range docs {
		if days[i], err = dayNumber(docs[i].Date); err != nil {
			return nil, nil, fmt.Errorf("search index: %s: %w", docs[i].Path, err)
		}
		if seen[docs[i].Path] {
			return nil, nil, fmt.Errorf("search index: two reports have the path %s", docs[i].Path)
		}
		seen[docs[i].Path] = true
	}
	return docs, days, nil
}

// buildLists writes terms/, prefixes/ and positions/.
func buildLists(m *manifest, terms []term) []File {
	cost := make([]int, len(terms))
	for i := range terms {
		// The remainder, the rest of a Rice code, the impact; 40 for the dictionary.
		cost[i] = terms[i].docs*(int(riceBits(m.Documents, terms[i].docs))+4) + 40
	}
	cuts := cut(terms, cost, termsBits)
	m.Terms.First = firstBeginnings(terms, cuts)
	end := func(i int) int {
		if i+1 < len(cuts) {
			return cuts[i+1]
		}
		return len(terms)
	}
	lists, heads, bits := make([][]byte, len(cuts)), make([][]byte, len(cuts)), make([][]byte, len(cuts))
	each(len(cuts), func(i int) {
		shard := terms[cuts[i]:end(i)]
		all := make([]weighed, len(shard))
		for k := range shard {
			t := &shard[k]
			all[k] = weighed{t.text, make([]uint32, 0, t.docs), make([]uint8, 0, t.docs)}
			t.postings(func(doc int, impact uint8, _ []uint32) {
				all[k].docs, all[k].impacts = append(all[k].docs, uint32(doc)), append(all[k].impacts, impact)
			})
		}
		lists[i] = encodeLists(all, m.Documents)
		heads[i], bits[i] = encodePositions(shard)
	})
	var files []File
	var names strings.Builder
	for _, data := range lists {
		name := hashed(data, nameDigits)
		names.WriteString(name)
		files = append(files, File{termsFile(name), data})
	}
	m.Terms.Names = names.String()
	files = append(files, buildPositions(m, heads, bits)...)
	return append(files, buildPrefixes(m, terms)...)
}

// buildPositions joins the positions of consecutive files of terms.
func buildPositions(m *manifest, heads, bits [][]byte) []File {
	var files []File
	var names strings.Builder
	all := 0
	for i := range bits {
		all += len(heads[i]) + len(bits[i])
	}
	most := positionBytes
	if m.Near = all <= nearBytes; m.Near {
		most = nearFileBytes
	}
	for i := 0; i < len(heads); {
		m.Positions.First = append(m.Positions.First, i)
		var parts [][]byte
		for size := 0; i < len(heads) && (size == 0 || size+len(bits[i]) <= most); i++ {
			parts = append(parts, heads[i], bits[i])
			size += len(heads[i]) + len(bits[i])
		}
		data := pack(parts...)
		name := hashed(data, nameDigits)
		names.WriteString(name)
		files = append(files, File{positionsFile(name), data})
	}
	m.Positions.Names = names.String()
	return files
}

// buildPrefixes writes the lists of beginnings that span many files of terms.
func buildPrefixes(m *manifest, terms []term) []File {
	beginnings := wideBeginnings(&m.Terms)
	lists := make([]weighed, len(beginnings))
	each(len(beginnings), func(i int) {
		lists[i] = headOf(beginnings[i], terms, m.Documents)
	})
	as := make([]term, len(lists)) // to be cut like terms
	cost := make([]int, len(lists))
	for i := range lists {
		as[i].text = lists[i].text
		cost[i] = len(lists[i].docs)*(int(riceBits(m.Documents, len(lists[i].docs)))+4) + 40
	}
	cuts := cut(as, cost, prefixesBits)
	m.Prefixes.First = firstBeginnings(as, cuts)
	var files []File
	var names strings.Builder
	for i, c := range cuts {
		end := len(lists)
		if i+1 < len(cuts) {
			end = cuts[i+1]
		}
		data := encodeLists(lists[c:end], m.Documents)
		name := hashed(data, nameDigits)
		names.WriteString(name)
		files = append(files, File{prefixesFile(name), data})
	}
	m.Prefixes.Names = names.String()
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

// headOf is the list of a beginning: for every document the most that a word
// with it says there.
func headOf(beginning string, terms []term, total int) weighed {
	most := make([]uint8, total)
	from, _ := slices.BinarySearchFunc(terms, beginning, func(t term, s string) int { return strings.Compare(t.text, s) })
	typed := utf8.RuneCountInString(beginning)
	for i := from; i < len(terms) && strings.HasPrefix(terms[i].text, beginning); i++ {
		share := typedShare(typed, utf8.RuneCountInString(terms[i].text))
		terms[i].postings(func(doc int, impact uint8, _ []uint32) {
			most[doc] = max(most[doc], uint8(begun(int(impact), share)))
		})
	}
	w := weighed{text: beginning}
	for doc, v := range most {
		if v > 0 {
			w.docs, w.impacts = append(w.docs, uint32(doc)), append(w.impacts, v)
		}
	}
	return w
}

// typedShare is how much a word of so many characters counts of which some
// have been typed, in 1/16.
func typedShare(typed, characters int) int { return min(16, 16*typed/characters+3) }

// begun is the impact of a word of which a share has been typed.
func begun(impact, share int) int { return max(1, (impact*share+8)>>4) }

func buildCards(m *manifest, docs []Document, days []int) ([]File, error) {
	n := (len(docs) + cardsPerFile - 1) / cardsPerFile
	files, failed := make([]File, n), make([]error, n)
	names := make([]string, n)
	each(n, func(i int) {
		from, to := i*cardsPerFile, min(len(docs), (i+1)*cardsPerFile)
		data, err := encodeCards(docs[from:to], days[from:to], m.Facets)
		names[i], failed[i] = hashed(data, cardDigits), err
		files[i] = File{cardsFile(i, names[i]), data}
	})
	m.Cards = strings.Join(names, "")
	for _, err := range failed {
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}
