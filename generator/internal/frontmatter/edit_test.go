package frontmatter_test

import (
	"testing"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
)

// Whatever the new text holds, it reads back as it is, in each format and each kind of quotes, and all else stays.
func TestReplaceKeepsEverythingElse(t *testing.T) {
	limits := frontmatter.Limits{Bytes: 1 << 16, Depth: 8, Keys: 100}
	for _, text := range []string{
		"---\nt: [old, 'old', \"old\"]  # a comment\nu:\n  - old\nold: {x: old}\n---\nold\n",
		"+++\nt = [\"old\", 'old']\nu = \"old\" # old\n\"old\" = 1\n+++\nold\n",
		"{\"t\": [\"old\"],   \"old\": {\"x\": \"old\"}}\nold\n",
		"---\r\nt: [old,old2]\r\n---\r\nold\r\n",
	} {
		for _, name := range []string{"new", "two words", "a, b", "[x]", "yes", "2024-01-01", "it's", `say "x"`, "a: b", "# no", "ünï", "- x", "{y}", "*z", "&a", "a\\b"} {
			src := diag.NewSource("a.md", text)
			before, _, list := frontmatter.Parse(src, limits)
			front, _, ok := frontmatter.Split(src, limits)
			if list.Errors() > 0 || !ok {
				t.Fatal(list)
			}
			var edits []frontmatter.Edit
			var collect func(n frontmatter.Node)
			collect = func(n frontmatter.Node) {
				if n.Text == "old" {
					edits = append(edits, frontmatter.Edit{At: n.At, Text: name})
				}
				for _, item := range n.Items {
					collect(item)
				}
				for _, f := range n.Fields {
					if f.Key == "old" {
						edits = append(edits, frontmatter.Edit{At: f.KeyAt, Text: name})
					}
					collect(f.Value)
				}
			}
			collect(before)
			changed, err := frontmatter.Replace(text, front.Format, edits)
			if err != nil {
				t.Fatal(err)
			}
			after, _, list := frontmatter.Parse(diag.NewSource("a.md", changed), limits)
			if list.Errors() > 0 || !frontmatter.SameBut(before, after, edits) {
				t.Errorf("%q for old in\n%s\nis\n%s\n%v", name, text, changed, list)
			}
		}
	}
	if _, err := frontmatter.Replace("a: >-\n  old\n  text\n", frontmatter.YAML, []frontmatter.Edit{{At: diag.Span{Start: 3, End: 18}, Text: "new"}}); err == nil {
		t.Error("a text of several lines was replaced")
	}
}
