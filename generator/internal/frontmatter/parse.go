package frontmatter

import (
	"fmt"
	"strings"
	"unicode"

	"afterword/generator/internal/diag"
)

// Parse finds and parses the front matter of a Markdown file. Body is the byte
// at which the Markdown begins. Where the list holds errors, root is a Mapping
// only if the rest of it can be trusted, so that its other errors may be
// looked for as well; else it is Null and body may be 0.
func Parse(src *diag.Source, limits Limits) (root Node, body int, list diag.List) {
	front, list, ok := Split(src, limits)
	if !ok {
		return Node{}, 0, list
	}
	p := &parser{src: src, limits: limits, what: "front matter", at: front.Fence}
	root = p.parse(front.Format, front.Text)
	return root, front.Body, p.result()
}

// ParseYAML parses a whole file of YAML that holds one mapping.
func ParseYAML(src *diag.Source, limits Limits) (Node, diag.List) {
	return parseFile(YAML, src, limits)
}

// ParseTOML parses a whole file of TOML.
func ParseTOML(src *diag.Source, limits Limits) (Node, diag.List) {
	return parseFile(TOML, src, limits)
}

func parseFile(format Format, src *diag.Source, limits Limits) (Node, diag.List) {
	if n := len(src.Text()); n > limits.Bytes {
		return Node{}, diag.List{src.Errorf(diag.FrontMatterLimit, diag.Span{}, "", "the file may have %d bytes, it has %d", limits.Bytes, n)}
	}
	p := &parser{src: src, limits: limits, what: "the file"}
	root := p.parse(format, diag.Span{Start: 0, End: len(src.Text())})
	return root, p.result()
}

// A parser parses one text in one of the formats.
type parser struct {
	src    *diag.Source
	limits Limits
	what   string    // what is parsed, for messages
	at     diag.Span // where errors of the whole are placed
	list   diag.List
	count  diag.Counter
}

func (p *parser) errorf(code diag.Code, at diag.Span, hint, format string, args ...any) {
	if p.count.Allow(diag.Error, code) {
		p.list.Add(p.src.Errorf(code, at, hint, format, args...))
	}
}

// result returns what was reported, with a line for those left out.
func (p *parser) result() diag.List { return append(p.list, p.count.Summary(p.src.File())...) }

// parse returns the mapping that a part of the source holds, or Null.
func (p *parser) parse(format Format, span diag.Span) (root Node) {
	// A fault of a library must not end a build that could name the file.
	defer func() {
		if fault := recover(); fault != nil {
			p.errorf(diag.Syntax, p.at, "", "%s cannot be read as %s: %v", p.what, format, fault)
			root = Node{}
		}
	}()
	text := newlines(p.src.Text()[:span.End])
	var ok bool
	switch format {
	case YAML:
		root, ok = p.yaml(text, span.Start)
	case TOML:
		root, ok = p.toml(text, span.Start)
	case JSON:
		root, ok = p.json(text, span.Start)
	}
	if !ok {
		return Node{}
	}
	if root.Kind != Mapping {
		p.errorf(diag.FrontMatterShape, root.At, "Write keys and values, such as \"title: …\".", "%s must be a mapping of keys to values, not %s", p.what, root.describe())
		return Node{}
	}
	root.At = p.at
	if !p.check(root, 1) {
		return Node{}
	}
	return root
}

// check looks for what is wrong in any of the formats. It returns false where
// the tree is too deep or too large to go on with.
func (p *parser) check(n Node, depth int) bool {
	switch {
	case n.Kind != Mapping && n.Kind != Sequence:
		p.controls(n.Text, n.At)
		return true
	case depth > p.limits.Depth:
		p.tooDeep(n.At)
		return false
	case len(n.Fields) > p.limits.Keys:
		p.tooMany(n.Fields[p.limits.Keys].KeyAt, len(n.Fields))
		return false
	}
	first := make(map[string]diag.Span, len(n.Fields))
	for _, f := range n.Fields {
		p.controls(f.Key, f.KeyAt)
		if at, taken := first[f.Key]; taken {
			p.duplicate(f.Key, at, f.KeyAt)
		} else {
			first[f.Key] = f.KeyAt
		}
		if !p.check(f.Value, depth+1) {
			return false
		}
	}
	for _, item := range n.Items {
		if !p.check(item, depth+1) {
			return false
		}
	}
	return true
}

// controls refuses control characters that escapes have made: they cannot
// be in HTML or XML.
func (p *parser) controls(text string, at diag.Span) {
	for _, r := range text {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			p.errorf(diag.ControlCharacter, at, "Delete it.", "the control character %U must not stand in text", r)
			return
		}
	}
}

func (p *parser) duplicate(key string, first, second diag.Span) {
	one, _ := p.src.Position(first.Start)
	two, _ := p.src.Position(second.Start)
	where := fmt.Sprintf("on lines %d and %d", one, two)
	if one == two {
		where = fmt.Sprintf("on line %d", one)
	}
	p.errorf(diag.DuplicateKey, second, "Keep one of the two.", "key %q is given twice, %s", key, where)
}

func (p *parser) tooDeep(at diag.Span) {
	p.list.Add(tooMuch(p.src, at, "depth", "%s may be nested %d deep, this is deeper", p.what, p.limits.Depth))
}

func (p *parser) tooMany(at diag.Span, keys int) {
	p.list.Add(tooMuch(p.src, at, "keys", "a mapping may have %d keys, this has %d", p.limits.Keys, keys))
}

// tooMuch is the error of a limit, by its name in archive.yaml.
func tooMuch(src *diag.Source, at diag.Span, limit, format string, args ...any) diag.Diagnostic {
	return src.Errorf(diag.FrontMatterLimit, at, fmt.Sprintf(limitHint, limit), format, args...)
}

// plain returns the kind of an unquoted scalar. Nothing is guessed: yes, 0x1f and 2024-01-01 are text.
func plain(text string) Kind {
	switch text {
	case "", "~", "null", "Null", "NULL":
		return Null
	case "true", "false":
		return Bool
	}
	mantissa, exponent, scientific := strings.Cut(strings.ToLower(text), "e")
	whole, fraction, _ := strings.Cut(unsigned(mantissa), ".")
	if digits(whole+fraction) && (!scientific || digits(unsigned(exponent))) {
		return Number
	}
	return Text
}

func unsigned(text string) string {
	if strings.HasPrefix(text, "-") || strings.HasPrefix(text, "+") {
		return text[1:]
	}
	return text
}

func digits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}
