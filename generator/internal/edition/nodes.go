package edition

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
)

// A Hidden part is something that an edition does not show.
type Hidden struct {
	Kind    string // report, page, service, item, key, text, section, block, words, comment
	Edition string // the widest that shows it; "" for what none shows
	Line    int    // where it begins
	Text    string // what it says
}

// A projection makes one file of an edition.
type projection struct {
	set    *Set
	src    *diag.Source
	list   *diag.List
	parts  []Hidden
	hidden []diag.Span // of the parts
	find   func(text string) Outline
	code   []diag.Span // of the body
}

// hide records a part of the text.
func (p *projection) hide(kind string, rank int, at diag.Span) {
	p.conceal(kind, rank, at, p.src.Text()[at.Start:at.End])
}

// hideNode records a part of the front matter.
func (p *projection) hideNode(kind string, rank int, at diag.Span, n frontmatter.Node) {
	p.conceal(kind, rank, at, prose(n))
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

func (p *projection) conceal(kind string, rank int, at diag.Span, text string) {
	line, _ := p.src.Position(at.Start)
	h := Hidden{Kind: kind, Line: line, Text: text}
	if rank < len(p.set.IDs) {
		h.Edition = p.set.IDs[rank]
	}
	p.parts, p.hidden = append(p.parts, h), append(p.hidden, at)
}

// mark reads the edition that a mapping names, which must not be wider than what holds it.
func (p *projection) mark(n frontmatter.Node, holder int) int {
	f, ok := n.Get(editionKey)
	if !ok {
		return holder
	}
	return p.within(p.set.rank(p.src, f.Value, p.list), holder, f.Value.At)
}

// within refuses a rank that is wider than that of the holder.
func (p *projection) within(rank, holder int, at diag.Span) int {
	if rank >= holder {
		return rank
	}
	p.list.Add(p.src.Errorf(diag.EditionWider, at, "Mark what holds it with edition: "+p.set.IDs[rank]+" too, or remove the mark.",
		"this is for the edition %s, and what holds it for %s only", p.set.IDs[rank], p.set.IDs[holder]))
	return holder
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
		if f.Key == editionKey || key == textsKey {
			continue
		}
		if misspelt.MatchString(f.Key) {
			p.markError(f.KeyAt, "Write edition or, at the top, edition_texts; other keys need other names.", "this key looks like edition and is not")
		}
		if p.set.keys[key] {
			p.hideNode("key", p.set.chosen+1, span(f), f.Value)
			continue
		}
		var shown bool
		if f.Value, shown = p.value(f.Value, holder, key); shown {
			out.Fields = append(out.Fields, f)
		}
	}
	return out
}

// span is a key with its value.
func span(f frontmatter.Field) diag.Span {
	return diag.Span{Start: f.KeyAt.Start, End: max(f.KeyAt.End, f.Value.At.End)}
}

