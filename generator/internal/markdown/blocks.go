package markdown

import (
	"strconv"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// table renders a table in a box of its own that scrolls and can be reached by
// keyboard. Its name is its number and the heading above it, for regions
// of a page must not share names.
func (w *walker) table(n *extast.Table) {
	w.doc.Tables = true
	w.tables++
	number := strconv.Itoa(w.tables)
	name := "Table " + number
	if w.section.Text != "" {
		name += ": " + w.section.Text
	}
	w.tag(`<div class="table" role="region" aria-labelledby="tbl-`, number, `" tabindex="0">`+"\n"+`<table><caption class="vh" id="tbl-`, number, `">`)
	w.out = escape(w.out, name)
	w.tag("</caption>\n")
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		if w.stopped(row) {
			break
		}
		switch row.(type) {
		case *extast.TableHeader:
			w.tag("<thead>\n")
			w.row(row, "th")
			w.tag("</thead>\n<tbody>\n")
		default:
			w.row(row, "td")
		}
	}
	w.tag("</tbody></table></div>\n")
}

// row renders a row whose cells are th or td.
func (w *walker) row(row ast.Node, cells string) {
	w.tag("<tr>")
	for c := row.FirstChild(); c != nil; c = c.NextSibling() {
		element := cells
		if !c.HasChildren() {
			element = "td" // a header without text would name its column after nothing
		}
		w.tag("<", element)
		if element == "th" {
			w.tag(` scope="col"`)
		}
		switch c.(*extast.TableCell).Alignment {
		case extast.AlignCenter:
			w.tag(` class="center"`)
		case extast.AlignRight:
			w.tag(` class="right"`)
		}
		w.tag(">")
		w.inlines(c, 0)
		w.tag("</", element, ">")
		if c.NextSibling() != nil {
			w.prose = append(w.prose, ' ')
		}
	}
	w.tag("</tr>\n")
	w.breakText()
}

// footnotes renders the notes at the end of the body.
func (w *walker) footnotes(list *extast.FootnoteList, depth int) {
	w.tag(`<section class="footnotes" role="doc-endnotes" aria-labelledby="fn-notes">` + "\n" +
		`<h2 class="vh" id="fn-notes">Notes</h2>` + "\n<ol>\n")
	for n := list.FirstChild(); n != nil; n = n.NextSibling() {
		if w.stopped(n) {
			break
		}
		w.tag(`<li id="fn-`, strconv.Itoa(n.(*extast.Footnote).Index), `">`)
		w.blocks(n, depth+1)
		w.tag("</li>\n")
	}
	w.tag("</ol></section>\n")
}

// markID is the id of a footnote's mark; a note may have several.
func markID(index, use int) string {
	id := "fn-ref-" + strconv.Itoa(index)
	if use > 0 {
		id += "-" + strconv.Itoa(use+1)
	}
	return id
}

func (w *walker) footnoteMark(n *extast.FootnoteLink) {
	number := strconv.Itoa(n.Index)
	w.tag(`<sup class="fn" id="`, markID(n.Index, n.RefIndex), `">`)
	if w.linked > 0 {
		w.tag(number, "</sup>")
		return
	}
	w.tag(`<a href="#fn-`, number, `" role="doc-noteref"><span class="vh">Note </span>`, number, "</a></sup>")
}

func (w *walker) footnoteBack(n *extast.FootnoteBacklink) {
	href := "#" + markID(n.Index, n.RefIndex)
	label := "Back to note mark " + strconv.Itoa(n.Index)
	if n.RefIndex > 0 {
		label += ", use " + strconv.Itoa(n.RefIndex+1)
	}
	w.tag(` <a class="back" href="`, href, `" role="doc-backlink" aria-label="`, label, `">↩</a>`)
}
