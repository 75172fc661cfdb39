package markdown

import (
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/settings"
)

// A walker renders one body: it goes through the syntax tree once and writes
// the HTML and the plain text side by side.
type walker struct {
	renderer *Renderer
	limits   settings.Limits
	src      *diag.Source
	body     int // where the body begins in src
	resolve  Resolver
	text     []byte // the body, neutralised
	diags    diag.List
	reports  diag.Counter
	doc      Document

	out   []byte // HTML
	prose []byte // text of the current section
	code  []byte // code blocks of the current section

	section     Heading // the heading of the current section
	headings    int
	levels      []int          // source levels of the open headings
	ids         map[string]int // how often each id was asked for
	fragments   []fragment     // links within the body, checked at the end
	raw         bool           // raw HTML was let through
	expanded    int            // bytes that reference links have become
	highlighted int            // bytes of code that were coloured
	tables      int
	diagrams    int
	figures     []string // what stands for a drawing until the end, and the drawing, by turns
	linked      int      // open links: they must not hold others
	full, many  bool     // limits that were reported
}

type fragment struct {
	id string
	at diag.Span
}

// reset makes a used walker ready for the next body, keeping its buffers.
func (w *walker) reset(r *Renderer, src *diag.Source, body int, resolve Resolver) {
	ids := w.ids
	if ids == nil {
		ids = map[string]int{}
	}
	clear(ids)
	*w = walker{
		renderer: r, limits: r.limits, src: src, body: body, resolve: resolve,
		text: w.text[:0], out: w.out[:0], prose: w.prose[:0], code: w.code[:0],
		levels: w.levels[:0], fragments: w.fragments[:0], ids: ids,
	}
}

// finish closes the last section and hands the document over.
func (w *walker) finish() (Document, diag.List) {
	w.endSection()
	w.checkFragments()
	w.doc.HTML = string(w.out)
	if w.raw {
		w.doc.HTML = w.sanitise(w.doc.HTML)
	}
	if len(w.figures) > 0 {
		w.doc.HTML = strings.NewReplacer(w.figures...).Replace(w.doc.HTML)
	}
	w.diags.Add(w.reports.Summary(w.src.File())...)
	for _, s := range w.doc.Sections {
		w.doc.Words += countWords(s.Heading) + countWords(s.Text)
		w.doc.CodeWords += countWords(s.Code)
	}
	doc, diags := w.doc, w.diags
	w.doc, w.diags, w.src, w.resolve = Document{}, nil, nil, nil
	return doc, diags
}

// figure writes a drawing, which comes from this program. An empty element stands for it until the end, since what
// makes raw HTML safe lets no drawing through; no content can make an element of that attribute.
func (w *walker) figure(html string) {
	place := `<figure data-drawn="` + strconv.Itoa(len(w.figures)/2) + `"></figure>`
	w.figures = append(w.figures, place, html)
	w.tag(place, "\n")
}

// span turns offsets in the body into a place in the file.
func (w *walker) span(start, end int) diag.Span {
	return diag.Span{Start: w.body + start, End: w.body + end}
}

// errorf reports what stops a build.
func (w *walker) errorf(code diag.Code, at diag.Span, hint, format string, args ...any) {
	if w.reports.Allow(diag.Error, code) {
		w.diags.Add(w.src.Errorf(code, at, hint, format, args...))
	}
}

// warnf reports what does not.
func (w *walker) warnf(code diag.Code, at diag.Span, hint, format string, args ...any) {
	if w.reports.Allow(diag.Warning, code) {
		w.diags.Add(w.src.Warningf(code, at, hint, format, args...))
	}
}

// limit reports a size that is not allowed.
func (w *walker) limit(at int, hint, format string, args ...any) {
	w.errorf(diag.MarkdownLimit, w.span(at, at+1), hint, format, args...)
}

// stopped reports whether the page is full; what remains of the tree is left out.
func (w *walker) stopped(n ast.Node) bool {
	if int64(len(w.out)) <= w.limits.PageBytes {
		return false
	}
	if !w.full {
		w.full = true
		w.limit(max(0, n.Pos()), "Split the page, or raise limits.page_bytes in archive.yaml where this is meant.",
			"the page is larger than %d bytes", w.limits.PageBytes)
	}
	return true
}

// tag writes HTML as it is.
func (w *walker) tag(parts ...string) {
	for _, p := range parts {
		w.out = append(w.out, p...)
	}
}

