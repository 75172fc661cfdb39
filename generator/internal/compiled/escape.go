package compiled

import (
	"fmt"
	"html/template"
	"reflect"
	"strconv"
	"strings"
	"text/template/parse"
)

// prefix begins the names of the functions by which html/template escapes. It appends them to the
// pipelines of a template, as the place of each value demands.
const prefix = "_html_template_"

// An escaper makes text safe for a place.
type escaper func(page []byte, text string) []byte

// escapers returns those that are known here, by the functions that they stand for.
func escapers() map[string]escaper {
	return map[string]escaper{
		"htmlescaper":                         escapeHTML,
		"rcdataescaper":                       escapeHTML,
		"attrescaper":                         escapeHTML,
		"urlfilter urlnormalizer attrescaper": func(page []byte, url string) []byte { return encodeURL(page, filtered(url)) },
		"urlfilter attrescaper":               func(page []byte, url string) []byte { return escapeHTML(page, filtered(url)) },
		"urlnormalizer attrescaper":           encodeURL,
		"urlescaper attrescaper":              encodeQuery,
		"jsvalescaper":                        nil, // of text; template.JS is not escaped
	}
}

// unescaped are the types that html/template writes as they are, by the functions.
func unescaped() map[string]reflect.Type {
	return map[string]reflect.Type{
		"htmlescaper":  reflect.TypeFor[template.HTML](),
		"jsvalescaper": reflect.TypeFor[template.JS](),
	}
}

// print compiles an action that writes a value.
func (c *compiler) print(p *parse.PipeNode) step {
	cmds := p.Cmds
	var names string
	for len(cmds) > 0 {
		name, ok := strings.CutPrefix(cmds[len(cmds)-1].String(), prefix)
		if !ok {
			break
		}
		names = strings.TrimSpace(name + " " + names)
		cmds = cmds[:len(cmds)-1]
	}
	escape, ok := escapers()[names]
	if !ok || len(cmds) == 0 {
		giveUp("escaping by %q is not known", names)
	}
	safe := unescaped()[names]
	value := c.commands(cmds)
	return func(r *run, dot reflect.Value) {
		v := value(r, dot)
		switch {
		case v.Kind() == reflect.String && v.Type() == safe:
			r.page = append(r.page, v.String()...)
		case escape == nil:
			giveUp("escaping of %s is not known", v.Kind())
		case v.Kind() == reflect.String && v.Type() == stringType:
			r.page = escape(r.page, v.String())
		case v.Kind() == reflect.Int && v.Type().NumMethod() == 0:
			r.page = strconv.AppendInt(r.page, v.Int(), 10)
		default:
			r.page = escape(r.page, text(v))
		}
	}
}

// text formats a value as html/template does, but for pointers and for its types of safe text.
func text(v reflect.Value) string {
	if v.Kind() == reflect.Pointer || !v.IsValid() || v.Type().PkgPath() == "html/template" {
		giveUp("%s is printed", v.Kind())
	}
	return fmt.Sprint(v.Interface())
}

// entities are the bytes with a meaning in HTML and how they are written.
var entities = [256]string{0: "\uFFFD", '"': "&#34;", '&': "&amp;", '\'': "&#39;", '+': "&#43;", '<': "&lt;", '>': "&gt;"}

// escapeHTML is for text, titles and quoted attributes.
func escapeHTML(page []byte, s string) []byte {
	done := 0
	for n := range len(s) {
		if c := s[n]; c <= '>' && entities[c] != "" {
			page = append(append(page, s[done:n]...), entities[c]...)
			done = n + 1
		}
	}
	return append(page, s[done:]...)
}

// filtered returns an address, or what html/template writes for one that could run a script: its
// scheme is not that of the web or of mail.
func filtered(url string) string {
	scheme, _, ok := strings.Cut(url, ":")
	if !ok || strings.Contains(scheme, "/") ||
		strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https") || strings.EqualFold(scheme, "mailto") {
		return url
	}
	return "#ZgotmplZ"
}

// unreserved are the punctuation marks that have no meaning of their own anywhere in an address
// (RFC 3986, section 2.3).
const unreserved = "-._~"

// encodeURL is for an address or the rest of one: it encodes what cannot be in an address.
func encodeURL(page []byte, s string) []byte {
	for n := range len(s) {
		switch c := s[n]; {
		case c == '&', c == '+':
			page = append(page, entities[c]...)
		case c == '%' && n+2 < len(s) && hexDigit(s[n+1]) && hexDigit(s[n+2]):
			page = append(page, c)
		default:
			page = encodeByte(page, c, unreserved+"!#$*,/:;=?@[]")
		}
	}
	return page
}

// encodeQuery is for a value in the query or the fragment of an address: it encodes all marks that
// have a meaning in an address.
func encodeQuery(page []byte, s string) []byte {
	for n := range len(s) {
		page = encodeByte(page, s[n], unreserved)
	}
	return page
}

// encodeByte keeps letters, digits and some marks.
func encodeByte(page []byte, c byte, marks string) []byte {
	if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte(marks, c) >= 0 {
		return append(page, c)
	}
	const digits = "0123456789abcdef"
	return append(page, '%', digits[c>>4], digits[c&15])
}

func hexDigit(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
