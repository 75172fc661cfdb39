package markdown

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/util"
)

// What escape and escapeAttribute replace. The carriage return is that of CRLF; HTML normalises it away.
var (
	forText      = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "")
	forAttribute = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\r", "")
)

// escape appends text as the content of an element.
func escape(dst []byte, s string) []byte { return append(dst, forText.Replace(s)...) }

// escapeAttribute appends text as the value of an attribute in double quotes.
func escapeAttribute(dst []byte, s string) []byte { return append(dst, forAttribute.Replace(s)...) }

// appendText appends to the plain text, without carriage returns.
func appendText(dst []byte, s string) []byte { return append(dst, strings.ReplaceAll(s, "\r", "")...) }

// unescape resolves backslash escapes and entities as CommonMark 0.31.2,
// sections 2.4 and 2.5, has them.
func unescape(b []byte) string {
	s := string(b)
	i := strings.IndexAny(s, `\&`)
	if i < 0 {
		return s
	}
	var out strings.Builder
	entities := false
	for ; i >= 0; i = strings.IndexAny(s, `\&`) {
		out.WriteString(s[:i])
		s = s[i:]
		if s[0] == '\\' {
			if len(s) > 1 && util.IsPunct(s[1]) {
				s = s[1:]
			}
		} else if text, n := entity(s); n > 0 {
			out.WriteString(text)
			s = s[n:]
			entities = true
			continue
		}
		out.WriteByte(s[0])
		s = s[1:]
	}
	out.WriteString(s)
	if entities {
		return visible(out.String())
	}
	return out.String()
}

// entity reads the character reference that s begins with: its text and its
// length, or 0.
func entity(s string) (string, int) {
	end := strings.IndexByte(s[:min(len(s), 40)], ';')
	if end < 2 {
		return "", 0
	}
	name := s[1:end]
	if name[0] != '#' {
		e, ok := util.LookUpHTML5EntityByName(name)
		if !ok {
			return "", 0
		}
		return string(e.Characters), end + 1
	}
	digits, base := name[1:], 10
	if len(digits) > 0 && (digits[0] == 'x' || digits[0] == 'X') {
		digits, base = digits[1:], 16
	}
	if len(digits) > 7 {
		return "", 0
	}
	number, err := strconv.ParseUint(digits, base, 32)
	if err != nil {
		return "", 0
	}
	if number == 0 || !utf8.ValidRune(rune(number)) {
		return string(unicode.ReplacementChar), end + 1
	}
	return string(rune(number)), end + 1
}

// countWords counts what a reader reads as words: runs without spaces that hold
// a letter or a digit, and each character of scripts that write none.
func countWords(s string) int {
	words, within := 0, false
	for _, r := range s {
		switch {
		case r < utf8.RuneSelf:
			letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
			if letter && !within {
				words++
				within = true
			} else if r == ' ' || r == '\n' || r == '\t' {
				within = false
			}
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
			words++
			within = false
		case unicode.IsSpace(r):
			within = false
		case !within && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			words++
			within = true
		}
	}
	return words
}
