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
	p := &projection{set: s, src: src, list: &list, find: find}
	rank, marked := p.mark(root, 0)
	switch {
	case list.Errors() > 0 && !s.Narrowest():
		for n := range list { // whose messages may quote what is hidden
			list[n].Message, list[n].Hint = "the front matter cannot be read", "afterword check --edition "+s.IDs[len(s.IDs)-1]+" says why."
		}
		return nil, nil, list.Withhold()
	case list.Errors() > 0:
		return nil, nil, list
	case !marked:
		rank = s.otherwise
	}
	if rank > s.chosen {
		p.hide("report", rank, diag.Span{End: len(src.Text())}, prose(root)+src.Text()[body:])
		return nil, p.parts, nil // its errors are those of the editions that show it
	}
	out := p.wording(root, p.fields(root, rank, ""))
	p.body(body, rank)
	if list.Errors() > 0 {
		return nil, nil, s.Discreet(list)
	}
	return p.write(out, p.kept()), p.parts, list
}

// remark matches comments of front matter, and what looks like them.
var remark = regexp.MustCompile(`(?m)(?:^|[ \t])#.*$`)

// write makes a source of a tree and a body, which knows its places in the file. The tree is written as
// YAML, a key a line, in which quotes say what is text. Without a body it is all of the file.
func (p *projection) write(root frontmatter.Node, body []segment) *diag.Source {
	w, front := writer{}, p.src.Text()
	if body != nil {
		w.text("---\n", 0)
		front = front[:p.start]
	}
	for _, f := range root.Fields {
		w.field(f)
		w.b.WriteByte('\n')
	}
	if body != nil {
		w.b.WriteString("---\n")
	}
	for _, s := range body {
		w.text(s.text, s.from)
	}
	if !p.set.Narrowest() {
		for _, at := range remark.FindAllStringIndex(front, -1) {
			p.hidden = append(p.hidden, diag.Span{Start: at[0], End: at[1]})
		}
	}
	return p.src.Project(w.b.String(), w.anchors, p.hidden)
}

type writer struct {
	b       strings.Builder
	anchors []diag.Anchor
}

func (w *writer) text(text string, origin int) {
	w.anchors = append(w.anchors, diag.Anchor{At: w.b.Len(), Origin: origin})
	w.b.WriteString(text)
}

func (w *writer) field(f frontmatter.Field) {
	w.text(strconv.Quote(f.Key), f.KeyAt.Start)
	w.b.WriteString(": ")
	w.value(f.Value)
}

func (w *writer) value(n frontmatter.Node) {
	switch n.Kind {
	case frontmatter.Mapping:
		w.text("{", n.At.Start)
		for i, f := range n.Fields {
			w.separate(i)
			w.field(f)
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
