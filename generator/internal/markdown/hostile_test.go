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

// TestHostile goes through the attacks on Markdown that the reliability study
// numbers A66–A88. want must be in the page, not must be nowhere in it, and
// each code must be reported.
func TestHostile(t *testing.T) {
	tests := []struct {
		name, in  string
		want, not []string
		codes     []diag.Code
	}{
		{"A66 plain", "[x](javascript:alert(1))", []string{"<p>x</p>"}, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"A66 case", "[x](JaVaScRiPt:alert(1))", []string{"<p>x</p>"}, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"A66 reference", "[x]\n\n[x]: javascript:alert(1)", []string{"<p>x</p>"}, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"A66 autolink", "<javascript:alert(1)>", []string{"<p>javascript:alert(1)</p>"}, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"A66 image", "![x](javascript:alert(1))", []string{"<p>x</p>"}, []string{"src"}, []diag.Code{diag.LinkScheme}},
		{"A67 number", "[x](&#106;avascript:alert(1))", nil, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"A67 name", "[x](javascript&colon;alert(1))", nil, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"A68 tab", "[x](<java&Tab;script:alert(1)>)", nil, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"A68 line break", "[x](<java&#10;script:alert(1)>)", nil, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"A68 control", "[x](<&#1;javascript:alert(1)>)", nil, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"A68 space", "[x](< javascript:alert(1)>)", nil, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"A69 data", "[x](data:text/html,hi) ![y](data:image/svg+xml,hi) ![z](data:image/png;base64,AA)", nil, []string{"href", "src"}, []diag.Code{diag.LinkScheme}},
		{"A69 vbscript", "[x](vbscript:x)", nil, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"A69 file", "[x](file:///etc/passwd)", nil, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"A69 blob", "[x](blob:https://example.org/1)", nil, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"A69 no scheme", "[x](//evil.example/)", nil, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"A69 backslashes", `[x](<\\\\evil.example/>) [y](</\\evil.example/>)`, nil, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"A69 no host", "[x](https:alert) [y](https://)", nil, []string{"href"}, []diag.Code{diag.LinkScheme}},
		{"A70 destination", `[a](</x"onmouseover="alert(1)>)`, nil, []string{`"onmouseover`}, nil},
		{"A70 external", `[a](<https://e.org/x"onmouseover="alert(1)>)`, []string{"%22onmouseover"}, []string{`"onmouseover`}, nil},
		{"A70 title", `[a](https://e.org '"onmouseover="alert(1)')`, []string{`title="&quot;onmouseover=&quot;alert(1)"`}, nil, nil},
		{"A70 alt", `![a"onerror="alert(1)](graph.png)`, []string{`alt="a&quot;onerror=&quot;alert(1)"`}, nil, nil},
		{"A71 markup", "```\"><script>\nx\n```", []string{`<pre class="code"><code>x`}, []string{"script"}, []diag.Code{diag.CodeLanguage}},
		{"A71 attribute", "```x\"onmouseover=alert(1)\nx\n```", []string{`<pre class="code"><code>x`}, []string{"onmouseover"}, []diag.Code{diag.CodeLanguage}},
		{"A71 long", "```" + strings.Repeat("x", 33) + "\nx\n```", []string{`<pre class="code"><code>x`}, nil, []diag.Code{diag.CodeLanguage}},
		{"A72", `# H {onclick="alert(1)" style="x" id="a\"b" .c}`, []string{`<h2 id="h-h">H</h2>`}, []string{"onclick", "style", `class="c"`}, []diag.Code{diag.RawHTML}},
		{"A73 script", "<script>alert(1)</script>", []string{"&lt;script&gt;"}, []string{"<script"}, []diag.Code{diag.RawHTML}},
		{"A73 image", "a <img src=x onerror=alert(1)>", nil, []string{"<img"}, []diag.Code{diag.RawHTML}},
		{"A73 others", "<iframe></iframe>\n\n<style>x</style>\n\n<base href=x>\n\n<form>\n\n<meta http-equiv=refresh>", nil, []string{"<iframe", "<style", "<base", "<form", "<meta"}, []diag.Code{diag.RawHTML}},
		{"A74 empty comment", "a <!--> <script>alert(1)</script>", nil, []string{"<!--", "<script"}, []diag.Code{diag.RawHTML}},
		{"A74 bang", "<!-- --!> <script>alert(1)</script> -->", nil, []string{"<!--", "<script"}, []diag.Code{diag.RawHTML}},
		{"A74 cdata", "<![CDATA[ <script>alert(1)</script> ]]>", nil, []string{"<![", "<script"}, []diag.Code{diag.RawHTML}},
		{"A74 comment", "a <!-- secret --> b", []string{"<p>a  b</p>"}, []string{"secret"}, nil},
		{"A76 braces", "# H {#location}\n\n# getElementById", []string{`id="h-location"`, `id="h-getelementbyid"`}, []string{`id="location"`}, nil},
		{"A82 ids", "x[^\"onclick=1]\n\n[^\"onclick=1]: y", []string{`id="fn-1"`}, []string{"onclick"}, nil},
		{"A85", "{{ .Site }} {{< x >}} <% y %> ${z}", []string{"{{ .Site }} {{&lt; x &gt;}} &lt;% y %&gt; ${z}"}, nil, nil},
		{"A86 text", "a\u202eb", []string{"a\uFFFDb"}, []string{"\u202e"}, []diag.Code{diag.ControlCharacter}},
		{"A86 entity", "a&#x202e;b `&#x202e;`", []string{"a\uFFFDb"}, []string{"\u202e"}, nil},
		{"A86 code", "```go\nif x\u2066 {\n```", []string{"\uFFFD"}, []string{"\u2066"}, []diag.Code{diag.ControlCharacter}},
		{"A87", "a\x1b[31m \x07 \x08 b", []string{"a?[31m ? ? b"}, []string{"\x1b"}, []diag.Code{diag.ControlCharacter}},
		{"A88", "![t](http://tracker.example/x.gif)", []string{`<a class="remote" href="http://tracker.example/x.gif">t</a>`}, []string{"<img"}, []diag.Code{diag.ImageRemote}},
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

// TestRawHTMLIsSanitised throws what gets past naive sanitizers (A75) at the
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

// TestPathological feeds small bodies that ask for great work (A77–A84).
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
		{"A77 one heading 8,000 times", strings.Repeat("# a\n", 8000), diag.MarkdownLimit},
		{"A78 table of 1,000 columns", row + strings.Repeat("|a\n", 2000), diag.MarkdownLimit},
		{"A78 table of 100 columns", strings.Repeat("|", 101) + "\n" + strings.Repeat("|-", 100) + "|\n" + fill("|a\n"), diag.MarkdownLimit},
		{"A78 many tables", fill("|a|b\n|-|-\n|c\n\n"), diag.MarkdownLimit},
		{"A79 references", "[a]: " + strings.Repeat("x", 10_000) + "\n\n" + strings.Repeat("[a] ", 5000), diag.MarkdownLimit},
		{"A80 unfinished links", strings.Repeat("[a](b", 24_000), ""},
		{"A80 unfinished links, 1 MiB", fill("[a](b"), diag.MarkdownLimit},
		{"A80 unfinished titles", fill(`[a](b "c`), ""},
		{"A80 unfinished references", fill("[a][b"), ""},
		{"A80 unfinished images", fill("![a](b"), ""},
		{"A80 angle brackets", fill("[a](<b"), ""},
		{"A81 1,200 nested lists", nested(1200), diag.MarkdownLimit},
		{"A81 lists in one line", fill("- "), ""},
		{"A81 numbered lists in one line", fill("1. "), ""},
		{"A81 20,000 quotations", strings.Repeat(">", 20_000), diag.MarkdownLimit},
		{"A81 quotations, many lines", strings.Repeat(strings.Repeat(">", 500)+"a\n", 2000), ""},
		{"A81 brackets", fill("["), diag.MarkdownLimit},
		{"A81 closing brackets", fill("]"), ""},
		{"A81 bracket pairs", fill("[]"), ""},
		{"A81 nested brackets", strings.Repeat("[", 200_000) + strings.Repeat("]", 200_000), ""},
		{"A81 images", fill("!["), diag.MarkdownLimit},
		{"A81 instructions", fill("a <?"), ""},
		{"A81 comments", fill("a <!--"), ""},
		{"A81 cdata", fill("a <![CDATA["), ""},
		{"A81 declarations", fill("a <!A "), ""},
		{"A81 tags", fill("a <b "), ""},
		{"A81 attributes", "a <b" + fill(" a='b'"), ""},
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
		{"A82 one footnote 4,000 times", strings.Repeat("[^a]", 4000) + "\n\n[^a]: x\n", ""},
		{"A82 many footnotes", notes(20_000), diag.MarkdownLimit},
		{"A82 footnotes without text", fill("[^a]: b\n"), diag.MarkdownLimit},
		{"A83 quotes", fence("json", fill("\"\\")), diag.CodeLanguage},
		{"A84 a megabyte of Go", fence("go", fill("x := 1\n")), diag.CodeLanguage},
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
