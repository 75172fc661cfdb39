package postmortem

import (
	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
)

// An Address is one of another site, with its place in front matter.
type Address struct {
	URL string
	At  diag.Span
	// Copied says that the same source names an archived copy of the page.
	Copied bool
}

// Addresses lists the links of front matter: of sources, their copies and action
// items. A postmortem does not keep where they are written, since only the check of
// links asks for it; front matter is parsed once more for that.
func Addresses(src *diag.Source, limits frontmatter.Limits) (all []Address) {
	root, _, _ := frontmatter.Parse(src, limits) // its diagnostics were reported before
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

// mappings lists those under a key: one mapping, or a list of them.
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
