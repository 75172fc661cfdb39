package theme_test

import (
	"errors"
	"fmt"
	"html/template"
	"math"
	"strings"
	"testing"

	"afterword/generator/internal/theme"
)

// These tests hold compiled layouts to what html/template makes of the same.

// A pair is one theme twice: compiled, and rendered by html/template.
type pair struct {
	compiled, plain *theme.Theme
	fallbacks       []string // why html/template has rendered a page of the compiled one
}

// both loads a theme of which only the layout page is of interest.
func both(t testing.TB, page string) *pair {
	t.Helper()
	o := own(t, map[string]string{"layouts/baseof.html": `{{ template "main" . }}`, "layouts/page.html": page, "layouts/partials/own.html": `<i>{{.}}</i>`})
	p := new(pair)
	o.Fallback = func(_ theme.Layout, why string) { p.fallbacks = append(p.fallbacks, why) }
	p.compiled = load(t, o)
	o.Fallback, o.Plain = nil, true
	p.plain = load(t, o)
	return p
}

// same renders with both and gives the page.
func (p *pair) same(t testing.TB, data any) string {
	t.Helper()
	var got, want strings.Builder
	err, wantErr := p.compiled.Render(&got, theme.Page, data), p.plain.Render(&want, theme.Page, data)
	if got.String() != want.String() || fmt.Sprint(err) != fmt.Sprint(wantErr) {
		t.Errorf("with %#v\ncompiled %q, %v\nplain    %q, %v", data, got.String(), err, want.String(), wantErr)
	}
	return want.String()
}

type inner struct {
	Text  string
	Ptr   *inner
	Chars []string
}

func (i inner) Shout(s string) string         { return i.Text + s + "!" }
func (i *inner) Pointed() string              { return "pointed " + i.Text }
func (i inner) Count(n int, f float64) string { return fmt.Sprint(n, f) }
func (i inner) Fails() (string, error)        { return "", errors.New("it failed") }
func (i inner) Panics() string                { panic("it panicked") }
func (i inner) Any(a any, more ...string) any { return fmt.Sprint(a, more) }
func (i inner) Many() []inner                 { return []inner{i, {Text: "second"}} }

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
	I, Big, Neg           int
	U                     uint8
	F, Huge, Small        float64
	F32                   float32
	T, N                  bool
	Word                  word
	Loud                  loud
	Level                 level
	Any, AnyNil, AnyList  any
	Err                   error
	HTML                  template.HTML
	JS                    template.JS
	Safe                  template.URL
	List                  []string
	None                  []string
	Array                 [2]int
	Inners                []inner
	Ptrs                  []*inner
	Map                   map[string]int
	Keys                  map[int]string
	Words                 map[word]string
	Odd                   map[float64]string
	In                    inner
	Ptr, Nil              *inner
	PtrPtr                **inner
	Str                   *string
	Func                  func(string, int) string
	NilFunc               func()
}

func all() *everything {
	s, in := "pointed <at>", &inner{Text: "in & out", Chars: []string{"x", "y"}}
	return &everything{
		embedded: embedded{Deep: "deep", Text: "shadowed"}, inner: in,
		S: `a <b> & "c" 'd' + e`, URL: "/x y?a=1&b=é#f", Script: "javascript:alert(1)",
		I: 3, Big: 1234567, Neg: -5, U: 200, F: 12.5, Huge: 1e30, Small: 1e-9, F32: 0.1, T: true,
		Word: "a<word>", Loud: "loud&", Level: 4,
		Any: "any <thing>", AnyList: []any{1, "two", 3.5, nil, true}, Err: errors.New("an <error>"),
		HTML: "<b>bold</b>", JS: `{"a":"<\/script>"}`, Safe: "javascript:ok()",
		List: []string{"p", "<q>", "r"}, Array: [2]int{7, 8},
		Inners: []inner{{Text: "one"}, {Text: "two"}}, Ptrs: []*inner{{Text: "p1"}, in},
		Map: map[string]int{"b": 2, "a": 1}, Keys: map[int]string{10: "ten", -1: "minus"},
		Words: map[word]string{"w": "W"}, Odd: map[float64]string{1.5: "x"},
		In: inner{Text: "inside"}, Ptr: in, PtrPtr: &in, Str: &s,
		Func: func(s string, n int) string { return strings.Repeat(s, n) },
	}
}