// attribute writes ` name="value"`, escaped.
func (w *walker) attribute(name, value string) {
	w.tag(" ", name, `="`)
	w.out = escapeAttribute(w.out, value)
	w.tag(`"`)
}

// block renders a block and all it holds. Blocks are no deeper than guard.go lets them.
func (w *walker) block(n ast.Node, depth int) {
	if w.stopped(n) {
		return
	}
	switch n := n.(type) {
	case *ast.Document:
		w.blocks(n, depth)
	case *ast.Heading:
		w.heading(n)
	case *ast.Paragraph:
		if image, ok := n.FirstChild().(*ast.Image); ok && n.ChildCount() == 1 {
			w.image(image, true)
			w.breakText()
			return
		}
		w.enclose("p", n)
	case *ast.TextBlock:
		w.inlines(n, 0)
		w.breakText()
	case *ast.Blockquote:
		w.quotation(n, depth)
	case *ast.List:
		w.list(n, depth)
	case *ast.CodeBlock:
		w.codeBlock(n, "")
	case *ast.FencedCodeBlock:
		w.fenced(n)
	case *ast.ThematicBreak:
		w.tag("<hr>\n")
	case *ast.HTMLBlock:
		w.htmlBlock(n)
	case *extast.Table:
		w.table(n)
	case *extast.DefinitionList:
		w.tag("<dl>\n")
		w.blocks(n, depth)
		w.tag("</dl>\n")
	case *extast.DefinitionTerm:
		w.enclose("dt", n)
	case *extast.DefinitionDescription:
		w.tag("<dd>")
		w.blocks(n, depth)
		w.tag("</dd>\n")
	case *extast.FootnoteList:
		w.footnotes(n, depth)
	case *ast.LinkReferenceDefinition:
		// Its links carry it.
	default:
		// goldmark puts the way back of a footnote among blocks when its text
		// does not end in a paragraph.
		w.inline(n, 0)
	}
}

func (w *walker) blocks(parent ast.Node, depth int) {
	for c := parent.FirstChild(); c != nil; c = c.NextSibling() {
		w.block(c, depth+1)
	}
}

// enclose renders a block of text in an element.
func (w *walker) enclose(element string, n ast.Node) {
	w.tag("<", element, ">")
	w.inlines(n, 0)
	w.tag("</", element, ">\n")
	w.breakText()
}

func (w *walker) list(n *ast.List, depth int) {
	element := "ul"
	switch {
	case n.IsOrdered():
		element = "ol"
		w.tag("<ol")
		if n.Start != 1 {
			w.tag(` start="`, strconv.Itoa(n.Start), `"`)
		}
	case hasTasks(n):
		w.tag(`<ul class="tasks"`)
	default:
		w.tag("<ul")
	}
	w.tag(">\n")
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		w.tag("<li>")
		w.blocks(item, depth+1)
		w.tag("</li>\n")
	}
	w.tag("</", element, ">\n")
}

func hasTasks(list *ast.List) bool {
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		if b := item.FirstChild(); b != nil {
			if _, ok := b.FirstChild().(*extast.TaskCheckBox); ok {
				return true
			}
		}
	}
	return false
}

// alerts are GitHub's, by the word in their first line.
var alerts = map[string]string{
	"[!NOTE]": "Note", "[!TIP]": "Tip", "[!IMPORTANT]": "Important", "[!WARNING]": "Warning", "[!CAUTION]": "Caution",
}

// quotation renders a block quotation, or the alert that it is.
// https://docs.github.com/get-started/writing-on-github (Alerts)
func (w *walker) quotation(n *ast.Blockquote, depth int) {
	first, ok := n.FirstChild().(*ast.Paragraph)
	if ok {
		line := first.Lines().At(0)
		if title, ok := alerts[strings.ToUpper(strings.TrimSpace(string(line.Value(w.text))))]; ok {
			w.tag(`<div class="alert `, strings.ToLower(title), `" role="note">`+"\n"+`<p class="alert-title">`, title, "</p>\n")
			for c := first.FirstChild(); c != nil && c.Kind() == ast.KindText && c.(*ast.Text).Segment.Start < line.Stop; c = first.FirstChild() {
				first.RemoveChild(first, c)
			}
			if !first.HasChildren() {
				n.RemoveChild(n, first)
			}
			w.blocks(n, depth)
			w.tag("</div>\n")
			return
		}
	}
	w.tag("<blockquote>\n")
	w.blocks(n, depth)
	w.tag("</blockquote>\n")
}
