package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Folding makes one spelling of many: lower case, without accents, wide and
// joined letters spelt out. It works one code point at a time, on text in
// normal form C, so that a folded word can be found again in the text it came
// from. js/folded.js does the same.

// class says what a character is to the tokeniser.
type class uint8

const (
	separator   class = iota
	letter            // part of a word
	digit             // part of a word
	ideograph         // of a script written without spaces
	connector         // joins words into a compound: us-east-1, boot.ini
	apostrophe        // inside a word, dropped
	transparent       // accents and invisible marks: as if not there
)

var ascii = func() (table [utf8.RuneSelf]class) {
	for c := 'a'; c <= 'z'; c++ {
		table[c], table[c-'a'+'A'] = letter, letter
	}
	for c := '0'; c <= '9'; c++ {
		table[c] = digit
	}
	table['-'], table['_'], table['.'], table['\''] = connector, connector, connector, apostrophe
	return table
}()

// unspaced are the scripts whose text is cut into pairs of characters.
var unspaced = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul,
	unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
}

func classOf(r rune) class {
	switch {
	case r < utf8.RuneSelf:
		return ascii[r]
	case r == 'ー' || unicode.In(r, unspaced...) && unicode.In(r, unicode.L, unicode.N, unicode.M):
		return ideograph
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return transparent
	case unicode.In(r, unicode.L, unicode.Mc):
		return letter
	case unicode.Is(unicode.N, r):
		return digit
	case r == '‐' || r == '‑':
		return connector
	case r == '’' || r == 'ʼ':
		return apostrophe
	}
	return separator
}

// spelled are letters that no normal form takes apart, and signs that say nothing.
var spelled = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th", 'ł': "l", 'ı': "i", 'ς': "σ",
	'™': "", '℠': "", '’': "’", '‑': "‑",
}

// foldRune is the folded spelling of a code point above ASCII: often one
// letter, sometimes several, none for an accent.
func foldRune(r rune) string {
	if s, ok := spelled[unicode.ToLower(r)]; ok {
		return s
	}
	if classOf(r) == ideograph {
		return norm.NFKC.String(string(r))
	}
	var b strings.Builder
	for _, d := range norm.NFKD.String(string(r)) {
		if classOf(d) == transparent {
			continue
		}
		d = unicode.ToLower(d)
		if s, ok := spelled[d]; ok {
			b.WriteString(s)
		} else {
			b.WriteRune(d)
		}
	}
	return b.String()
}