// constructs are pieces of layouts that compile and are rendered compiled.
var constructs = []string{
	// values and how they are printed
	`{{.S}}|{{.Empty}}|{{.I}}|{{.Big}}|{{.Neg}}|{{.U}}|{{.F}}|{{.Huge}}|{{.Small}}|{{.F32}}|{{.T}}|{{.N}}`,
	`{{.Word}}|{{.Loud}}|{{.Level}}|{{.Any}}|{{.AnyNil}}|{{.AnyList}}|{{.Err}}|{{.HTML}}|{{.JS}}|{{.Safe}}|{{.Str}}`,
	`{{.List}}{{.Array}}{{.Map}}{{.In}}{{.Nil}}{{.None}}`,
	`{{"<text>"}}{{12}}{{-3}}{{1.5}}{{true}}{{"a" | print}}`,
	// fields
	`{{.Deep}} {{.In.Text}} {{.Ptr.Text}} {{.Ptr.Ptr}} {{.PtrPtr.Chars}} {{.Chars}} {{.Map.a}} {{.Map.none}} {{(index .Inners 1).Text}}`,
	`{{$.S}} {{$x := .In}}{{$x.Text}} {{with .In}}{{$.Ptr.Text}}{{.Text}}{{end}}`,
	// methods
	`{{.In.Shout "x"}} {{.Ptr.Shout .S}} {{.Ptr.Pointed}} {{.In.Pointed}} {{"y" | .In.Shout}} {{.In.Count 3 2}} {{.In.Any 1 "a" "b"}} {{.In.Any nil}} {{range .In.Many}}{{.Text}}{{end}}`,
	`{{(.In.Any .S) | len}}{{(.Ptr).Text}}`,
	// branches
	`{{if .S}}yes{{end}}{{if .Empty}}no{{else}}empty{{end}}{{if .N}}a{{else if .T}}b{{else}}c{{end}}`,
	`{{with .In}}{{.Text}}{{end}}{{with .None}}x{{else}}none {{.I}}{{end}}{{with .Empty}}{{else with .S}}{{.}}{{end}}`,
	`{{if .I}}1{{end}}{{if .F}}2{{end}}{{if .U}}3{{end}}{{if .List}}4{{end}}{{if .None}}5{{end}}{{if .Map}}6{{end}}{{if .Ptr}}7{{end}}{{if .Nil}}8{{end}}{{if .In}}9{{end}}{{if .AnyNil}}10{{end}}{{if .Any}}11{{end}}{{if .Err}}12{{end}}{{if .Func}}13{{end}}{{if .NilFunc}}14{{end}}`,
	`{{if and .S .T}}1{{end}}{{if and .S .Empty}}2{{end}}{{if or .Empty .N}}3{{else}}4{{end}}{{if not .N}}5{{end}}{{if and (not .N) (or .Empty .T)}}6{{end}}`,
	`{{and .S .I}} {{or .Empty .S}} {{or .Empty .N}} {{and .Empty .S}} {{.I | and .S}} {{.I | or .S}} {{.I | or .Empty}} {{not .S}} {{or nil .S}} {{and .AnyNil .S}}`,
	`{{with $x := .S}}{{$x}}{{end}}{{if $x := .In}}{{$x.Text}}{{end}}{{if $x := .Empty}}{{else}}[{{$x}}]{{end}}`,
	// loops
	`{{range .List}}{{.}},{{end}}{{range .None}}x{{else}}none{{end}}{{range .Array}}{{.}}{{end}}{{range .Inners}}{{.Text}}{{end}}{{range .Ptrs}}{{.Text}}{{end}}`,
	`{{range $v := .List}}{{$v}}{{end}}{{range $i, $v := .List}}{{$i}}={{$v}} {{end}}{{range $k, $v := .Map}}{{$k}}={{$v}} {{end}}{{range $k, $v := .Keys}}{{$k}}={{$v}} {{end}}`,
	`{{range .I}}{{.}}{{end}}{{range $n := 3}}{{$n}}{{end}}{{range .U}}{{break}}{{end}}{{range 0}}{{else}}zero{{end}}`,
	`{{range $i, $v := .List}}{{if eq $i 1}}{{continue}}{{end}}{{$v}}{{if eq $v "r"}}{{break}}{{end}}{{end}}`,
	`{{range .List}}{{range $.Array}}{{if eq . 8}}{{break}}{{end}}{{.}}{{end}}{{.}}{{end}}{{range .List}}{{break}}{{.}}{{end}}`,
	`{{$i := 5}}{{$e := "x"}}{{range $i, $e = .List}}{{$i}}{{$e}}{{end}}{{$i}}{{$e}}{{range $e = .Array}}{{end}}{{$e}}{{range $e = .None}}{{end}}{{$e}}`,
	`{{range .AnyList}}{{.}};{{end}}{{range .Any | print | len}}{{break}}{{end}}`,
	`{{range $i, $v := .None}}x{{else}}{{$i}}{{end}}{{range .AnyNil}}x{{else}}y{{end}}`,
	// variables
	`{{$x := "o"}}{{if .T}}{{$x = "changed"}}{{$y := 1}}{{$y}}{{end}}{{$x}}{{if .T}}{{$x := "i"}}{{$x}}{{end}}{{$x}}`,
	`{{$x := "o"}}{{if .N}}{{$x := "i"}}{{$x}}{{else}}{{$x}}{{end}}{{range .List}}{{$x = .}}{{end}}{{$x}}`,
	`{{$x := 1}}{{$x := $x}}{{$x}}{{template "other" $y := "v"}}{{$y}}{{define "other"}}{{$x := .}}{{$x}}{{$}}{{end}}`,
	// templates
	`{{template "other" .In}}{{template "other" .Ptr}}{{template "none"}}{{define "other"}}<p>{{.Text}}</p>{{end}}{{define "none"}}[{{.}}]{{end}}`,
	`{{block "b" .In}}{{.Text}}{{end}}{{template "partials/own.html" "tick"}}`,
	`{{template "down" 3}}{{define "down"}}{{if gt . 0}}{{.}}{{template "list" .}}{{end}}{{end}}{{define "list"}}({{len "ab"}}){{end}}`,
	// comparisons
	`{{eq .I 3}}{{eq .S "x" .S}}{{ne .I 4}}{{lt .I 4}}{{le .I 3}}{{gt .I 3}}{{ge .I 3}}{{lt .S "b"}}{{le .F 12.5}}{{gt .F .Small}}{{eq .U 200}}{{lt .Neg .U}}{{lt .U .Neg}}{{eq .T true}}{{eq .Any "any <thing>"}}{{eq .Nil nil}}{{eq .AnyNil nil}}{{ne .Ptr nil}}{{eq .Word "x"}}{{eq .Neg .U}}`,
	// functions
	`{{len .S}}{{len .List}}{{len .Map}}{{len .Array}}{{len .Str}}{{index .List 1}}{{index .Map "a"}}{{index .Map "zz"}}{{index .AnyList 1}}{{index .S 0}}{{index .Keys 10}}{{index .Inners 0}}`,
	`{{slice .S 2}}{{slice .S 1 4}}{{slice .List 1 2}}{{slice .S}}`,
	`{{print .S 1 2 "a" "b" .Nil}}{{printf "%05.2f %s %v %d" .F .S .Any .I}}{{println .I}}{{.I | printf "%d-%d" 4}}`,
	`{{.S | html}}{{html .S}}{{.S | urlquery}}{{js .S}}<a href="/?q={{.S | urlquery}}">`,
	`{{call .Func "ab" 2}}{{path "/x/"}}{{path .URL}}{{asset "site.css"}}{{(table "c" "h" .List true).Caption}}{{"/y/" | path}}`,
	// contexts
	`<title>{{.S}}{{.HTML}}</title><textarea>{{.S}}</textarea><p title="{{.S}}{{.HTML}}" title='{{.S}}' class={{.S}} data-x={{.I}} {{.Word}}="1">`,
	`<a href="{{.URL}}"><a href="{{.Script}}"><a href="{{.Safe}}"><a href="/a/{{.URL}}"><a href="/?q={{.URL}}"><a href={{.URL}}><a href=/{{.URL}}><a href=/?{{.URL}}><a href="{{.I}}{{.F}}"><a href="{{.AnyNil}}">`,
	`<img srcset="{{.URL}} 2x, {{.Script}}"><img srcset="{{.URL}}"><meta http-equiv="refresh" content="0; url={{.Script}}"><meta http-equiv="refresh" content="0; url={{.URL}}">`,
	`<script>var a = {{.S}}, b = {{.JS}}, c = {{.Map}}, d = "{{.S}}", e = {{.AnyNil}};</script><script type="application/ld+json">{{.JS}}</script><p onclick="f({{.S}})">`,
	`<style>p { color: {{.S}}; }</style><p style="color: {{.Word}}"><input {{.Word}} {{.Empty}}>`,
	`<a{{if .T}} class="x"{{end}} href="{{if .N}}{{.URL}}{{else}}/?{{.URL}}{{end}}"><!-- {{/* no */}} -->&nbsp;<svg fill="url(#{{.Word}})"/>`,
}

