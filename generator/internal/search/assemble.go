package search

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// assembly is what Assemble puts together.
type assembly struct {
	docs     []Document // in order, without sections
	days     []int
	segments []*Segment
	first    []int               // number of the first document of each segment
	worth    [][fieldCount]int32 // of an occurrence in each field of each document
	once     []uint8             // impact of one occurrence in the text
}

// Assemble returns the files of an index of docs, whose sections it does not
// look at, from the segments of the documents in order. How they were cut into
// segments does not show. It fails as Build does, and on segments that were not
// made of docs.
func Assemble(docs []Document, segments []*Segment, opt Options) ([]File, error) {
	var beside sync.WaitGroup
	var terms []term
	beside.Go(func() { terms = merge(segments) })
	x, err := newAssembly(docs, segments)
	beside.Wait()
	if err != nil {
		return nil, err
	}
	m := manifest{Format: formatVersion, Language: strings.ToLower(opt.Language), Documents: len(docs), PerCard: cardsPerFile}
	var documents []File
	beside.Go(func() { documents, err = x.writeDocuments(&m, opt) })
	files := x.writeWords(&m, terms)
	beside.Wait()
	if err != nil {
		return nil, err
	}
	files = append(files, documents...)
	head, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("writing %s: %w", manifestName, err)
	}
	files = append(files, File{manifestName, compress(head)})
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	// Two files of a folder may hold the same, hence have the same name.
	return slices.CompactFunc(files, func(a, b File) bool { return a.Path == b.Path }), nil
}

func newAssembly(docs []Document, segments []*Segment) (*assembly, error) {
	x := &assembly{docs: make([]Document, 0, len(docs)), days: make([]int, len(docs)), segments: segments}
	for _, run := range Runs(docs) {
		for _, n := range run {
			x.docs = append(x.docs, docs[n])
		}
	}
	seen := make(map[string]bool, len(docs))
	for i := range x.docs {
		d := &x.docs[i]
		var err error
		if x.days[i], err = dayNumber(d.Date); err != nil {
			return nil, fmt.Errorf("search index: %s: %w", d.Path, err)
		}
		if seen[d.Path] {
			return nil, fmt.Errorf("search index: two reports have the path %s", d.Path)
		}
		seen[d.Path] = true
	}
	if err := match(x.docs, segments); err != nil {
		return nil, err
	}
	mean := averages(segments)
	for _, s := range segments {
		x.first = append(x.first, len(x.worth))
		for i := range s.documents {
			worth := s.documents[i].lengths.worth(mean)
			x.worth = append(x.worth, worth)
			x.once = append(x.once, impact(int(worth[fieldText])))
		}
	}
	for i := range x.docs {
		x.docs[i].Sections = nil
		x.docs[i] = x.docs[i].normal()
	}
	return x, nil
}

// writeDocuments writes what is known of each document: cards/ and columns/.
func (x *assembly) writeDocuments(m *manifest, opt Options) ([]File, error) {
	m.Facets = make([]dictionary, len(facetNames))
	each(len(facetNames), func(facet int) { m.Facets[facet] = dictionaryOf(x.docs, facet) })
	for facet, d := range m.Facets {
		if len(d) > maxValues {
			return nil, fmt.Errorf("search index: the reports have %d values of the facet %s, and it can tell %d apart", len(d), facetNames[facet], maxValues)
		}
	}
	files, err := x.writeCards(m, opt)
	if err != nil {
		return nil, err
	}
	facets, lengths := encodeColumns(x.docs, x.days, m.Facets), encodeLengths(x.docs)
	m.Columns, m.Lengths = hashed(facets, nameDigits), hashed(lengths, nameDigits)
	return append(files, File{columnsFile("facets", m.Columns), facets}, File{columnsFile("lengths", m.Lengths), lengths}), nil
}

func (x *assembly) writeCards(m *manifest, opt Options) ([]File, error) {
	ledes := make([]string, 0, len(x.docs))
	for _, s := range x.segments {
		for i := range s.documents {
			ledes = append(ledes, s.documents[i].lede)
		}
	}
	n := (len(x.docs) + cardsPerFile - 1) / cardsPerFile
	files, failed := make([]File, n), make([]error, n)
	names := make([]string, n)
	if opt.Cards != nil {
		known := opt.Cards(x.cardsKey(ledes))
		if names, ok := cardsNames(known, n); ok {
			m.Cards = strings.Join(names, "")
			return known, nil
		}
	}
	each(n, func(i int) {
		from, to := i*cardsPerFile, min(len(x.docs), (i+1)*cardsPerFile)
		for k := from; k < to; k++ {
			if summary := x.docs[k].Summary; summary != "" {
				ledes[k] = firstWords(summary, 3*ledeWords)
			}
		}
		data, err := encodeCards(x.docs[from:to], ledes[from:to], x.days[from:to], m.Facets)
		names[i], failed[i] = hashed(data, cardDigits), err
		files[i] = File{cardsFile(i, names[i]), data}
	})
	m.Cards = strings.Join(names, "")
	return files, errors.Join(failed...)
}

// cardsKey is the hash of all that goes into the cards.
func (x *assembly) cardsKey(ledes []string) (key [sha256.Size]byte) {
	sum := sha256.New()
	var b []byte
	for i := range x.docs {
		d := &x.docs[i]
		b = appendTexts(b[:0], d.Path, d.URL, d.Title, d.Summary, ledes[i], d.Date, d.Severity)
		b = binary.AppendVarint(b, d.Seconds)
		b = strconv.AppendBool(b, d.AtLeast)
		b = binary.AppendUvarint(b, uint64(len(d.Services)))
		for _, s := range d.Services {
			b = appendTexts(b, s.ID, s.Name)
		}
		sum.Write(b) // a hash takes everything
	}
	return [sha256.Size]byte(sum.Sum(nil))
}
