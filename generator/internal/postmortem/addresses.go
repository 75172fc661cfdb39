package postmortem

import (
	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
)

// An Address is one of another site, with its place in front matter.
type Address struct {
	URL string
	At  diag.Span
	// Copied tells that the same source names an archived copy of what lies there.
	Copied bool
}

// Addresses are those that front matter leads to: of sources, their copies and
// action items. A postmortem does not carry their places: nobody asks for them
// but a check of links, for which front matter is read once more.
func Addresses(src *diag.Source, limits frontmatter.Limits) (all []Address) {
	root, _, _ := frontmatter.Parse(src, limits) // what is wrong with it was told before
	add := func(n frontmatter.Node, key string, copied bool) bool {
		f, ok := n.Get(key)
		if !ok || f.Value.Text == "" {
			return false
		}
		all = append(all, Address{f.Value.Text, f.Value.At, copied})
		return true
	}
	for _, n := range mappings(root, "actions") {
		add(n, "link", false)
	}
	for _, n := range mappings(root, "sources") {
		copied := add(n, "archived", false)
		add(n, "url", copied)
	}
	return all
}

// mappings are those of a list, one of which may stand alone.
func mappings(root frontmatter.Node, key string) []frontmatter.Node {
	f, ok := root.Get(key)
	switch {
	case !ok:
		return nil
	case f.Value.Kind == frontmatter.Mapping:
		return []frontmatter.Node{f.Value}
	}
	return f.Value.Items
}
