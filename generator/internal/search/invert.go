package search

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"hash/maphash"
	"math/bits"
	"slices"
	"strings"
	"sync"
)

// Inversion: from reports with words to words with reports.

// Invert makes a segment of consecutive documents of an index, in the order in
// which [Runs] has them.
func Invert(docs []Document) *Segment {
	v := inverters.Get().(*inverter)
	defer inverters.Put(v)
	v.reset()
	s := &Segment{documents: make([]inverted, len(docs))}
	var scratch []byte
	for i := range docs {
		d := docs[i].normal()
		known := &s.documents[i]
		known.check, scratch = docs[i].checksum(scratch)
		known.lengths = d.lengths()
		if d.Summary == "" {
			known.lede = d.opening()
		}
		v.add(&d, i)
	}
	v.write(s)
	return s
}

// Inverters are large and used again for run after run.
var inverters = sync.Pool{New: func() any {
	return &inverter{seed: maphash.MakeSeed(), slots: make([]uint32, 1<<12)}
}}

// inverter collects the occurrences of words, in order of the documents. Words
// are numbered as they come; a hash table finds their numbers. Its seed is
// random, so that nobody can write words that all collide, and nothing of it
// shows in what is written.
type inverter struct {
	tokens tokenizer
	found  []occurrence

	seed  maphash.Seed
	slots []uint32 // number of a word plus one, 0 where none is
	words []invertedWord
	texts []byte // of all words

	dictionary, lists, positions []byte       // of the segment
	places                       []occurrence // found, word by word
}

type invertedWord struct {
	hash     uint64
	from, to uint32 // in texts
	count    uint32 // of its occurrences
	spelled  bool   // occurs as a word of its own
}

type occurrence struct{ word, at, position uint32 }

func (v *inverter) reset() {
	clear(v.slots)
	v.found, v.words, v.texts = v.found[:0], v.words[:0], v.texts[:0]
}

// fieldBits of occurrence.at are the field, the others are the document's number.
const fieldBits = 3

// add collects the words of document i.
func (v *inverter) add(d *Document, i int) {
	position, at, spells := 0, uint32(0), false
	emit := func(k token, b []byte) {
		v.occur(b, at, uint32(position+k.position), spells && k.kind == word)
	}
	d.fieldTexts(func(field int, text string) {
		at, spells = uint32(i<<fieldBits|field), field != fieldCode
		if took := v.tokens.run(text, emit); took > 0 {
			position += took + fieldGap
		}
	})
	if name := slug(d.URL); name != "" {
		v.occur([]byte(name), uint32(i<<fieldBits|fieldFacets), uint32(position), false)
	}
}

func (v *inverter) occur(text []byte, at, position uint32, spelled bool) {
	n := v.number(text)
	w := &v.words[n]
	w.count++
	w.spelled = w.spelled || spelled
	v.found = append(v.found, occurrence{n, at, position})
}

// number of a word, which is a new one where the word is.
func (v *inverter) number(text []byte) uint32 {
	hash := maphash.Bytes(v.seed, text)
	mask := uint64(len(v.slots) - 1)
	i := hash & mask
	for ; v.slots[i] != 0; i = (i + 1) & mask {
		if w := &v.words[v.slots[i]-1]; w.hash == hash && string(v.texts[w.from:w.to]) == string(text) {
			return v.slots[i] - 1
		}
	}
	from := uint32(len(v.texts))
	v.texts = append(v.texts, text...)
	v.words = append(v.words, invertedWord{hash: hash, from: from, to: uint32(len(v.texts))})
	n := uint32(len(v.words))
	v.slots[i] = n
	if len(v.words)*2 > len(v.slots) {
		v.slots = make([]uint32, 4*len(v.slots))
		mask = uint64(len(v.slots) - 1)
		for k := range v.words {
			i := v.words[k].hash & mask
			for v.slots[i] != 0 {
				i = (i + 1) & mask
			}
			v.slots[i] = uint32(k + 1)
		}
	}
	return n - 1
}

// fieldGap keeps phrases from running over the end of a field.
const fieldGap = 8

// slug is the last element of a URL as a compound, so that who types or pastes
// it finds its report first.
func slug(url string) string {
	url = strings.TrimSuffix(strings.TrimSuffix(url, "index.html"), "/")
	url = url[strings.LastIndexByte(url, '/')+1:]
	name := ""
	for _, k := range tokenize(url) {
		if k.kind == whole || k.kind == word && !k.joined {
			name += k.text
		}
	}
	if len([]rune(name)) > longest {
		return ""
	}
	return name
}

// sorted returns the numbers of the words in order of their texts.
func (v *inverter) sorted() []uint32 {
	type entry struct {
		start uint64 // the first eight bytes, which tell most words apart
		n     uint32
	}
	all := make([]entry, len(v.words))
	for n := range v.words {
		all[n] = entry{beginningOf(v.text(uint32(n))), uint32(n)}
	}
	slices.SortFunc(all, func(a, b entry) int {
		if a.start != b.start {
			return cmp.Compare(a.start, b.start)
		}
		return bytes.Compare(v.text(a.n), v.text(b.n))
	})
	order := make([]uint32, len(all))
	for i, e := range all {
		order[i] = e.n
	}
	return order
}

