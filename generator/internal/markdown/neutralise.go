package markdown

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"afterword/generator/internal/diag"
)

// neutralise copies a body into buf with the characters replaced that no reader
// should meet: those that terminals and XML cannot carry, and those that make
// text read otherwise than it is stored ("Trojan Source", CVE-2021-42574).
// Replacements have the length of what they replace, so that offsets hold.
func (w *walker) neutralise(buf []byte, body string) []byte {
	buf = append(buf[:0], body...)
	for i := 0; i < len(buf); {
		c := buf[i]
		if c < utf8.RuneSelf {
			if c < ' ' && c != '\n' && c != '\t' && c != '\r' || c == 0x7f {
				w.control(rune(c), i, 1)
				buf[i] = '?'
			} else if c == '\r' && (i+1 == len(buf) || buf[i+1] != '\n') {
				buf[i] = '\n' // a line break of its own, as diag counts it
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(buf[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			w.errorf(diag.Encoding, w.span(i, i+1), "save the file as UTF-8", "byte 0x%02X is not UTF-8", c)
			buf[i] = '?'
		case unprintable(r):
			w.control(r, i, n)
			copy(buf[i:], "????"[:n])
		case bidi(r):
			w.warnf(diag.ControlCharacter, w.span(i, i+n),
				"remove it, or write its number; a page shows U+FFFD in its place",
				"U+%04X changes the direction of the text after it without being seen", r)
			copy(buf[i:], string(unicode.ReplacementChar))
		}
		i += n
	}
	return buf
}

func (w *walker) control(r rune, at, n int) {
	w.errorf(diag.ControlCharacter, w.span(at, at+n), "remove it", "control character U+%04X", r)
}

// unprintable reports whether a character is a C0 or C1 control or one that XML 1.0, section 2.2, excludes.
func unprintable(r rune) bool {
	switch r {
	case '\t', '\n', '\r':
		return false
	}
	return r < ' ' || r >= 0x7f && r <= 0x9f || r&0xFFFE == 0xFFFE || r >= 0xFDD0 && r <= 0xFDEF
}

// bidi reports whether a character is an embedding, override or isolate of Unicode's annex 9. The
// plain marks U+200E and U+200F are left alone: right-to-left prose needs them.
func bidi(r rune) bool { return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 }

// visible replaces the same characters in text that came out of entities.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if unprintable(r) || bidi(r) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}
