package theme

import (
	"bytes"
	"html/template"
	"reflect"
	"strconv"
	"strings"
	"text/template/parse"
)

// An escaper makes a value safe for a context. html/template has found out the
// context and says by the names of its functions what has to be done there.
// Strings and numbers are escaped here; all else goes through html/template.
type escaper struct {
	text func(out []byte, s string) []byte // nil where nothing is escaped here
	safe reflect.Type                      // passes as it is, or nil
	// stock is a template that does the same to its dot, between two pieces of text.
	stock         *template.Template
	before, after int // their lengths
}

// A context is where html/template escapes by certain functions.
type context struct {
	sample string // a template with an action in this context
	text   func(out []byte, s string) []byte
	safe   reflect.Type
}

// contexts returns them by the functions, without what all their names begin with.
func contexts() map[string]context {
	return map[string]context{
		"htmlescaper":                            {`{{.}}`, escapeHTML, reflect.TypeFor[template.HTML]()},
		"rcdataescaper":                          {`<title>{{.}}</title>`, escapeHTML, nil},
		"attrescaper":                            {`<p title="{{.}}">`, escapeHTML, nil},
		"urlfilter urlnormalizer attrescaper":    {`<a href="{{.}}">`, escapeURL, nil},
		"urlnormalizer attrescaper":              {`<a href="/{{.}}">`, normalizeURL, nil},
		"urlescaper attrescaper":                 {`<a href="/?{{.}}">`, escapeQuery, nil},
		"urlfilter attrescaper":                  {`<meta http-equiv="refresh" content="0; url={{.}}">`, filterURL, nil},
		"jsvalescaper":                           {`<script>{{.}}</script>`, nil, reflect.TypeFor[template.JS]()},
		"jsvalescaper attrescaper":               {`<p onclick="{{.}}">`, nil, nil},
		"jsstrescaper":                           {`<script>"{{.}}"</script>`, nil, nil},
		"cssvaluefilter":                         {`<style>p{color:{{.}}}</style>`, nil, nil},
		"cssvaluefilter attrescaper":             {`<p style="color:{{.}}">`, nil, nil},
		"srcsetescaper attrescaper":              {`<img srcset="{{.}}">`, nil, nil},
		"htmlnamefilter":                         {`<p {{.}}>`, nil, nil},
		"nospaceescaper":                         {`<p title={{.}}>`, nil, nil},
		"urlfilter urlnormalizer nospaceescaper": {`<a href={{.}}>`, nil, nil},
		"urlnormalizer nospaceescaper":           {`<a href=/{{.}}>`, nil, nil},
		"urlescaper nospaceescaper":              {`<a href=/?{{.}}>`, nil, nil},
	}
}

const escaping = "_html_template_"

// print compiles an action that shows a value.
func (c *compiler) print(p *parse.PipeNode) step {
	plain, names := cutEscapers(p.Cmds)
	v := c.commands(plain)
	if names == "" && c.escapesItself(plain[len(plain)-1]) {
		return func(r *run, dot reflect.Value) flow {
			r.out = append(r.out, v(r, dot).String()...)
			return onward
		}
	}
	e, ok := c.escapes[names]
	if !ok {
		e = newEscaper(names)
		c.escapes[names] = e
	}
	return func(r *run, dot reflect.Value) flow {
		r.out = e.append(r.out, inside(v(r, dot)))
		return onward
	}
}

// escapesItself tells the functions that html/template trusts to be enough where they
// come last. They give strings.
func (c *compiler) escapesItself(cmd *parse.CommandNode) bool {
	id, ok := cmd.Args[0].(*parse.IdentifierNode)
	return ok && (id.Ident == "html" || id.Ident == "urlquery") && c.functions[id.Ident] == nil
}

// cutEscapers returns the commands of a pipeline that its author wrote, and the names of the
// functions that html/template has added.
func cutEscapers(cmds []*parse.CommandNode) (plain []*parse.CommandNode, names string) {
	n := len(cmds)
	var list []string
	for ; n > 0; n-- {
		id, ok := cmds[n-1].Args[0].(*parse.IdentifierNode)
		if !ok || len(cmds[n-1].Args) > 1 || !strings.HasPrefix(id.Ident, escaping) {
			break
		}
		list = append([]string{strings.TrimPrefix(id.Ident, escaping)}, list...)
	}
	return cmds[:n], strings.Join(list, " ")
}

