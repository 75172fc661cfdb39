package search

import (
	"encoding/binary"
	"errors"
	"math/bits"
)

// Lists of numbers as bits, first bit first. Gaps and counts are Rice codes: a
// quotient in ones, ended by a zero, then so many bits of remainder. Impacts
// are a canonical Huffman code that each file brings along.

var errTruncated = errors.New("the file ends early")

// bitWriter holds back less than 32 bits until there are as many.
type bitWriter struct {
	out  []byte
	acc  uint64
	held uint
}

// bits writes the last n of v, which has no others; n is 32 at most.
func (w *bitWriter) bits(v uint64, n uint) {
	w.acc = w.acc<<n | v
	if w.held += n; w.held >= 32 {
		w.held -= 32
		w.out = binary.BigEndian.AppendUint32(w.out, uint32(w.acc>>w.held))
	}
}

func (w *bitWriter) rice(v uint64, k uint) {
	q := v >> k
	if q+uint64(k) < 32 {
		w.bits((1<<q-1)<<(k+1)|v&(1<<k-1), uint(q)+1+k)
		return
	}
	for q > 0 {
		n := min(q, 32)
		w.bits(1<<n-1, uint(n))
		q -= n
	}
	w.bits(0, 1)
	if k > 32 {
		w.bits(v>>32&(1<<(k-32)-1), k-32)
		k = 32
	}
	w.bits(v&(1<<k-1), k)
}

// riceAnd writes v as rice does and then the last n of word, at once where there is room.
func (w *bitWriter) riceAnd(v uint64, k uint, word uint64, n uint) {
	if q := v >> k; q+uint64(k+n) < 32 {
		w.bits(((1<<q-1)<<(k+1)|v&(1<<k-1))<<n|word, uint(q)+1+k+n)
		return
	}
	w.rice(v, k)
	w.bits(word, n)
}

// align fills the last byte and writes what has been held back.
func (w *bitWriter) align() {
	if n := w.held % 8; n > 0 {
		w.acc <<= 8 - n
		w.held += 8 - n
	}
	for w.held > 0 {
		w.held -= 8
		w.out = append(w.out, byte(w.acc>>w.held))
	}
}

type bitReader struct {
	in   []byte
	at   int // in bits
	fail bool
}

func (r *bitReader) bit() int {
	if r.at>>3 >= len(r.in) {
		r.fail = true
		return 0
	}
	b := int(r.in[r.at>>3]>>(7-r.at&7)) & 1
	r.at++
	return b
}

func (r *bitReader) bits(n uint) (v int) {
	for range n {
		v = v<<1 | r.bit()
	}
	return v
}

func (r *bitReader) rice(k uint) int {
	q := 0
	for r.bit() == 1 {
		q++
	}
	return q<<k | r.bits(k)
}

// riceBits is the size of the remainder that suits gaps between so many of total.
func riceBits(total, count int) uint {
	k := uint(0)
	for (count<<(k+1))*100 <= 69*total {
		k++
	}
	return k
}

// code is a canonical Huffman code of the numbers 1 to maxImpact: the length
// of each word in bits, 0 where the number does not occur.
type code [maxImpact + 1]uint8

// codeFor returns the code for numbers that occur so often.
func codeFor(count [maxImpact + 1]int) (c code) {
	type node struct {
		weight int
		leaves uint32
	}
	var nodes []node
	for i, n := range count {
		if n > 0 {
			nodes = append(nodes, node{n, 1 << i})
		}
	}
	if len(nodes) == 1 {
		c[bits.TrailingZeros32(nodes[0].leaves)] = 1
	}
	for len(nodes) > 1 {
		take := func() node { // the lightest, the first of equals
			best := 0
			for i := range nodes {
				if nodes[i].weight < nodes[best].weight {
					best = i
				}
			}
			n := nodes[best]
			nodes = append(nodes[:best], nodes[best+1:]...)
			return n
		}
		a, b := take(), take()
		joined := node{a.weight + b.weight, a.leaves | b.leaves}
		for i := range c {
			if joined.leaves>>i&1 == 1 {
				c[i]++
			}
		}
		nodes = append(nodes, joined)
	}
	return c
}

// words of the code: shorter ones first, then by number.
func (c code) words() (words [maxImpact + 1]uint64) {
	next := uint64(0)
	for n := uint8(1); n <= maxImpact; n++ {
		for i := range c {
			if c[i] == n {
				words[i] = next
				next++
			}
		}
		next <<= 1
	}
	return words
}

// decoder reads words of a code bit by bit: the words of one length are
// consecutive numbers from first, and stand for consecutive entries of symbols.
type decoder struct {
	first, count, from [maxImpact + 1]int
	symbols            []uint8
}

func (c code) decoder() (d decoder) {
	next := 0
	for n := 1; n <= maxImpact; n++ {
		d.first[n], d.from[n] = next, len(d.symbols)
		for i := range c {
			if int(c[i]) == n {
				d.symbols = append(d.symbols, uint8(i))
				d.count[n]++
				next++
			}
		}
		next <<= 1
	}
	return d
}

func (d *decoder) read(r *bitReader) uint8 {
	v := 0
	for n := 1; n <= maxImpact; n++ {
		v = v<<1 | r.bit()
		if i := v - d.first[n]; i >= 0 && i < d.count[n] {
			return d.symbols[d.from[n]+i]
		}
	}
	r.fail = true
	return 0
}
