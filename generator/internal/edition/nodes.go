package edition

import (
	"regexp"
	"slices"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
)

// A Hidden part is something that an edition does not show.
type Hidden struct {
	File    string `json:"file"`
	Line    int    `json:"line,omitempty"` // where it begins; 0 for a file that is published as it is
	Kind    string `json:"kind"`           // report, item, key, text, section, block, words, comment, file
	Edition string `json:"edition"`        // the widest that shows it; "" where none does
	Text    string `json:"-"`              // what it says
}

// A projection makes one file of an edition.
type projection struct {
	set    *Set
	src    *diag.Source
	list   *diag.List
	parts  []Hidden
	hidden []diag.Span // of the parts

	// Of Markdown:
	start int // where it begins
	find  func(text string) Outline
	code  []diag.Span
	cuts  []cut
}

// hide records a part of the text.
func (p *projection) hide(kind string, rank int, at diag.Span, text string) {
	line, _ := p.src.Position(at.Start)
	h := Hidden{File: p.src.File(), Kind: kind, Line: line, Text: text}
	if rank < len(p.set.IDs) {
		h.Edition = p.set.IDs[rank]
	}
	p.parts, p.hidden = append(p.parts, h), append(p.hidden, at)
}

// replaced records a text that the edition has another one for.
func (p *projection) replaced(n frontmatter.Node) {
	if !p.set.Narrowest() {
		p.hide("text", p.set.chosen+1, n.At, prose(n))
	}
}

// prose is what people have written in a value, a line each: no times, levels and the like.
func prose(n frontmatter.Node) string {
	if n.Kind == frontmatter.Text {
		return n.Text + "\n"
	}
	var b strings.Builder
	for _, f := range n.Fields {
		switch f.Key {
		case "start", "end", "level", "time", "date", "due", "status", "severity", "kind", editionKey, "at_least", "at_most", "draft", "timezone", "updated":
		default:
			b.WriteString(prose(f.Value))
		}
	}
	for _, item := range n.Items {
		b.WriteString(prose(item))
	}
	return b.String()
}

// mark reads the edition that a mapping names, which must not be wider than what holds it.
func (p *projection) mark(n frontmatter.Node, holder int) (rank int, marked bool) {
	f, marked := n.Get(editionKey)
	if !marked {
		return holder, false
	}
	return p.rank(f.Value.Text, f.Value.At, holder), true
}

// misspelt are keys whose author meant those of editions.
var misspelt = regexp.MustCompile(`(?i)^edi?ti?o?i?n`)

// fields projects those of a mapping; holder is its rank, and name the path of its keys.
func (p *projection) fields(n frontmatter.Node, holder int, name string) frontmatter.Node {
	out := frontmatter.Node{Kind: n.Kind, At: n.At}
	for _, f := range n.Fields {
		key := f.Key
		if name != "" {
			key = name + "." + key
		}
		switch {
		case f.Key == editionKey, key == textsKey:
			continue
		case misspelt.MatchString(f.Key):
			p.markError(f.KeyAt, "Write edition or, at the top, edition_texts; other keys need other names.", "this key looks like edition and is not")
		case p.set.keys[key]:
			p.hide("key", p.set.chosen+1, diag.Span{Start: f.KeyAt.Start, End: max(f.KeyAt.End, f.Value.At.End)}, prose(f.Value))
			continue
		}
		var shown bool
		if f.Value, shown = p.value(f.Value, holder, key); shown {
			out.Fields = append(out.Fields, f)
		}
	}
	return out
}

// value projects the value of a key; it returns false where nothing of it is shown.
func (p *projection) value(n frontmatter.Node, holder int, key string) (frontmatter.Node, bool) {
	hide := func(rank int) (frontmatter.Node, bool) {
		p.hide("item", rank, n.At, prose(n))
		return n, false
	}
	switch n.Kind {
	case frontmatter.Mapping:
		rank, marked := p.mark(n, holder)
		if rank > p.set.chosen {
			return hide(rank)
		}
		out := p.fields(n, rank, key)
		if key == "impact" && emptied(n, out, servicesKey) { // a window of hidden services only
			return hide(p.set.chosen + 1)
		}
		if marked && len(out.Fields) == 1 && p.set.texts(key) {
			if only := out.Fields[0]; only.Key == "name" || only.Key == "path" {
				return only.Value, true
			}
		}
		return out, true
	case frontmatter.Sequence:
		out := frontmatter.Node{Kind: n.Kind, At: n.At}
		for _, item := range n.Items {
			if item, shown := p.value(item, holder, key); shown {
				out.Items = append(out.Items, item)
			}
		}
		return out, true
	}
	if _, hidden := p.set.services[n.Text]; hidden && namesServices(key) {
		return hide(p.set.chosen + 1)
	}
	shown := p.text(n, holder)
	return shown, shown.Text != "" || n.Text == "" // a text of hidden words only goes with its key
}

// emptied reports whether a key of a mapping had something and has nothing left.
func emptied(before, now frontmatter.Node, key string) bool {
	full := func(n frontmatter.Node) bool {
		f, ok := n.Get(key)
		return ok && (len(f.Value.Items) > 0 || f.Value.Text != "")
	}
	return full(before) && !full(now)
}

// wording replaces texts by those that the front matter has for this edition: of the wordings that it
// may see the narrowest, but for the narrowest edition, for which the file itself is written.
func (p *projection) wording(root, out frontmatter.Node) frontmatter.Node {
	all, _ := root.Get(textsKey)
	best := -1
	var own frontmatter.Node
	for _, f := range all.Value.Fields {
		rank := slices.Index(p.set.IDs, f.Key)
		if rank < 0 {
			p.unknown(f.Key, f.KeyAt)
		}
		if rank > p.set.chosen {
			p.hide("text", rank, f.Value.At, prose(f.Value))
		} else if rank > best && (rank == p.set.chosen || !p.set.Narrowest()) {
			best, own = rank, f.Value
		}
	}
	for _, f := range p.fields(own, max(best, 0), "").Fields {
		if n := slices.IndexFunc(out.Fields, func(o frontmatter.Field) bool { return o.Key == f.Key }); n >= 0 {
			p.replaced(out.Fields[n].Value)
			out.Fields[n] = f
		} else {
			out.Fields = append(out.Fields, f)
		}
	}
	return out
}
