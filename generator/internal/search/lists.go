package search

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// Writing and reading the files of terms/, prefixes/ and positions/.

// weighed is a term with its documents and impacts, as a file holds it.
type weighed struct {
	text    string
	docs    []uint32
	impacts []uint8
}

// encodeLists writes a file of terms, of an archive of total documents, with
// the room that again has.
func encodeLists(terms []weighed, total int, again *bitWriter) []byte {
	// A writer on the stack: the collector need not be told of every word written.
	w := bitWriter{out: again.out[:0]}
	defer func() { again.out = w.out }()
	var count [maxImpact + 1]int
	for i := range terms {
		for _, v := range terms[i].impacts {
			count[v]++
		}
	}
	c := codeFor(count)
	words := c.words()
	var shared, further, docs, sizes, text []byte
	before := ""
	for i := range terms {
		t := &terms[i]
		k := riceBits(total, len(t.docs))
		start, last := len(w.out), -1
		for j, d := range t.docs {
			impact := t.impacts[j]
			w.riceAnd(uint64(int(d)-last-1), k, words[impact], uint(c[impact]))
			last = int(d)
		}
		w.align()
		same := 0
		for same < len(before) && same < len(t.text) && before[same] == t.text[same] {
			same++
		}
		shared = binary.AppendUvarint(shared, uint64(same))
		further = binary.AppendUvarint(further, uint64(len(t.text)-same))
		docs = binary.AppendUvarint(docs, uint64(len(t.docs)))
		sizes = binary.AppendUvarint(sizes, uint64(len(w.out)-start))
		text = append(text, t.text[same:]...)
		before = t.text
	}
	head := binary.AppendUvarint(nil, uint64(len(terms)))
	head = append(head, c[:]...)
	for _, column := range [][]byte{shared, further, docs, sizes, text} {
		head = append(head, column...)
	}
	return pack(compress(head), w.out)
}

// listFile is a file of terms, read as far as its dictionary.
type listFile struct {
	terms []string
	index map[string]int
	docs  []int // number of documents of each term
	bits  [][]byte
	code  decoder
}

func decodeLists(data []byte) (*listFile, error) {
	parts, err := unpack(data)
	if err != nil || len(parts) != 2 {
		return nil, errTruncated
	}
	head, err := decompress(parts[0])
	if err != nil {
		return nil, err
	}
	r := reader{data: head}
	n := r.uvarint()
	if n > len(head) {
		return nil, errTruncated
	}
	var c code
	copy(c[:], r.bytes(len(c)))
	columns := make([][]int, 4)
	for i := range columns {
		columns[i] = make([]int, n)
		for j := range columns[i] {
			columns[i][j] = r.uvarint()
		}
	}
	f := &listFile{terms: make([]string, n), index: make(map[string]int, n), docs: columns[2], bits: make([][]byte, n), code: c.decoder()}
	before, bits := "", reader{data: parts[1]}
	for i := range f.terms {
		if columns[0][i] > len(before) {
			return nil, errTruncated
		}
		before = before[:columns[0][i]] + string(r.bytes(columns[1][i]))
		f.terms[i], f.index[before] = before, i
		f.bits[i] = bits.bytes(columns[3][i])
	}
	if r.fail || bits.fail {
		return nil, errTruncated
	}
	return f, nil
}

// list decodes the documents and impacts of term i, of an archive of total documents.
func (f *listFile) list(i, total int) (docs []uint32, impacts []uint8, err error) {
	n := f.docs[i]
	if n > total {
		return nil, nil, fmt.Errorf("term %q: %w", f.terms[i], errTruncated)
	}
	docs, impacts = make([]uint32, n), make([]uint8, n)
	k, last := riceBits(total, n), -1
	r := bitReader{in: f.bits[i]}
	for j := range docs {
		last += r.rice(k) + 1
		docs[j] = uint32(last)
		impacts[j] = f.code.read(&r)
	}
	if r.fail || last >= total {
		return nil, nil, fmt.Errorf("term %q: %w", f.terms[i], errTruncated)
	}
	return docs, impacts, nil
}

// encodePositions writes what a file of positions holds for one file of terms:
// two parts.
func (x *assembly) encodePositions(terms []term, s *scratch) (head, places []byte) {
	w, steps := bitWriter{out: s.bits.out[:0]}, s.steps // steps as a segment has them: twice the gap, plus 1 if another follows
	for i := range terms {
		t := &terms[i]
		steps = steps[:0]
		sum := -t.docs // of the last positions
		for _, in := range t.in {
			data, at := x.segments[in.segment].positions, int(in.positions)
			for docs := in.docs; docs > 0; {
				v := int(data[at])
				if at++; v >= 0x80 {
					v, at = longUvarint(v, data, at)
				}
				steps = append(steps, uint32(v))
				sum += v>>1 + 1
				docs -= uint32(^v & 1)
			}
		}
		k := riceBits(sum+1, len(steps))
		start := len(w.out)
		for from, to := 0, 0; from < len(steps); from = to {
			for to = from + 1; steps[to-1]&1 == 1; to++ {
			}
			w.rice(uint64(to-from-1), 0)
			for _, v := range steps[from:to] {
				w.rice(uint64(v>>1), k)
			}
		}
		w.align()
		head = binary.AppendUvarint(head, uint64(len(w.out)-start))
		head = append(head, byte(k))
	}
	s.steps, s.bits.out = steps, w.out
	return compress(head), bytes.Clone(w.out)
}

// decodePositions reads where term number i stands in each of its documents.
func decodePositions(head, bits []byte, i, docs int) ([][]uint32, error) {
	head, err := decompress(head)
	if err != nil {
		return nil, err
	}
	h, b := reader{data: head}, reader{data: bits}
	var mine []byte
	k := uint(0)
	for range i + 1 {
		mine = b.bytes(h.uvarint())
		if last := h.bytes(1); len(last) == 1 {
			k = uint(last[0])
		}
	}
	r := bitReader{in: mine, fail: h.fail || b.fail}
	all := make([][]uint32, docs)
	for d := range all {
		n := r.rice(0) + 1
		at := -1
		for j := 0; j < n && !r.fail; j++ {
			at += r.rice(k) + 1
			all[d] = append(all[d], uint32(at))
		}
	}
	if r.fail {
		return nil, errTruncated
	}
	return all, nil
}
