package prose

import (
	"math/rand/v2"
	"strings"
	"testing"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/markdown"
)

// pieces are what texts are made of to find the one that is misread.
var pieces = []string{
	"a", "B", "é", "ß", "日本", "🛑", "\u200b", "\u00a0", "\ufffd", " ", "  ", "\t", "\n", "'", `"`, `\`, "#", " #", ": ", ":", "-", "- ", "--- ", "?", "? ", "!", "&x", "*x", "|", ">", ">-",
	"{", "}", "[", "]", ",", "@", "`", "%", "~", "null", "true", "no", "on", "y", "1", "017", "1.5", "1e3", "0x1f", "1_000", "2024-01-01", "12:30", "12:30:45", ".5", "=", "<<", "<", "<b>", "</b>", "&amp;", "_", "__", "**", "~~", "http://x.org/a:b", "(1)", "1. ", "+ ", "# ", "...",
}

func randomText(r *rand.Rand) string {
	var b strings.Builder
	for range 1 + r.IntN(8) {
		b.WriteString(pieces[r.IntN(len(pieces))])
	}
	return b.String()
}

// rendered is the text that a reader sees of Markdown.
func rendered(t *testing.T, body string) string {
	t.Helper()
	document, list := renderer.Render(diag.NewSource("", body), 0, nil)
	for _, d := range list {
		if d.Code == diag.RawHTML {
			t.Fatalf("raw HTML in %q", body)
		}
	}
	var parts []string
	for _, s := range document.Sections {
		parts = append(parts, s.Heading, s.Text, s.Code)
	}
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

// TestEscape shows plain text as it is, whatever Markdown would make of it.
func TestEscape(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 4_000 {
		text := strings.ReplaceAll(OneLine(randomText(r)), "http://x.org/a:b", "x")
		if text == "" {
			continue
		}
		if got := rendered(t, Escape(text)); got != text {
			t.Fatalf("%q is shown as %q: %q", text, got, Escape(text))
		}
	}
}

// TestHTMLText keeps the text of HTML through Markdown and back.
func TestHTMLText(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	for range 2_000 {
		text := strings.ReplaceAll(OneLine(randomText(r)), "http://x.org/a:b", "x")
		source := "<p>" + escape.Replace(text) + "</p>"
		body, _ := FromHTML(source, "")
		if got := rendered(t, body); got != text {
			t.Fatalf("%q is shown as %q: %q", text, got, body)
		}
	}
}

// TestBodyIsPortable rewrites Markdown at random and builds it: no raw HTML, no dead link.
func TestBodyIsPortable(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	more := append([]string{"[x](y)", "![i](j.png)", "[x][1]", "\n[1]: /rel\n", "<a href='z'>q</a>", "<br>", "<br/>\n", "<table><tr><td>1", "<!-- c -->", "<script>x</script>", "```\n", "    code\n", "> ", "<https://x.org>", "[f](#no)", "<your-id>", "<div>", "<pre>p</pre>", "<li>", "{{< x >}}", "<img src=x alt=y>", "<ul><li>a</li></ul>"}, pieces...)
	for range 2_000 {
		var b strings.Builder
		for range 1 + r.IntN(10) {
			b.WriteString(more[r.IntN(len(more))])
		}
		body, _, _ := Portable(b.String(), "", nil)
		_, list := renderer.Render(diag.NewSource("", body), 0, func(markdown.Reference) markdown.Resolution { return markdown.Resolution{Problem: "none"} })
		for _, d := range list {
			if d.Severity == diag.Error || d.Code == diag.RawHTML {
				t.Fatalf("%q becomes %q: line %d: %s", b.String(), body, d.Line, d.Message)
			}
		}
	}
}

// TestPortable holds what becomes of the HTML that people write into Markdown.
func TestPortable(t *testing.T) {
	for name, c := range map[string]struct{ in, out string }{
		"inline":       {"<b>a</b> <i>b</i> <code>x < y</code> <kbd>C</kbd> <del>d</del> <u>e</u>", "**a** *b* `x < y` `C` ~~d~~ e"},
		"links":        {`<a href="/x(1)">a</a> <a href="javascript:x">b</a>`, "[a](https://o.org/x%281%29) b"},
		"breaks":       {"a<br>b<br/><br>c", "a  \nb\n\nc"},
		"words":        {"use <your-id> and x<y>z", `use \<your-id> and x\<y>z`},
		"wrapped":      {"<details>\n<summary>Log</summary>\n\n```\n<b>\n```\n\n*x*\n\n</details>", "**Log**\n\n```\n<b>\n```\n\n*x*"},
		"table":        {"<table><tr><th>A</th><th>B</th></tr>\n\n<tr><td>1<br>2</td><td><ul><li>x|</li></ul></td></tr></table>", "| A | B |\n|---|---|\n| 1 2 | x\\| |"},
		"cell":         {"| A |\n|---|\n| x<br>y |", "| A |\n|---|\n| x y |"},
		"lists":        {"<ul><li>a<ul><li>b</li></ul></li></ul><ol start=3><li>c</li></ol>", "- a\n  - b\n\n3. c"},
		"in a list":    {"- a\n  <div>b</div>\n- c", "- a\n\n  b\n- c"},
		"left out":     {"a <script>x</script> <!-- c --> b", "a b"},
		"image":        {`<img src="/g.png" alt="G"> <img src="data:x">`, "[G](https://o.org/g.png) *Image*"},
		"code":         {"<pre><code class=\"language-sh\">a &lt; `b`\n  c</code></pre>", "```sh\na < `b`\n  c\n```"},
		"headings":     {"<h1>A</h1><h4>B #</h4>", "## A\n\n#### B \\#"},
		"unknown HTML": {"<?php x ?> <![CDATA[ y ]]>", `\<?php x ?> \<!\[CDATA\[ y \]\]>`},
	} {
		if out, _, _ := Portable(c.in, "https://o.org/", nil); strings.TrimSpace(out) != c.out {
			t.Errorf("%s: %q becomes\n%q, want\n%q", name, c.in, out, c.out)
		}
	}
}
