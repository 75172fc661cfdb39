package exporter

import (
	"strings"

	"golang.org/x/net/html"

	"afterword/generator/internal/urls"
)

// settle makes a rendered report fit to stand in one document with others: its
// headings go one step down, its ids carry the report's anchor, links to reports
// of the document lead to their place in it, other links of the site get its
// origin, or lose their address where there is none. Images become links to
// them: a file that stands alone asks for nothing. The HTML must be that of
// package markdown, which closes every element; places tell where a page stands
// in the document, by the path of its address.
func settle(body string, base urls.Base, places map[string]string, anchor string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(body))
	inAnchor := false
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return b.String()
		}
		raw := string(z.Raw()) // before Token, which unescapes in place
		t := z.Token()
		switch {
		case inAnchor:
			// A heading's link to itself: nothing for paper.
			inAnchor = kind != html.EndTagToken || t.Data != "a"
		case kind == html.TextToken:
			b.WriteString(raw)
		case kind == html.EndTagToken:
			b.WriteString("</" + lowered(t.Data) + ">")
		case kind != html.StartTagToken && kind != html.SelfClosingTagToken:
			// Comments and doctypes; the renderer writes none.
		case t.Data == "a" && attribute(t, "class") == "anchor":
			inAnchor = true
		case t.Data == "img":
			b.WriteString(picture(t, base))
		default:
			t.Data = lowered(t.Data)
			t.Attr = moved(t.Attr, base, places, anchor)
			b.WriteString(t.String())
		}
	}
}

// lowered puts a heading one step below the report's own.
func lowered(name string) string {
	switch name {
	case "h2", "h3", "h4", "h5":
		return "h" + string(name[1]+1)
	}
	return name
}

func attribute(t html.Token, key string) string {
	for _, a := range t.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// moved rewrites the attributes that name places.
func moved(attributes []html.Attribute, base urls.Base, places map[string]string, anchor string) []html.Attribute {
	kept := attributes[:0]
	for _, a := range attributes {
		switch a.Key {
		case "id", "aria-labelledby":
			a.Val = anchor + "-" + a.Val
		case "href":
			if a.Val = destination(a.Val, base, places, anchor); a.Val == "" {
				continue
			}
		case "tabindex":
			continue // nothing scrolls on paper
		}
		kept = append(kept, a)
	}
	return kept
}

// destination is where a link of a report leads from within the document; "" for
// a page whose address is not known.
func destination(href string, base urls.Base, places map[string]string, anchor string) string {
	if fragment, ok := strings.CutPrefix(href, "#"); ok {
		return "#" + anchor + "-" + fragment
	}
	if !strings.HasPrefix(href, "/") || strings.HasPrefix(href, "//") {
		return href
	}
	page, fragment, _ := strings.Cut(href, "#")
	if place, ok := places[page]; ok {
		if fragment != "" {
			place += "-" + fragment
		}
		return "#" + place
	}
	if base.Origin() == "" {
		return ""
	}
	return base.Origin() + href
}

// picture is what stands in the place of an image.
func picture(t html.Token, base urls.Base) string {
	text := "[Image: " + attribute(t, "alt") + "]"
	src := destination(attribute(t, "src"), base, nil, "")
	if src == "" || strings.HasPrefix(src, "#") {
		return "<span class=\"picture\">" + html.EscapeString(text) + "</span>"
	}
	return "<a class=\"picture\" href=\"" + html.EscapeString(src) + "\">" + html.EscapeString(text) + "</a>"
}
