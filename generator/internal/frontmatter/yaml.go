package frontmatter

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"afterword/generator/internal/diag"
)

// A yamlReader turns the tree of the YAML library into Nodes with places. The
// library counts lines and code points from the beginning of the front matter.
type yamlReader struct {
	*parser
	text  string // the source up to the end of the front matter
	lines []int  // byte at which each line of it begins
	last  place  // what was looked up last: nodes come in the order of the text, and a line may be long

	// What is refused wherever it is: hundreds of places have one remedy.
	anchors, aliases []diag.Span
}

// yaml parses text[base:].
func (p *parser) yaml(text string, base int) (Node, bool) {
	y := &yamlReader{parser: p, text: text, lines: []int{base}}
	for i := base; i < len(text); i++ {
		if text[i] == '\n' {
			y.lines = append(y.lines, i+1)
		}
	}
	// YAML 1.1 ends lines at these three, and nothing else does: no two
	// programs would agree on what the front matter says.
	if i := strings.IndexAny(text[base:], "\u0085\u2028\u2029"); i >= 0 {
		at := first(text, base+i)
		r, _ := utf8.DecodeRuneInString(text[at.Start:])
		p.errorf(diag.ControlCharacter, at, "Delete it, or write a line break.", "the line separator %U must not stand in YAML", r)
		return Node{}, false
	}
	// Of directives there may be thousands, each compared with all before it.
	for _, start := range y.lines {
		if strings.HasPrefix(y.text[start:], "%") {
			p.errorf(diag.YAMLFeature, y.word(start), "Delete the line; put quotes around text that begins with %.", "directives are not allowed in YAML")
			return Node{}, false
		}
	}

	var document yaml.Node
	if err := yaml.Load([]byte(text[base:]), &document, yaml.WithPlugin(yamlLimits{depth: p.limits.Depth})); err != nil {
		return y.failed(err)
	}
	if len(document.Content) != 1 {
		return Node{Kind: Mapping}, true
	}
	root := y.node(document.Content[0])
	y.refuse("anchors", y.anchors)
	y.refuse("aliases", y.aliases)
	if root.Kind == Null && root.Text == "" {
		root.Kind = Mapping
	}
	return root, true
}

// yamlLimits stops the library from descending further than Limits allow.
type yamlLimits struct{ depth int }

var errDepth = errors.New("nested too deep")

// CheckDepth is asked at each level, flow and block apart.
func (l yamlLimits) CheckDepth(depth int, _ *yaml.DepthContext) error {
	if depth > l.depth {
		return errDepth
	}
	return nil
}

// CheckAlias is asked when aliases are expanded, which never happens here.
func (yamlLimits) CheckAlias(int, int) error { return nil }

// A place is where the library sees a byte: both counts begin at 1.
type place struct{ line, column, byte int }

// offset turns a place of the library into a byte of the source.
func (y *yamlReader) offset(line, column int) int {
	if line < 1 {
		return y.lines[0]
	}
	if line > len(y.lines) {
		return len(y.text)
	}
	at := place{line, 1, y.lines[line-1]}
	if y.last.line == line && y.last.column <= column {
		at = y.last
	}
	for ; at.column < column && at.byte < len(y.text); at.column++ {
		_, size := utf8.DecodeRuneInString(y.text[at.byte:])
		at.byte += size
	}
	y.last = at
	return at.byte
}

// node converts a node and what it holds. What Afterword refuses is reported
// and read past; aliases are never followed.
func (y *yamlReader) node(n *yaml.Node) Node {
	start := y.offset(n.Line, n.Column)
	switch {
	case n.Kind == yaml.AliasNode:
		y.aliases = append(y.aliases, y.word(start))
		return Node{Kind: Text, Text: "*" + n.Value, At: y.word(start)}
	case n.Anchor != "":
		y.anchors = append(y.anchors, y.word(start))
	case n.Style&yaml.TaggedStyle != 0:
		y.errorf(diag.YAMLFeature, y.word(start), "Delete the tag; put quotes around text.", "tags are not allowed in YAML")
	}
	switch n.Kind {
	case yaml.SequenceNode:
		items := make([]Node, len(n.Content))
		end := start
		for i, c := range n.Content {
			items[i] = y.node(c)
			end = max(end, items[i].At.End)
		}
		return Node{Kind: Sequence, Items: items, At: y.collection(n, start, end)}
	case yaml.MappingNode:
		fields := make([]Field, 0, len(n.Content)/2)
		end := start
		for i := 0; i+1 < len(n.Content); i += 2 {
			if f, ok := y.field(n.Content[i], n.Content[i+1]); ok {
				fields = append(fields, f)
				end = max(end, f.Value.At.End)
			}
		}
		return Node{Kind: Mapping, Fields: fields, At: y.collection(n, start, end)}
	}
	kind := Text
	if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) == 0 {
		kind = plain(n.Value)
	}
	return Node{Kind: kind, Text: n.Value, At: y.scalar(n, start)}
}

