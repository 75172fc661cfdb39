package markdown

import (
	"slices"
	"strings"

	"golang.org/x/net/html"

	"afterword/generator/internal/urls"
)

// Rewrite makes rendered HTML fit to be read away from its page: tag returns what takes the place
// of a tag, "" for the tag as it is. The links of headings to themselves are left out.
func Rewrite(body string, tag func(html.Token) string) string {
	var b strings.Builder
	b.Grow(len(body) + len(body)/8)
	z := html.NewTokenizer(strings.NewReader(body))
	anchor := false
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return b.String()
		}
		text := string(z.Raw()) // before Token, which unescapes in place
		if kind == html.StartTagToken || kind == html.EndTagToken {
			token := z.Token()
			anchor = anchor || slices.Contains(token.Attr, html.Attribute{Key: "class", Val: "anchor"})
			if anchor && text == "</a>" {
				anchor = false
				continue
			}
			if changed := tag(token); changed != "" {
				text = changed
			}
		}
		if !anchor {
			b.WriteString(text)
		}
	}
}

// Absolutise is the rewriting for feeds: links and images carry the origin, fragments the address
// of the page, whose site path is page. Where the base has no origin, addresses stay relative to
// their host.
func Absolutise(body string, base urls.Base, page string) string {
	return Rewrite(body, func(t html.Token) (changed string) {
		for i, a := range t.Attr {
			switch {
			case t.Type != html.StartTagToken || t.Data != "a" && t.Data != "img":
			case a.Key == "href" && strings.HasPrefix(a.Val, "#"):
				t.Attr[i].Val = base.Absolute(page) + a.Val
				changed = t.String()
			case (a.Key == "href" || a.Key == "src") && strings.HasPrefix(a.Val, "/") && !strings.HasPrefix(a.Val, "//"):
				t.Attr[i].Val = base.Origin() + a.Val
				changed = t.String()
			}
		}
		return changed
	})
}
