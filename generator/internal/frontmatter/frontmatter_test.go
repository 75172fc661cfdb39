package frontmatter_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/testutil/costtest"
	"afterword/generator/internal/testutil/goldentest"
)

var limits = frontmatter.Limits{Bytes: 64 << 10, Depth: 32, Keys: 200}

// TestGolden parses the first file of each archive under testdata and compares
// the tree and the diagnostics with the other two.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases:", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			input := a.Files[0]
			src := diag.NewSource(input.Name, unescape(string(a.Comment), string(input.Data)))
			root, list := parse(src)
			got := []txtar.File{input, {Name: "tree", Data: []byte(tree(src, root))}, {Name: "diagnostics", Data: []byte(print(list))}}
			goldentest.Equal(t, file, txtar.Format(&txtar.Archive{Comment: a.Comment, Files: got}))
		})
	}
}

func parse(src *diag.Source) (frontmatter.Node, diag.List) {
	switch filepath.Ext(src.File()) {
	case ".yaml":
		return frontmatter.ParseYAML(src, limits)
	case ".toml":
		return frontmatter.ParseTOML(src, limits)
	}
	root, _, list := frontmatter.Parse(src, limits)
	return root, list
}

// unescape applies what the comment of a case asks for, since txtar files hold
// plain lines only.
func unescape(comment, text string) string {
	if strings.Contains(comment, "[tabs as →]") {
		text = strings.ReplaceAll(text, "→", "\t")
	}
	if strings.Contains(comment, "[CRLF]") {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return text
}

// tree prints a node with the source text of each value: what a caret would mark.
func tree(src *diag.Source, n frontmatter.Node) string {
	var b strings.Builder
	var walk func(n frontmatter.Node, indent string)
	walk = func(n frontmatter.Node, indent string) {
		at := src.Text()[n.At.Start:n.At.End]
		switch n.Kind {
		case frontmatter.Mapping:
			fmt.Fprintf(&b, "mapping at %q\n", at)
			for _, f := range n.Fields {
				fmt.Fprintf(&b, "%s%s (%q): ", indent, f.Key, src.Text()[f.KeyAt.Start:f.KeyAt.End])
				walk(f.Value, indent+"  ")
			}
		case frontmatter.Sequence:
			fmt.Fprintf(&b, "list at %q\n", at)
			for _, item := range n.Items {
				fmt.Fprintf(&b, "%s- ", indent)
				walk(item, indent+"  ")
			}
		default:
			fmt.Fprintf(&b, "%s %q at %q\n", n.Kind, n.Text, at)
		}
	}
	walk(n, "")
	return b.String()
}

func print(list diag.List) string {
	var b strings.Builder
	for _, d := range list {
		fmt.Fprintf(&b, "%s:%d:%d: %s: %s [%s]\n", d.File, d.Line, d.Column, d.Severity, d.Message, d.Code)
		if d.Line > 0 {
			fmt.Fprintf(&b, "  | %s\n  | %s%s\n", strings.ReplaceAll(d.Excerpt, "\t", "→"), strings.Repeat(" ", d.Column-1), strings.Repeat("^", max(1, d.Length)))
		}
		if d.Hint != "" {
			fmt.Fprintf(&b, "  %s\n", strings.ReplaceAll(d.Hint, "\n", "\n  "))
		}
	}
	return b.String()
}

// TestLineEndings promises that a file means the same whatever ends its lines
// and whether it begins with a byte order mark.
func TestLineEndings(t *testing.T) {
	for _, text := range []string{
		"---\ntitle: a\nnote: |\n  one\n  two\nfolded: one\n  two\n---\nBody\n",
		"+++\ntitle = 'a'\nnote = \"\"\"\none\ntwo\"\"\"\n+++\nBody\n",
		"{\n\"title\": \"a\"\n}\nBody\n",
	} {
		want, body, list := frontmatter.Parse(diag.NewSource("a.md", text), limits)
		if len(list) > 0 || text[body:] != "Body\n" {
			t.Fatalf("%q: body %d, %v", text, body, list)
		}
		for _, variant := range []string{
			strings.ReplaceAll(text, "\n", "\r\n"),
			strings.ReplaceAll(text, "\n", "\r"),
			strings.Replace(text, "\n", "\r\n", 2),
			"\ufeff" + text,
		} {
			got, body, list := frontmatter.Parse(diag.NewSource("a.md", variant), limits)
			if len(list) > 0 || strings.TrimRight(variant[body:], "\r\n") != "Body" {
				t.Errorf("%q: body %d, %v", variant, body, list)
			}
			if diff := cmp.Diff(values(want), values(got)); diff != "" {
				t.Errorf("%q: %s", variant, diff)
			}
		}
	}
}

// values is a tree without its places.
func values(n frontmatter.Node) frontmatter.Node {
	n.At = diag.Span{}
	for i := range n.Items {
		n.Items[i] = values(n.Items[i])
	}
	for i, f := range n.Fields {
		n.Fields[i] = frontmatter.Field{Key: f.Key, Value: values(f.Value)}
	}
	return n
}

// TestHostile promises an error in bounded time for input made to hang or crash a parser.
func TestHostile(t *testing.T) {
	merge := "---\na0: &a0 {x: 1}\n"
	for i := 1; i <= 25; i++ {
		merge += fmt.Sprintf("a%d: &a%d\n  <<: [*a%d, *a%d]\n", i, i, i-1, i-1)
	}
	laughs := "---\na0: &a0 [lol, lol]\n"
	for i := 1; i <= 9; i++ {
		laughs += fmt.Sprintf("a%d: &a%d [*a%d, *a%d, *a%d, *a%d]\n", i, i, i-1, i-1, i-1, i-1)
	}
	keys := "---\n"
	for i := range 8000 {
		keys += fmt.Sprintf("k%d: 1\n", i)
	}
	for name, c := range map[string]struct {
		text string
		code diag.Code
	}{
		"chained merge keys":  {merge + "---\n", diag.YAMLFeature},
		"billion laughs":      {laughs + "---\n", diag.YAMLFeature},
		"self reference":      {"---\na: &a [*a]\n---\n", diag.YAMLFeature},
		"nested flow YAML":    {"---\na: " + strings.Repeat("[", 20_000) + "\n---\n", diag.FrontMatterLimit},
		"nested blocks YAML":  {"---\n" + strings.Repeat("- ", 20_000) + "\n---\n", diag.FrontMatterLimit},
		"nested JSON":         {`{"a":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + "}\n", diag.FrontMatterLimit},
		"nested TOML":         {"+++\na = " + strings.Repeat("[", 9_000) + strings.Repeat("]", 9_000) + "\n+++\n", diag.FrontMatterLimit},
		"nested TOML, deeper": {"+++\na = " + strings.Repeat("[", 20_000) + "\n+++\n", diag.FrontMatterLimit},
		"dotted TOML":         {"+++\n" + strings.Repeat("a.", 20_000) + "a = 1\n+++\n", diag.FrontMatterLimit},
		"inline TOML":         {"+++\na = " + strings.Repeat("{a=", 5_000) + "1" + strings.Repeat("}", 5_000) + "\n+++\n", diag.FrontMatterLimit},
		"8,000 keys":          {keys + "---\n", diag.FrontMatterLimit},
		"a megabyte":          {"---\ntitle: " + strings.Repeat("a", 1<<20) + "\n---\n", diag.FrontMatterLimit},
		"unclosed megabytes":  {"---\n" + strings.Repeat("a\n", 1<<20), diag.FrontMatterUnclosed},
	} {
		t.Run(name, func(t *testing.T) {
			var list diag.List
			costtest.Within(t, name, costtest.Bound{CPU: time.Second}, func() { _, _, list = frontmatter.Parse(diag.NewSource("a.md", c.text), limits) })
			if len(list) == 0 || list[0].Code != c.code {
				t.Errorf("want %s, got %.500v", c.code, list)
			}
		})
	}
}
