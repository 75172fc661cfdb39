package importer

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// What is asked of a tree of HTML.

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func hasAttribute(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func hasClass(n *html.Node, class string) bool {
	return slices.Contains(strings.Fields(attribute(n, "class")), class)
}

// eachElement visits elements beneath a node in the order of the text; visit
// reports whether to go on into one. It does not call itself: HTML may be deep.
func eachElement(root *html.Node, visit func(*html.Node) bool) {
	for n := root.FirstChild; n != nil; {
		deeper := n.Type == html.ElementNode && visit(n)
		if deeper && n.FirstChild != nil {
			n = n.FirstChild
			continue
		}
		for n != nil && n.NextSibling == nil {
			if n = n.Parent; n == root {
				return
			}
		}
		if n != nil {
			n = n.NextSibling
		}
	}
}

// find returns the first element beneath a node that has a class, or nil.
func find(root *html.Node, class string) (found *html.Node) {
	eachElement(root, func(n *html.Node) bool {
		if found == nil && hasClass(n, class) {
			found = n
		}
		return found == nil
	})
	return found
}

// nodeText is the text beneath a node, breaks as line breaks.
func nodeText(root *html.Node) string {
	if root == nil {
		return ""
	}
	var b strings.Builder
	for n := root.FirstChild; n != nil; {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		} else if n.DataAtom == atom.Br || n.DataAtom == atom.P && b.Len() > 0 {
			b.WriteByte('\n')
		}
		if n.FirstChild != nil && n.DataAtom != atom.Script && n.DataAtom != atom.Style {
			n = n.FirstChild
			continue
		}
		for n != nil && n.NextSibling == nil {
			if n = n.Parent; n == root {
				return b.String()
			}
		}
		if n != nil {
			n = n.NextSibling
		}
	}
	return b.String()
}

var languageClass = regexp.MustCompile(`(?:language|lang|highlight)-([A-Za-z0-9+#-]+)`)

// language is the language of a block of code, by the customary classes.
func language(n *html.Node) string {
	class := attribute(n, "class")
	if n.FirstChild != nil && n.FirstChild.DataAtom == atom.Code {
		class += " " + attribute(n.FirstChild, "class")
	}
	if m := languageClass.FindStringSubmatch(class); m != nil {
		return strings.ToLower(m[1])
	}
	return ""
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
