package importer

import (
	"afterword/generator/internal/calendar"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"
)

// lineWidth is how long a line of front matter may get before it is folded.
const lineWidth = 112

// A yamlWriter writes the plain YAML that a person would: no tags, no anchors,
// quotes only where they are needed. A property test reads back what it writes.
type yamlWriter struct {
	strings.Builder
	zone *time.Location // in force for the times of the file, nil for none
}

// text writes a key and its text, and nothing where there is none. prefix stands before the key: spaces, or "  - ".
func (y *yamlWriter) text(prefix, key, value string) {
	if value == "" {
		return
	}
	line := prefix + key + ": " + scalar(value, false)
	if runes(line) <= lineWidth || !foldable(value) {
		y.WriteString(line + "\n")
		return
	}
	y.WriteString(prefix + key + ": >-\n")
	indent := strings.Repeat(" ", len(prefix)+2)
	width := 0
	for i, word := range strings.Split(value, " ") {
		switch n := runes(word); {
		case i == 0:
			y.WriteString(indent)
			width = len(indent) + n
		case width+1+n > lineWidth:
			y.WriteString("\n" + indent)
			width = len(indent) + n
		default:
			y.WriteByte(' ')
			width += 1 + n
		}
		y.WriteString(word)
	}
	y.WriteByte('\n')
}

// raw writes a key and a value that needs no quotes.
func (y *yamlWriter) raw(prefix, key, value string) {
	if value != "" {
		y.WriteString(prefix + key + ": " + value + "\n")
	}
}

// time writes a key and its time, and nothing where there is none.
func (y *yamlWriter) time(prefix, key string, t calendar.Time) {
	if !t.IsZero() {
		y.raw(prefix, key, writeTime(t, y.zone))
	}
}

// list writes a key and its items on one line, or one a line where they are many.
func (y *yamlWriter) list(prefix, key string, items []string) {
	if len(items) == 0 {
		return
	}
	var flow []string
	for _, item := range items {
		flow = append(flow, scalar(item, true))
	}
	if line := prefix + key + ": [" + strings.Join(flow, ", ") + "]"; runes(line) <= lineWidth {
		y.WriteString(line + "\n")
		return
	}
	y.WriteString(prefix + key + ":\n")
	for _, item := range items {
		y.WriteString(strings.Repeat(" ", len(prefix)+2) + "- " + scalar(item, false) + "\n")
	}
}

// foldable tells a text that comes back the same from a folded block.
func foldable(text string) bool {
	return text != "" && strings.Join(strings.Fields(text), " ") == text && printable(text)
}

func printable(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return !unicode.IsPrint(r) || r == unicode.ReplacementChar }) < 0
}

// notText finds what YAML 1.1 or 1.2 may take for something else than text: a number, a date, a time.
var notText = regexp.MustCompile(`(?i)^(?:[0-9][0-9._,:eT+-]*z?|0[xob][0-9a-f_]+|[0-9.]+e[0-9]+)$`)

// scalar writes a text so that every reader of YAML gives back that text. flow
// says that it stands between brackets.
func scalar(text string, flow bool) string {
	if plainScalar(text, flow) {
		return text
	}
	if printable(text) && strings.ContainsAny(text, `"\`) {
		return "'" + strings.ReplaceAll(text, "'", "''") + "'"
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08X`, r)
		default:
			fmt.Fprintf(&b, `\u%04X`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// plainScalar tells a text that needs no quotes.
func plainScalar(text string, flow bool) bool {
	if text == "" || strings.TrimSpace(text) != text || !printable(text) || notText.MatchString(text) {
		return false
	}
	switch strings.ToLower(text) {
	case "null", "true", "false", "yes", "no", "on", "off", "y", "n":
		return false
	}
	first := []rune(text)[0]
	if !unicode.IsLetter(first) && !unicode.IsDigit(first) && !strings.ContainsRune("(/_", first) {
		return false
	}
	if strings.Contains(text, ": ") || strings.Contains(text, " #") || strings.HasSuffix(text, ":") {
		return false
	}
	return !flow || !strings.ContainsAny(text, ",[]{}:\"'")
}
