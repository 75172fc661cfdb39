package markdown_test

import (
	"fmt"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/markdown"
	"afterword/generator/internal/testutil/costtest"
)

// TestHostile goes through attacks by Markdown. want must be in the page, not
// must be nowhere in it, and each code must be reported.
func TestHostile(t *testing.T) {
	tests := []struct {
		name, in  string
		want, not []string
		codes     []diag.Code
	}{
		{"plain", "[x](javascript:alert(1))", []string{"<p>x</p>"}, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"case", "[x](JaVaScRiPt:alert(1))", []string{"<p>x</p>"}, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"reference", "[x]\n\n[x]: javascript:alert(1)", []string{"<p>x</p>"}, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"autolink", "<javascript:alert(1)>", []string{"<p>javascript:alert(1)</p>"}, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"image", "![x](javascript:alert(1))", []string{"<p>x</p>"}, []string{"src"}, []diag.Code{diag.LinkScheme}},
		{"number", "[x](&#106;avascript:alert(1))", nil, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"name", "[x](javascript&colon;alert(1))", nil, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"tab", "[x](<java&Tab;script:alert(1)>)", nil, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"line break", "[x](<java&#10;script:alert(1)>)", nil, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"control", "[x](<&#1;javascript:alert(1)>)", nil, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"space", "[x](< javascript:alert(1)>)", nil, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"data", "[x](data:text/html,hi) ![y](data:image/svg+xml,hi) ![z](data:image/png;base64,AA)", nil, []string{"href", "src"}, []diag.Code{diag.LinkScheme}},
		{"vbscript", "[x](vbscript:x)", nil, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"file", "[x](file:///etc/passwd)", nil, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"blob", "[x](blob:https://example.org/1)", nil, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"no scheme", "[x](//evil.example/)", nil, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"backslashes", `[x](<\\\\evil.example/>) [y](</\\evil.example/>)`, nil, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"no host", "[x](https:alert) [y](https://)", nil, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"destination", `[a](</x"onmouseover="alert(1)>)`, nil, []string{`"onmouseover`}, nil},
		{"external", `[a](<https://e.org/x"onmouseover="alert(1)>)`, []string{"%22onmouseover"}, []string{`"onmouseover`}, nil},
		{"title", `[a](https://e.org '"onmouseover="alert(1)')`, []string{`title="&quot;onmouseover=&quot;alert(1)"`}, nil, nil},
		{"alt", `![a"onerror="alert(1)](graph.png)`, []string{`alt="a&quot;onerror=&quot;alert(1)"`}, nil, nil},
		{"markup", "```\"><script>\nx\n```", []string{`<pre class="code"><code>x`}, []string{"script"}, []diag.Code{diag.CodeLanguage}},
		{"attribute", "```x\"onmouseover=alert(1)\nx\n```", []string{`<pre class="code"><code>x`}, []string{"onmouseover"}, []diag.Code{diag.CodeLanguage}},
		{"long", "```" + strings.Repeat("x", 33) + "\nx\n```", []string{`<pre class="code"><code>x`}, nil, []diag.Code{diag.CodeLanguage}},
		{"attributes of a heading", `# H {onclick="alert(1)" style="x" id="a\"b" .c}`, []string{`<h2 id="h-h">H</h2>`}, []string{"onclick", "style", `class="c"`}, []diag.Code{diag.RawHTML}},
		{"script", "<script>alert(1)</script>", []string{"&lt;script&gt;"}, []string{"<script"}, []diag.Code{diag.RawHTML}},
		{"image", "a <img src=x onerror=alert(1)>", nil, []string{"<img"}, []diag.Code{diag.RawHTML}},
		{"others", "<iframe></iframe>\n\n<style>x</style>\n\n<base href=x>\n\n<form>\n\n<meta http-equiv=refresh>", nil, []string{"<iframe", "<style", "<base", "<form", "<meta"}, []diag.Code{diag.RawHTML}},
		{"empty comment", "a <!--> <script>alert(1)</script>", nil, []string{"<!--", "<script"}, []diag.Code{diag.RawHTML}},
		{"bang", "<!-- --!> <script>alert(1)</script> -->", nil, []string{"<!--", "<script"}, []diag.Code{diag.RawHTML}},
		{"cdata", "<![CDATA[ <script>alert(1)</script> ]]>", nil, []string{"<![", "<script"}, []diag.Code{diag.RawHTML}},
		{"comment", "a <!-- secret --> b", []string{"<p>a  b</p>"}, []string{"secret"}, nil},
		{"braces", "# H {#location}\n\n# getElementById", []string{`id="h-location"`, `id="h-getelementbyid"`}, []string{`id="location"`}, nil},
		{"ids", "x[^\"onclick=1]\n\n[^\"onclick=1]: y", []string{`id="fn-1"`}, []string{"onclick"}, nil},
		{"code of templates", "{{ .Site }} {{< x >}} <% y %> ${z}", []string{"{{ .Site }} {{&lt; x &gt;}} &lt;% y %&gt; ${z}"}, nil, nil},
		{"text", "a\u202eb", []string{"a\uFFFDb"}, []string{"\u202e"}, []diag.Code{diag.ControlCharacter}},
		{"entity", "a&#x202e;b `&#x202e;`", []string{"a\uFFFDb"}, []string{"\u202e"}, nil},
		{"code", "```go\nif x\u2066 {\n```", []string{"\uFFFD"}, []string{"\u2066"}, []diag.Code{diag.ControlCharacter}},
		{"control characters", "a\x1b[31m \x07 \x08 b", []string{"a?[31m ? ? b"}, []string{"\x1b"}, []diag.Code{diag.ControlCharacter}},
		{"an image of another site", "![t](http://tracker.example/x.gif)", []string{`<a class="remote" href="http://tracker.example/x.gif">t</a>`}, []string{"<img"}, []diag.Code{diag.ImageRemote}},
	}
	r := markdown.New(markdown.Options{})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			doc, diags := r.Render(diag.NewSource("in.md", "---\ntitle: x\n---\n"+test.in), 17, resolve)
			checkHTML(t, doc)
			for _, want := range test.want {
				if !strings.Contains(doc.HTML, want) {
					t.Errorf("no %q in\n%s", want, doc.HTML)
				}
			}
			for _, not := range test.not {
				if strings.Contains(doc.HTML, not) && !strings.Contains(doc.HTML, ">"+not+"<") {
					t.Errorf("%q in\n%s", not, doc.HTML)
				}
			}
			for _, code := range test.codes {
				if d, ok := find(diags, code); !ok {
					t.Errorf("no %s among %v", code, diags)
				} else if d.Line < 4 || d.Column < 1 {
					t.Errorf("%s is placed at %d:%d", code, d.Line, d.Column)
				}
			}
		})
	}
}

