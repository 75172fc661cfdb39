package search

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
)

// A Segment is the inversion of a run of consecutive documents: for every word
// in which of them it stands, how often in which field and where. It holds
// nothing that depends on other documents, so that it can be made as soon as
// its own are known, and be kept for as long as they stay the same.
//
// Its bytes, numbers being varints where nothing else is said:
//
//	checksum    CRC-32C of all that follows (32 bits, little end first)
//	version, number of documents, bytes of the dictionary, of lists, of positions, number of first letters
//	letters     of the terms, each: where it begins in the dictionary, lists, positions; its terms
//	documents   each: checksum (32 bits, little end first), lengths of its fields, bytes of its lede, these
//	dictionary  per term, sorted: bytes shared with the term before, further bytes, these,
//	            twice its documents (plus 1 if it occurs as a word of its own), bytes in lists, bytes in positions
//	lists       per term and document: twice the gap to the document before. Plus 1 unless it stands there once, in
//	            the text: then follow the fields it stands in, a bit each, and how often in each
//	positions   per term and document: twice each gap to the position before, plus 1 if another follows
type Segment struct {
	data                         []byte
	documents                    []inverted
	dictionary, lists, positions []byte
	letters                      []letterStart
}

// inverted is what a segment knows of a document but for its words.
type inverted struct {
	check   uint32 // of what appendFields writes
	lengths lengths
	lede    string // of the sections, where there is no summary
}

// letterStart is where the terms with one first byte begin, and how many there are.
type letterStart struct{ dictionary, lists, positions, terms int }

// segmentVersion changes when other code would make other segments of the
// same documents.
const segmentVersion = 2

var errSegment = errors.New("the segment is damaged or of another version")

// Documents is the number of documents in the segment.
func (s *Segment) Documents() int { return len(s.documents) }

// Encode returns the bytes that DecodeSegment reads. They are not to be changed.
func (s *Segment) Encode() []byte { return s.data }

// DecodeSegment reads what Encode returned, and goes on using these bytes. It
// fails on bytes that were cut off or damaged, and on those of another version.
// It does not guard against bytes that were made up: a cache is private to those
// whose site is made from it.
func DecodeSegment(data []byte) (*Segment, error) {
	s := &Segment{data: data}
	r := reader{data: data}
	if sum := r.bytes(4); sum == nil || binary.LittleEndian.Uint32(sum) != segmentSum(r.data) {
		return nil, errSegment
	}
	version, n := r.uvarint(), r.uvarint()
	sizes := [3]int{r.uvarint(), r.uvarint(), r.uvarint()}
	letters := r.uvarint()
	if r.fail || version != segmentVersion || n > len(data) || letters > len(data) {
		return nil, errSegment
	}
	s.letters = make([]letterStart, letters)
	for i := range s.letters {
		s.letters[i] = letterStart{r.uvarint(), r.uvarint(), r.uvarint(), r.uvarint()}
	}
	s.documents = make([]inverted, n)
	for i := range s.documents {
		d := &s.documents[i]
		if check := r.bytes(4); check != nil {
			d.check = binary.LittleEndian.Uint32(check)
		}
		for f := range d.lengths {
			d.lengths[f] = r.uvarint()
		}
		d.lede = string(r.bytes(r.uvarint()))
	}
	s.dictionary, s.lists, s.positions = r.bytes(sizes[0]), r.bytes(sizes[1]), r.bytes(sizes[2])
	if r.fail || len(r.data) > 0 {
		return nil, errSegment
	}
	return s, nil
}

// segmentSum tells damaged bytes from those that were written.
func segmentSum(data []byte) uint32 { return crc32.Checksum(data, crc32.MakeTable(crc32.Castagnoli)) }

// letter is the first byte of the terms that begin at a start.
func (s *Segment) letter(start letterStart) byte {
	_, i := uvarint(s.dictionary, start.dictionary)
	_, i = uvarint(s.dictionary, i)
	return s.dictionary[i]
}

// uvarint reads a varint at i of bytes that Invert wrote.
func uvarint(b []byte, i int) (v, next int) {
	if v, i = int(b[i]), i+1; v >= 0x80 {
		return longUvarint(v, b, i)
	}
	return v, i
}

// longUvarint reads the rest of a varint of which v is the first byte.
func longUvarint(v int, b []byte, i int) (_, next int) {
	v &= 0x7f
	for shift := 7; ; shift += 7 {
		c := b[i]
		i++
		if v |= int(c&0x7f) << shift; c < 0x80 {
			return v, i
		}
	}
}

// AppendKey appends all that Invert reads of a document, in a form that no
// other document has: it is the key of a cache of segments. Where sections are
// left out, because making them costs what the cache is to save, something that
// stands for them belongs beside it.
func (d *Document) AppendKey(b []byte) []byte {
	b = binary.AppendUvarint(d.appendFields(b), uint64(len(d.Sections)))
	for _, s := range d.Sections {
		b = appendTexts(b, s.Heading, s.Text, s.Code)
	}
	return b
}

// appendFields is AppendKey without the sections.
func (d *Document) appendFields(b []byte) []byte {
	b = appendTexts(append(b, segmentVersion), d.Path, d.URL, d.Title, d.Summary, d.Organization)
	for _, list := range []int{len(d.Services), len(d.Causes), len(d.Tags)} {
		b = binary.AppendUvarint(b, uint64(list))
	}
	for _, s := range d.Services {
		b = appendTexts(b, s.ID, s.Name)
	}
	return appendTexts(appendTexts(b, d.Causes...), d.Tags...)
}

func appendTexts(b []byte, texts ...string) []byte {
	for _, s := range texts {
		b = append(binary.AppendUvarint(b, uint64(len(s))), s...)
	}
	return b
}

// checksum tells documents apart, so that segments are not put together with
// documents that they were not made of.
func (d *Document) checksum(scratch []byte) (uint32, []byte) {
	scratch = d.appendFields(scratch[:0])
	return crc32.ChecksumIEEE(scratch), scratch
}

// match reports as an error where segments were not made of docs.
func match(docs []Document, segments []*Segment) error {
	n := 0
	var scratch []byte
	for i, s := range segments {
		if n+len(s.documents) > len(docs) {
			return fmt.Errorf("search index: the segments have more than %d documents", len(docs))
		}
		for k := range s.documents {
			var check uint32
			if check, scratch = docs[n].checksum(scratch); check != s.documents[k].check {
				return fmt.Errorf("search index: segment %d was made of something other than %s", i, docs[n].Path)
			}
			n++
		}
	}
	if n < len(docs) {
		return fmt.Errorf("search index: the segments have %d documents of %d", n, len(docs))
	}
	return nil
}
