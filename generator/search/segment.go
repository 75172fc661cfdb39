package search

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"unicode/utf8"
)

// A Segment is the inversion of a run of consecutive documents: for every word
// in which of them it stands, how often in which field and where. It holds
// nothing that depends on other documents, so that it can be made as soon as
// its own are known, and be kept for as long as they stay the same.
//
// Its bytes, numbers being varints where nothing else is said:
//
//	version, number of documents, bytes of the dictionary, of lists, of positions
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

// letterStart is where the terms with a first byte begin, and how many there are.
type letterStart struct {
	letter                       byte
	dictionary, lists, positions int
	terms                        int
}

// segmentVersion changes when other code would make other segments of the
// same documents.
const segmentVersion = 1

// Bounds of what a segment may hold. None is reached by documents that fit into
// memory; they keep the arithmetic of damaged segments from running over.
const (
	mostTermBytes = 4 * longest
	mostNumber    = math.MaxInt32

	leastOfDocument = 4 + fieldCount + 1 // bytes
)

var errSegment = errors.New("the segment is damaged or of another version")

// Documents is the number of documents in the segment.
func (s *Segment) Documents() int { return len(s.documents) }

// Encode returns the bytes that DecodeSegment reads. They are not to be changed.
func (s *Segment) Encode() []byte { return s.data }

// DecodeSegment reads what Encode returned, and goes on using these bytes. It
// fails on any others, so that a damaged segment ends no build.
func DecodeSegment(data []byte) (*Segment, error) {
	s := &Segment{data: data}
	r := reader{data: data}
	version, n := r.uvarint(), r.uvarint()
	sizes := [3]int{r.uvarint(), r.uvarint(), r.uvarint()}
	if r.fail || version != segmentVersion || n > len(data)/leastOfDocument || len(data) > math.MaxInt32 {
		return nil, errSegment
	}
	s.documents = make([]inverted, n)
	for i := range s.documents {
		d := &s.documents[i]
		if check := r.bytes(4); check != nil {
			d.check = binary.LittleEndian.Uint32(check)
		}
		for f := range d.lengths {
			d.lengths[f] = r.uvarint()
			r.fail = r.fail || d.lengths[f] > mostNumber
		}
		d.lede = string(r.bytes(r.uvarint()))
	}
	s.dictionary, s.lists, s.positions = r.bytes(sizes[0]), r.bytes(sizes[1]), r.bytes(sizes[2])
	if r.fail || len(r.data) > 0 || !s.check() {
		return nil, errSegment
	}
	return s, nil
}

// check reads all that a segment holds, once, so that nobody else has to look
// out for its ends, and notes where the letters begin.
func (s *Segment) check() bool {
	d, lists, positions := reader{data: s.dictionary}, reader{data: s.lists}, reader{data: s.positions}
	var before []byte
	for len(d.data) > 0 {
		start := letterStart{0, len(s.dictionary) - len(d.data), len(s.lists) - len(lists.data), len(s.positions) - len(positions.data), 0}
		shared, further := d.uvarint(), d.uvarint()
		text := d.bytes(further)
		docs := d.uvarint() >> 1
		list, places := lists.bytes(d.uvarint()), positions.bytes(d.uvarint())
		if d.fail || lists.fail || positions.fail || further == 0 || shared > len(before) || shared+further > mostTermBytes {
			return false
		}
		if shared < len(before) && text[0] <= before[shared] {
			return false // not sorted, or more is shared
		}
		if before = append(before[:shared], text...); shared == 0 {
			start.letter = text[0]
			s.letters = append(s.letters, start)
		}
		s.letters[len(s.letters)-1].terms++
		if docs == 0 || !utf8.Valid(before) || !isList(list, docs, len(s.documents)) || !arePositions(places, docs) {
			return false
		}
	}
	return len(lists.data) == 0 && len(positions.data) == 0
}

// isList reports whether b is postings of so many of all documents and no more.
func isList(b []byte, docs, total int) bool {
	doc, v, i := -1, 0, 0
	for range docs {
		if v, i = uncheckedUvarint(b, i); i < 0 {
			return false
		}
		if doc += v>>1 + 1; v&1 == 0 {
			continue
		}
		if i == len(b) || b[i] == 0 || b[i] >= 1<<fieldCount {
			return false
		}
		mask := b[i]
		for i++; mask != 0; mask &= mask - 1 {
			if v, i = uncheckedUvarint(b, i); i < 0 || v == 0 {
				return false
			}
		}
	}
	return i == len(b) && doc < total
}

// arePositions reports whether b is positions in so many documents and no more.
func arePositions(b []byte, docs int) bool {
	v, i := 0, 0
	for range docs {
		at := -1
		for more := true; more; more = v&1 == 1 {
			if v, i = uncheckedUvarint(b, i); i < 0 {
				return false
			}
			if at += v>>1 + 1; at > mostNumber {
				return false
			}
		}
	}
	return i == len(b)
}

// uncheckedUvarint reads a varint at i of bytes of which nothing is known; next
// is negative where there is none, or too large a one.
func uncheckedUvarint(b []byte, i int) (v, next int) {
	if i < len(b) && b[i] < 0x80 {
		return int(b[i]), i + 1
	}
	if i+1 < len(b) && b[i+1] < 0x80 {
		return int(b[i]&0x7f) | int(b[i+1])<<7, i + 2
	}
	long, n := binary.Uvarint(b[i:])
	if n <= 0 || long > mostNumber {
		return 0, -1
	}
	return int(long), i + n
}

// uvarint reads a varint at i of bytes that have been checked.
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
