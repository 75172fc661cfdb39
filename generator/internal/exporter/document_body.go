package exporter

import (
	"slices"
	"strings"

	"golang.org/x/net/html"

	"afterword/generator/internal/markdown"
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
func (w bodyWriter) write(body, anchor string) string {
	return markdown.Rewrite(body, func(t html.Token) string {
		switch t.Data {
		case "h2", "h3", "h4", "h5":
			t.Data = "h" + string(t.Data[1]+1)
		case "img":
			return w.picture(t)
		}
		for i, a := range t.Attr {
			switch a.Key {
			case "id", "aria-labelledby":
				t.Attr[i].Val = anchor + "-" + a.Val
			case "href":
				t.Attr[i].Val = w.destination(a.Val, anchor)
			}
		}
		t.Attr = slices.DeleteFunc(t.Attr, func(a html.Attribute) bool {
			return a.Key == "href" && a.Val == "" || a.Key == "tabindex" // nothing scrolls on paper
		})
		return t.String()
	})
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
func (w bodyWriter) picture(image html.Token) string {
	var alt, src string
	for _, a := range image.Attr {
		switch a.Key {
		case "alt":
			alt = a.Val
		case "src":
			src = w.destination(a.Val, "")
		}
	}
	t := html.Token{Type: html.StartTagToken, Data: "span", Attr: []html.Attribute{{Key: "class", Val: "picture"}}}
	if src != "" && !strings.HasPrefix(src, "#") {
		t.Data, t.Attr = "a", append(t.Attr, html.Attribute{Key: "href", Val: src})
	}
	return t.String() + html.EscapeString("[Image: "+alt+"]") + "</" + t.Data + ">"
}
