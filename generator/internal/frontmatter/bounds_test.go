package frontmatter_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/testutil/costtest"
)

// TestBounds feeds a quarter of a megabyte of each shape that a parser of YAML
// may take more than linear time over: what takes 5 ms when it grows with the
// length takes seconds when it grows with the square.
func TestBounds(t *testing.T) {
	if testing.Short() {
		t.Skip("long")
	}
	const size = 256 << 10
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	count := func(format string) string {
		var b strings.Builder
		for i := 0; b.Len() < size; i++ {
			b.WriteString(strings.ReplaceAll(format, "#N", fmt.Sprint(i)))
		}
		return b.String()
	}
	stairs := func(step, item string) string {
		var b strings.Builder
		for i := 0; b.Len() < size; i++ {
			b.WriteString(strings.Repeat(step, i) + item + "\n")
		}
		return b.String()
	}
	for name, text := range map[string]string{
		"open lists":              "a: " + fill("["),
		"open mappings":           "a: " + fill("{"),
		"open lists with items":   "a: " + fill("[a,"),
		"empty lists":             "a: [" + fill("[],") + "]",
		"list":                    "a: [" + fill("a,") + "]",
		"pairs in a list":         "a: [" + fill("a: b, ") + "]",
		"anchored pairs":          "a: [" + fill("&x a: b, ") + "]",
		"keys in a line":          "a: {" + count("k#N: 1, ") + "}",
		"one key in a line":       "a: {" + fill("a: 1,") + "}",
		"keys without values":     "a: {" + fill("a,") + "}",
		"quoted keys":             "a: {" + fill(`"a":1,`) + "}",
		"mappings in a line":      "a: [" + fill("{a: 1, a: 2},") + "]",
		"merge keys in a line":    "a: [" + fill("{<<: 1},") + "]",
		"list over lines":         "a: [" + fill("a,\n ") + "]",
		"question marks":          "a: [" + fill("? ") + "]",
		"question marks in a row": fill("? "),
		"question marks, lines":   fill("?\n"),
		"colons":                  fill(": "),
		"colons, lines":           fill(":\n"),
		"words and colons":        fill("a:"),
		"dashes":                  fill("- "),
		"dashes, lines":           fill("-\n"),
		"stairs of keys":          stairs(" ", "a:"),
		"stairs of items":         stairs(" ", "-"),
		"anchors":                 count("k#N: &a#N 1\n"),
		"one anchor":              count("k#N: &a 1\n"),
		"anchors and aliases":     count("k#N: &a#N 1\nl#N: *a#N\n"),
		"aliases":                 "a: &a 1\nb: [" + fill("*a,") + "]",
		"a long anchor":           "a: &" + fill("a"),
		"tags":                    fill("!a "),
		"a long tag":              "a: !" + fill("%41"),
		"directives":              count("%TAG !a#N! tag:b\n") + "---\na: 1",
		"directives behind":       "a: 1\n...\n" + count("%TAG !a#N! tag:b\n") + "---\na: 1",
		"escapes":                 `a: "` + fill(`\x41`) + `"`,
		"quoted lines":            `a: "` + fill("a\n  ") + `"`,
		"an unclosed quote":       `a: "` + fill("\n"),
		"quotes":                  `a: '` + fill("''") + `'`,
		"empty quotes":            fill(`"" `),
		"literal lines":           "a: |\n" + fill(" a\n"),
		"blank literal lines":     "a: |\n" + fill("\n"),
		"literal stairs":          "a: |\n" + stairs(" ", ""),
		"folded lines":            "a: >\n" + fill(" a\n\n"),
		"many literals":           count("k#N: |\n a\n"),
		"a long comment":          "a: 1 #" + fill("x"),
		"comments":                "a: 1\n" + fill("#x\n"),
		"comments of items":       "a:\n" + fill("- b # c\n# d\n"),
		"comments in a list":      "a: [" + fill("b, # c\n ") + "]",
		"comments in brackets":    "a: [" + fill("[ # c\n], ") + "]",
		"blank lines":             fill("\n"),
		"blanks":                  "a: b" + fill(" ") + "\nc: d",
		"indentation":             strings.Repeat(" ", size) + "a: 1",
		"tabs":                    "a: b" + fill("\n\t"),
		"text over lines":         "a: " + fill("b\n "),
		"a long word":             "a: " + fill("b"),
		"a long key":              fill("b") + ": 1",
		"documents":               fill("---\na: 1\n"),
		"ends of documents":       fill("...\n"),
		"one key":                 fill("a: 1\n"),
		"keys":                    count("k#N: 1\n"),
		"merge keys":              fill("<<: 1\n"),
		"nested items":            fill(strings.Repeat("- ", 30) + "a\n"),
		"byte order marks":        fill("\ufeff\n"),
		"complex keys":            fill("? [a]\n: b\n"),
	} {
		limits := frontmatter.Limits{Bytes: 1 << 20, Depth: 32, Keys: 1000}
		for format, read := range map[string]func() diag.List{
			"YAML": func() diag.List {
				_, list := frontmatter.ParseYAML(diag.NewSource("a.yaml", text), limits)
				return list
			},
			"TOML": func() diag.List {
				_, list := frontmatter.ParseTOML(diag.NewSource("a.toml", text), limits)
				return list
			},
			"JSON": func() diag.List {
				_, _, list := frontmatter.Parse(diag.NewSource("a.md", "{\"a\": "+strings.TrimPrefix(text, "a: ")), limits)
				return list
			},
		} {
			var list diag.List
			// The promise for a megabyte is a second and 256 MiB.
			costtest.Within(t, name+" as "+format, costtest.Bound{CPU: time.Second, Allocated: 512 << 20}, func() { list = read() })
			if len(list) > 10*diag.MostAlike {
				t.Errorf("%s as %s: the author is told %d things", name, format, len(list))
			}
		}
	}
}
