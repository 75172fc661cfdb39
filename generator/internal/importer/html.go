package importer

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxNesting bounds how deep HTML is followed; what is deeper comes out as text.
const maxNesting = 60

// A converter writes a tree of HTML as Markdown without any HTML in it.
type converter struct {
	base    *url.URL // that relative addresses count from; nil for none
	dropped map[string]bool
	depth   int
}

// toMarkdown converts a fragment of HTML. It names the elements that have no
// Markdown and were left out with their content.
func toMarkdown(source, base string) (text string, dropped []string) {
	context := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(source), context)
	if err != nil {
		return escapeLines(clean(source)), nil // too deep for the parser: as text
	}
	c := newConverter(base)
	root := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	for _, n := range nodes {
		root.AppendChild(n)
	}
	return c.blocks(root), c.left()
}

// nodeToMarkdown converts what stands within a node.
func nodeToMarkdown(n *html.Node, base string) (string, []string) {
	c := newConverter(base)
	return c.blocks(n), c.left()
}

func newConverter(base string) *converter {
	c := &converter{dropped: map[string]bool{}}
	if u, err := url.Parse(base); err == nil && webAddress(base) {
		c.base = u
	}
	return c
}

func (c *converter) left() []string { return sortedKeys(c.dropped) }

// blocks writes the children of a node as blocks, an empty line between them.
func (c *converter) blocks(n *html.Node) string { return strings.Join(c.parts(n), "\n\n") }

// parts writes the children of a node, each block for itself.
func (c *converter) parts(n *html.Node) []string {
	if c.depth++; c.depth > maxNesting {
		c.depth--
		return []string{escapeLines(nodeText(n))}
	}
	defer func() { c.depth-- }()
	var out []string
	var run strings.Builder
	flush := func() {
		if text := tidyInline(run.String()); text != "" {
			out = append(out, text)
		}
		run.Reset()
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		if child.Type == html.ElementNode && isBlock(child.DataAtom) {
			flush()
			if text := c.block(child); text != "" {
				out = append(out, text)
			}
			continue
		}
		run.WriteString(c.inline(child))
	}
	flush()
	return out
}

func isBlock(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Div, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Main, atom.Aside, atom.Nav, atom.Figure, atom.Figcaption, atom.Center,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Li, atom.Dl, atom.Dt, atom.Dd, atom.Blockquote, atom.Pre,
		atom.Table, atom.Hr, atom.Details, atom.Summary, atom.Address, atom.Form, atom.Fieldset:
		return true
	}
	return false
}

func (c *converter) block(n *html.Node) string {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		// The page's title is the only heading of the first rank.
		text := strings.Join(strings.Fields(c.inlines(n)), " ")
		if text == "" {
			return ""
		}
		return strings.Repeat("#", max(2, int(n.Data[1]-'0'))) + " " + text
	case atom.Hr:
		return "---"
	case atom.Pre:
		return fence(nodeText(n), language(n))
	case atom.Blockquote:
		return prefixed(c.blocks(n), "> ", "> ")
	case atom.Ul, atom.Ol:
		return c.list(n)
	case atom.Table:
		return c.table(n)
	case atom.Summary, atom.Dt:
		if text := tidyInline(c.inlines(n)); text != "" {
			return "**" + strings.ReplaceAll(text, "\n", " ") + "**"
		}
		return ""
	}
	return c.blocks(n)
}

func (c *converter) list(n *html.Node) string {
	var items []string
	number := 0
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		if child.Type != html.ElementNode {
			continue
		}
		parts := c.parts(child)
		if len(parts) == 0 {
			continue
		}
		text := parts[0]
		for _, part := range parts[1:] {
			// A list within an item needs no empty line above it.
			if !listForm.MatchString(part) {
				text += "\n"
			}
			text += "\n" + part
		}
		number++
		mark := "- "
		if n.DataAtom == atom.Ol {
			mark = itoa(number) + ". "
		}
		items = append(items, prefixed(text, mark, strings.Repeat(" ", len(mark))))
	}
	separator := "\n"
	for _, item := range items {
		if strings.Contains(item, "\n\n") {
			separator = "\n\n"
		}
	}
	return strings.Join(items, separator)
}

// table writes the rows of a table; the first is its head.
func (c *converter) table(n *html.Node) string {
	var rows [][]string
	width := 0
	eachElement(n, func(row *html.Node) bool {
		if row.DataAtom != atom.Tr {
			return true
		}
		var cells []string
		for cell := row.FirstChild; cell != nil; cell = cell.NextSibling {
			if cell.DataAtom == atom.Td || cell.DataAtom == atom.Th {
				text := strings.Join(strings.Fields(c.blocks(cell)), " ")
				cells = append(cells, text)
			}
		}
		if len(cells) > 0 && len(rows) < 5000 {
			rows, width = append(rows, cells), max(width, min(len(cells), 50))
		}
		return false
	})
	if len(rows) == 0 {
		return c.blocks(n)
	}
	var b strings.Builder
	for i, row := range rows {
		b.WriteByte('|')
		for j := range width {
			if j < len(row) {
				b.WriteString(" " + row[j])
			}
			b.WriteString(" |")
		}
		b.WriteByte('\n')
		if i == 0 {
			b.WriteString("|" + strings.Repeat(" --- |", width) + "\n")
		}
	}
	return strings.TrimSpace(b.String())
}