// leftovers are what html/template has to render, with an error or without.
var leftovers = []string{
	`{{.Missing}}`, `{{.In.Fails}}`, `{{.In.Panics}}`, `{{.Nil.Text}}`, `{{.S.X}}`, `{{.Map.a.b}}`,
	`before{{.Nil.Pointed}}after`, `{{index .List 7}}`, `{{index .List "x"}}`, `{{slice .S 9 2}}`, `{{len .I}}`, `{{eq .I "x"}}`, `{{lt .T .T}}`,
	`{{range .F}}{{end}}`, `{{range .Odd}}{{.}}{{end}}`, `{{range $i, $v := 3}}{{end}}`, `{{.AnyNil.What}}`, `{{.Words.w}}`, `{{range .Nil}}{{end}}`,
	`{{call .NilFunc}}`, `{{call .S}}`, `{{html .I}}`, `{{.In.Any .S | .Text}}`, `{{.In.Shout}}`, `{{.In.Shout 1}}`, `{{.S "x"}}`, `{{asset "none"}}`, `{{eq .I}}`, `{{printf "%d"}}{{nil}}`,
	`<p title="{{template "partials/own.html" "tick"}}">`, `<title>{{template "t" .}}</title>{{define "t"}}{{.S}}{{end}}`,
	`<p title="{{.S}}>`, `{{if .T}}<a href="{{end}}">`, `{{template "nowhere" .}}`, `{{0x1F}}{{'a'}}{{1e3}}{{2i}}`, `{{eq .In .In}}`, `{{len (slice .Array 1)}}`,
	`<style>p { background: url("{{.URL}}") }</style>`, `<script>var a = /{{.S}}/; var b = ` + "`{{.S}}`" + `</script>`,
	`{{template "deep" 600}}{{define "deep"}}{{if .}}{{template "deep" (len (slice (printf "%*s" . "") 1))}}{{end}}{{end}}`,
}