func (v *inverter) text(n uint32) []byte { return v.texts[v.words[n].from:v.words[n].to] }

// beginningOf is the first eight bytes as a number that is in order of the texts
// wherever it differs.
func beginningOf(text []byte) (start uint64) {
	if len(text) >= 8 {
		return binary.BigEndian.Uint64(text)
	}
	for i, c := range text {
		start |= uint64(c) << (56 - 8*i)
	}
	return start
}

// write puts what was found into the segment.
func (v *inverter) write(s *Segment) {
	order := v.sorted()
	// The occurrences of a word belong together; within a word they stay in order.
	ends := make([]uint32, len(v.words))
	sum := uint32(0)
	for _, n := range order {
		ends[n] = sum
		sum += v.words[n].count
	}
	places := slices.Grow(v.places[:0], len(v.found))[:len(v.found)]
	for _, o := range v.found {
		places[ends[o.word]] = o
		ends[o.word]++
	}
	dictionary, lists, positions := v.dictionary[:0], v.lists[:0], v.positions[:0]
	var before []byte
	for _, n := range order {
		w, text := &v.words[n], v.text(n)
		same := 0
		for same < len(before) && same < len(text) && before[same] == text[same] {
			same++
		}
		if same == 0 {
			s.letters = append(s.letters, letterStart{len(dictionary), len(lists), len(positions), 0})
		}
		s.letters[len(s.letters)-1].terms++
		listFrom, positionsFrom := len(lists), len(positions)
		docs := 0
		lists, positions, docs = appendPostings(lists, positions, places[ends[n]-w.count:ends[n]])
		flag := docs << 1
		if w.spelled {
			flag++
		}
		dictionary = binary.AppendUvarint(dictionary, uint64(same))
		dictionary = binary.AppendUvarint(dictionary, uint64(len(text)-same))
		dictionary = append(dictionary, text[same:]...)
		dictionary = binary.AppendUvarint(dictionary, uint64(flag))
		dictionary = binary.AppendUvarint(dictionary, uint64(len(lists)-listFrom))
		dictionary = binary.AppendUvarint(dictionary, uint64(len(positions)-positionsFrom))
		before = text
	}
	v.dictionary, v.lists, v.positions, v.places = dictionary, lists, positions, places
	head := binary.AppendUvarint(make([]byte, 4, 4096), segmentVersion) // the sum comes last
	for _, n := range []int{len(s.documents), len(dictionary), len(lists), len(positions), len(s.letters)} {
		head = binary.AppendUvarint(head, uint64(n))
	}
	for _, l := range s.letters {
		for _, n := range []int{l.dictionary, l.lists, l.positions, l.terms} {
			head = binary.AppendUvarint(head, uint64(n))
		}
	}
	for i := range s.documents {
		d := &s.documents[i]
		head = binary.LittleEndian.AppendUint32(head, d.check)
		for _, n := range d.lengths {
			head = binary.AppendUvarint(head, uint64(n))
		}
		head = binary.AppendUvarint(head, uint64(len(d.lede)))
		head = append(head, d.lede...)
	}
	s.data = bytes.Join([][]byte{head, dictionary, lists, positions}, nil)
	binary.LittleEndian.PutUint32(s.data, segmentSum(s.data[4:]))
	rest := s.data[len(head):]
	s.dictionary, rest = rest[:len(dictionary)], rest[len(dictionary):]
	s.lists, s.positions = rest[:len(lists)], rest[len(lists):]
}

// appendPostings writes the occurrences of one word and counts its documents.
func appendPostings(lists, positions []byte, all []occurrence) (_, _ []byte, docs int) {
	last := -1
	for len(all) > 0 {
		doc := all[0].at >> fieldBits
		var counts [fieldCount]int
		fields, gap, before := uint8(0), -1, -1
		n := 0
		for ; n < len(all) && all[n].at>>fieldBits == doc; n++ {
			o := all[n]
			field := o.at & (1<<fieldBits - 1)
			counts[field]++
			fields |= 1 << field
			if p := int(o.position); p > before { // a word and its pieces may be the same
				if gap >= 0 {
					positions = binary.AppendUvarint(positions, uint64(gap<<1|1))
				}
				gap, before = p-before-1, p
			}
		}
		positions = binary.AppendUvarint(positions, uint64(gap<<1))
		step := (int(doc) - last - 1) << 1
		if fields == 1<<fieldText && n == 1 {
			lists = binary.AppendUvarint(lists, uint64(step))
		} else {
			lists = append(binary.AppendUvarint(lists, uint64(step|1)), fields)
			for mask := fields; mask != 0; mask &= mask - 1 {
				lists = binary.AppendUvarint(lists, uint64(counts[bits.TrailingZeros8(mask)]))
			}
		}
		all, last = all[n:], int(doc)
		docs++
	}
	return lists, positions, docs
}
