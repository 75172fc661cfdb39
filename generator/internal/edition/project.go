package edition

import (
	"regexp"
	"strconv"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
)

// Project returns a Markdown file as it is in the chosen edition, and what is hidden of it; the source is nil
// where all of it is. Where the front matter cannot be read, or a mark cannot, the list says so and there is no source either.
// find outlines Markdown.
func (s *Set) Project(src *diag.Source, limits frontmatter.Limits, find func(text string) Outline) (*diag.Source, []Hidden, diag.List) {
	root, body, list := frontmatter.Parse(src, limits)
	if list.Errors() > 0 {
		return nil, nil, withoutExcerpts(list)
	}
	p := &projection{set: s, src: src, list: &list, find: find}
	rank := p.mark(root, 0)
	if _, marked := root.Get(editionKey); !marked {
		rank = s.otherwise
	}
	if rank > s.chosen && list.Errors() == 0 {
		p.conceal("report", rank, diag.Span{End: len(src.Text())}, prose(root)+src.Text()[body:])
		return nil, p.parts, nil // its errors are those of the editions that show it
	}
	if rank > s.chosen {
		return nil, nil, withoutExcerpts(list)
	}
	out := p.wording(root, p.fields(root, rank, ""))
	cuts := p.body(body, rank)
	if list.Errors() > 0 {
		return nil, nil, s.discreet(list)
	}
	if !s.Narrowest() {
		p.hidden = append(p.hidden, remarks(src.Text()[:body])...)
	}
	return write(src, out, p.kept(body, cuts), p.hidden), p.parts, list
}

// withoutExcerpts is for a file of which nobody knows what is hidden.
func withoutExcerpts(list diag.List) diag.List {
	for n := range list {
		list[n].Excerpt, list[n].Length, list[n].Skipped = "", 0, 0
	}
	return list
}

// discreet is a list of errors as the edition may show it.
func (s *Set) discreet(list diag.List) diag.List {
	if s.Narrowest() {
		return list // nothing is hidden
	}
	return withoutExcerpts(list)
}

var remark = regexp.MustCompile(`(?m)(?:^|[ \t])#.*$`)

// remarks are the comments of front matter, and what looks like them.
func remarks(front string) (spans []diag.Span) {
	for _, at := range remark.FindAllStringIndex(front, -1) {
		spans = append(spans, diag.Span{Start: at[0], End: at[1]})
	}
	return spans
}

// A segment is text that stays, and where it comes from.
type segment struct {
	text string
	from int
}

// kept is the body without what is cut, in segments.
func (p *projection) kept(body int, cuts []cut) (segments []segment) {
	text, at := p.src.Text(), body
	for _, c := range cuts {
		if c.End <= at {
			continue // within another
		}
		if c.Start > at {
			segments = append(segments, segment{text[at:c.Start], at})
		}
		if c.instead != "" && c.Start >= at {
			segments = append(segments, segment{c.instead, c.Start})
		}
		at = c.End
	}
	return append(segments, segment{text[at:], at}, segment{"", len(text)})
}

// write makes a source of a tree and a body, which knows its places in another. The tree is written as
// YAML, a key a line, in which quotes say what is text. Without a body it is all of the file.
func write(src *diag.Source, root frontmatter.Node, body []segment, hidden []diag.Span) *diag.Source {
	w := writer{}
	if body != nil {
		w.text("---\n", 0)
	}
	for _, f := range root.Fields {
		w.text(strconv.Quote(f.Key), f.KeyAt.Start)
		w.b.WriteString(": ")
		w.value(f.Value)
		w.b.WriteByte('\n')
	}
	if body != nil {
		w.b.WriteString("---\n")
	}
	for _, s := range body {
		w.text(s.text, s.from)
	}
	return src.Project(w.b.String(), w.anchors, hidden)
}

type writer struct {
	b       strings.Builder
	anchors []diag.Anchor
}

func (w *writer) text(text string, origin int) {
	w.anchors = append(w.anchors, diag.Anchor{At: w.b.Len(), Origin: origin})
	w.b.WriteString(text)
}

func (w *writer) value(n frontmatter.Node) {
	switch n.Kind {
	case frontmatter.Mapping:
		w.text("{", n.At.Start)
		for i, f := range n.Fields {
			w.separate(i)
			w.text(strconv.Quote(f.Key), f.KeyAt.Start)
			w.b.WriteString(": ")
			w.value(f.Value)
		}
		w.b.WriteByte('}')
	case frontmatter.Sequence:
		w.text("[", n.At.Start)
		for i, item := range n.Items {
			w.separate(i)
			w.value(item)
		}
		w.b.WriteByte(']')
	case frontmatter.Text:
		w.text(strconv.Quote(n.Text), n.At.Start)
	case frontmatter.Null:
		w.text("null", n.At.Start)
	default:
		w.text(n.Text, n.At.Start)
	}
}

func (w *writer) separate(n int) {
	if n > 0 {
		w.b.WriteString(", ")
	}
}
