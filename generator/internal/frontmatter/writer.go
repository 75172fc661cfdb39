package frontmatter

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file writes the plain YAML that a person would: no tags, no anchors,
// quotes only where they are needed. Whatever it writes is read back as it was.

// lineWidth is how long a line may get, in characters, before it is folded.
const lineWidth = 112

// Plain is a scalar that is written as it is: a number, a date, a keyword.
func Plain(text string) Node { return Node{Kind: Number, Text: text} }

// Texts is a list of texts.
func Texts(texts []string) Node {
	n := Node{Kind: Sequence}
	for _, t := range texts {
		n.Items = append(n.Items, Node{Kind: Text, Text: t})
	}
	return n
}

// WriteYAML writes the keys of a mapping, in their order, but for those without a value.
func WriteYAML(mapping Node) string {
	w := yamlWriter{}
	w.mapping("", mapping)
	return w.String()
}

// WriteYAMLItems writes the items of a list, each a mapping, beneath a key that is written already.
func WriteYAMLItems(indent string, items []Node) string {
	w := yamlWriter{}
	for _, item := range items {
		w.mapping(indent+"- ", item)
	}
	return w.String()
}

// WriteYAMLFlow writes a value on one line, between brackets where it is a list or a mapping.
func WriteYAMLFlow(n Node) string {
	var parts []string
	switch n.Kind {
	case Sequence:
		for _, item := range n.Items {
			parts = append(parts, WriteYAMLFlow(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case Mapping:
		for _, f := range n.Fields {
			if !f.Value.empty() {
				parts = append(parts, quoteYAML(f.Key, true)+": "+WriteYAMLFlow(f.Value))
			}
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case Text:
		return quoteYAML(n.Text, true)
	}
	return n.Text
}

func (n Node) empty() bool { return n.Text == "" && len(n.Items) == 0 && len(n.Fields) == 0 }

type yamlWriter struct{ strings.Builder }

// mapping writes the fields of a mapping; prefix is what is before the first key: spaces, or "  - ".
func (w *yamlWriter) mapping(prefix string, n Node) {
	for _, f := range n.Fields {
		if !f.Value.empty() {
			w.field(prefix, f)
			prefix = strings.Repeat(" ", len(prefix))
		}
	}
}

func (w *yamlWriter) field(prefix string, f Field) {
	key := f.Key
	if !plainYAML(key, true) {
		key = quoteYAML(key, false)
	}
	key = prefix + key + ":"
	indent := strings.Repeat(" ", len(prefix)+2)
	switch v := f.Value; {
	case v.Kind == Mapping:
		w.WriteString(key + "\n")
		w.mapping(indent, v)
	case v.Kind == Sequence && v.Items[0].Kind == Mapping:
		w.WriteString(key + "\n" + WriteYAMLItems(indent, v.Items))
	case v.Kind == Sequence:
		if line := key + " " + WriteYAMLFlow(v); utf8.RuneCountInString(line) <= lineWidth {
			w.WriteString(line + "\n")
			break
		}
		w.WriteString(key + "\n")
		for _, item := range v.Items {
			w.WriteString(indent + "- " + quoteYAML(item.Text, false) + "\n")
		}
	case v.Kind == Text:
		line := key + " " + quoteYAML(v.Text, false)
		if utf8.RuneCountInString(line) <= lineWidth || strings.Join(strings.Fields(v.Text), " ") != v.Text || !visible(v.Text) {
			w.WriteString(line + "\n")
			break
		}
		w.WriteString(key + " >-\n")
		w.folded(indent, v.Text)
	default:
		w.WriteString(key + " " + v.Text + "\n")
	}
}

// folded writes a text over several lines, which a reader joins by spaces.
func (w *yamlWriter) folded(indent, text string) {
	width := 0
	for _, word := range strings.Fields(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case width == 0:
			w.WriteString(indent)
			width = len(indent) + n
		case width+1+n > lineWidth:
			w.WriteString("\n" + indent)
			width = len(indent) + n
		default:
			w.WriteByte(' ')
			width += 1 + n
		}
		w.WriteString(word)
	}
	w.WriteByte('\n')
}

func visible(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return !unicode.IsPrint(r) || r == unicode.ReplacementChar }) < 0
}

// QuoteYAML writes a text so that every reader of YAML reads that text. It has
// quotes only where it needs them.
func QuoteYAML(text string) string { return quoteYAML(text, false) }

// quoteYAML is QuoteYAML, or the same between brackets, where more needs quotes.
func quoteYAML(text string, flow bool) string {
	if plainYAML(text, flow) {
		return text
	}
	if visible(text) && strings.ContainsAny(text, `"\`) {
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

// notText matches what YAML 1.1 or 1.2 may take for something else than text: a number, a date, a time.
var notText = regexp.MustCompile(`(?i)^(?:[0-9][0-9._,:eT+-]*z?|0[xob][0-9a-f_]+|[0-9.]+e[0-9]+)$`)

// plainYAML reports whether a text needs no quotes.
func plainYAML(text string, flow bool) bool {
	if text == "" || strings.TrimSpace(text) != text || !visible(text) || notText.MatchString(text) {
		return false
	}
	switch strings.ToLower(text) {
	case "null", "true", "false", "yes", "no", "on", "off", "y", "n":
		return false
	}
	first, _ := utf8.DecodeRuneInString(text)
	if !unicode.IsLetter(first) && !unicode.IsDigit(first) && !strings.ContainsRune("(/_", first) {
		return false
	}
	if strings.Contains(text, ": ") || strings.Contains(text, " #") || strings.HasSuffix(text, ":") {
		return false
	}
	return !flow || !strings.ContainsAny(text, ",[]{}:\"'")
}
