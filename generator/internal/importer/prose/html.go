package prose

import (
	"bytes"
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
func FromNode(n *html.Node, base string) (text string, dropped []string) {
	root := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	moveChildren(root, n)
	p := preparation{base: base, dropped: map[string]bool{}, start: true}
	p.children(root)
	out, err := newConverter().ConvertNode(root)
	if err != nil {
		return EscapeLines(NodeText(root)), sortedKeys(p.dropped)
	}
	text = blankLine.ReplaceAllString(shown.Replace(string(out)), "")
	return strings.TrimSpace(text), sortedKeys(p.dropped)
}

// Angle brackets wait behind controls, which no clean text holds: the converter
// would write them as entities.
var (
	hidden = strings.NewReplacer("<", "\x01", ">", "\x02")
	shown  = strings.NewReplacer("\x01", "<", "\x02", ">")
)

// blankLine matches a line of spaces only.
var blankLine = regexp.MustCompile(`(?m)^ +$`)

// newConverter makes a converter that leaves the escaping to preparation, which
// knows what this dialect of Markdown reads as markup.
func newConverter() *converter.Converter {
	c := converter.NewConverter(converter.WithEscapeMode(converter.EscapeModeDisabled), converter.WithPlugins(
		base.NewBasePlugin(),
		commonmark.NewCommonmarkPlugin(commonmark.WithHorizontalRule("---"), commonmark.WithListEndComment(false)),
		strikethrough.NewStrikethroughPlugin(),
		table.NewTablePlugin(table.WithHeaderPromotion(true), table.WithPresentationTables(true),
			table.WithCellPaddingBehavior(table.CellPaddingBehaviorMinimal)),
	))
	c.Register.RendererFor("li", converter.TagTypeBlock, listItem, converter.PriorityEarly)
	return c
}

// listItem writes an item without an empty line above a list in it, which would
// set all of the items apart.
func listItem(ctx converter.Context, w converter.Writer, n *html.Node) converter.RenderStatus {
	var b bytes.Buffer
	for child := range n.ChildNodes() {
		before := bytes.TrimRight(b.Bytes(), "\n")
		tight := (child.DataAtom == atom.Ul || child.DataAtom == atom.Ol) && len(before) > 0 && !bytes.Contains(before, []byte("\n\n"))
		if tight {
			b.Truncate(len(before))
			b.WriteByte('\n')
		}
		at := b.Len()
		ctx.RenderNodes(ctx, &b, child)
		if list := bytes.TrimLeft(b.Bytes()[at:], "\n"); tight {
			b.Truncate(at + copy(b.Bytes()[at:], list))
		}
	}
	_, _ = w.Write(b.Bytes()) // a buffer, which has no errors
	return converter.RenderSuccess
}

// A preparation makes a tree of HTML fit for the converter: text is escaped,
// addresses are absolute, and what Markdown cannot hold is gone.
type preparation struct {
	base    string
	dropped map[string]bool // elements left out with their content
	start   bool            // the next text begins a line
	heading bool            // within a heading
	cell    bool            // within a cell of a table, which is one line
}

// leftOut are the elements whose content is no text.
var leftOut = setOf("script style iframe object embed svg math video audio noscript template select textarea button canvas")

func (p *preparation) children(n *html.Node) {
	for child := n.FirstChild; child != nil; {
		next := child.NextSibling
		p.node(child)
		child = next
	}
}

func (p *preparation) node(n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		p.text(n)
		return
	case n.Type != html.ElementNode || leftOut[n.Data]:
		if n.Type == html.ElementNode {
			p.dropped[n.Data] = true
		}
		n.Parent.RemoveChild(n)
		return
	}
	block := !inlineElements[n.Data]
	if block && p.cell {
		rename(n, "span")
		n.InsertBefore(textNode(" "), n.FirstChild)
		n.AppendChild(textNode(" "))
		block = false
	}
	outer := *p
	p.start = p.start || block
	switch n.Data {
	case "h1", "h2", "h3", "h4", "h5", "h6":
		if n.Data == "h1" {
			rename(n, "h2") // the page's title is the only heading of the first rank
		}
		p.heading = true
	case "td", "th":
		p.cell = true
	case "br":
		if p.cell {
			n.Type, n.Data, n.DataAtom = html.TextNode, " ", 0
		}
		p.start = true
		return
	case "pre", "code", "kbd", "samp", "tt":
		code := textNode(Clean(NodeText(n)))
		n.Attr = []html.Attribute{{Key: "class", Val: language(n)}}
		n.FirstChild, n.LastChild = nil, nil
		n.AppendChild(code)
		p.start = block
		return
	case "summary", "dt":
		rename(n, "p")
		strong := &html.Node{Type: html.ElementNode, Data: "strong", DataAtom: atom.Strong}
		moveChildren(strong, n)
		n.AppendChild(strong)
	case "cite", "dfn":
		rename(n, "em")
	case "input":
		p.checkbox(n)
		return
	case "img":
		alt := Attribute(n, "alt")
		rename(n, "a")
		if src := Attribute(n, "src"); relative(src) && p.base == "" { // a file that may come along
			rename(n, "img")
			n.Attr = []html.Attribute{{Key: "src", Val: Destination(src)}, {Key: "alt", Val: alt}}
			break
		}
		if p.link(n, Attribute(n, "src"), Or(alt, "Image")); n.Data == "a" {
			alt = Or(alt, "Image")
		}
		n.AppendChild(textNode(alt))
	case "a":
		p.link(n, Attribute(n, "href"), NodeText(n))
	}
	p.children(n)
	start := p.start
	*p = outer
	p.start = start || block
}

