package frontmatter

import (
	"errors"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"

	"afterword/generator/internal/diag"
)

// A table is a TOML table under construction. How it came to be decides
// whether it may be added to. https://toml.io/en/v1.0.0#table
type table struct {
	at     diag.Span
	origin origin
	keys   []*entry
}

type origin uint8

const (
	implicit origin = iota // named on the way to another: [a] by [a.b]
	header                 // by its own [a]
	dotted                 // by a dotted key: a.b = 1
	inline                 // by braces
)

// An entry is a key of a table with one of three values.
type entry struct {
	key   string
	at    diag.Span
	value Node     // when neither of the others is set
	table *table   // one table
	array []*table // [[key]]
}

func (t *table) find(key string) *entry {
	for _, e := range t.keys {
		if e.key == key {
			return e
		}
	}
	return nil
}

func (t *table) add(e *entry) *entry {
	t.keys = append(t.keys, e)
	return e
}

// node returns the finished table.
func (t *table) node() Node {
	n := Node{Kind: Mapping, At: t.at, Fields: make([]Field, len(t.keys))}
	for i, e := range t.keys {
		v := e.value
		switch {
		case e.table != nil:
			v = e.table.node()
		case e.array != nil:
			v = Node{Kind: Sequence, At: e.at}
			for _, item := range e.array {
				v.Items = append(v.Items, item.node())
			}
		}
		n.Fields[i] = Field{Key: e.key, KeyAt: e.at, Value: v}
	}
	return n
}

// A tomlReader turns the expressions of the TOML library into tables.
type tomlReader struct {
	*parser
	text string
	base int
	doc  unstable.Parser
	root *table
}

// toml parses text[base:].
func (p *parser) toml(text string, base int) (Node, bool) {
	t := &tomlReader{parser: p, text: text, base: base, root: &table{origin: header}}
	t.doc.Reset([]byte(text[base:]))
	current := t.root
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
	return t.root.node(), true
}

func (t *tomlReader) span(r unstable.Range) diag.Span {
	start := t.base + int(r.Offset)
	return diag.Span{Start: start, End: start + int(r.Length)}
}

// A part is one element of a dotted key.
type part struct {
	text string
	at   diag.Span
}

// keys returns the parts of the key of an expression, at least one.
func (t *tomlReader) keys(e *unstable.Node) ([]part, bool) {
	var parts []part
	for it := e.Key(); it.Next(); {
		n := it.Node()
		parts = append(parts, part{text: string(n.Data), at: t.span(n.Raw)})
	}
	if len(parts) > t.limits.Depth {
		t.tooDeep(parts[0].at)
		return nil, false
	}
	return parts, true
}

// header opens the table of [a.b] or [[a.b]].
func (t *tomlReader) header(expression *unstable.Node) (*table, bool) {
	keys, ok := t.keys(expression)
	if !ok {
		return nil, false
	}
	array := expression.Kind == unstable.ArrayTable
	at := t.root
	for _, k := range keys[:len(keys)-1] {
		e := at.find(k.text)
		if e == nil {
			e = at.add(&entry{key: k.text, at: k.at, table: &table{at: k.at}})
		}
		switch {
		case e.array != nil:
			at = e.array[len(e.array)-1]
		case e.table != nil && e.table.origin != inline:
			at = e.table
		default:
			t.duplicate(k.text, e.at, k.at)
			return nil, false
		}
	}
	k := keys[len(keys)-1]
	e := at.find(k.text)
	opened := &table{at: k.at, origin: header}
	switch {
	case e == nil && array:
		at.add(&entry{key: k.text, at: k.at, array: []*table{opened}})
	case e == nil:
		at.add(&entry{key: k.text, at: k.at, table: opened})
	case array && e.array != nil:
		e.array = append(e.array, opened)
	case !array && e.table != nil && e.table.origin == implicit:
		e.table.origin, e.table.at, e.at = header, k.at, k.at
		opened = e.table
	default:
		t.duplicate(k.text, e.at, k.at)
		return nil, false
	}
	return opened, true
}

// assign adds a key, dotted or not, to a table that is nested depth deep.
func (t *tomlReader) assign(at *table, e *unstable.Node, depth int) bool {
	keys, ok := t.keys(e)
	if !ok {
		return false
	}
	for _, k := range keys[:len(keys)-1] {
		found := at.find(k.text)
		if found == nil {
			found = at.add(&entry{key: k.text, at: k.at, table: &table{at: k.at, origin: dotted}})
		}
		if found.table == nil || found.table.origin != dotted {
			t.duplicate(k.text, found.at, k.at)
			return false
		}
		at = found.table
	}
	k := keys[len(keys)-1]
	if found := at.find(k.text); found != nil {
		t.duplicate(k.text, found.at, k.at)
		return false
	}
	if len(at.keys) >= t.limits.Keys {
		t.tooMany(k.at, len(at.keys)+1)
		return false
	}
	// The value of an array or inline table carries no place of its own: it
	// stands after the = and ends with the expression.
	whole := t.span(e.Raw)
	start := k.at.End
	start += len(t.text[start:whole.End]) - len(strings.TrimLeft(t.text[start:whole.End], " \t="))
	value, ok := t.value(e.Value(), diag.Span{Start: start, End: whole.End}, depth+1)
	at.add(&entry{key: k.text, at: k.at, value: value})
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
		opened := &table{at: at, origin: inline}
		for it := n.Children(); it.Next(); {
			if !t.assign(opened, it.Node(), depth) {
				return Node{}, false
			}
		}
		return opened.node(), true
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
