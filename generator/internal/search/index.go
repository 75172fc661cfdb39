package search

import (
	"encoding/binary"
	"iter"
	"regexp"
	"slices"
	"strings"
)

// An Index is an archive ready to be searched, or to be written as files. It
// does not change and may be used by several goroutines.
//
// The postings of a term are the documents that hold it, in order, with what the
// term says there and where it occurs: a run of three parallel slices.
type Index struct {
	language string
	docs     []document // by day, then path: a document's number is its age
	facets   []Facet
	values   []values // of each facet, those that occur
	pattern  *regexp.Regexp
	terms    []term // by text

	abbreviations map[string][]string     // words that mean the same, by word
	body          func(doc int) []Section // nil where bodies came one by one

	postingDocs    []uint32 // numbers of documents
	postingImpacts []uint8  // from 1 to maxImpact
	postingPlaces  []byte   // where the terms occur: bytes of the places in a document, as a varint, and these
}

// document is a report as it is kept.
type document struct {
	Document
	day     int // dayNumber of its date
	lengths lengths
	text    string  // of its card
	values  [][]int // of each facet, numbers of its values
}

// term is a word of the archive.
type term struct {
	text             string
	from, to         int  // its postings
	places, placesTo int  // their places
	spelled          bool // occurs as a word of its own, outside of code
}

// size is how many documents hold the term.
func (t *term) size() int { return t.to - t.from }

// english reports whether words have forms.
func (x *Index) english() bool { return isEnglish(x.language) }

// postings returns the documents of a term and what it says there.
func (x *Index) postings(t *term) (docs []uint32, impacts []uint8) {
	return x.postingDocs[t.from:t.to], x.postingImpacts[t.from:t.to]
}

// positions yields where a term occurs in each of its documents, ascending. The
// positions of one document are valid until the next is asked for.
func (x *Index) positions(t *term) iter.Seq2[int, []int] {
	return func(yield func(int, []int) bool) {
		var decoded []place
		var positions []int
		data := x.postingPlaces[t.places:t.placesTo]
		for k := range t.size() {
			size, n := binary.Uvarint(data)
			data = data[n:]
			decoded, positions = appendPlaces(decoded[:0], data[:size]), positions[:0]
			data = data[size:]
			for _, p := range decoded {
				// A word and its pieces may be the same.
				if at := p.position(); len(positions) == 0 || at > positions[len(positions)-1] {
					positions = append(positions, at)
				}
			}
			if !yield(k, positions) {
				return
			}
		}
	}
}

// term returns the term of a text; nil if there is none.
func (x *Index) term(text string) *term {
	n, ok := slices.BinarySearchFunc(x.terms, text, func(t term, s string) int { return strings.Compare(t.text, s) })
	if !ok {
		return nil
	}
	return &x.terms[n]
}

// beginning returns the terms that begin with a prefix.
func (x *Index) beginning(prefix string) []term {
	from, _ := slices.BinarySearchFunc(x.terms, prefix, func(t term, s string) int { return strings.Compare(t.text, s) })
	to := from
	for to < len(x.terms) && strings.HasPrefix(x.terms[to].text, prefix) {
		to++
	}
	return x.terms[from:to]
}

// Words are the words of the index, by the alphabet.
func (x *Index) Words() []string {
	words := make([]string, len(x.terms))
	for n, t := range x.terms {
		words[n] = t.text
	}
	return words
}
