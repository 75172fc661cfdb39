package lsp

import (
	"context"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
)

// A section is a heading of a body and what is under it, up to the next of its rank.
type section struct {
	title string
	level int
	line  diag.Span // of the heading
	end   int
}

// sections are those of the body of a document.
func (now snapshot) sections(doc *document) (list []section) {
	text, body := doc.src.Text(), doc.body()
	if now.renderer == nil || body < 0 {
		return nil
	}
	for _, h := range now.renderer().Outline(text[body:]).Headings {
		n, _ := doc.src.Position(body + h.At)
		list = append(list, section{strings.Trim(doc.src.Line(n), "# \t"), h.Level, doc.line(n), len(text)})
	}
	for n := range list {
		for _, next := range list[n+1:] {
			if next.level <= list[n].level {
				list[n].end = next.line.Start
				break
			}
		}
	}
	return list
}

// body is the byte at which the Markdown of a report begins; -1 where there is none.
func (d *document) body() int {
	front, _, ok := frontmatter.Split(d.src, limits)
	if d.settings() || !ok {
		return -1
	}
	return front.Body
}

// outline answers with the keys of front matter and the headings of the body.
func outline(_ context.Context, now snapshot, doc *document, _ documentParams) (any, error) {
	list := doc.fields(doc.tree())
	var open []*[]symbol // of the sections that the next may be under
	var levels []int
	for _, s := range now.sections(doc) {
		for len(levels) > 0 && levels[len(levels)-1] >= s.level {
			open, levels = open[:len(open)-1], levels[:len(levels)-1]
		}
		to := &list
		if len(open) > 0 {
			to = open[len(open)-1]
		}
		*to = append(*to, symbol{Name: titleOf(s.title), Kind: symbolHeading, Range: doc.span(diag.Span{Start: s.line.Start, End: s.end}), SelectionRange: doc.span(s.line)})
		open, levels = append(open, &(*to)[len(*to)-1].Children), append(levels, s.level)
	}
	return list, nil
}

// fields are the keys of a mapping with what is in them.
func (d *document) fields(n frontmatter.Node) []symbol {
	list := []symbol{}
	for _, f := range n.Fields {
		s := symbol{Name: titleOf(f.Key), Kind: symbolKey, Range: d.span(diag.Span{Start: f.KeyAt.Start, End: max(f.KeyAt.End, end(f.Value))}), SelectionRange: d.span(f.KeyAt)}
		switch f.Value.Kind {
		case frontmatter.Mapping:
			s.Children = d.fields(f.Value)
		case frontmatter.Sequence:
			for _, item := range f.Value.Items {
				s.Children = append(s.Children, d.fields(item)...)
			}
		default:
			s.Detail = f.Value.Text
		}
		list = append(list, s)
	}
	return list
}

// titleOf is a name that is not empty, as the protocol wants it.
func titleOf(name string) string {
	if strings.TrimSpace(name) == "" {
		return "–"
	}
	return name
}

// end is where a node ends, with all that is in it.
func end(n frontmatter.Node) int {
	last := n.At.End
	for _, item := range n.Items {
		last = max(last, end(item))
	}
	for _, f := range n.Fields {
		last = max(last, f.KeyAt.End, end(f.Value))
	}
	return last
}

// fold answers with the front matter, its longer values, and the sections of the body.
func fold(_ context.Context, now snapshot, doc *document, _ documentParams) (any, error) {
	list := []foldingRange{}
	add := func(at diag.Span) {
		from, to := doc.position(at.Start).Line, doc.position(max(at.Start, len(strings.TrimRight(doc.src.Text()[:at.End], " \t\r\n")))).Line
		if from < to {
			list = append(list, foldingRange{StartLine: from, EndLine: to})
		}
	}
	if body := doc.body(); body > 0 {
		add(diag.Span{End: body})
	}
	for _, f := range doc.tree().Fields {
		add(diag.Span{Start: f.KeyAt.Start, End: max(f.KeyAt.End, end(f.Value))})
	}
	for _, s := range now.sections(doc) {
		add(diag.Span{Start: s.line.Start, End: s.end})
	}
	return list, nil
}
