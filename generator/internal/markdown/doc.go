// Package markdown turns the body of a postmortem into HTML, headings, links
// and plain text, in one walk over its syntax tree. It is the only package that
// imports goldmark and chroma; of this program's packages it imports diag, urls
// and settings.
//
// The dialect is CommonMark with GitHub's tables, strikethrough, bare links,
// task lists and alerts, and footnotes and definition lists beside them.
// Content is not trusted: raw HTML is shown as text unless the archive asks for
// it, link schemes are an allow-list, ids that content makes carry a prefix, and
// sizes are bounded. Every diagnostic names the line and column of the file.
//
// # The HTML
//
// A stylesheet needs to know these elements and classes and no others; a test
// holds the list closed.
//
//	div.heading              around a heading and its anchor link
//	  h2 … h6 [id=h-…]       the page's h1 is its title; the body begins at h2
//	  a.anchor               empty, named "Link to section …"; the style sheet draws a sign
//	.vh                      visually hidden text
//	pre.code [data-lang]     a code block; data-lang is the language as written
//	  code                   white-space: pre-wrap; spans of the classes below
//	code                     alone in text: a code span
//	div.table                role=region, tabindex=0: scrolls when its table is wide
//	  table                  caption.vh [id=tbl-1], th[scope=col], td
//	  th, td                 .center and .right where the author aligned the column
//	div.alert                role=note, one of .note .tip .important .warning .caution
//	  p.alert-title          "Note", "Tip", "Important", "Warning", "Caution"
//	ul.tasks                 a task list; its items begin with a mark
//	  span.task              role=img, aria-label "Done" or "To do"; .done when done
//	sup.fn [id=fn-ref-1]     a footnote mark, holding an a
//	section.footnotes        role=doc-endnotes, a heading h2.vh, an ol of li[id=fn-1]
//	  a.back                 "↩", back to the mark
//	dl, dt, dd               definition lists
//	img                      width, height, loading=lazy, decoding=async
//	figure.samples           in the place of an image: what the resolver drew
//	figure.diagram           a fenced block goat: an svg, then its text in details
//	a.remote                 in the place of an image of another origin
//	p.raw                    raw HTML shown as text
//	del, em, strong, hr, br, blockquote, ul, ol[start], li, p, a
//
// The words of a code block carry one of ten classes; everything else in it is
// plain, so that pages stay small:
//
//	.k  keyword                        .a  key, attribute, tag or variable
//	.t  type, builtin or package       .s  string
//	.f  function or decorator          .n  number or constant
//	.c  comment                        .gi inserted line
//	.gh heading of a diff, prompt      .gd deleted line
package markdown
