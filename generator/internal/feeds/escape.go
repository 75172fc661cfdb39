package feeds

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

var icsEscapes = strings.NewReplacer("\r\n", `\n`, "\r", `\n`, "\n", `\n`, `\`, `\\`, ";", `\;`, ",", `\,`)

// icsText escapes a TEXT value (RFC 5545, 3.3.11). Control characters other than
// the tab are not allowed and are taken out; line breaks become "\n".
func icsText(s string) string {
	s = icsEscapes.Replace(s)
	return strings.Map(func(r rune) rune {
		if r != '\t' && (r < 0x20 || r == 0x7F) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// lineOctets is the longest content line of iCalendar, without its CRLF (RFC 5545, 3.1).
const lineOctets = 75

// icsFold cuts a content line so that no line has more than 75 octets and no
// character is torn apart, and ends it.
func icsFold(b *bytes.Buffer, line string) {
	room := lineOctets
	for len(line) > room {
		cut := room
		for !utf8.RuneStart(line[cut]) {
			cut--
		}
		b.WriteString(line[:cut])
		b.WriteString("\r\n ")
		line = line[cut:]
		room = lineOctets - 1 // the space that begins a continuation counts
	}
	b.WriteString(line)
	b.WriteString("\r\n")
}

// formulas begin a formula in one spreadsheet or another, the wide forms
// included: https://owasp.org/www-community/attacks/CSV_Injection
const formulas = "=+-@＝＋－＠"

// breaks begin a cell in one spreadsheet or another, whatever separator it guesses.
const breaks = ",;|\t\r\n"

// csvCell makes the text of a cell inert. What a spreadsheet would run as a formula gets an
// apostrophe in front: what begins with = + - @, a tab or a line break, at the start of
// the cell or after a separator, also behind what is not seen. The JSON has the exact text.
func csvCell(s string) string {
	var b strings.Builder
	written, cell := 0, 0 // cell is where one may begin, -1 within one
	for n, r := range s {
		if cell >= 0 && strings.ContainsRune(formulas+"\t\r\n", r) {
			b.WriteString(s[written:cell] + "'")
			written, cell = cell, -1
		}
		switch {
		case strings.ContainsRune(breaks, r):
			cell = n + 1
		case r != ' ' && unicode.IsPrint(r):
			cell = -1
		}
	}
	return b.String() + s[written:]
}
