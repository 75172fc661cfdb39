package theme_test

import (
	"html/template"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"afterword/generator/internal/theme"
)

// contexts puts a value in every place in which html/template escapes in a way of its own.
const contexts = `{{define "main"}}{{range .}}
<p>{{.}}</p><title>{{.}}</title><textarea>{{.}}</textarea>
<p title="{{.}}" title='{{.}}' title="a {{.}} b" data-x={{.}} {{.}}="x" style="color: {{.}}" onclick="f({{.}})">
<a href="{{.}}"><a href='{{.}}'><a href="/{{.}}"><a href="/?a={{.}}&b={{.}}#{{.}}"><a href={{.}}><a href=/{{.}}><a href="/?{{.}}">
<img src="{{.}}" srcset="{{.}}"><img srcset="{{.}} 1x, /{{.}} 2x"><meta http-equiv="refresh" content="0; url={{.}}">
<script>var a = {{.}}, b = "{{.}}"</script><script type="application/ld+json">{{.}}</script><style>p { color: {{.}} }</style>
<form action="{{.}}"><p title="{{. | html}}">{{. | html}}<svg fill="url(#{{.}})">{{len .}}{{eq . "x"}}{{if .}}y{{end}}
{{end}}{{end}}`

// nasty are pieces of text that mean something somewhere.
var nasty = []string{
	"", " ", "\n", "\t", "\x00", "\x7f", "\x80", "\xff", "\xc3", "é", "\u2028", "\ufdd0", "\uffff", "\ufffd", "😀", "ſ",
	"<", ">", "&", "&amp;", "&#39;", "\"", "'", "`", "+", "=", "%", "%2", "%2f", "%zz", "/", "//", "\\", "?", "#", ":", ";", ",", "(", ")", "!", "*", "[", "]", "@", "$", "~", "{", "}", "|", "^",
	"javascript:", "JavaScript:", "http:", "HTTPS:", "httpſ:", "mailto:", "data:", "x:/", "/x:", "<script>", "</script>", "</title>", "<!--", "-->", "]]>", "<b>", "on", "a", "Z9", "ZgotmplZ", "{{", "2x",
}

func TestNastyTextIsEscapedAlike(t *testing.T) {
	p := both(t, contexts)
	rng := rand.New(rand.NewPCG(6, 8))
	for range 300 {
		var b strings.Builder
		for range rng.IntN(6) {
			b.WriteString(nasty[rng.IntN(len(nasty))])
		}
		s := b.String()
		word := word(s)
		p.same(t, []any{s, word, &s, template.HTML(s), template.URL(s), template.JS(s), template.HTMLAttr(s), template.CSS(s), template.JSStr(s), template.Srcset(s), loud(s)}[:1+rng.IntN(11)])
	}
	for _, s := range nasty {
		p.same(t, []string{s})
	}
	for _, why := range p.fallbacks {
		if !strings.HasPrefix(why, "html or urlquery of") && !strings.HasPrefix(why, "string and ptr") && !strings.HasPrefix(why, "ptr and string") {
			t.Errorf("fell back: %s", why)
		}
	}
}

// FuzzEscape looks for text that is escaped in another way than html/template does.
func FuzzEscape(f *testing.F) {
	for _, s := range nasty {
		f.Add(s)
	}
	p := both(f, contexts)
	f.Fuzz(func(t *testing.T, s string) {
		p.fallbacks = nil
		p.same(t, []any{s, word(s), template.HTML(s)})
		if len(p.fallbacks) > 0 {
			t.Errorf("fell back: %q", p.fallbacks)
		}
	})
}

func BenchmarkRender(b *testing.B) {
	p := both(b, `{{define "main"}}<table>{{range $n, $i := .Inners}}<tr{{if eq $n 1}} class="odd"{{end}}><td><a href="/x/{{.Text}}" title="{{.Text}}">{{.Text}}</a></td>{{with .Ptr}}<td>{{.Text}}</td>{{end}}<td>{{$n}}</td></tr>{{end}}</table>{{end}}`)
	data := all()
	for range 100 {
		data.Inners = append(data.Inners, inner{Text: "a text of some length & more", Ptr: data.Ptr})
	}
	for name, look := range map[string]*theme.Theme{"compiled": p.compiled, "plain": p.plain} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := look.Render(io.Discard, theme.Page, data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