func layoutOf(text string) string {
	body, defines, found := strings.Cut(text, "{{define ")
	if !found {
		return `{{define "main"}}` + text + `{{end}}`
	}
	return `{{define "main"}}` + body + `{{end}}{{define ` + defines
}

func TestCompiledLayoutsAreExact(t *testing.T) {
	for _, text := range constructs {
		t.Run("", func(t *testing.T) {
			p := both(t, layoutOf(text))
			datas := []any{all(), *all()}
			if strings.Contains(text, ".In.Pointed") {
				datas = datas[:1] // only addressable data has that method
			}
			for _, data := range datas {
				if p.same(t, data) == "" || len(p.fallbacks) > 0 {
					t.Errorf("%s\nfell back: %v", text, p.fallbacks)
				}
			}
		})
	}
}

func TestWhatIsNotCompiledIsTheSame(t *testing.T) {
	for _, text := range leftovers {
		t.Run("", func(t *testing.T) {
			p := both(t, layoutOf(text))
			p.same(t, all())
			if len(p.fallbacks) != 1 {
				t.Errorf("%s\nfell back: %q", text, p.fallbacks)
			}
		})
	}
}

func TestNumbersAreWrittenAlike(t *testing.T) {
	p := both(t, layoutOf(`{{range .}}{{.}} <a title="{{.}}" href="{{.}}" data-x={{.}}>{{end}}`))
	p.same(t, []any{
		0.0, math.Copysign(0, -1), 1e20, 1e21, 1e-4, 1e-5, 123456789.0, 0.1 + 0.2, math.MaxFloat64, math.SmallestNonzeroFloat64, math.Inf(1), math.Inf(-1), math.NaN(),
		float32(0.1), float32(1e10), math.MinInt64, uint64(math.MaxUint64), int8(-1), uint8(255), uintptr(7), true, false, complex(1, 2), '+', nil,
	})
	if len(p.fallbacks) > 0 {
		t.Errorf("fell back: %q", p.fallbacks)
	}
}

// A layout that fails writes nothing of the page.
func TestAFailureWritesNothing(t *testing.T) {
	p := both(t, layoutOf(`<p>{{.S}}</p>{{.Missing}}`))
	for _, look := range []*theme.Theme{p.compiled, p.plain} {
		var b strings.Builder
		if err := look.Render(&b, theme.Page, all()); err == nil || b.Len() > 0 {
			t.Errorf("wrote %q, error %v", b.String(), err)
		}
	}
}

// One compiled layout serves many goroutines and many types.
func TestCompiledLayoutsServeManyTypes(t *testing.T) {
	p := both(t, layoutOf(`{{range .}}{{.Text}},{{end}}`))
	type other struct{ A, Text int }
	data := []any{inner{Text: "a"}, other{Text: 1}, &other{Text: 2}, map[string]string{"Text": "m"}, struct{ embedded }{embedded{Text: "e"}}}
	want := "a,1,2,m,e,"
	done := make(chan string)
	for range 8 {
		go func() {
			var b strings.Builder
			err := p.compiled.Render(&b, theme.Page, data)
			done <- b.String() + fmt.Sprint(err)
		}()
	}
	for range 8 {
		if got := <-done; got != want+"<nil>" {
			t.Errorf("got %s", got)
		}
	}
	if len(p.fallbacks) > 0 {
		t.Errorf("fell back: %q", p.fallbacks)
	}
}