func find(diags diag.List, code diag.Code) (diag.Diagnostic, bool) {
	for _, d := range diags {
		if d.Code == code {
			return d, true
		}
	}
	return diag.Diagnostic{}, false
}

// TestRawHTMLIsSanitised throws what gets past naive sanitizers at the
// renderer that lets raw HTML through.
func TestRawHTMLIsSanitised(t *testing.T) {
	r := markdown.New(markdown.Options{Unsafe: true})
	for _, in := range []string{
		`<svg><style><img src=x onerror=alert(1)></style></svg>`,
		`<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`,
		`<template><script>alert(1)</script></template>`,
		`<a href="https://e.org" href="javascript:alert(1)">x</a>`,
		`<select><style><img src=x onerror=alert(1)></style></select>`,
		`<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>`,
		`<noscript><p title="</noscript><img src=x onerror=alert(1)>">`,
		`<p title="</p><script>alert(1)</script>">x`,
		`<a href="java&#10;script:alert(1)">x</a> <a href=" javascript:alert(1)">y</a> <a href="//evil">z</a>`,
		`<div class="alert note" style="position:fixed" onmouseover=alert(1)>x</div>`,
		"<div>\n\n*a\n\n</div></div></article><script>\n\nalert(1)\n\n</script>",
		"<table><tr><td>\n\n- a\n- b\n\n</table>",
		"<p><p><div></p>\n\ntext <b><i>x</b></i> <a href=other.md><a href=other.md>y</a></a>",
		"<!--[if IE]><script>alert(1)</script><![endif]-->",
		"<img src=graph.png srcset='https://evil 2x' alt=x><img src='https://evil/x.gif' alt=y>",
		"<h1>x</h1><h5>y</h5>\n\n# z",
		"<span id=body>x</span><span id=h-x>y</span><a name=getElementById>z</a>\n\n# x",
	} {
		doc, _ := r.Render(diag.NewSource("in.md", in), 0, resolve)
		checkHTML(t, doc)
		if strings.Contains(doc.HTML, "evil") && strings.Contains(doc.HTML, "<img src=\"https") {
			t.Errorf("a remote image in\n%s", doc.HTML)
		}
	}
}

