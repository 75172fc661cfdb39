package search

import (
	"bytes"
	"math/bits"
	"slices"
)

// Merging: from the words of segments to the words of the archive, in order.

// term is a word of the archive with its lists in order of the documents.
type term struct {
	text    string
	docs    int
	spelled bool // occurs as a word of its own
	in      []listing
}

// listing is where a segment has the postings of a term.
type listing struct{ segment, docs, list, positions uint32 }

// cursor walks over the terms of one segment that begin with one letter.
type cursor struct {
	segment  uint32
	from     []byte // the dictionary up to the next letter
	next     int
	text     []byte
	start    uint64 // beginningOf text
	docs     int
	spelled  bool
	in       listing
	advance  [2]uint32 // bytes of this term in lists and positions
	finished bool
	terms    int // how many there are
}

func (c *cursor) step() {
	if c.next == len(c.from) {
		c.finished = true
		return
	}
	c.in.list += c.advance[0]
	c.in.positions += c.advance[1]
	shared, i := uvarint(c.from, c.next)
	further, i := uvarint(c.from, i)
	c.text = append(c.text[:shared], c.from[i:i+further]...)
	docs, i := uvarint(c.from, i+further)
	list, i := uvarint(c.from, i)
	positions, i := uvarint(c.from, i)
	c.next = i
	c.start = beginningOf(c.text)
	c.docs, c.spelled = docs>>1, docs&1 == 1
	c.in.docs = uint32(c.docs)
	c.advance = [2]uint32{uint32(list), uint32(positions)}
}

// before reports whether c's term comes before d's, of equal ones the earlier segment's.
func (c *cursor) before(d *cursor) bool {
	switch {
	case c.finished || d.finished:
		return !c.finished
	case c.start != d.start:
		return c.start < d.start
	}
	if order := bytes.Compare(c.text, d.text); order != 0 {
		return order < 0
	}
	return c.segment < d.segment
}

// merge puts the terms of segments together. Letters are merged side by side.
func merge(segments []*Segment) []term {
	var cursors [256][]*cursor
	for n, s := range segments {
		for i, l := range s.letters {
			end := len(s.dictionary)
			if i+1 < len(s.letters) {
				end = s.letters[i+1].dictionary
			}
			letter := s.letter(l)
			cursors[letter] = append(cursors[letter], &cursor{
				segment: uint32(n), from: s.dictionary[l.dictionary:end], terms: l.terms,
				in: listing{segment: uint32(n), list: uint32(l.lists), positions: uint32(l.positions)},
			})
		}
	}
	var terms [256][]term
	each(len(cursors), func(letter int) { terms[letter] = mergeLetter(cursors[letter]) })
	return slices.Concat(terms[:]...)
}

func mergeLetter(cursors []*cursor) (terms []term) {
	if len(cursors) == 0 {
		return nil
	}
	all := 0
	for _, c := range cursors {
		c.step()
		all += c.terms
	}
	in := make([]listing, 0, all)
	var ends []int // of the terms, in in
	for t := newTournament(cursors); !t.best().finished; {
		c := t.best()
		if n := len(terms); n == 0 || terms[n-1].text != string(c.text) {
			terms = append(terms, term{text: string(c.text)})
			ends = append(ends, 0)
		}
		now := &terms[len(terms)-1]
		now.docs += c.docs
		now.spelled = now.spelled || c.spelled
		in = append(in, c.in)
		ends[len(ends)-1] = len(in)
		c.step()
		t.replay()
	}
	from := 0
	for i := range terms {
		terms[i].in = in[from:ends[i]]
		from = ends[i]
	}
	return terms
}

// tournament finds the first of many cursors: a tree whose inner nodes hold the
// loser of the match below, so that after a step of the winner only its own
// matches are played again (Knuth, The Art of Computer Programming 3, 5.4.1).
type tournament struct {
	cursors []*cursor // a power of two, those missing being finished
	losers  []int     // losers[0] is the winner
}

func newTournament(cursors []*cursor) *tournament {
	size := 1 << bits.Len(uint(len(cursors)-1))
	t := &tournament{slices.Grow(slices.Clone(cursors), size-len(cursors)), make([]int, size)}
	for len(t.cursors) < size {
		t.cursors = append(t.cursors, &cursor{finished: true})
	}
	winners := make([]int, 2*size)
	for i := range size {
		winners[size+i] = i
	}
	for i := size - 1; i > 0; i-- {
		a, b := winners[2*i], winners[2*i+1]
		if t.cursors[b].before(t.cursors[a]) {
			a, b = b, a
		}
		winners[i], t.losers[i] = a, b
	}
	t.losers[0] = winners[1]
	return t
}

func (t *tournament) best() *cursor { return t.cursors[t.losers[0]] }

// replay plays the matches of the winner again, which has moved on.
func (t *tournament) replay() {
	winner := t.losers[0]
	for i := (winner + len(t.cursors)) / 2; i > 0; i /= 2 {
		if t.cursors[t.losers[i]].before(t.cursors[winner]) {
			winner, t.losers[i] = t.losers[i], winner
		}
	}
	t.losers[0] = winner
}
