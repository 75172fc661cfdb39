package markdown

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// inlines renders the text that a block or an inline element holds.
func (w *walker) inlines(parent ast.Node, depth int) {
	if depth > maxInline {
		if !w.many {
			w.many = true
			w.limit(max(0, parent.Pos()), "", "emphasis is nested more than %d deep", maxInline)
		}
		w.write(w.plain(parent))
		return
	}
	for c := parent.FirstChild(); c != nil; c = c.NextSibling() {
		if w.stopped(c) {
			return
		}
		w.inline(c, depth)
	}
}

func (w *walker) inline(n ast.Node, depth int) {
	switch n := n.(type) {
	case *ast.Text:
		value := n.Segment.Value(w.text)
		if n.IsRaw() {
			w.write(string(value))
		} else {
			w.writeMarkdown(value)
		}
		switch {
		case n.HardLineBreak():
			w.tag("<br>\n")
			w.prose = append(w.prose, ' ')
		case n.SoftLineBreak():
			w.write("\n")
		}
	case *ast.String:
		w.write(string(n.Value))
	case *ast.CodeSpan:
		w.tag("<code>")
		w.write(w.plain(n))
		w.tag("</code>")
	case *ast.Emphasis:
		element := "em"
		if n.Level == 2 {
			element = "strong"
		}
		w.wrap(element, n, depth)
	case *extast.Strikethrough:
		w.wrap("del", n, depth)
	case *ast.Link:
		w.link(n, depth)
	case *ast.AutoLink:
		w.autoLink(n)
	case *ast.Image:
		w.image(n, false)
	case *ast.RawHTML:
		w.rawInline(n)
	case *extast.TaskCheckBox:
		if n.IsChecked {
			w.tag(`<span class="task done" role="img" aria-label="Done">☑</span> `)
		} else {
			w.tag(`<span class="task" role="img" aria-label="To do">☐</span> `)
		}
	case *extast.FootnoteLink:
		w.footnoteMark(n)
	case *extast.FootnoteBacklink:
		w.footnoteBack(n)
	default:
		// The parser of parse.go makes nothing else; what it may make in a later
		// version keeps its text.
		w.inlines(n, depth+1)
	}
}

func (w *walker) wrap(element string, n ast.Node, depth int) {
	w.tag("<", element, ">")
	w.inlines(n, depth+1)
	w.tag("</", element, ">")
}

// write puts text into the page, escaped, and into the plain text.
func (w *walker) write(s string) {
	w.out = escape(w.out, s)
	w.prose = appendText(w.prose, s)
}

// writeMarkdown is write for text whose entities and backslashes are not resolved yet.
func (w *walker) writeMarkdown(b []byte) { w.write(unescape(b)) }

// breakText ends a line of the plain text.
func (w *walker) breakText() {
	if n := len(w.prose); n > 0 && w.prose[n-1] != '\n' {
		w.prose = append(w.prose, '\n')
	}
}

// plain is the text of inline elements without any markup: alternative texts,
// code spans and headings in the table of contents.
func (w *walker) plain(root ast.Node) string {
	var b strings.Builder
	visit := func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			value := n.Segment.Value(w.text)
			if _, code := n.Parent().(*ast.CodeSpan); code {
				b.WriteString(strings.ReplaceAll(strings.ReplaceAll(string(value), "\r", ""), "\n", " "))
			} else if n.IsRaw() {
				b.Write(value)
			} else {
				b.WriteString(unescape(value))
			}
			if n.SoftLineBreak() || n.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.AutoLink:
			b.WriteString(visible(string(n.Label(w.text))))
		}
		return ast.WalkContinue, nil
	}
	_ = ast.Walk(root, visit) // visit returns no error
	return b.String()
}