// TestPathological feeds small bodies that ask for great work.
func TestPathological(t *testing.T) {
	if testing.Short() {
		t.Skip("long")
	}
	row := strings.Repeat("|", 1001) + "\n" + strings.Repeat("|-", 1000) + "|\n"
	nested := func(n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(strings.Repeat("  ", i) + "- a\n")
		}
		return b.String()
	}
	notes := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "[^%d]: x\n", i)
		}
		return b.String() + "\n" + strings.Repeat("[^0] [^999]", n)
	}
	const big = 1 << 20
	fill := func(s string) string { return strings.Repeat(s, big/len(s)) }
	fence := func(lang, code string) string { return "```" + lang + "\n" + code + "\n```\n" }
	tests := []struct {
		name, in string
		code     diag.Code // "" where the input is slow elsewhere but allowed here
	}{
		{"one heading 8,000 times", strings.Repeat("# a\n", 8000), diag.MarkdownLimit},
		{"table of 1,000 columns", row + strings.Repeat("|a\n", 2000), diag.MarkdownLimit},
		{"table of 100 columns", strings.Repeat("|", 101) + "\n" + strings.Repeat("|-", 100) + "|\n" + fill("|a\n"), diag.MarkdownLimit},
		{"many tables", fill("|a|b\n|-|-\n|c\n\n"), diag.MarkdownLimit},
		{"references", "[a]: " + strings.Repeat("x", 10_000) + "\n\n" + strings.Repeat("[a] ", 5000), diag.MarkdownLimit},
		{"unfinished links", strings.Repeat("[a](b", 24_000), ""},
		{"unfinished links, 1 MiB", fill("[a](b"), diag.MarkdownLimit},
		{"unfinished titles", fill(`[a](b "c`), ""},
		{"unfinished references", fill("[a][b"), ""},
		{"unfinished images", fill("![a](b"), ""},
		{"angle brackets", fill("[a](<b"), ""},
		{"1,200 nested lists", nested(1200), diag.MarkdownLimit},
		{"lists in one line", fill("- "), ""},
		{"numbered lists in one line", fill("1. "), ""},
		{"20,000 quotations", strings.Repeat(">", 20_000), diag.MarkdownLimit},
		{"quotations, many lines", strings.Repeat(strings.Repeat(">", 500)+"a\n", 2000), ""},
		{"brackets", fill("["), diag.MarkdownLimit},
		{"closing brackets", fill("]"), ""},
		{"bracket pairs", fill("[]"), ""},
		{"nested brackets", strings.Repeat("[", 200_000) + strings.Repeat("]", 200_000), ""},
		{"images", fill("!["), diag.MarkdownLimit},
		{"instructions", fill("a <?"), ""},
		{"comments", fill("a <!--"), ""},
		{"cdata", fill("a <![CDATA["), ""},
		{"declarations", fill("a <!A "), ""},
		{"tags", fill("a <b "), ""},
		{"attributes", "a <b" + fill(" a='b'"), ""},
		{"emphasis", fill("*a **b "), ""},
		{"emphasis, closed", strings.Repeat("*a **b ", 70_000) + strings.Repeat("c** d* ", 70_000), ""},
		{"emphasis runs", fill("*a_ "), ""},
		{"stars", fill("*"), ""},
		{"underscores", fill("_a"), ""},
		{"tildes", fill("~~a "), ""},
		{"backticks", func() string {
			var b strings.Builder
			for i := range 1400 {
				b.WriteString("e" + strings.Repeat("`", i))
			}
			return b.String()
		}(), ""},
		{"one footnote 4,000 times", strings.Repeat("[^a]", 4000) + "\n\n[^a]: x\n", ""},
		{"many footnotes", notes(20_000), diag.MarkdownLimit},
		{"footnotes without text", fill("[^a]: b\n"), diag.MarkdownLimit},
		{"quotes", fence("json", fill("\"\\")), diag.CodeLanguage},
		{"a megabyte of Go", fence("go", fill("x := 1\n")), diag.CodeLanguage},
		{"definitions", fill("a\n: b\n"), ""},
		{"definition terms", fill("a\n") + ": b\n", ""},
		{"reference definitions", fill("[a]: b\n"), ""},
		{"unfinished definitions", fill("[a]: b 'c\n"), ""},
		{"entities", fill("&amp;&#1"), ""},
		{"backslashes", fill("\\*"), ""},
		{"web addresses", fill("www.a.b/((( "), ""},
		{"web addresses, joined", fill("http://a"), ""},
		{"mail addresses", fill("a@b.c"), ""},
		{"many mail addresses", fill("a@b.c "), diag.MarkdownLimit},
		{"code spans", fill("`a` "), diag.MarkdownLimit},
		{"raw tags", fill("<b>a</b> "), diag.MarkdownLimit},
		{"paragraphs", fill("a\n\n"), diag.MarkdownLimit},
		{"items", fill("- a\n"), diag.MarkdownLimit},
		{"lines of code", fence("", fill("x\n")), diag.MarkdownLimit},
		{"hard breaks", fill("a\\\n"), diag.MarkdownLimit},
		{"mail addresses, unfinished", fill("a.b-c+"), ""},
		{"blank lines", fill("\n"), diag.MarkdownLimit},
		{"setext", fill("a\n-\n"), diag.MarkdownLimit},
		{"heading attributes", fill("# a {#b c=d}\n"), diag.MarkdownLimit},
		{"unfinished heading attributes", "# a " + fill("{#b "), ""},
		{"pipes", fill("|"), ""},
		{"escaped pipes", "|a|b|\n|-|-|\n" + fill("`\\|\\|` |x\n"), ""},
		{"fences", fill("```\n"), ""},
		{"task boxes", fill("- [x] "), ""},
		{"raw blocks", fill("<div>\n\n"), diag.RawHTML},
		{"control characters", fill("\x01"), diag.ControlCharacter},
		{"one word", fill("a"), ""},
		{"zero bytes", fill("\x00\n"), diag.ControlCharacter},
	}
	// The promise is one second and 256 MiB; the race detector takes its share.
	most := costtest.Bound{CPU: 5 * time.Second}
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(1 << 30))
	r := markdown.New(markdown.Options{})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var doc markdown.Document
			var diags diag.List
			costtest.Within(t, test.name, most, func() { doc, diags = r.Render(diag.NewSource("in.md", test.in), 0, resolve) })
			if _, ok := find(diags, test.code); !ok && test.code != "" {
				t.Errorf("no %s", test.code)
			}
			if len(doc.HTML) > 17<<20 {
				t.Errorf("%d bytes of HTML", len(doc.HTML))
			}
		})
	}
}
