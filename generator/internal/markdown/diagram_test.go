package markdown_test

import (
	"strings"
	"testing"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/markdown"
)

// TestDiagram promises that a block goat is drawn, says what it shows, and lets nothing of its text through as markup.
func TestDiagram(t *testing.T) {
	const body = "```goat\n .----. x\n | DB +---> <script>alert(1)</script> \"o\" '&amp; ▓\n '----'\n```\n"
	for _, unsafe := range []bool{false, true} {
		text := body
		if unsafe {
			text = "<p>raw\n\n" + body // raw HTML has the whole body made safe
		}
		doc, list := markdown.New(markdown.Options{Unsafe: unsafe}).Render(diag.NewSource("a.md", text), 0, nil)
		if len(list) > 0 {
			t.Error(list)
		}
		for _, want := range []string{`<figure class="diagram">`, `role="img"`, "DB", "<path d=", "&lt;script&gt;", "<summary>The diagram as text</summary>"} {
			if !strings.Contains(doc.HTML, want) {
				t.Errorf("no %s in %s", want, doc.HTML)
			}
		}
		for _, no := range []string{"<script", "style=", "data-drawn"} {
			if strings.Contains(doc.HTML, no) {
				t.Errorf("%s in %s", no, doc.HTML)
			}
		}
		if !strings.Contains(doc.Sections[len(doc.Sections)-1].Code, "DB") {
			t.Errorf("the search does not find its words: %q", doc.Sections)
		}
	}
}

// TestDiagramLimits promises that a huge diagram is shown as code, and mermaid with a hint.
func TestDiagramLimits(t *testing.T) {
	for text, want := range map[string]diag.Severity{
		"```goat\n" + strings.Repeat("-", 500) + "\n```\n": diag.Warning,
		"```goat\n" + strings.Repeat("|\n", 500) + "```\n": diag.Warning,
		"```mermaid\ngraph TD; A-->B\n```\n":               diag.Note,
	} {
		doc, list := markdown.New(markdown.Options{}).Render(diag.NewSource("a.md", text), 0, nil)
		if len(list) != 1 || list[0].Severity != want || !strings.Contains(doc.HTML, `<pre class="code"`) {
			t.Errorf("%.20q: %v", text, list)
		}
	}
}

// TestFigure promises that a drawing takes the place of an image that is a paragraph of its own, also where raw HTML is
// let through, and that no content can make what stands for it.
func TestFigure(t *testing.T) {
	const drawing = `<figure><svg viewBox="0 0 1 1"></svg></figure>`
	resolve := func(ref markdown.Reference) markdown.Resolution {
		if !ref.Figure {
			return markdown.Resolution{URL: "plain.csv"}
		}
		if ref.Alt != "Errors" || ref.Title != "kind=step" {
			t.Errorf("asked with %+v", ref)
		}
		return markdown.Resolution{URL: "a.csv", Figure: drawing}
	}
	const body = "![Errors](a.csv \"kind=step\")\n\n<figure data-drawn=\"0\"></figure>\n\nSee ![Errors](a.csv) there\n"
	for _, unsafe := range []bool{false, true} {
		doc, _ := markdown.New(markdown.Options{Unsafe: unsafe}).Render(diag.NewSource("a.md", body), 0, resolve)
		if strings.Count(doc.HTML, drawing) != 1 || strings.Contains(doc.HTML, "<p><figure") || !strings.Contains(doc.HTML, `See <img src="plain.csv"`) {
			t.Errorf("unsafe %v: %s", unsafe, doc.HTML)
		}
	}
}