func (c *converter) inlines(n *html.Node) string {
	if c.depth++; c.depth > maxNesting {
		c.depth--
		return escapeMarkdown(oneLine(nodeText(n)))
	}
	defer func() { c.depth-- }()
	var b strings.Builder
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		b.WriteString(c.inline(child))
	}
	return b.String()
}

// lineBreak stands for a br until white space has been folded.
const lineBreak = "\x00"

func (c *converter) inline(n *html.Node) string {
	if n.Type == html.TextNode {
		return keepEdges(clean(n.Data), escapeInline)
	}
	if n.Type != html.ElementNode {
		return ""
	}
	switch n.DataAtom {
	case atom.Br:
		return lineBreak
	case atom.B, atom.Strong:
		return around(c.inlines(n), "**")
	case atom.I, atom.Em, atom.Cite, atom.Dfn:
		return around(c.inlines(n), "*")
	case atom.Del, atom.S, atom.Strike:
		return around(c.inlines(n), "~~")
	case atom.Code, atom.Kbd, atom.Samp, atom.Tt:
		return codeSpan(nodeText(n))
	case atom.A:
		return c.link(n)
	case atom.Img:
		return c.image(n)
	case atom.Script, atom.Style, atom.Iframe, atom.Object, atom.Embed, atom.Svg, atom.Math, atom.Video, atom.Audio, atom.Noscript, atom.Template, atom.Select, atom.Textarea, atom.Button, atom.Canvas:
		c.dropped[n.Data] = true
		return ""
	case atom.Input:
		if attribute(n, "type") == "checkbox" {
			if hasAttribute(n, "checked") {
				return "[x] "
			}
			return "[ ] "
		}
		return ""
	}
	if isBlock(n.DataAtom) {
		return " " + strings.Join(strings.Fields(c.block(n)), " ") + " "
	}
	return c.inlines(n)
}

func (c *converter) link(n *html.Node) string {
	text := strings.TrimSpace(strings.ReplaceAll(c.inlines(n), lineBreak, " "))
	address := c.absolute(attribute(n, "href"))
	switch {
	case address == "" || text == "":
		return text
	case oneLine(nodeText(n)) == address:
		return "<" + address + ">"
	}
	return "[" + text + "](" + destination(address) + ")"
}

func (c *converter) image(n *html.Node) string {
	alt, address := escapeMarkdown(oneLine(attribute(n, "alt"))), c.absolute(attribute(n, "src"))
	if address == "" {
		return alt
	}
	if alt == "" {
		alt = "Image"
	}
	return "[" + alt + "](" + destination(address) + ")"
}

// absolute returns the web or mail address that a destination means, or "".
func (c *converter) absolute(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || address == "" {
		return ""
	}
	if c.base != nil {
		u = c.base.ResolveReference(u)
	}
	if u.Scheme == "mailto" || webAddress(u.String()) {
		return u.String()
	}
	return ""
}

// destination writes an address so that no character of it ends the link.
func destination(address string) string {
	return strings.NewReplacer("(", "%28", ")", "%29", " ", "%20", "<", "%3C", ">", "%3E", `\`, "%5C", "\n", "").Replace(address)
}

// around puts marks about the words of a text, not about the spaces at its edges.
func around(text, mark string) string {
	text = strings.ReplaceAll(text, lineBreak, " ")
	return keepEdges(text, func(inner string) string { return mark + inner + mark })
}

// keepEdges changes a text but for the white space at its edges, which becomes single spaces.
func keepEdges(text string, change func(string) string) string {
	inner := strings.Join(strings.Fields(text), " ")
	if inner == "" {
		if text == "" {
			return ""
		}
		return " "
	}
	inner = change(inner)
	if strings.TrimLeft(text, " \t\n") != text {
		inner = " " + inner
	}
	if strings.TrimRight(text, " \t\n") != text {
		inner += " "
	}
	return inner
}

// tidyInline folds the white space of a run of inlines and writes its breaks.
func tidyInline(text string) string {
	var lines []string
	for line := range strings.SplitSeq(text, lineBreak) {
		lines = append(lines, escapeStart(strings.Join(strings.Fields(line), " ")))
	}
	var b strings.Builder
	gap := 0
	for _, line := range lines {
		switch {
		case line == "":
			gap++
			continue
		case b.Len() == 0:
		case gap > 0:
			b.WriteString("\n\n") // two breaks are how people make paragraphs
		default:
			b.WriteString("\\\n")
		}
		gap = 0
		b.WriteString(line)
	}
	return b.String()
}

func codeSpan(text string) string {
	text = oneLine(text)
	if text == "" {
		return ""
	}
	mark := "`"
	for strings.Contains(text, mark) {
		mark += "`"
	}
	if len(mark) > 1 {
		text = " " + text + " "
	}
	return mark + text + mark
}

func fence(text, language string) string {
	text = strings.Trim(clean(text), "\n")
	mark := "```"
	for strings.Contains(text, mark) {
		mark += "`"
	}
	return mark + language + "\n" + text + "\n" + mark
}

func prefixed(text, first, rest string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		p := rest
		if i == 0 {
			p = first
		}
		lines[i] = strings.TrimRight(p+line, " ")
	}
	return strings.Join(lines, "\n")
}