// newEscaper makes sure that html/template does in the sample what it does in the layout.
func newEscaper(names string) *escaper {
	known, ok := contexts()[names]
	if !ok {
		giveUp("escaping by %q is not known", names)
	}
	e := &escaper{text: known.text, safe: known.safe, stock: template.Must(template.New("").Parse(known.sample))}
	var b bytes.Buffer
	if err := e.stock.Execute(&b, nil); err != nil {
		giveUp("%v", err)
	}
	seen := false
	for _, node := range e.stock.Tree.Root.Nodes {
		switch n := node.(type) {
		case *parse.TextNode:
			if seen {
				e.after = len(n.Text)
			} else {
				e.before = len(n.Text)
			}
		case *parse.ActionNode:
			seen = true
			if _, got := cutEscapers(n.Pipe.Cmds); got != names {
				giveUp("%s is escaped by %q, not %q", known.sample, got, names)
			}
		}
	}
	return e
}

// append writes a value that is in no interface.
func (e *escaper) append(out []byte, v reflect.Value) []byte {
	kind := v.Kind()
	if kind == reflect.String {
		switch typ := v.Type(); {
		case typ == e.safe:
			return append(out, v.String()...)
		case typ == stringType && e.text != nil:
			return e.text(out, v.String())
		}
		return e.fallBack(out, v)
	}
	if e.text == nil || kind == reflect.Invalid || v.Type().NumMethod() > 0 {
		return e.fallBack(out, v)
	}
	// The signs of numbers are letters in all those contexts, but for "+".
	switch {
	case v.CanInt():
		return strconv.AppendInt(out, v.Int(), 10)
	case v.CanUint() && kind != reflect.Uintptr:
		return strconv.AppendUint(out, v.Uint(), 10)
	case kind == reflect.Float64:
		long := strconv.AppendFloat(out, v.Float(), 'g', -1, 64)
		if bytes.IndexByte(long[len(out):], '+') < 0 {
			return long
		}
	case kind == reflect.Bool:
		return strconv.AppendBool(out, v.Bool())
	}
	return e.fallBack(out, v)
}

// fallBack lets html/template write a value.
func (e *escaper) fallBack(out []byte, v reflect.Value) []byte {
	var data any
	if v.IsValid() {
		data = v.Interface()
	}
	if _, ok := data.(reflect.Value); ok {
		giveUp("a reflect.Value is printed")
	}
	var b bytes.Buffer
	if err := e.stock.Execute(&b, data); err != nil {
		giveUp("%v", err)
	}
	return append(out, b.Bytes()[e.before:b.Len()-e.after]...)
}

// unsafeURL is what html/template writes for an address that could run a script.
const unsafeURL = "#ZgotmplZ"

// entities are the bytes that have a meaning in HTML, and how they are written.
var entities = [256]string{0: "\uFFFD", '"': "&#34;", '&': "&amp;", '\'': "&#39;", '+': "&#43;", '<': "&lt;", '>': "&gt;"}

// escapeHTML is for text, titles and quoted attributes.
func escapeHTML(out []byte, s string) []byte {
	done := 0
	for n := range len(s) {
		if c := s[n]; c <= '>' && entities[c] != "" {
			out = append(append(out, s[done:n]...), entities[c]...)
			done = n + 1
		}
	}
	return append(out, s[done:]...)
}

// harmless tells addresses without a scheme, and of the web and of mail.
func harmless(s string) bool {
	scheme, _, ok := strings.Cut(s, ":")
	return !ok || strings.Contains(scheme, "/") ||
		strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https") || strings.EqualFold(scheme, "mailto")
}

// filterURL is for an address within text.
func filterURL(out []byte, s string) []byte {
	if !harmless(s) {
		return append(out, unsafeURL...)
	}
	return escapeHTML(out, s)
}

// escapeURL is for an attribute that holds an address.
func escapeURL(out []byte, s string) []byte {
	if !harmless(s) {
		return append(out, unsafeURL...)
	}
	return normalizeURL(out, s)
}

// normalizeURL is for the rest of an address that has begun. It leaves what
// has a meaning in an address, and encodes what has none.
func normalizeURL(out []byte, s string) []byte {
	for n := range len(s) {
		switch c := s[n]; {
		case unreserved(c), strings.IndexByte("!#$*,/:;=?@[]", c) >= 0:
			out = append(out, c)
		case c == '&', c == '+':
			out = append(out, entities[c]...)
		case c == '%' && n+2 < len(s) && hexDigit(s[n+1]) && hexDigit(s[n+2]):
			out = append(out, c)
		default:
			out = percent(out, c)
		}
	}
	return out
}

// escapeQuery is for a value within the query of an address.
func escapeQuery(out []byte, s string) []byte {
	for n := range len(s) {
		if c := s[n]; unreserved(c) {
			out = append(out, c)
		} else {
			out = percent(out, c)
		}
	}
	return out
}

// unreserved bytes stand for themselves anywhere in an address. RFC 3986, section 2.3
func unreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~'
}

func hexDigit(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func percent(out []byte, c byte) []byte {
	const digits = "0123456789abcdef"
	return append(out, '%', digits[c>>4], digits[c&15])
}
