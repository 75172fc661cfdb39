package search

import (
	"slices"
	"unicode/utf8"
)

// The tokeniser. A word is a run of letters and digits, folded. Words joined by
// a single - _ or . are a compound: it is indexed whole, without what joins it
// (us-east-1 as useast1, so that fail-over and failover are one word), and by
// parts. A word is cut further where its case turns (NullPointer) and where
// letters meet digits, once (E12345). Scripts without spaces are cut into
// overlapping pairs. js/tokens.js does the same; testdata/tokens.json holds both to it.

type kind uint8

const (
	word  kind = iota // a run of letters and digits
	piece             // a part of a word
	whole             // a compound without its joints
	pair              // two neighbours of a script without spaces, or one that has none
	last              // the last character of a run of pairs
)

// token is a word of a text. Its position counts words from 0; pieces and
// compounds share that of their first word. Start and end are bytes in the text.
type token struct {
	kind       kind
	text       string
	position   int
	start, end int
	joined     bool // part of a compound
}

// longest is the number of characters of the longest token; anything longer is
// a key or an encoded file, which nobody remembers.
const longest = 48

// tokenize returns the tokens of a text in normal form C.
func tokenize(text string) (all []token) {
	var t tokenizer
	t.run(text, func(k token, b []byte) {
		k.text = string(b)
		all = append(all, k)
	})
	return all
}

// tokenizer may be used again; what it has allocated is kept.
type tokenizer struct {
	emit       func(token, []byte)
	position   int         // of the next word
	compound   []segment   // words that may turn out to be parts of one
	characters []character // of these words
	open       bool        // the last of them may still grow
	pending    bool        // a connector follows it
	pairs      bool        // it is of a script without spaces
	folded     []byte      // the text of a token
}

// segment is a word that may turn out to be part of a compound.
type segment struct {
	from, to int // its characters
	position int
	end      int // in the text
}

// character is a folded character of a word.
type character struct {
	rune
	shape byte // lower, upper, figure or beyond
	start int  // in the text
}

// Shapes of a character.
const (
	lower  = 'a'
	upper  = 'A'
	figure = '0'
	beyond = 'x' // beyond ASCII, where case says little
)

// run emits the tokens of a text, whose bytes are valid until emit returns. It
// returns the number of positions that the text takes.
func (t *tokenizer) run(text string, emit func(token, []byte)) int {
	t.emit, t.position = emit, 0
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		end := i + size
		switch k := classOf(r); {
		case k == apostrophe:
			end += t.apostrophe(text[end:])
		case k == digit && r < utf8.RuneSelf:
			t.add(r, k, figure, i, end)
		case k == letter && r < 'a':
			t.add(r-'A'+'a', k, upper, i, end)
		case r < utf8.RuneSelf:
			t.add(r, k, lower, i, end)
		case k != transparent:
			for _, f := range foldRune(r) {
				t.add(f, classOf(f), beyond, i, end)
			}
		}
		i = end
	}
	t.separate(separator)
	return t.position
}

// apostrophe looks at what follows one: it skips the s of a possession, whose
// length it returns; within a word the mark is dropped, else it separates.
func (t *tokenizer) apostrophe(rest string) int {
	if next, _ := utf8.DecodeRuneInString(rest); !t.open || classOf(next) != letter {
		t.separate(separator)
		return 0
	}
	after, _ := utf8.DecodeRuneInString(rest[1:])
	if k := classOf(after); rest[0]|0x20 == 's' && k != letter && k != digit && k != transparent {
		return 1
	}
	return 0
}

// add takes a folded character: into the open word, or a new one, or to end it.
func (t *tokenizer) add(r rune, k class, shape byte, start, end int) {
	switch k {
	case transparent:
		return
	case letter, digit, ideograph:
	default:
		t.separate(k)
		return
	}
	pairs := k == ideograph
	if t.open && t.pairs != pairs || t.pending && pairs {
		t.separate(separator)
	}
	if !t.open {
		t.open, t.pending, t.pairs = true, false, pairs
		t.compound = append(t.compound, segment{from: len(t.characters), position: t.position})
	}
	t.characters = append(t.characters, character{r, shape, start})
	s := &t.compound[len(t.compound)-1]
	s.to, s.end = len(t.characters), end
}

// separate ends the open word, and the compound unless a connector may carry it on.
func (t *tokenizer) separate(k class) {
	ended := t.open
	if ended {
		t.open = false
		if t.pairs {
			t.position += len(t.characters)
		} else {
			t.position++
		}
	}
	if t.pending = ended && k == connector && !t.pairs; t.pending || len(t.compound) == 0 {
		return
	}
	if t.pairs {
		t.emitPairs()
	} else {
		t.emitWords()
	}
	t.compound, t.characters, t.pairs = t.compound[:0], t.characters[:0], false
}

// send emits a token of characters.
func (t *tokenizer) send(k token, characters []character) {
	t.folded = t.folded[:0]
	for _, c := range characters {
		t.folded = utf8.AppendRune(t.folded, c.rune)
	}
	t.emit(k, t.folded)
}

// emitWords emits the words of a compound, their pieces, and the compound.
func (t *tokenizer) emitWords() {
	all, joined := t.characters, len(t.compound) > 1
	for _, s := range t.compound {
		own := all[s.from:s.to]
		if len(own) <= longest && (!joined || len(own) > 1) {
			k := token{kind: word, position: s.position, start: own[0].start, end: s.end, joined: joined}
			t.send(k, own)
			t.emitPieces(own, k)
		}
	}
	if joined && len(all) <= longest {
		t.send(token{kind: whole, position: t.compound[0].position, start: all[0].start, end: t.compound[len(t.compound)-1].end}, all)
	}
}

// emitPieces emits the pieces of a word that are longer than a character.
func (t *tokenizer) emitPieces(of []character, k token) {
	if slices.ContainsFunc(of, func(c character) bool { return c.shape == beyond }) {
		return
	}
	k.kind, k.joined = piece, true
	turns, turn, from := 0, 0, 0
	cut := func(to int) {
		if to-from > 1 {
			t.send(k, of[from:to])
		}
		from = to
	}
	is := func(i int, shape byte) bool { return i < len(of) && of[i].shape == shape }
	for i := 1; i < len(of); i++ {
		if is(i-1, figure) != is(i, figure) {
			turns++
			turn = i
		}
		// connectionPool before P; HTTPServer before S, but APIs nowhere.
		if is(i, upper) && (is(i-1, lower) || is(i-1, upper) && is(i+1, lower) && is(i+2, lower)) {
			cut(i)
		}
	}
	if from == 0 && turns == 1 {
		cut(turn)
	}
	if from > 0 {
		cut(len(of))
	}
}

// emitPairs emits the neighbours of a run in a script without spaces.
func (t *tokenizer) emitPairs() {
	s, of, n := t.compound[0], t.characters, len(t.characters)
	for i := range of {
		// One sign may be spelled as several characters, which share a place.
		next := i + 2
		for next < n && of[next].start <= of[i+1].start {
			next++
		}
		k := token{kind: pair, position: s.position + i, start: of[i].start, end: s.end}
		if next < n {
			k.end = of[next].start
		}
		if i == n-1 && n > 1 {
			k.kind = last
		}
		t.send(k, of[i:min(i+2, n)])
	}
}