// refuse reports the first place of a feature and how many there are.
func (y *yamlReader) refuse(feature string, places []diag.Span) {
	if len(places) == 0 {
		return
	}
	more := ""
	if len(places) > 1 {
		more = fmt.Sprintf("; this is the first of %d", len(places))
	}
	y.errorf(diag.YAMLFeature, places[0], "Write the value out where it is used.", "%s are not allowed in YAML%s", feature, more)
}

func (y *yamlReader) field(key, value *yaml.Node) (Field, bool) {
	k := y.node(key)
	v := y.node(value)
	switch {
	case k.Kind == Sequence || k.Kind == Mapping:
		y.errorf(diag.FrontMatterShape, k.At, "Write the key as plain text.", "a key must be text, not a %s", k.Kind)
	case k.Kind == Null && k.Text == "":
		y.errorf(diag.FrontMatterShape, first(y.text, k.At.Start), "Write a key before the colon.", "a key is missing")
	case key.Value == "<<" && key.Style == 0:
		y.errorf(diag.YAMLFeature, k.At, "Write the keys out where they are used.", "merge keys are not allowed in YAML")
	default:
		if v.Kind == Null && v.At.Start == v.At.End {
			v.At = k.At
		}
		return Field{Key: k.Text, KeyAt: k.At, Value: v}, true
	}
	return Field{}, false
}

// scalar finds the end of a scalar that begins at start.
func (y *yamlReader) scalar(n *yaml.Node, start int) diag.Span {
	rest := y.text[start:]
	switch {
	case n.Anchor != "" || n.Style&yaml.TaggedStyle != 0:
		// The anchor or tag is here and is refused; a line may hold thousands.
		return y.word(start)
	case n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		quote := rest[0]
		for i := 1; i < len(rest); i++ {
			if quote == '"' && rest[i] == '\\' || quote == '\'' && strings.HasPrefix(rest[i:], "''") {
				i++
			} else if rest[i] == quote {
				return diag.Span{Start: start, End: start + i + 1}
			}
		}
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
	case strings.HasPrefix(rest, n.Value):
		return diag.Span{Start: start, End: start + len(n.Value)}
	}
	// A scalar of several lines: what matters is where it begins.
	end := len(rest)
	if i := strings.IndexAny(rest, "\r\n"); i >= 0 {
		end = i
	}
	return diag.Span{Start: start, End: start + len(strings.TrimRight(rest[:end], " \t"))}
}

// collection returns the place of a list or mapping whose last item ends at end.
func (y *yamlReader) collection(n *yaml.Node, start, end int) diag.Span {
	if n.Style&yaml.FlowStyle == 0 {
		return diag.Span{Start: start, End: end}
	}
	if end == start {
		end = max(y.word(start).End, min(start+1, len(y.text)))
	}
	// Only blanks, comments and a comma are before the closing bracket. A pair
	// within a list, [a: b], has none of its own.
	for i := end; i < len(y.text); i++ {
		switch y.text[i] {
		case ']', '}':
			return diag.Span{Start: start, End: i + 1}
		case ' ', '\t', '\r', '\n', ',':
		case '#':
			if skip := strings.IndexByte(y.text[i:], '\n'); skip >= 0 {
				i += skip
			}
		default:
			return diag.Span{Start: start, End: end}
		}
	}
	return diag.Span{Start: start, End: end}
}

// word returns the place of what begins at start and ends before white space or a bracket.
func (y *yamlReader) word(start int) diag.Span {
	end := strings.IndexAny(y.text[start:], " \t\r\n,]}")
	if end < 0 {
		end = len(y.text) - start
	}
	return diag.Span{Start: start, End: start + end}
}
