package search

import (
	"bytes"
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
	pair              // two neighbours of a script without spaces, or one that stands alone
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
func tokenize(text string) []token {
	var t tokenizer
	var all []token
	t.run(text, func(k token, b []byte) {
		k.text = string(b)
		all = append(all, k)
	})
	return all
}

// segment is a word that may turn out to be part of a compound.
type segment struct {
	from, to   int // in tokenizer.folded
	characters int
	position   int
	start, end int // in the text
}

// tokenizer may be used again; what it has allocated is kept. The bytes it
// emits are good until emit returns.
type tokenizer struct {
	folded   []byte    // the compound, folded
	shape    []byte    // for every byte of folded: upper, lower, figure or beyond
	compound []segment // its words
	position int       // of the next word

	open    bool  // the last word may still grow
	pending bool  // a connector stands behind the last word
	pairs   bool  // the word is of a script without spaces
	bounds  []int // of its characters: in folded, in the text
	emit    func(token, []byte)
}

// Shapes of a character.
const (
	lower  = 'a'
	upper  = 'A'
	figure = '0'
	beyond = 'x' // ASCII, where case says little
)

// run emits the tokens of text and returns the number of positions it took.
func (t *tokenizer) run(text string, emit func(token, []byte)) int {
	t.emit, t.position = emit, 0
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			switch k := ascii[c]; k {
			case letter, digit:
				if len(t.compound) == 0 {
					if next := t.plain(text, i); next > 0 {
						i = next
						continue
					}
				}
				shape := byte(lower)
				if k == digit {
					shape = figure
				} else if c < 'a' {
					shape, c = upper, c+'a'-'A'
				}
				t.begin(i, false)
				t.folded, t.shape = append(t.folded, c), append(t.shape, shape)
				t.grow(i + 1)
			case apostrophe:
				i += t.apostrophe(text[i+1:])
			default:
				t.separate(k)
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		switch k := classOf(r); k {
		case apostrophe:
			i += t.apostrophe(text[i+size:])
		case transparent:
		default:
			t.addFolded(foldRune(r), i, i+size)
		}
		i += size
	}
	t.separate(separator)
	return t.position
}

// plain emits the word at i and returns where it ends, if it is one of many:
// ASCII, part of no compound, of letters alone of which only the first may be
// large, or of figures alone. It returns 0 for any other, which run takes apart.
func (t *tokenizer) plain(text string, i int) int {
	first, end := ascii[text[i]], i+1
	folded := append(t.folded[:0], text[i])
	if first == letter {
		folded[0] |= 'a' - 'A'
		for end < len(text) && text[end]-'a' < 26 {
			folded = append(folded, text[end])
			end++
		}
	} else {
		for end < len(text) && text[end]-'0' < 10 {
			folded = append(folded, text[end])
			end++
		}
	}
	t.folded = folded[:0]
	next := end
	if next < len(text) && text[next] < utf8.RuneSelf && ascii[text[next]] == connector {
		next++ // it joins nothing if nothing follows
	}
	if next < len(text) && (text[next] >= utf8.RuneSelf || ascii[text[next]] != separator) {
		return 0
	}
	if n := end - i; n <= longest {
		t.emit(token{kind: word, position: t.position, start: i, end: end}, folded)
	}
	t.position++
	return end
}

func (t *tokenizer) addFolded(folded string, start, end int) {
	for _, f := range folded {
		switch k := classOf(f); k {
		case letter, digit, ideograph:
			t.begin(start, k == ideograph)
			if t.pairs {
				t.bounds = append(t.bounds, len(t.folded), start)
			}
			t.folded = utf8.AppendRune(t.folded, f)
			for len(t.shape) < len(t.folded) {
				t.shape = append(t.shape, beyond)
			}
			t.grow(end)
		case transparent:
		default:
			t.separate(k)
		}
	}
}

// apostrophe looks at what follows one: the s of a possession is skipped (its
// length is returned), within a word the mark is dropped, else it separates.
func (t *tokenizer) apostrophe(rest string) int {
	at := func(i int) class {
		if i >= len(rest) {
			return separator
		}
		if rest[i] >= utf8.RuneSelf {
			r, _ := utf8.DecodeRuneInString(rest[i:])
			return classOf(r)
		}
		return ascii[rest[i]]
	}
	if !t.open || at(0) != letter {
		t.separate(separator)
		return 0
	}
	if k := at(1); (rest[0] == 's' || rest[0] == 'S') && k != letter && k != digit && k != transparent {
		return 1
	}
	return 0
}

// begin opens a word where none is open.
func (t *tokenizer) begin(start int, pairs bool) {
	if t.open && t.pairs != pairs || t.pending && pairs {
		t.separate(separator)
	}
	if t.open {
		return
	}
	t.open, t.pending, t.pairs = true, false, pairs
	t.bounds = t.bounds[:0]
	t.compound = append(t.compound, segment{from: len(t.folded), position: t.position, start: start})
}

// grow counts the character just written to the open word.
func (t *tokenizer) grow(end int) {
	s := &t.compound[len(t.compound)-1]
	s.characters++
	s.to, s.end = len(t.folded), end
}

// separate ends the open word, and the compound unless a connector may carry it on.
func (t *tokenizer) separate(k class) {
	ended := t.open
	if ended {
		t.open = false
		if t.pairs {
			t.position += t.compound[0].characters
		} else {
			t.position++
		}
	}
	if t.pending = ended && k == connector && !t.pairs; !t.pending {
		t.flush()
	}
}

// flush emits the compound that is complete.
func (t *tokenizer) flush() {
	n := len(t.compound)
	if n > 0 && t.pairs {
		t.flushPairs(t.compound[0])
	} else if n > 0 {
		total := 0
		for _, s := range t.compound {
			total += s.characters
			if s.characters <= longest && (n == 1 || s.characters > 1) {
				k := token{kind: word, position: s.position, start: s.start, end: s.end, joined: n > 1}
				t.emit(k, t.folded[s.from:s.to])
				t.flushPieces(s, k)
			}
		}
		if n > 1 && total <= longest {
			t.emit(token{kind: whole, position: t.compound[0].position, start: t.compound[0].start, end: t.compound[n-1].end}, t.folded)
		}
	}
	t.compound, t.folded, t.shape, t.pairs = t.compound[:0], t.folded[:0], t.shape[:0], false
}

// flushPieces emits the pieces of a word that are longer than a character.
func (t *tokenizer) flushPieces(s segment, k token) {
	shape := t.shape[s.from:s.to]
	if bytes.IndexByte(shape, beyond) >= 0 {
		return
	}
	k.kind, k.joined = piece, true
	turns, turn, from := 0, 0, 0
	cut := func(to int) {
		if to-from > 1 {
			t.emit(k, t.folded[s.from+from:s.from+to])
		}
		from = to
	}
	for i := 1; i < len(shape); i++ {
		before, here := shape[i-1], shape[i]
		if (before == figure) != (here == figure) {
			turns++
			turn = i
		}
		// connectionPool before P; HTTPServer before S, but APIs nowhere.
		if here == upper && (before == lower ||
			before == upper && i+2 < len(shape) && shape[i+1] == lower && shape[i+2] == lower) {
			cut(i)
		}
	}
	if from == 0 && turns == 1 {
		cut(turn)
	}
	if from > 0 {
		cut(len(shape))
	}
}

// flushPairs emits the neighbours of a run in a script without spaces.
func (t *tokenizer) flushPairs(s segment) {
	n := len(t.bounds) / 2
	at := func(i int) (folded, text int) {
		if i < n {
			return t.bounds[2*i], t.bounds[2*i+1]
		}
		return s.to, s.end
	}
	for i := range n {
		from, start := at(i)
		to, _ := at(min(i+2, n))
		// One sign may be spelt out as several characters, which share a place.
		_, second := at(min(i+1, n-1))
		next := min(i+2, n)
		for next < n && t.bounds[2*next+1] <= second {
			next++
		}
		_, end := at(next)
		k := token{kind: pair, position: s.position + i, start: start, end: end}
		if i == n-1 && n > 1 {
			k.kind = last
		}
		t.emit(k, t.folded[from:to])
	}
}
