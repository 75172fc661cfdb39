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
	root, _, list := frontmatter.Parse(src, limits)
	r := frontmatter.NewReader(src, root, &list) // the list was reported before
	add := func(m *frontmatter.Reader, key string, copied bool) bool {
		url := m.Text(key)
		if url != "" {
			all = append(all, Address{url, m.At(key), copied})
		}
		return url != ""
	}
	for _, m := range r.Mappings("actions") {
		add(m, "link", false)
	}
	for _, m := range r.Mappings("sources") {
		copied := add(m, "archived", false)
		add(m, "url", copied)
	}
	return all
}
