package exporter

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"afterword/generator/internal/urls"
)

// A bodyWriter puts rendered reports into one document with others, which loads
// nothing and is made for paper.
type bodyWriter struct {
	base    urls.Base
	anchors map[string]string // of the reports in the document, by the path of their page's address
}

// write returns a report whose headings are one step lower, whose ids begin with the
// report's anchor, and whose images are links to them.
func (w bodyWriter) write(body, anchor string) (string, error) {
	root := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	nodes, err := html.ParseFragment(strings.NewReader(body), root)
	if err != nil {
		return "", fmt.Errorf("reading a rendered report: %w", err)
	}
	for _, n := range nodes {
		root.AppendChild(n)
	}
	for _, n := range slices.Collect(root.Descendants()) {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "h2", "h3", "h4", "h5":
			n.Data = "h" + string(n.Data[1]+1)
		case "a":
			if attribute(n, "class") == "anchor" { // a heading's link to itself
				n.Parent.RemoveChild(n)
			}
		case "img":
			w.picture(n)
			continue
		}
		for i, a := range n.Attr {
			switch a.Key {
			case "id", "aria-labelledby":
				n.Attr[i].Val = anchor + "-" + a.Val
			case "href":
				n.Attr[i].Val = w.destination(a.Val, anchor)
			}
		}
		n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool {
			return a.Key == "href" && a.Val == "" || a.Key == "tabindex" // nothing scrolls on paper
		})
	}
	var b strings.Builder
	for n := range root.ChildNodes() {
		if err := html.Render(&b, n); err != nil {
			return "", fmt.Errorf("writing a report: %w", err)
		}
	}
	return b.String(), nil
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// destination is where a link of a report leads from within the document: to a report of
// the document, or to the site. It is "" for a page whose address is not known.
func (w bodyWriter) destination(href, anchor string) string {
	if fragment, ok := strings.CutPrefix(href, "#"); ok {
		return "#" + anchor + "-" + fragment
	}
	if !strings.HasPrefix(href, "/") || strings.HasPrefix(href, "//") {
		return href
	}
	page, fragment, _ := strings.Cut(href, "#")
	switch place, ok := w.anchors[page]; {
	case ok && fragment != "":
		return "#" + place + "-" + fragment
	case ok:
		return "#" + place
	case w.base.Origin() == "":
		return ""
	}
	return w.base.Origin() + href
}

// picture turns an image into its alternative text, with a link to the image where its
// address is known.
func (w bodyWriter) picture(n *html.Node) {
	src := w.destination(attribute(n, "src"), "")
	n.AppendChild(&html.Node{Type: html.TextNode, Data: "[Image: " + attribute(n, "alt") + "]"})
	n.Data, n.Attr = "span", []html.Attribute{{Key: "class", Val: "picture"}}
	if src != "" && !strings.HasPrefix(src, "#") {
		n.Data, n.Attr = "a", append(n.Attr, html.Attribute{Key: "href", Val: src})
	}
}
