package endtoend_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/testutil/costtest"
)

// TestHostileBounds builds archives that hold one report of at most a megabyte
// each, made to ask for more than that. The promise is a second and
// 256 MiB; what is measured is the time that this process computed for, and
// what it allocated in all, which is more than it ever held at once. Both bounds
// leave room for slower machines, and for the 40 ms of the archive itself.
func TestHostileBounds(t *testing.T) {
	if testing.Short() {
		t.Skip("long")
	}
	const size = 1 << 20
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	count := func(most int, format string) string {
		var b strings.Builder
		for i := 0; b.Len() < most; i++ {
			b.WriteString(strings.ReplaceAll(format, "#N", fmt.Sprintf("%x", i)))
		}
		return b.String()
	}
	in := func(key, item string) string { // front matter filled to its limit
		return "---\ntitle: A\ndate: 2024-07-01\n" + key + count(60<<10, item) + "]\n---\n"
	}
	nested := func(n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(strings.Repeat("  ", i) + "- a\n")
		}
		return b.String()
	}
	others := map[string]string{}
	for n := range 300 { // what broken links are compared with
		others[fmt.Sprintf("2023/report-%d.md", n)] = strings.Replace(front, "date", "draft: true\ndate", 1)
	}
	for name, text := range map[string]string{
		"merge keys":                  "---\n" + count(60<<10, "a#N: &a#N {<<: [*a0, *a0]}\n") + "---\n",
		"tags":                        in("tags: [", "#N,"),
		"causes":                      in("causes: [", "#N,"),
		"services":                    in("services: [", "s#N,"),
		"aliases":                     in("aliases: [", "/#N/,"),
		"related":                     in("related: [", "#N,"),
		"windows":                     in("impact: [", "{start: 2024-07-01T00:00Z, end: 2024-07-02T00:00Z},"),
		"zones":                       in("timeline: [", "{text: x, time: 2024-07-01 10:00 Europe/Pariss},"),
		"actions":                     in("actions: [", "{title: a},"),
		"sources":                     in("sources: [", "{title: a},"),
		"timeline":                    in("timeline: [", "{text: x, time: 2024-07-01T10:00Z},"),
		"unknown keys":                in("custom: [", "{a: {b: c}},"),
		"headings":                    front + strings.Repeat("# a\n", 8_000),
		"table":                       front + strings.Repeat("|", 1001) + "\n" + strings.Repeat("|-", 1000) + "|\n" + strings.Repeat("|a\n", 2000),
		"cells":                       front + "|a|b|\n|-|-|\n" + strings.Repeat("|a\n", 4_999),
		"references":                  front + "[a]: https://e.org/" + strings.Repeat("x", 10_000) + "\n\n" + strings.Repeat("[a] ", 5000),
		"unfinished links":            front + fill("[a](b"),
		"nested lists":                front + nested(1_200),
		"quotations":                  front + strings.Repeat(">", 20_000),
		"brackets":                    front + fill("["),
		"comments":                    front + fill("a <!--"),
		"one footnote":                front + strings.Repeat("[^a]", 4_000) + "\n\n[^a]: x\n",
		"quotes in JSON":              front + "```json\n" + strings.Repeat("\"\\", 30_000) + "\n```\n",
		"braces in an allowed":        front + "```go\n" + strings.Repeat("{\n", 30_000) + "\n```\n",
		"a megabyte of code":          front + "```go\n" + fill("x := 1\n") + "```\n",
		"unknown language":            front + "```jungle\n" + fill("{") + "\n```\n",
		"broken links":                front + fill("[a](nowhere.md) "),
		"different broken links":      front + count(size, "[a](report-#N.md) "),
		"broken fragments":            front + "# report\n\n" + count(size, "[a](#report-#N) "),
		"broken images":               front + count(size, "![a](#N.png) "),
		"dangerous links":             front + fill("[a](javascript:x) "),
		"links of one line":           front + fill("[a](https://e.org/) "),
		"links to itself":             front + "# report\n\n" + fill("[a](#report) "),
		"raw HTML in one line":        front + fill("<b>x</b> "),
		"bidi controls in one line":   front + fill("\u202ea"),
		"words":                       front + count(size, "w#N "),
		"one word":                    front + fill("a"),
		"characters of one letter":    front + fill("a "),
		"marks that combine":          front + "a" + fill("\u0301"),
		"emphasis":                    front + fill("*a* "),
		"paragraphs":                  front + fill("a\n\n"),
		"a long word in front":        "---\ntitle: A\ndate: 2024-07-01\nsummary: " + strings.Repeat("a", 60<<10) + "\n---\n",
		"a long owner":                "---\ntitle: A\ndate: 2024-07-01\nactions: [{title: a, owner: " + strings.Repeat("a", 60<<10) + "}]\n---\n",
		"control characters":          front + fill("\x01"),
		"front matter never closed":   "---\n" + fill("a: b\n"),
		"JSON never closed":           fill("{\"a\":"),
		"half a fence":                front + "```go\n" + fill("x\n"),
		"definition lists":            front + fill("a\n: b\n\n"),
		"task lists":                  front + fill("- [x] a\n"),
		"entities":                    front + fill("&amp;"),
		"addresses":                   front + fill("https://e.org/a "),
		"mail":                        front + fill("a@b.c "),
		"code spans":                  front + fill("`a` "),
		"numbered headings":           front + count(60<<10, "# a #N\n"),
		"one heading of a megabyte":   front + "# " + fill("a "),
		"one cell of a megabyte":      front + "|a|\n|-|\n|" + fill("b ") + "|\n",
		"one link text of a megabyte": front + "[" + fill("b ") + "](https://e.org/)\n",
	} {
		dir := archived(t, others)
		lay(t, dir, "content/2023/a.md", text)
		costtest.Within(t, name, costtest.Bound{CPU: 4 * time.Second, Allocated: 600 << 20}, func() {
			b, list := buildIn(t, dir)
			if said := told(t, dir, list); len(said) > 1<<20 {
				t.Errorf("%s: the author is told %d bytes", name, len(said))
			}
			size := int64(0)
			for _, f := range b.Tree {
				size += f.Size
			}
			if size > 64<<20 {
				t.Errorf("%s: the site has %d bytes", name, size)
			}
		})
	}
}
