package search

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
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
	beside.Go(func() { documents, err = x.writeDocuments(&m) })
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
func (x *assembly) writeDocuments(m *manifest) ([]File, error) {
	m.Facets = make([]dictionary, len(facetNames))
	each(len(facetNames), func(facet int) { m.Facets[facet] = dictionaryOf(x.docs, facet) })
	files, err := x.writeCards(m)
	if err != nil {
		return nil, err
	}
	facets, lengths := encodeColumns(x.docs, x.days, m.Facets), encodeLengths(x.docs)
	m.Columns, m.Lengths = hashed(facets, nameDigits), hashed(lengths, nameDigits)
	return append(files, File{columnsFile("facets", m.Columns), facets}, File{columnsFile("lengths", m.Lengths), lengths}), nil
}

func (x *assembly) writeCards(m *manifest) ([]File, error) {
	ledes := make([]string, 0, len(x.docs))
	for _, s := range x.segments {
		for i := range s.documents {
			ledes = append(ledes, s.documents[i].lede)
		}
	}
	n := (len(x.docs) + cardsPerFile - 1) / cardsPerFile
	files, failed := make([]File, n), make([]error, n)
	names := make([]string, n)
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