// value projects the value of a key; it returns false where nothing of it is shown.
func (p *projection) value(n frontmatter.Node, holder int, key string) (frontmatter.Node, bool) {
	switch n.Kind {
	case frontmatter.Mapping:
		rank := p.mark(n, holder)
		if rank > p.set.chosen {
			p.hideNode("item", rank, n.At, n)
			return n, false
		}
		out := p.fields(n, rank, key)
		if affected, of := n.Get("services"); of && key == "impact" && emptied(affected.Value, out, "services") {
			p.hideNode("item", p.set.chosen+1, n.At, n) // a window of hidden services only
			return n, false
		}
		if _, marked := n.Get(editionKey); marked && len(out.Fields) == 1 && texts(key) {
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
	if base := path.Base("/" + lastKey(key)); (base == "services" || base == "service") && p.set.services[n.Text] {
		p.hideNode("item", p.set.chosen+1, n.At, n)
		return n, false
	}
	shown := p.text(n, holder)
	return shown, shown.Text != "" || n.Text == "" // a text of hidden words only goes with its key
}

// emptied reports whether a list had items and has none left.
func emptied(before frontmatter.Node, now frontmatter.Node, key string) bool {
	f, ok := now.Get(key)
	had := len(before.Items) > 0 || before.Text != ""
	return had && (!ok || len(f.Value.Items) == 0 && f.Value.Text == "")
}

// texts reports whether a key holds a list of texts, whose items may be mappings to carry a mark.
func texts(key string) bool {
	return slices.Contains([]string{"services", "service", "impact.services", "causes", "categories", "tags", "related", "unrelated", "aliases"}, key)
}

func lastKey(key string) string {
	for i := len(key) - 1; i >= 0; i-- {
		if key[i] == '.' {
			return key[i+1:]
		}
	}
	return key
}

// wording replaces texts by those that the front matter has for this edition: of the wordings that it
// may see the narrowest, but for the narrowest edition, for which the file itself is written.
func (p *projection) wording(root, out frontmatter.Node) frontmatter.Node {
	all, ok := root.Get(textsKey)
	if !ok {
		return out
	}
	best := -1
	var own frontmatter.Node
	for _, f := range all.Value.Fields {
		rank := slices.Index(p.set.IDs, f.Key)
		if rank < 0 {
			p.set.unknown(p.src, f.Key, f.KeyAt, p.list)
		}
		if rank > p.set.chosen {
			p.hideNode("text", rank, f.Value.At, f.Value)
		} else if rank > best && (rank == p.set.chosen || p.set.chosen < len(p.set.IDs)-1) {
			best, own = rank, f.Value
		}
	}
	for _, f := range p.fields(own, max(best, 0), "").Fields {
		n := slices.IndexFunc(out.Fields, func(o frontmatter.Field) bool { return o.Key == f.Key })
		if n < 0 {
			out.Fields = append(out.Fields, f)
			continue
		}
		p.hideNode("text", p.set.chosen+1, out.Fields[n].Value.At, out.Fields[n].Value)
		out.Fields[n] = f
	}
	return out
}

// settings projects the tree of archive.yaml: services that are not shown are taken out, and those
// beneath them move up.
func (p *projection) settings(root frontmatter.Node) frontmatter.Node {
	p.set.services = map[string]bool{}
	parents := map[string]frontmatter.Field{} // of hidden services, by id
	services, _ := root.Get("services")
	var shown []frontmatter.Node
	for _, item := range services.Value.Items {
		if p.mark(item, 0) <= p.set.chosen {
			shown = append(shown, item)
			continue
		}
		id, _ := item.Get("id")
		p.set.services[id.Value.Text] = true
		parents[id.Value.Text], _ = item.Get("parent")
		p.hideNode("service", p.mark(item, 0), item.At, item)
	}
	for n, item := range shown {
		fields := slices.DeleteFunc(slices.Clone(item.Fields), func(f frontmatter.Field) bool { return f.Key == editionKey })
		for k, f := range fields {
			for step := 0; f.Key == "parent" && p.set.services[f.Value.Text] && step <= len(parents); step++ {
				f.Value = parents[f.Value.Text].Value
			}
			fields[k] = f
		}
		shown[n].Fields = slices.DeleteFunc(fields, func(f frontmatter.Field) bool { return f.Key == "parent" && f.Value.Text == "" })
	}
	fields := slices.Clone(root.Fields)
	for n := range fields {
		fields[n].Value = p.texts(fields[n].Value)
		if fields[n].Key == "services" && services.Value.Kind == frontmatter.Sequence {
			fields[n].Value.Items = p.texts(frontmatter.Node{Items: shown}).Items
		}
	}
	root.Fields = fields
	return root
}

// texts is a value of archive.yaml with its texts as they are shown.
func (p *projection) texts(n frontmatter.Node) frontmatter.Node {
	n.Items, n.Fields = slices.Clone(n.Items), slices.Clone(n.Fields)
	for i := range n.Items {
		n.Items[i] = p.texts(n.Items[i])
	}
	for i := range n.Fields {
		n.Fields[i].Value = p.texts(n.Fields[i].Value)
	}
	return p.text(n, 0)
}
