package search

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"
)

// Writing the words of the archive: terms/, positions/, prefixes/ and words/.

// Sizes that decide how many files there are and what a query costs.
const (
	termsBits     = 38 << 10 // of a file of terms, about
	prefixesBits  = 96 << 10 // of a file of beginnings, about
	positionBytes = 80 << 10 // of a file of positions
)

// listed is a term, or a beginning of terms, as a file holds it.
type listed struct {
	text    string
	docs    []uint32
	impacts []uint8
}

// cost is about how many bits a list takes: the gap and the impact for each
// document, and the part of its text that the one before does not have.
func (w *writer) cost(before, text string, docs int) int {
	return docs*(w.low(docs)+3) + 4*(len(text)-shared(before, text))
}

// low is how many bits of a list's gaps are written as they are, so that chance makes the whole
// shortest: about the logarithm of the gap between two documents.
func (w *writer) low(docs int) int { return max(0, bits.Len(uint(69*len(w.docs)/(100*docs)))-1) }

// bitString is written from the lowest bit of each byte on.
type bitString struct {
	bytes []byte
	size  int
}

func (b *bitString) add(bit uint32) {
	if b.size%8 == 0 {
		b.bytes = append(b.bytes, 0)
	}
	b.bytes[b.size/8] |= byte(bit << (b.size % 8))
	b.size++
}

// addRice adds a number in the code of Rice (1979): its high bits as so many ones and a zero, and the low ones.
func (b *bitString) addRice(n uint32, low int) {
	for range n >> low {
		b.add(1)
	}
	b.add(0)
	for low--; low >= 0; low-- {
		b.add(n >> low & 1)
	}
}

// shared is how many bytes two texts begin with alike.
func shared(a, b string) (n int) {
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// encodeLists makes a file of terms or of beginnings.
func (w *writer) encodeLists(lists []listed) []byte {
	var begins, further, sizes, text, impacts []byte
	var gaps bitString
	before := ""
	for _, l := range lists {
		same := shared(before, l.text)
		begins = binary.AppendUvarint(begins, uint64(same))
		further = binary.AppendUvarint(further, uint64(len(l.text)-same))
		sizes = binary.AppendUvarint(sizes, uint64(len(l.docs)))
		text = append(text, l.text[same:]...)
		before = l.text
		next, low := uint32(0), w.low(len(l.docs))
		for _, doc := range l.docs {
			gaps.addRice(doc-next, low)
			next = doc + 1
		}
		impacts = append(impacts, l.impacts...)
	}
	dictionary := slices.Concat(binary.AppendUvarint(nil, uint64(len(lists))), begins, further, sizes, text)
	return pack(w.texts.zip(dictionary), w.smaller(gaps.bytes), w.smaller(impacts))
}

// smaller zips numbers: those of many rare terms repeat, those of frequent ones do not.
func (w *writer) smaller(data []byte) []byte {
	a, b := w.texts.zip(data), w.numbers.zip(data)
	if len(a) < len(b) {
		return a
	}
	return b
}

// writeTerms makes terms/ and positions/.
func (w *writer) writeTerms() []File {
	texts, costs := make([]string, len(w.terms)), make([]int, len(w.terms))
	before := ""
	for i := range texts {
		t := &w.terms[i]
		texts[i], costs[i] = t.text, w.cost(before, t.text, t.size())
		before = t.text
	}
	cuts := cut(texts, costs, termsBits)
	data, positions := make([][]byte, len(cuts)), make([][]byte, len(cuts))
	each(len(cuts), func(i int) {
		terms := w.terms[cuts[i]:endOf(cuts, i, len(texts))]
		lists := make([]listed, len(terms))
		for k := range terms {
			docs, impacts := w.postings(&terms[k])
			lists[k] = listed{terms[k].text, docs, impacts}
		}
		data[i], positions[i] = w.encodeLists(lists), w.numbers.zip(w.encodePositions(terms))
	})
	files, names := named("terms", data)
	w.manifest.Terms = routing{firstBeginnings(texts, cuts), names}
	return append(files, w.joinPositions(positions)...)
}

// encodePositions writes where terms occur.
func (w *writer) encodePositions(terms []term) (out []byte) {
	for i := range terms {
		for _, positions := range w.positions(&terms[i]) {
			next := 0
			for n, at := range positions {
				step := uint64(at-next) << 1
				if n < len(positions)-1 {
					step++
				}
				out = binary.AppendUvarint(out, step)
				next = at + 1
			}
		}
	}
	return out
}

// joinPositions joins the positions of consecutive files of terms.
func (w *writer) joinPositions(parts [][]byte) []File {
	m := &w.manifest
	var data [][]byte
	for i := 0; i < len(parts); {
		from, size := i, 0
		for ; i < len(parts) && (size == 0 || size+len(parts[i]) <= positionBytes); i++ {
			size += len(parts[i])
		}
		m.Positions.First = append(m.Positions.First, from)
		data = append(data, pack(parts[from:i]...))
	}
	files, names := named("positions", data)
	m.Positions.Names = names
	return files
}

// writePrefixes makes the lists of beginnings that span many files of terms.
func (w *writer) writePrefixes() []File {
	wide := wideBeginnings(w.manifest.Terms.First)
	most, costs := make([][]uint8, len(wide)), make([]int, len(wide))
	each(len(wide), func(i int) {
		var docs int
		most[i], docs = w.begun(wide[i])
		costs[i] = w.cost("", wide[i], docs)
	})
	cuts := cut(wide, costs, prefixesBits)
	data := make([][]byte, len(cuts))
	each(len(cuts), func(i int) {
		var lists []listed
		for n := cuts[i]; n < endOf(cuts, i, len(wide)); n++ {
			l := listed{text: wide[n]}
			for doc, impact := range most[n] {
				if impact > 0 {
					l.docs, l.impacts = append(l.docs, uint32(doc)), append(l.impacts, impact)
				}
			}
			lists = append(lists, l)
		}
		data[i] = w.encodeLists(lists)
	})
	files, names := named("prefixes", data)
	w.manifest.Prefixes = routing{firstBeginnings(wide, cuts), names}
	return files
}

// writeSpelling makes words/, a file for each first letter.
func (w *writer) writeSpelling() []File {
	known := map[string][]string{} // English words
	if w.english() {
		for word := range english {
			known[word[:1]] = append(known[word[:1]], word)
		}
	}
	var letters []string
	var data [][]byte
	for terms := w.terms; len(terms) > 0; {
		letter := string(letterAt(terms[0].text, 0))
		own := w.beginning(letter)
		terms = terms[len(own):]
		var words []string
		var weights []byte
		for i := range own {
			if t := &own[i]; t.correctable(len(w.docs)) {
				words, weights = append(words, t.text), append(weights, t.weight())
			}
		}
		if len(words)+len(known[letter]) > 0 {
			slices.Sort(known[letter])
			letters = append(letters, letter)
			data = append(data, w.texts.zip([]byte(strings.Join(words, " ")+"\n"+string(weights)+"\n"+strings.Join(known[letter], " "))))
		}
	}
	files, names := named("words", data)
	for i, letter := range letters {
		w.manifest.Words = append(w.manifest.Words, [2]string{letter, names[i*nameDigits : (i+1)*nameDigits]})
	}
	return files
}

// letterAt is the character of s from byte i; -1 at its end.
func letterAt(s string, i int) rune {
	if i >= len(s) {
		return -1
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return r
}
