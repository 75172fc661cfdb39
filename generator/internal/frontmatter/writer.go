package frontmatter

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// This file writes YAML as a person would: no tags, no anchors, and quotes only
// where a text needs them. The library reads back what was written; the styles
// are chosen here.

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
func WriteYAML(mapping Node) string { return dump(mapping.tree(0), lineWidth) }

// WriteYAMLItems writes the items of a list, each a mapping, beneath a key that is written already.
func WriteYAMLItems(indent string, items []Node) string {
	var b strings.Builder
	for line := range strings.Lines(dump(Node{Kind: Sequence, Items: items}.tree(0), lineWidth)) {
		b.WriteString(indent + line)
	}
	return b.String()
}

// WriteYAMLFlow writes a value on one line, between brackets where it is a list or a mapping.
func WriteYAMLFlow(n Node) string {
	return strings.TrimSuffix(dump(n.tree(yaml.FlowStyle), -1), "\n")
}

// QuoteYAML writes a text as the value of a key, on one line, so that every
// reader of YAML reads that text. It has quotes only where it needs them.
func QuoteYAML(text string) string {
	const key = "x"
	field := &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{scalar(key, 0), scalar(text, 0)}}
	return strings.TrimSuffix(strings.TrimPrefix(dump(field, -1), key+": "), "\n")
}

// dump writes a tree whose texts are valid UTF-8, which cannot fail.
func dump(tree *yaml.Node, width int) string {
	out, _ := yaml.Dump(tree, yaml.WithLineWidth(width), yaml.WithCompactSeqIndent(false),
		yaml.WithQuotePreference(yaml.QuoteDouble))
	return string(out)
}

// tree returns a value as the library writes it; collections have a style.
func (n Node) tree(style yaml.Style) *yaml.Node {
	out := &yaml.Node{Style: style}
	switch n.Kind {
	case Mapping:
		out.Kind = yaml.MappingNode
		for _, f := range n.Fields {
			if v := f.Value; v.Text != "" || len(v.Items) > 0 || len(v.Fields) > 0 {
				out.Content = append(out.Content, scalar(f.Key, 0), v.tree(style))
			}
		}
	case Sequence:
		out.Kind = yaml.SequenceNode
		width := 0
		for _, item := range n.Items {
			width += utf8.RuneCountInString(item.Text) + len(", ")
			out.Content = append(out.Content, item.tree(style))
		}
		if len(n.Items) > 0 && n.Items[0].Kind == Text && width < lineWidth {
			out.Style = yaml.FlowStyle
		}
	case Text:
		return scalar(n.Text, lineWidth)
	default:
		out.Kind, out.Value, out.Style = yaml.ScalarNode, n.Text, 0
	}
	return out
}

// notText matches what YAML 1.1 or 1.2 may take for something else than text: a
// word for true or false, a number, a date, a time.
var notText = regexp.MustCompile(`(?i)^(?:yes|no|on|off|y|n|[0-9][0-9._,:eT+-]*z?|0[xob][0-9a-f_]+|[0-9.]+e[0-9]+)$`)

// scalar returns a text; one that is longer than width, unless that is 0, is
// folded over several lines where a reader gets its spaces back.
func scalar(text string, width int) *yaml.Node {
	out := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: strings.ToValidUTF8(text, "\uFFFD")}
	invisible := func(r rune) bool { return !unicode.IsPrint(r) || r == unicode.ReplacementChar }
	switch {
	case strings.ContainsFunc(text, invisible) || notText.MatchString(text):
		out.Style = yaml.DoubleQuotedStyle
	case width > 0 && utf8.RuneCountInString(text) > width && strings.Join(strings.Fields(text), " ") == text:
		out.Style = yaml.FoldedStyle
	}
	return out
}
