package frontmatter

import (
	"errors"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"

	"afterword/generator/internal/diag"
)

// An origin says how a table came to be, which decides whether it may be added
// to. https://toml.io/en/v1.0.0#table
type origin uint8

const (
	inline   origin = iota // by braces, or no table at all
	implicit               // named on the way to another: [a] by [a.b]
	header                 // by its own [a], or an item of [[a]]
	dotted                 // by a dotted key: a.b = 1
)

// A tomlReader turns the expressions of the TOML library into Nodes.
type tomlReader struct {
	*parser
	text    string
	base    int
	doc     unstable.Parser
	root    Node
	origins map[int]origin // of tables, and lists of tables, by the byte of the key that made them
}

// toml parses text[base:].
func (p *parser) toml(text string, base int) (Node, bool) {
	t := &tomlReader{parser: p, text: text, base: base, root: Node{Kind: Mapping}, origins: map[int]origin{}}
	t.doc.Reset([]byte(text[base:]))
	current := &t.root
	for t.doc.NextExpression() {
		e := t.doc.Expression()
		var ok bool
		if e.Kind == unstable.KeyValue {
			ok = t.assign(current, e, 1)
		} else {
			current, ok = t.header(e)
		}
		if !ok {
			return Node{}, false
		}
	}
	if err := t.doc.Error(); err != nil {
		at := p.at
		var syntax *unstable.ParserError
		if errors.As(err, &syntax) {
			at = t.span(t.doc.Range(syntax.Highlight))
		}
		if strings.Contains(err.Error(), "nested more than") {
			t.tooDeep(at)
			return Node{}, false
		}
		hint := ""
		switch message := err.Error(); {
		case strings.Contains(message, "expected '='"):
			hint = "Write key = value."
		case strings.Contains(message, "at start of value"):
			hint = "Put quotes around text."
		}
		p.errorf(diag.Syntax, at, hint, "%s", strings.TrimPrefix(err.Error(), "toml: "))
		return Node{}, false
	}
	return t.root, true
}

func (t *tomlReader) span(r unstable.Range) diag.Span {
	start := t.base + int(r.Offset)
	return diag.Span{Start: start, End: start + int(r.Length)}
}

// keys returns the parts of the key of an expression, at least one, without values.
func (t *tomlReader) keys(e *unstable.Node) ([]Field, bool) {
	var parts []Field
	for it := e.Key(); it.Next(); {
		n := it.Node()
		parts = append(parts, Field{Key: string(n.Data), KeyAt: t.span(n.Raw)})
	}
	if len(parts) > t.limits.Depth {
		t.tooDeep(parts[0].KeyAt)
		return nil, false
	}
	return parts, true
}

// find returns the field of a key of a table; a pointer holds until the table grows.
func (n *Node) find(key string) *Field {
	for i := range n.Fields {
		if n.Fields[i].Key == key {
			return &n.Fields[i]
		}
	}
	return nil
}

// add adds a key to a table.
func (t *tomlReader) add(table *Node, k Field, value Node, made origin) *Field {
	t.origins[k.KeyAt.Start] = made
	table.Fields = append(table.Fields, Field{k.Key, k.KeyAt, value})
	return &table.Fields[len(table.Fields)-1]
}

// walk follows all parts of a dotted key but the last, which it returns, and makes the
// tables that are missing. Those that are there must be open to it.
func (t *tomlReader) walk(table *Node, keys []Field, made origin, open func(origin) bool) (*Node, Field, bool) {
	for _, k := range keys[:len(keys)-1] {
		f := table.find(k.Key)
		if f == nil {
			f = t.add(table, k, Node{Kind: Mapping, At: k.KeyAt}, made)
		}
		if !open(t.origins[f.KeyAt.Start]) {
			t.duplicate(k.Key, f.KeyAt, k.KeyAt)
			return nil, Field{}, false
		}
		if table = &f.Value; table.Kind == Sequence {
			table = &table.Items[len(table.Items)-1]
		}
	}
	return table, keys[len(keys)-1], true
}