// text escapes a text; an element boundary does not end its line.
func (p *preparation) text(n *html.Node) {
	words := strings.Join(strings.Fields(Clean(n.Data)), " ")
	if words == "" {
		return
	}
	escaped := escapeInline(words)
	if p.start {
		escaped = escapeStart(escaped)
	}
	if p.heading {
		escaped = strings.ReplaceAll(escaped, "#", `\#`)
	}
	p.start = false
	before, after := "", ""
	if strings.TrimLeft(n.Data, " \t\n") != n.Data {
		before = " "
	}
	if strings.TrimRight(n.Data, " \t\n") != n.Data {
		after = " "
	}
	n.Data = hidden.Replace(before + escaped + after)
}

var languageClass = regexp.MustCompile(`(?:language|lang|highlight)-([A-Za-z0-9+#-]+)`)

// language is the class of a block of code that names its language, "" where no customary one does.
func language(n *html.Node) string {
	class := Attribute(n, "class")
	if n.FirstChild != nil && n.FirstChild.DataAtom == atom.Code {
		class += " " + Attribute(n.FirstChild, "class")
	}
	if m := languageClass.FindStringSubmatch(class); m != nil {
		return "language-" + strings.ToLower(m[1])
	}
	return ""
}

// link makes an address absolute; what has none, or no text, is no link.
func (p *preparation) link(n *html.Node, address, text string) {
	address = absolute(p.base, address)
	if n.Attr = nil; address == "" || strings.TrimSpace(text) == "" {
		rename(n, "span")
		return
	}
	n.Attr = []html.Attribute{{Key: "href", Val: Destination(address)}}
}

// checkbox writes the box of a task, and leaves other inputs out.
func (p *preparation) checkbox(n *html.Node) {
	box := "[ ] "
	if slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "checked" }) {
		box = "[x] "
	}
	if Attribute(n, "type") == "checkbox" {
		n.Parent.InsertBefore(textNode(box), n)
	}
	n.Parent.RemoveChild(n)
}

func textNode(text string) *html.Node { return &html.Node{Type: html.TextNode, Data: text} }

func rename(n *html.Node, name string) { n.Data, n.DataAtom = name, atom.Lookup([]byte(name)) }

func moveChildren(to, from *html.Node) {
	for child := from.FirstChild; child != nil; child = from.FirstChild {
		from.RemoveChild(child)
		to.AppendChild(child)
	}
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

func sortedKeys(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }
