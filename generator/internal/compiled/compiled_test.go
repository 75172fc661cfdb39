package compiled_test

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"math"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"afterword/generator/internal/compiled"
)

// functions are those of the templates of these tests.
func functions() template.FuncMap {
	return template.FuncMap{
		"path": func(s string) string { return "/base" + s },
		"asset": func(s string) (string, error) {
			if s == "none" {
				return "", errors.New("no such asset")
			}
			return "/a/" + s, nil
		},
		"pair":  func(a string, b any) *inner { return &inner{Text: fmt.Sprint(a, b)} },
		"twice": func(n float64) float64 { return 2 * n },
	}
}

// own is a partial that all of them can call.
const own = `{{define "own"}}<i>{{.}}</i>{{end}}`

func parsed(t testing.TB, text string) *template.Template {
	t.Helper()
	set, err := template.New("page").Funcs(functions()).Parse(text + own)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return set
}

// same renders a template by html/template and, where that is possible, compiled; it reports whether
// it was. The two must not differ.
func same(t testing.TB, text string, data any) bool {
	t.Helper()
	var want bytes.Buffer
	wantErr := parsed(t, text).Execute(&want, data)
	c, err := compiled.New(parsed(t, text), "page", functions())
	if err != nil {
		return false
	}
	got, err := c.Append([]byte("before"), data)
	if err != nil {
		if string(got) != "before" {
			t.Errorf("%s: failed (%v) and left %q", text, err, got)
		}
		return false
	}
	if wantErr != nil || string(got) != "before"+want.String() {
		t.Errorf("%s\nwith %#v\ncompiled      %q\nhtml/template %q, %v", text, data, got, want.String(), wantErr)
	}
	return true
}

type inner struct {
	Text  string
	Ptr   *inner
	Chars []string
}

func (i inner) Shout() string          { return i.Text + "!" }
func (i *inner) Pointed() string       { return "pointed " + i.Text }
func (i inner) Fails() (string, error) { return "", errors.New("it failed") }
func (i inner) Works() (string, error) { return "<fine>", nil }
func (i inner) Panics() string         { panic("it panicked") }
func (i inner) Say(what string) string { return what }
func (i inner) Many() []inner          { return []inner{i, {Text: "second"}} }
func (i inner) Markup() template.HTML  { return "<b>" + template.HTML(i.Text) + "</b>" }
func (i inner) Whatever() any          { return i.Chars }
func (i inner) Nothing() any           { return nil }

type embedded struct{ Deep, Text string }

type (
	word  string
	loud  string
	level int
)

func (l loud) String() string  { return strings.ToUpper(string(l)) }
func (l level) String() string { return fmt.Sprintf("<level %d>", int(l)) }

type everything struct {
	embedded
	*inner
	S, Empty, URL, Script string
	I, Zero               int
	U                     uint8
	F, Huge               float64
	T, N                  bool
	Word                  word
	Loud                  loud
	Level                 level
	Any, AnyNil, AnyList  any
	Err                   error
	HTML                  template.HTML
	JS                    template.JS
	Safe                  template.URL
	List, None            []string
	Array                 [2]int
	Inners                []inner
	Ptrs                  []*inner
	Map                   map[string]int
	In                    inner
	Ptr, Nil              *inner
	Str                   *string
}

func all() *everything {
	s, in := "pointed <at>", &inner{Text: "in & out", Chars: []string{"x", "y"}}
	return &everything{
		embedded: embedded{Deep: "deep", Text: "shadowed"}, inner: in,
		S: `a <b> & "c" 'd' + e`, URL: "/x y?a=1&b=é#f", Script: "javascript:alert(1)",
		I: 3, U: 200, F: 12.5, Huge: 1e30, T: true,
		Word: "a<word>", Loud: "loud&", Level: 4,
		Any: "any <thing>", AnyList: []any{1, "two", 3.5, true}, Err: errors.New("an <error>"),
		HTML: "<b>bold</b>", JS: `{"a":"<\/script>"}`, Safe: "javascript:ok()",
		List: []string{"p", "<q>", "r"}, Array: [2]int{7, 8},
		Inners: []inner{{Text: "one"}, {Text: "two", Ptr: in}}, Ptrs: []*inner{{Text: "p1"}, in},
		Map: map[string]int{"a": 1}, In: inner{Text: "inside"}, Ptr: in, Str: &s,
	}
}

// known are templates that are executed compiled.
var known = []string{
	// Values and how they are written.
	`{{.S}}|{{.Empty}}|{{.I}}|{{.U}}|{{.F}}|{{.Huge}}|{{.T}}|{{.N}}|{{.Word}}|{{.Loud}}|{{.Level}}|{{.Any}}|{{.HTML}}|{{.List}}{{.Array}}`,
	`{{"<text>"}}{{12}}{{-3}}{{true}}{{"a" | print}}{{/* nothing */}}`,
	// Fields and methods.
	`{{.Deep}} {{.In.Text}} {{.Ptr.Text}} {{.Chars}} {{$.S}} {{$x := .In}}{{$x.Text}} {{with .In}}{{$.Ptr.Text}}{{.Text}}{{end}}`,
	`{{.In.Shout}} {{.Ptr.Shout}} {{.Ptr.Pointed}} {{.In.Works}} {{.In.Markup}} {{.Ptr.Whatever}} {{range .In.Many}}{{.Text}}{{end}} {{(.Ptr).Text}} {{(pair "a" .I).Shout}}`,
	// Branches.
	`{{if .S}}yes{{end}}{{if .Empty}}no{{else}}empty{{end}}{{if .N}}a{{else if .T}}b{{else}}c{{end}}{{with .None}}x{{else}}none {{.I}}{{end}}{{with .Empty}}{{else with .S}}{{.}}{{end}}`,
	`{{if .I}}1{{end}}{{if .F}}2{{end}}{{if .U}}3{{end}}{{if .List}}4{{end}}{{if .None}}5{{end}}{{if .Map}}6{{end}}{{if .Ptr}}7{{end}}{{if .Nil}}8{{end}}{{if .In}}9{{end}}{{if .AnyNil}}10{{end}}{{if .Any}}11{{end}}{{if .Err}}12{{end}}{{if .Zero}}13{{end}}{{if .In.Nothing}}14{{end}}`,
	`{{if and .S .T}}1{{end}}{{if and .S .Empty}}2{{end}}{{if or .Empty .N}}3{{else}}4{{end}}{{if not .N}}5{{end}}{{if and (not .N) (or .Empty .T)}}6{{end}}`,
	`{{and .S .I}} {{or .Empty .S}} {{or .Empty .N}} {{and .Empty .S}} {{.I | and .S}} {{.I | or .S}} {{not .S}}`,
	`{{with $x := .S}}{{$x}}{{end}}{{if $x := .In}}{{$x.Text}}{{end}}{{if $x := .Empty}}{{else}}[{{$x}}]{{end}}`,
	// Loops.
	`{{range .List}}{{.}},{{end}}{{range .None}}x{{else}}none{{end}}{{range .Array}}{{.}}{{end}}{{range .Inners}}{{.Text}}{{with .Ptr}}{{.Text}}{{end}}{{end}}{{range .Ptrs}}{{.Text}}{{end}}`,
	`{{range $v := .List}}{{$v}}{{end}}{{range $i, $v := .List}}{{if $i}}; {{end}}{{$i}}={{$v}} {{end}}{{range .AnyList}}{{.}};{{end}}`,
	// Variables.
	`{{$x := "o"}}{{if .T}}{{$x = "changed"}}{{$y := 1}}{{$y}}{{end}}{{$x}}{{if .T}}{{$x := "i"}}{{$x}}{{end}}{{$x}}{{range .List}}{{$x = .}}{{end}}{{$x}}`,
	`{{$x := 1}}{{$x := $x}}{{$x}}{{template "other" .In}}{{$x}}{{define "other"}}{{$x := .Text}}{{$x}}{{$.Shout}}{{end}}`,
	// Templates.
	`{{template "other" .In}}{{template "other" .Ptr}}{{template "none"}}{{define "other"}}<p>{{.Text}}</p>{{end}}{{define "none"}}[{{if .}}x{{end}}]{{end}}`,
	`{{block "b" .In}}{{.Text}}{{end}}{{template "own" "tick"}}`,
	`{{template "down" .Ptrs}}{{define "down"}}{{if .}}{{template "list" .}}{{end}}{{end}}{{define "list"}}({{len "ab"}}){{end}}`,
	// Comparisons and functions.
	`{{eq .I 3}}{{eq .S "x"}}{{ne .I 4}}{{lt .I 4}}{{le .I 3}}{{gt .I 3}}{{ge .I 3}}{{lt .S "b"}}{{eq .T true}}{{eq .Any "any <thing>"}}{{eq .Word "x"}}{{gt (len .S) 90}}`,
	`{{len .S}}{{len .List}}{{len .Map}}{{len .Array}}{{print .S 1 2 "a" "b"}}{{printf "%5d %s %v" .I .S .Any}}`,
	`{{path "/x/"}}{{path .URL}}{{"/y/" | path}}{{asset "site.css"}}{{(pair "c" .List).Text}}{{(pair "c" .AnyNil).Text}}{{twice .F}}`,
	// Places.
	`<title>{{.S}}</title><textarea>{{.S}}</textarea><p title="{{.S}}" title='{{.S}}' data-x="a {{.I}} b">`,
	`<a href="{{.URL}}"><a href='{{.Script}}'><a href="/a/{{.URL}}#{{.Word}}"><a href="{{.I}}{{.F}}"><a href="/?q={{.URL}}"><img src="{{.URL}}"><form action="{{.URL}}">`,
	`<meta http-equiv="refresh" content="0; url={{.Script}}"><meta http-equiv="refresh" content="0; url={{.URL}}">`,
	`<script type="application/ld+json">{{.JS}}</script>`,
	`<a{{if .T}} class="x"{{end}} href="{{if .N}}{{.URL}}{{else}}/{{.URL}}{{end}}"><!-- gone -->&nbsp;<svg fill="url(#{{.Word}})"/>`,
}

// left are templates that html/template has to execute, with an error or without.
var left = []string{
	`{{.Missing}}`, `{{.In.Fails}}`, `{{.In.Panics}}`, `{{.Nil.Text}}`, `{{.S.X}}`, `{{.Map.a}}`, `{{.In.Say "x"}}`, `{{.In.Say}}`, `{{.S "x"}}`,
	`{{index .List 1}}`, `{{slice .S 1}}`, `{{len .I}}`, `{{eq .I "x"}}`, `{{eq .I 3 4}}`, `{{eq .I}}`, `{{lt .T .T}}`, `{{lt .F 3.5}}`, `{{call .S}}`, `{{.S | html}}`, `{{js .S}}`,
	`{{range .I}}{{.}}{{end}}`, `{{range $k, $v := .Map}}{{$k}}{{end}}`, `{{range .List}}{{break}}{{end}}`, `{{range .List}}{{continue}}{{end}}`, `{{range .AnyNil}}{{end}}`, `{{$v := ""}}{{range $v = .List}}{{end}}{{$v}}`,
	`{{.AnyNil}}`, `{{.Nil}}`, `{{.Str}}`, `{{.Safe}}`, `<p title="{{.HTML}}">`, `{{asset "none"}}`, `{{path .I}}`, `{{twice 2}}`, `{{1.5}}`, `{{eq .0 0}}`, `{{'a'}}`, `{{or nil .S}}`, `{{.AnyNil.What}}`,
	`<p class={{.S}}>`, `<p {{.Word}}="1">`, `<img srcset="{{.URL}}">`, `<p style="color: {{.Word}}">`, `<p onclick="f({{.S}})">`, `<script>var a = {{.S}}, b = "{{.S}}"</script>`, `<style>p { color: {{.S}} }</style>`,
	`<p title="{{template "own" "tick"}}">`, `<title>{{template "t" .}}</title>{{define "t"}}{{.S}}{{end}}`, `<p title="{{.S}}>`, `{{template "nowhere" .}}`,
	`{{template "deep" .}}{{define "deep"}}{{template "deep" .}}{{end}}`, `{{template "own" (index .List 1)}}`, `{{$a := .List}}{{index $a 0}}`,
}

// TestKnownTemplates promises the bytes of html/template.
func TestKnownTemplates(t *testing.T) {
	for _, text := range known {
		if !same(t, text, all()) {
			t.Errorf("%s was left to html/template", text)
		}
		if !strings.Contains(text, ".In.Pointed") {
			same(t, text, *all())
		}
	}
}

// TestTheRestIsLeft promises that nothing is executed in another way than html/template does.
func TestTheRestIsLeft(t *testing.T) {
	for _, text := range left {
		if same(t, text, all()) {
			t.Errorf("%s was compiled", text)
		}
	}
}

