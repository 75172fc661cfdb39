package prose

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean takes out of a text what no file of an archive may hold: bytes that are
// not UTF-8, control characters, and line separators that only some programs see.
func Clean(text string) string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\u2028' || r == '\u2029' || r == '\u0085':
			return '\n'
		case unicode.IsControl(r) || r == '\ufeff' || r&0xfffe == 0xfffe:
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\ufffd"))
}

// OneLine returns clean text on one line, single spaces between its words.
func OneLine(text string) string { return strings.Join(strings.Fields(Clean(text)), " ") }

// Runes counts the characters of a text.
func Runes(text string) int { return utf8.RuneCountInString(text) }

// Cut shortens a text to some characters, at a word where there is one.
func Cut(text string, limit int) string {
	if Runes(text) <= limit {
		return text
	}
	short := string([]rune(text)[:max(1, limit-1)])
	if i := strings.LastIndexByte(short, ' '); i > len(short)/2 {
		short = short[:i]
	}
	return strings.TrimRight(short, " ,;:.–-") + "…"
}

// FirstWords returns the first sentence or line of a text, of at most so many characters.
func FirstWords(text string, limit int) string {
	text, _, _ = strings.Cut(strings.TrimSpace(text), "\n")
	if i := strings.Index(text, ". "); i > 10 {
		text = text[:i]
	}
	return Cut(strings.TrimRight(OneLine(text), "."), limit)
}

// Or returns a text, or another where it is blank.
func Or(text, otherwise string) string {
	if strings.TrimSpace(text) == "" {
		return otherwise
	}
	return text
}

// WebAddress reports whether a text is an absolute http or https address that Markdown can hold.
func WebAddress(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" && !strings.ContainsAny(address, " \t\n\"<>`")
}

// absolute returns the web or mail address that a destination means when it
// counts from base, or "".
func absolute(base, address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || address == "" {
		return ""
	}
	if from, err := url.Parse(base); err == nil && WebAddress(base) {
		u = from.ResolveReference(u)
	}
	if u.Scheme == "mailto" || WebAddress(u.String()) {
		return u.String()
	}
	return ""
}

// Destination writes an address so that no character of it ends a link of Markdown.
func Destination(address string) string {
	return strings.NewReplacer("(", "%28", ")", "%29", " ", "%20", "<", "%3C", ">", "%3E", `\`, "%5C", "\n", "").Replace(address)
}

// Fence writes a block of code.
func Fence(text, language string) string {
	text = strings.Trim(Clean(text), "\n")
	mark := "```"
	for strings.Contains(text, mark) {
		mark += "`"
	}
	return mark + language + "\n" + text + "\n" + mark
}