// header opens the table of [a.b] or [[a.b]].
func (t *tomlReader) header(expression *unstable.Node) (*Node, bool) {
	keys, ok := t.keys(expression)
	if !ok {
		return nil, false
	}
	table, k, ok := t.walk(&t.root, keys, implicit, func(made origin) bool { return made != inline })
	if !ok {
		return nil, false
	}
	array := expression.Kind == unstable.ArrayTable
	opened := Node{Kind: Mapping, At: k.KeyAt}
	f := table.find(k.Key)
	switch {
	case f == nil && array:
		f = t.add(table, k, Node{Kind: Sequence, Items: []Node{opened}, At: k.KeyAt}, header)
	case f == nil:
		f = t.add(table, k, opened, header)
	case array && f.Value.Kind == Sequence && t.origins[f.KeyAt.Start] == header:
		f.Value.Items = append(f.Value.Items, opened)
	case !array && t.origins[f.KeyAt.Start] == implicit:
		t.origins[k.KeyAt.Start] = header
		f.KeyAt, f.Value.At = k.KeyAt, k.KeyAt
	default:
		t.duplicate(k.Key, f.KeyAt, k.KeyAt)
		return nil, false
	}
	if array {
		return &f.Value.Items[len(f.Value.Items)-1], true
	}
	return &f.Value, true
}

// assign adds a key, dotted or not, to a table that is nested depth deep.
func (t *tomlReader) assign(table *Node, e *unstable.Node, depth int) bool {
	keys, ok := t.keys(e)
	if !ok {
		return false
	}
	table, k, ok := t.walk(table, keys, dotted, func(made origin) bool { return made == dotted })
	if !ok {
		return false
	}
	if f := table.find(k.Key); f != nil {
		t.duplicate(k.Key, f.KeyAt, k.KeyAt)
		return false
	}
	if len(table.Fields) >= t.limits.Keys {
		t.tooMany(k.KeyAt, len(table.Fields)+1)
		return false
	}
	// The value of an array or inline table carries no place of its own: it
	// begins after the = and ends with the expression.
	whole := t.span(e.Raw)
	start := k.KeyAt.End
	start += len(t.text[start:whole.End]) - len(strings.TrimLeft(t.text[start:whole.End], " \t="))
	value, ok := t.value(e.Value(), diag.Span{Start: start, End: whole.End}, depth+1)
	t.add(table, k, value, inline)
	return ok
}

// value converts a value; at is its place where the library has none.
func (t *tomlReader) value(n *unstable.Node, at diag.Span, depth int) (Node, bool) {
	switch n.Kind {
	case unstable.Array, unstable.InlineTable:
		if depth > t.limits.Depth {
			t.tooDeep(at)
			return Node{}, false
		}
		if n.Kind == unstable.Array {
			return t.list(n, at, depth)
		}
		opened := Node{Kind: Mapping, At: at}
		for it := n.Children(); it.Next(); {
			if !t.assign(&opened, it.Node(), depth) {
				return Node{}, false
			}
		}
		return opened, true
	case unstable.String:
		// A line break in a text of several lines is \n, as in YAML.
		return Node{Kind: Text, Text: strings.ReplaceAll(string(n.Data), "\r\n", "\n"), At: t.span(n.Raw)}, true
	case unstable.Bool:
		return Node{Kind: Bool, Text: string(n.Data), At: t.span(n.Raw)}, true
	case unstable.Integer, unstable.Float:
		return Node{Kind: Number, Text: string(n.Data), At: t.span(n.Raw)}, true
	}
	// Dates and times are text, as they were written.
	return Node{Kind: Text, Text: string(n.Data), At: t.span(n.Raw)}, true
}

func (t *tomlReader) list(n *unstable.Node, at diag.Span, depth int) (Node, bool) {
	list := Node{Kind: Sequence, At: at}
	for it := n.Children(); it.Next(); {
		place := first(t.text, at.Start) // a list in a list has no place of its own
		if raw := it.Node().Raw; raw.Length > 0 {
			place = t.span(raw)
		}
		item, ok := t.value(it.Node(), place, depth+1)
		if !ok {
			return Node{}, false
		}
		list.Items = append(list.Items, item)
	}
	return list, true
}
