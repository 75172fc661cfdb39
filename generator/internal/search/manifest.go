package search

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// manifestName is the only file whose name says nothing of what it holds.
const manifestName = "manifest.bin"

// formatVersion changes when older readers could not read the files.
const formatVersion = 3

// manifest lists the files of an index; it is stored as gzip(JSON).
type manifest struct {
	Format    int          `json:"format"`
	Language  string       `json:"language"`
	Documents int          `json:"documents"`
	Near      bool         `json:"near"` // positions are small enough to rank by them
	Terms     routing      `json:"terms"`
	Prefixes  routing      `json:"prefixes"`
	Positions spans        `json:"positions"`
	Words     [][2]string  `json:"words"` // first letter, name
	PerCard   int          `json:"perCard"`
	Cards     string       `json:"cards"` // cardDigits each
	Columns   string       `json:"columns"`
	Lengths   string       `json:"lengths"`
	Facets    []dictionary `json:"facets"` // in order of facetNames
}

// spans are files that each cover several files of terms: the number of the
// first, and the names.
type spans struct {
	First []int  `json:"first"`
	Names string `json:"names"`
}

func readManifest(data []byte) (*manifest, error) {
	data, err := decompress(data)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", manifestName, err)
	}
	var m manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("reading %s: %w", manifestName, err)
	}
	if m.Format != formatVersion {
		return nil, fmt.Errorf("the index has format %d, this program reads %d: build the site again", m.Format, formatVersion)
	}
	return &m, nil
}

func (m *manifest) english() bool { return english(m.Language) }

func english(language string) bool {
	return language == "en" || len(language) > 2 && language[:3] == "en-"
}

// Names of files, relative to the folder of the index.
func termsFile(name string) string     { return "terms/" + name + ".bin" }
func prefixesFile(name string) string  { return "prefixes/" + name + ".bin" }
func positionsFile(name string) string { return "positions/" + name + ".bin" }
func wordsFile(name string) string     { return "words/" + name + ".bin" }
func columnsFile(of, name string) string {
	return "columns/" + of + "-" + name + ".bin"
}
func cardsFile(i int, name string) string {
	return fmt.Sprintf("cards/%d-%s.bin", i, name)
}

// IsCards tells a file of cards from the others of an index.
func IsCards(path string) bool { return strings.HasPrefix(path, "cards/") }

// cardsNames returns what cardsFile was given for each of n paths, in whatever
// order; false where they are not those of n files.
func cardsNames(files []File, n int) ([]string, bool) {
	names := make([]string, n)
	for _, f := range files {
		number, name, _ := strings.Cut(strings.TrimPrefix(strings.TrimSuffix(f.Path, ".bin"), "cards/"), "-")
		i, err := strconv.Atoi(number)
		if err != nil || i < 0 || i >= n || names[i] != "" || len(name) != cardDigits || cardsFile(i, name) != f.Path {
			return nil, false
		}
		names[i] = name
	}
	return names, len(files) == n
}
