package prose

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/base"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/commonmark"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/strikethrough"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/table"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// FromHTML writes a fragment of HTML as Markdown. Relative addresses count from
// base, which may be "". It names the elements that have no Markdown and were
// left out with their content.
func FromHTML(source, base string) (text string, dropped []string) {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(wordsEscaped(source)), body)
	if err != nil {
		return EscapeLines(Clean(source)), nil // deeper than the parser goes
	}
	for _, n := range nodes {
		body.AppendChild(n)
	}
	return FromNode(body, base)
}

// FromNode writes what is within a node as Markdown, as FromHTML does. It changes the tree.
func FromNode(root *html.Node, base string) (text string, dropped []string) {
	gone := map[string]bool{}
	for _, n := range slices.Collect(root.Descendants()) {
		prepare(n, gone)
	}
	dropped = slices.Sorted(maps.Keys(gone))
	out, err := newConverter().ConvertNode(root, converter.WithDomain(base))
	if err != nil {
		return EscapeLines(NodeText(root)), dropped
	}
	return strings.TrimSpace(spaces.ReplaceAllString(shown.Replace(string(out)), "")), dropped
}

// leftOut are the elements whose content is no text.
var leftOut = setOf("script style iframe object embed svg math video audio noscript template select textarea button canvas")

// prepare makes an element fit for the converter, and takes out what Markdown cannot hold.
func prepare(n *html.Node, gone map[string]bool) {
	cell := n.Parent
	for cell != nil && cell.DataAtom != atom.Td && cell.DataAtom != atom.Th {
		cell = cell.Parent
	}
	switch {
	case leftOut[n.Data] && n.Type == html.ElementNode:
		gone[n.Data] = true
		n.Parent.RemoveChild(n)
	case n.DataAtom == atom.H1:
		rename(n, "h2") // the page's title is the only heading of the first rank
	case n.DataAtom == atom.Input && Attribute(n, "type") == "checkbox":
		box := "\x03 \x04 " // brackets that are not escaped
		if slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "checked" }) {
			box = "\x03x\x04 "
		}
		n.Type, n.Data = html.TextNode, box
	case cell != nil && n.Type == html.ElementNode && !inlineElements[n.Data], cell != nil && n.DataAtom == atom.Br:
		rename(n, "span") // a cell is one line
		n.InsertBefore(&html.Node{Type: html.TextNode, Data: " "}, n.FirstChild)
	case n.DataAtom == atom.Summary || n.DataAtom == atom.Dt:
		strong := &html.Node{Type: html.ElementNode, Data: "strong", DataAtom: atom.Strong}
		for child := n.FirstChild; child != nil; child = n.FirstChild {
			n.RemoveChild(child)
			strong.AppendChild(child)
		}
		n.AppendChild(strong)
		rename(n, "p")
	}
}

func rename(n *html.Node, name string) { n.Data, n.DataAtom = name, atom.Lookup([]byte(name)) }

// What is not to be escaped waits behind controls, which no clean text holds: the
// converter would write angle brackets as entities.
var (
	hidden = strings.NewReplacer("<", "\x01", ">", "\x02")
	shown  = strings.NewReplacer("\x01", "<", "\x02", ">", "\x03", "[", "\x04", "]")
)

// tight matches the empty line above a list in a list, which would set all items apart.
var tight = regexp.MustCompile(`(?m)^( *(?:-|\d+\.) .*)\n *\n( +(?:-|\d+\.) )`)

// spaces matches a line of spaces only.
var spaces = regexp.MustCompile(`(?m)^ +$`)

// newConverter makes a converter that escapes what this dialect of Markdown reads as markup.
func newConverter() *converter.Converter {
	c := converter.NewConverter(converter.WithEscapeMode(converter.EscapeModeDisabled), converter.WithPlugins(
		base.NewBasePlugin(),
		commonmark.NewCommonmarkPlugin(commonmark.WithHorizontalRule("---"), commonmark.WithListEndComment(false),
			commonmark.WithLinkEmptyHrefBehavior(commonmark.LinkBehaviorSkip), commonmark.WithLinkEmptyContentBehavior(commonmark.LinkBehaviorSkip)),
		strikethrough.NewStrikethroughPlugin(),
		table.NewTablePlugin(table.WithHeaderPromotion(true), table.WithPresentationTables(true),
			table.WithCellPaddingBehavior(table.CellPaddingBehaviorMinimal)),
	))
	c.Register.TextTransformer(func(_ converter.Context, text string) string {
		text = escapeStart(escapeInline(Clean(text)))
		if words, ok := strings.CutSuffix(text, "#"); ok && !strings.HasSuffix(words, `\`) { // it would end a heading
			text = words + `\#`
		}
		return hidden.Replace(text)
	}, converter.PriorityEarly)
	c.Register.PostRenderer(func(_ converter.Context, text []byte) []byte { return tight.ReplaceAll(text, []byte("$1\n$2")) }, converter.PriorityLate)
	return c
}

// Attribute returns an attribute of an element, or "".
func Attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// NodeText returns the text beneath a node, breaks and paragraphs as line breaks.
func NodeText(root *html.Node) string {
	var b strings.Builder
	for n := range root.Descendants() {
		switch {
		case n.Type == html.TextNode && !leftOut[n.Parent.Data]:
			b.WriteString(n.Data)
		case n.DataAtom == atom.Br || n.DataAtom == atom.P && b.Len() > 0:
			b.WriteByte('\n')
		}
	}
	return b.String()
}
