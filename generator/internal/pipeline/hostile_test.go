package pipeline_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"afterword/generator/internal/pipeline"
)

// TestTitleThatEndsScripts promises that a title is text wherever it is shown: no
// page, feed or structured data takes it for markup, and all show all of it.
func TestTitleThatEndsScripts(t *testing.T) {
	const title = `</script><script>alert(1)</script> <!--<script> & "quotes" 'too'`
	dir := t.TempDir()
	content(t, dir, "archive.yaml", plainSettings+"base_url: https://example.org/\n")
	content(t, dir, "2024/a.md", "---\ntitle: '"+strings.ReplaceAll(title, "'", "''")+"'\ndate: 2024-07-01\n---\nBody.\n")
	built, list := run(t, dir)
	if len(list) > 0 {
		t.Fatal(printed(t, dir, list))
	}
	page, err := html.Parse(bytes.NewReader(output(t, built, "incidents/2024/a/index.html")))
	if err != nil {
		t.Fatal(err)
	}
	heading, headline := "", ""
	for n := range page.Descendants() {
		if n.Type != html.ElementNode || n.FirstChild == nil {
			continue
		}
		switch n.Data {
		case "h1":
			heading = strings.TrimSpace(text(n))
		case "script":
			if !structured(n) {
				t.Errorf("an unplanned script: %s", text(n))
				continue
			}
			headline += text(n)
		}
	}
	if heading != title {
		t.Errorf("the heading is %q", heading)
	}
	var data any
	if err := json.Unmarshal([]byte(headline), &data); err != nil {
		t.Fatalf("the structured data is no JSON: %v", err)
	}
	if !holds(data, title) {
		t.Errorf("the structured data lost the title: %s", headline)
	}
	var record any
	if err := json.Unmarshal(output(t, built, "incidents/2024/a/index.json"), &record); err != nil {
		t.Fatal(err)
	}
	if !holds(record, title) {
		t.Error("the JSON of the incident lost the title")
	}
	for _, f := range built.Tree {
		if strings.HasSuffix(f.Path, ".html") && bytes.Contains(output(t, built, f.Path), []byte("<script>alert")) {
			t.Errorf("%s holds the title as markup", f.Path)
		}
	}
}

func structured(n *html.Node) bool {
	for _, a := range n.Attr {
		if a.Key == "type" && a.Val == "application/ld+json" {
			return true
		}
	}
	return false
}

func text(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// holds reports whether a text is anywhere in decoded JSON.
func holds(v any, text string) bool {
	switch v := v.(type) {
	case string:
		return v == text
	case []any:
		for _, item := range v {
			if holds(item, text) {
				return true
			}
		}
	case map[string]any:
		for _, item := range v {
			if holds(item, text) {
				return true
			}
		}
	}
	return false
}

func output(t *testing.T, built *pipeline.Built, name string) []byte {
	t.Helper()
	f, ok := built.Tree.Lookup(name)
	if !ok {
		t.Fatalf("the site has no %s", name)
	}
	data, err := f.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return data
}
