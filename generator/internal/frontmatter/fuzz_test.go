package frontmatter_test

import (
	"testing"
	"time"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/testutil/costtest"
)

var seeds = []string{
	"", "---\n---\n", "---\ntitle: a\n---\nb", "---\na: |9\n---\n", "---\nkey:\n}\n---\n", "---\n0::\n---\n", "---\n{0\n---\n", "---\n? a\n---\n",
	"---\n%TAG\n---\n", "---\na: \"\\x07\"\n---\n", "---\na: &a [*a]\n---\n", "---\n- a: [b, {c: 'd'}] # e\n---\n", "---\na: 1\r b: 2\r\n---\r",
	"+++\na.b = 1\n[c]\nd = [[1], {e = 2}]\n[[f]]\n+++\n", "+++\na = \"\"\"\n\\\n\"\"\"\n+++\n", "+++\na=1979-05-27 07:32:00\n+++\n",
	"{\"a\": [1, {\"b\": null}], \"c\": \"\\ud800\"}\n", "{\"a\":1,}\n", "{", "\ufeff---\n: \n---\n", "---js\n---\n",
}

// inBounds fails where a place lies outside the text or is turned round.
func inBounds(t *testing.T, text string, root frontmatter.Node, list diag.List) {
	t.Helper()
	within := func(at diag.Span) {
		if at.Start < 0 || at.End < at.Start || at.End > len(text) {
			t.Fatalf("span %v is outside the text of %d bytes: %q", at, len(text), text)
		}
	}
	var walk func(n frontmatter.Node)
	walk = func(n frontmatter.Node) {
		within(n.At)
		for _, item := range n.Items {
			walk(item)
		}
		for _, f := range n.Fields {
			within(f.KeyAt)
			walk(f.Value)
		}
	}
	walk(root)
	if root.Kind != frontmatter.Mapping && list.Errors() == 0 {
		t.Fatalf("%q gave neither a mapping nor an error", text)
	}
	for _, d := range list {
		if d.Message == "" || d.Code == "" {
			t.Fatalf("%q: an empty diagnostic: %+v", text, d)
		}
	}
}

func fuzz(f *testing.F, read func(*diag.Source) (frontmatter.Node, diag.List)) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var root frontmatter.Node
		var list diag.List
		costtest.Within(t, "an input", costtest.Bound{CPU: time.Second}, func() { root, list = read(diag.NewSource("a.md", text)) })
		inBounds(t, text, root, list)
	})
}

func FuzzYAML(f *testing.F) {
	fuzz(f, func(src *diag.Source) (frontmatter.Node, diag.List) { return frontmatter.ParseYAML(src, limits) })
}

func FuzzTOML(f *testing.F) {
	fuzz(f, func(src *diag.Source) (frontmatter.Node, diag.List) { return frontmatter.ParseTOML(src, limits) })
}

func FuzzJSON(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = "{" + text
		root, _, list := frontmatter.Parse(diag.NewSource("a.md", text), limits)
		inBounds(t, text, root, list)
	})
}

func FuzzSplit(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		front, list, ok := frontmatter.Split(diag.NewSource("a.md", text), limits)
		if ok != (list.Errors() == 0) {
			t.Fatalf("%q: %v with %v", text, ok, list)
		}
		if !ok {
			return
		}
		if f := front; f.Text.Start < 0 || f.Text.End < f.Text.Start || f.Body < f.Text.End || f.Body > len(text) {
			t.Fatalf("%q: %+v", text, front)
		}
		root, body, list := frontmatter.Parse(diag.NewSource("a.md", text), limits)
		if body != front.Body {
			t.Fatalf("%q: body at %d and %d", text, body, front.Body)
		}
		inBounds(t, text, root, list)
	})
}