// nasty are pieces of text that mean something somewhere.
var nasty = []string{
	"", " ", "\n", "\t", "\x00", "\x7f", "\x80", "\xff", "\xc3", "é", "\u2028", "\ufdd0", "\uffff", "\ufffd", "😀", "ſ",
	"<", ">", "&", "&amp;", "&#39;", "\"", "'", "`", "+", "=", "%", "%2", "%2f", "%zz", "/", "//", "\\", "?", "#", ":", ";", ",", "(", ")", "!", "*", "[", "]", "@", "$", "~", "{", "}", "|", "^",
	"javascript:", "JavaScript:", "http:", "HTTPS:", "httpſ:", "mailto:", "data:", "x:/", "/x:", "<script>", "</script>", "</title>", "<!--", "-->", "]]>", "<b>", "on", "a", "Z9", "ZgotmplZ", "{{", "2x",
}

// places put a value wherever this package knows how to escape.
const places = `<p>{{.}}</p><title>{{.}}</title><textarea>{{.}}</textarea><p title="{{.}}" title='{{.}}' title="a {{.}} b">
<a href="{{.}}"><a href='{{.}}'><a href="/{{.}}"><a href="/?q={{.}}#{{.}}"><img src="{{.}}"><form action="{{.}}"><meta http-equiv="refresh" content="0; url={{.}}"><svg fill="url(#{{.}})">`

func TestNastyText(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 8))
	for range 300 {
		var b strings.Builder
		for range rng.IntN(6) {
			b.WriteString(nasty[rng.IntN(len(nasty))])
		}
		for _, data := range []any{b.String(), word(b.String()), loud(b.String())} {
			if !same(t, places, data) {
				t.Errorf("%q was left to html/template", data)
			}
		}
		same(t, "{{.}}<script>{{.}}</script>", template.HTML(b.String()))
	}
	for _, x := range []any{0.0, math.Copysign(0, -1), 1e20, 1e21, 1e-5, 0.1 + 0.2, math.Inf(1), math.NaN(), float32(0.1), math.MinInt64, uint64(math.MaxUint64), int8(-1), true, level(1)} {
		if !same(t, places+`{{if .}}true{{end}}`, x) {
			t.Errorf("%v was left to html/template", x)
		}
	}
}

// FuzzText looks for text that is escaped in another way than html/template does.
func FuzzText(f *testing.F) {
	for _, s := range nasty {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !same(t, places, s) {
			t.Errorf("%q was left to html/template", s)
		}
	})
}

// FuzzTemplate looks for templates that mean something else compiled.
func FuzzTemplate(f *testing.F) {
	for _, text := range append(known, left...) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := template.New("page").Funcs(functions()).Parse(text + own); err != nil || strings.Contains(text, "define") {
			t.Skip()
		}
		same(t, text, all())
	})
}

// TestManyTypesAtOnce promises that a template serves several goroutines and types.
func TestManyTypesAtOnce(t *testing.T) {
	type other struct{ A, Text int }
	c, err := compiled.New(parsed(t, `{{range .}}{{.Text}},{{end}}`), "page", functions())
	if err != nil {
		t.Fatal(err)
	}
	data := []any{inner{Text: "a"}, other{Text: 1}, &other{Text: 2}, struct{ embedded }{embedded{Text: "e"}}}
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if got, err := c.Append(nil, data); err != nil || string(got) != "a,1,2,e," {
				t.Errorf("got %s, %v", got, err)
			}
		})
	}
	wait.Wait()
}

func BenchmarkTemplate(b *testing.B) {
	const text = `<table>{{range $n, $i := .Inners}}<tr{{if eq $n 1}} class="odd"{{end}}><td><a href="/x/{{.Text}}" title="{{.Text}}">{{.Text}}</a></td>{{with .Ptr}}<td>{{.Text}}</td>{{end}}<td>{{$n}}</td></tr>{{end}}</table>`
	data := all()
	for range 100 {
		data.Inners = append(data.Inners, inner{Text: "a text of some length & more", Ptr: data.Ptr})
	}
	b.Run("html", func(b *testing.B) {
		set := parsed(b, text)
		for b.Loop() {
			var page bytes.Buffer
			if err := set.Execute(&page, data); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("compiled", func(b *testing.B) {
		c, err := compiled.New(parsed(b, text), "page", functions())
		for b.Loop() {
			if err == nil {
				_, err = c.Append(nil, data)
			}
		}
		if err != nil {
			b.Fatal(err)
		}
	})
}
