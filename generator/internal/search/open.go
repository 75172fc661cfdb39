package search

import (
	"fmt"
	"io/fs"
	"sync"
)

// Fetch returns a file of an index by its name, which is relative and has slashes.
type Fetch func(name string) ([]byte, error)

// Index is an index open for reading; it may be used by several goroutines.
// What has been read stays in memory.
type Index struct {
	manifest *manifest
	fetch    Fetch

	mu    sync.Mutex
	files map[string]any // decoded, by name
}

// Open reads the manifest of an index.
func Open(fetch Fetch) (*Index, error) {
	data, err := fetch(manifestName)
	if err != nil {
		return nil, fmt.Errorf("opening the search index: %w", err)
	}
	m, err := readManifest(data)
	if err != nil {
		return nil, fmt.Errorf("opening the search index: %w", err)
	}
	return &Index{manifest: m, fetch: fetch, files: map[string]any{}}, nil
}

// OpenFS opens the index in a folder, the one that Build's paths are relative to.
func OpenFS(folder fs.FS) (*Index, error) {
	return Open(func(name string) ([]byte, error) { return fs.ReadFile(folder, name) })
}

// load returns a file, decoded once.
func load[T any](x *Index, name string, decode func([]byte) (T, error)) (T, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if v, ok := x.files[name].(T); ok {
		return v, nil
	}
	var none T
	data, err := x.fetch(name)
	if err != nil {
		return none, fmt.Errorf("reading the search index: %w", err)
	}
	v, err := decode(data)
	if err != nil {
		return none, fmt.Errorf("reading the search index: %s: %w", name, err)
	}
	x.files[name] = v
	return v, nil
}

func (x *Index) terms(i int) (*listFile, error) {
	return load(x, termsFile(x.manifest.Terms.name(i)), decodeLists)
}

func (x *Index) prefixes(i int) (*listFile, error) {
	return load(x, prefixesFile(x.manifest.Prefixes.name(i)), decodeLists)
}

// columns returns the days, years and facets of all reports.
func (x *Index) columns() (*columns, error) {
	m := x.manifest
	return load(x, columnsFile("facets", m.Columns), func(data []byte) (*columns, error) { return decodeColumns(data, m.Documents) })
}

func (x *Index) lengths() ([]int, error) {
	return load(x, columnsFile("lengths", x.manifest.Lengths), func(data []byte) ([]int, error) {
		return decodeLengths(data, x.manifest.Documents)
	})
}

func (x *Index) card(doc int) (card, error) {
	i := doc / x.manifest.PerCard
	name := cardsFile(i, x.manifest.Cards[i*cardDigits:(i+1)*cardDigits])
	cards, err := load(x, name, decodeCards)
	if err != nil {
		return card{}, err
	}
	if doc%x.manifest.PerCard >= len(cards) {
		return card{}, fmt.Errorf("reading the search index: %s: %w", name, errTruncated)
	}
	return cards[doc%x.manifest.PerCard], nil
}

// spelling returns the files of words/ that a misspelt word may be corrected
// from: its first letter's, and its second's in case the two were swapped.
func (x *Index) spelling(word string) ([][]byte, error) {
	letters := []rune(word)
	var files [][]byte
	for _, w := range x.manifest.Words {
		if w[0] == string(letters[0]) || len(letters) > 1 && w[0] == string(letters[1]) {
			data, err := load(x, wordsFile(w[1]), decompress)
			if err != nil {
				return nil, err
			}
			files = append(files, data)
		}
	}
	return files, nil
}

// positions returns where a term stands in each of its documents; file is the
// number of its file of terms, i its number there.
func (x *Index) positions(file, i, docs int) ([][]uint32, error) {
	s := x.manifest.Positions
	at := 0
	for at+1 < len(s.First) && s.First[at+1] <= file {
		at++
	}
	name := positionsFile(s.Names[at*nameDigits : (at+1)*nameDigits])
	parts, err := load(x, name, unpack)
	if err != nil {
		return nil, err
	}
	k := 2 * (file - s.First[at])
	if k+1 >= len(parts) {
		return nil, fmt.Errorf("reading the search index: %s: %w", name, errTruncated)
	}
	all, err := decodePositions(parts[k], parts[k+1], i, docs)
	if err != nil {
		return nil, fmt.Errorf("reading the search index: %s: %w", name, err)
	}
	return all, nil
}
