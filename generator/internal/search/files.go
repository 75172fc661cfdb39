package search

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// File is one file of the index; Path is relative to the folder of the search
// page, with slashes.
type File struct {
	Path string
	Data []byte
}

// manifest lists the files of an index. All other files have names that change
// with what they hold.
type manifest struct {
	Format    int         `json:"format"`
	Language  string      `json:"language"`
	Documents int         `json:"documents"`
	Terms     routing     `json:"terms"`
	Prefixes  routing     `json:"prefixes"`
	Positions spans       `json:"positions"`
	Words     [][2]string `json:"words"` // first letter, name
	PerCard   int         `json:"perCard"`
	Cards     string      `json:"cards"` // cardDigits each
	Columns   string      `json:"columns"`
	Lengths   string      `json:"lengths"`
	Names     [][2]string `json:"names"`  // of the facets, in queries and on the page
	Facets    []values    `json:"facets"` // the values of each

	Abbreviations map[string][]string `json:"abbreviations"` // words that mean the same, by word
}

// formatVersion changes when older readers could not read the files.
const formatVersion = 7

// routing finds files by word: the first beginning that each file may hold, in
// order, and the files' names.
type routing struct {
	First []string `json:"first"`
	Names string   `json:"names"` // nameDigits each
}

// spans are files that each cover several files of terms: the number of the
// first, and the names.
type spans struct {
	First []int  `json:"first"`
	Names string `json:"names"`
}

// maxValues is how many values a facet may have: a document's are numbers of two bytes.
const maxValues = 1 << 16

// writer makes the files of an index.
type writer struct {
	*Index
	texts, numbers *zipper
	manifest       manifest
}

// Files returns the index as files, sorted by path. The same documents give the
// same bytes, whatever their order and the number of processors. It returns an
// error where a facet has more than 65,536 values.
func (x *Index) Files() ([]File, error) {
	for facet, v := range x.values {
		if len(v) > maxValues {
			return nil, fmt.Errorf("search index: the reports have %d values of the facet %s, and it can tell %d apart", len(v), x.facets[facet].Name, maxValues)
		}
	}
	w := &writer{Index: x, texts: newZipper(ofTexts), numbers: newZipper(ofNumbers)}
	m := &w.manifest
	m.Format, m.Language, m.Documents, m.Facets, m.Abbreviations = formatVersion, x.language, len(x.docs), x.values, x.abbreviations
	for _, f := range x.facets {
		m.Names = append(m.Names, [2]string{f.Name, f.Title})
	}
	var beside sync.WaitGroup
	var cards, columns []File
	var failed error
	beside.Go(func() { cards, failed = w.writeCards() })
	beside.Go(func() { columns = w.writeColumns() })
	files := slices.Concat(w.writeTerms(), w.writePrefixes(), w.writeSpelling())
	beside.Wait()
	if failed != nil {
		return nil, failed
	}
	head, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("writing the search index: %w", err)
	}
	files = append(slices.Concat(files, cards, columns), File{"manifest.bin", w.texts.zip(head)})
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	// Two files of a folder may hold the same, hence have the same name.
	return slices.CompactFunc(files, func(a, b File) bool { return a.Path == b.Path }), nil
}

// named names files of a folder after what they hold, and returns their names.
func named(folder string, data [][]byte) (files []File, names string) {
	for _, d := range data {
		name := hashed(d, nameDigits)
		files = append(files, File{folder + "/" + name + ".bin", d})
		names += name
	}
	return files, names
}
