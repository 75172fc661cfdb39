package prose

import (
	"regexp"
	"strings"
)

// atLineStart finds what would begin a block of Markdown if a line began with it.
var atLineStart = regexp.MustCompile(`^(\s{0,3})(#{1,6}(?:\s|$)|>|[-+](?:\s|$)|[-=][-=\s]*$|~~~|:(?:\s|$)|\d{1,9}[.)](?:\s|$))`)

// entity finds what Markdown would read as a character reference.
var entity = regexp.MustCompile(`^&#?[A-Za-z0-9]+;`)

// Escape makes Markdown that shows a line of plain text as it is. Only
// what would be markup is escaped, so that the file stays readable.
func Escape(line string) string { return escapeStart(strings.TrimSpace(escapeInline(line))) }

// escapeInline escapes what is markup anywhere in a line.
func escapeInline(line string) string {
	tildes := strings.Count(line, "~") > 1
	var b strings.Builder
	for i := 0; i < len(line); i++ {
		switch c := line[i]; c {
		case '*', '`', '[', ']', '|':
			b.WriteByte('\\')
		case '<':
			if i+1 < len(line) && (wordByte(line[i+1]) || strings.IndexByte("/!?", line[i+1]) >= 0) {
				b.WriteByte('\\')
			}
		case '\\':
			if i+1 == len(line) || isPunctuation(line[i+1]) {
				b.WriteByte('\\')
			}
		case '&':
			if entity.MatchString(line[i:]) {
				b.WriteByte('\\')
			}
		case '_':
			// Within a word it is only a character.
			if i == 0 || i+1 == len(line) || !wordByte(line[i-1]) || !wordByte(line[i+1]) {
				b.WriteByte('\\')
			}
		case '~':
			if tildes {
				b.WriteByte('\\')
			}
		}
		b.WriteByte(line[i])
	}
	return b.String()
}

// escapeStart escapes what is markup only where a line begins.
func escapeStart(line string) string {
	if m := atLineStart.FindStringSubmatch(line); m != nil {
		at := len(m[1])
		for line[at] >= '0' && line[at] <= '9' {
			at++
		}
		line = line[:at] + `\` + line[at:]
	}
	return line
}

// listMark is what begins an item of a list.
var listMark = regexp.MustCompile(`^\s*(?:[-*+•]|\d{1,3}[.)])\s+`)

// EscapeLines escapes each line of a text, and keeps its lines, its paragraphs and its lists.
func EscapeLines(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i, line := range lines {
		mark := listMark.FindString(line)
		lines[i] = strings.Replace(mark, "•", "-", 1) + Escape(line[len(mark):])
	}
	return strings.Join(lines, "\n")
}

func isPunctuation(c byte) bool {
	return c >= '!' && c <= '/' || c >= ':' && c <= '@' || c >= '[' && c <= '`' || c >= '{' && c <= '~'
}

func wordByte(c byte) bool {
	return c >= 0x80 || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
