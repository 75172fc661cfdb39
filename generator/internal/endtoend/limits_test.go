package endtoend_test

import (
	"fmt"
	"strings"
	"testing"

	"afterword/generator/internal/settings"
)

// A bound is a limit of archive.yaml with a file that goes past it.
type bound struct {
	key   string
	want  int64  // the default
	set   int64  // what the archive says instead, so that tests need no large files; 0 leaves the default
	name  string // of the file; "" is a postmortem's
	text  func(over int) string
	plain bool // shown without colours, and no error
}

func post(front, body string) string {
	return "---\ntitle: One\ndate: 2024-07-01\n" + front + "---\n" + body + "\n"
}

func bounds() []bound {
	many := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	return []bound{
		{key: "file", want: 2 << 20, text: func(n int) string { return post("", strings.Repeat("word ", n/5)) }},
		{key: "front_matter", want: 64 << 10, text: func(n int) string { return post("summary: "+strings.Repeat("s", n)+"\n", "Text.") }},
		{key: "depth", want: 32, text: func(n int) string { return post("x: "+strings.Repeat("[", n)+strings.Repeat("]", n)+"\n", "Text.") }},
		{key: "keys", want: 200, text: func(n int) string { return post("x:\n"+many(n, "  zz%d: 1\n"), "Text.") }},
		{key: "title", want: 300, text: func(n int) string {
			return strings.Replace(post("", "Text."), "One", strings.Repeat("t", n), 1)
		}},
		{key: "tags", want: 50, text: func(n int) string { return post("tags: ["+many(n, "t%d, ")+"last]\n", "Text.") }},
		{key: "nesting", want: 32, text: func(n int) string { return post("", strings.Repeat("> ", n)+"deep") }},
		{key: "table_columns", want: 100, text: func(n int) string {
			return post("", strings.Repeat("| a ", n)+"|\n"+strings.Repeat("| - ", n)+"|\n"+strings.Repeat("| b ", n)+"|")
		}},
		{key: "table_cells", want: 10_000, text: func(n int) string {
			return post("", "| a | b |\n| - | - |\n"+many(n/2+1, "| %d | x |\n"))
		}},
		{key: "references", want: 100 << 10, set: 1000, text: func(n int) string {
			return post("", strings.Repeat("[a]\n\n", n/100)+"\n[a]: https://example.org/"+strings.Repeat("x", 200))
		}},
		{key: "headings", want: 2000, text: func(n int) string { return post("", many(n, "## H%d\n\n")) }},
		{key: "highlight_bytes", want: 64 << 10, plain: true, text: func(n int) string {
			return post("", "```go\n"+strings.Repeat("x := 1\n", n/7+1)+"```")
		}},
		{key: "page_bytes", want: 16 << 20, set: 50_000, text: func(n int) string { return post("", strings.Repeat("word ", n/5)) }},
		{key: "files", want: 200_000, set: 1, name: "2024/two.md", text: func(int) string { return post("", "Text.") }},
		{key: "static_file", want: 100 << 20, set: 1000, name: "static/notes.txt", text: func(n int) string { return strings.Repeat("x", n) }},
	}
}

// What the field's collection would have as limits is there by default, but for
// archives of 200,000 files; each is named by what tells of it, and can be raised.
func TestLimitsCanBeRaised(t *testing.T) {
	d := settings.DefaultLimits()
	defaults := map[string]int64{
		"file": d.File, "front_matter": int64(d.FrontMatter), "depth": int64(d.Depth), "keys": int64(d.Keys), "title": int64(d.Title), "tags": int64(d.Tags),
		"nesting": int64(d.Nesting), "table_columns": int64(d.TableColumns), "table_cells": int64(d.TableCells), "references": int64(d.References),
		"headings": int64(d.Headings), "highlight_bytes": int64(d.HighlightBytes), "page_bytes": d.PageBytes, "files": int64(d.Files), "static_file": d.StaticFile,
	}
	for _, b := range bounds() {
		t.Run(b.key, func(t *testing.T) {
			if defaults[b.key] != b.want {
				t.Errorf("the default is %d, not %d", defaults[b.key], b.want)
			}
			limit, line := b.want, ""
			if b.set > 0 {
				limit, line = b.set, fmt.Sprintf("limits: {%s: %d}\n", b.key, b.set)
			}
			over := b.text(int(limit) + 10)
			said, failed := limited(t, b, line, over)
			if !strings.Contains(said, "aise limits."+b.key+" in archive.yaml") || failed == b.plain {
				t.Errorf("past the limit: %s", said)
			}
			if said, failed = limited(t, b, fmt.Sprintf("limits: {%s: %d}\n", b.key, limit*4+1000), over); said != "" || failed {
				t.Errorf("the limit was raised, and still: %s", said)
			}
		})
		delete(defaults, b.key)
	}
	if len(defaults) > 0 {
		t.Errorf("not tried: %v", defaults)
	}
}

// limited builds an archive with a file in it and gives what its author is told.
func limited(t *testing.T, b bound, line, text string) (said string, failed bool) {
	t.Helper()
	dir := t.TempDir()
	name := b.name
	files := map[string]string{"archive.yaml": "title: Outages\ntimezone: UTC\n" + line}
	if name == "" {
		name = "2024/one.md"
	} else {
		files["2024/zero.md"] = post("", "Text.")
	}
	files[name] = text
	for name, text := range files {
		lay(t, dir, "content/"+name, text)
	}
	_, list := buildIn(t, dir)
	return told(t, dir, list), list.Errors() > 0
}
