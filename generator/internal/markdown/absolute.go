package markdown

import (
	"strings"

	"golang.org/x/net/html"

	"afterword/generator/internal/urls"
)

// Absolutise makes rendered HTML fit to be read away from its page, in feeds:
// links and images carry the origin, fragments the address of the page, whose
// site path is page, and the anchor links of headings are left out. Where the
// base has no origin, addresses stay relative to their host.
func Absolutise(body string, base urls.Base, page string) string {
	var b strings.Builder
	b.Grow(len(body) + len(body)/8)
	z := html.NewTokenizer(strings.NewReader(body))
	anchor := false
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return b.String()
		}
		raw := string(z.Raw()) // before Token, which unescapes in place
		switch {
		case kind == html.EndTagToken && anchor && raw == "</a>":
			anchor = false
			continue
		case anchor:
			continue
		case kind != html.StartTagToken || !strings.HasPrefix(raw, "<a ") && !strings.HasPrefix(raw, "<img "):
			b.WriteString(raw)
			continue
		}
		token := z.Token()
		changed := false
		for i, a := range token.Attr {
			switch {
			case a.Key == "class" && a.Val == "anchor":
				anchor = true
			case a.Key == "href" && strings.HasPrefix(a.Val, "#"):
				token.Attr[i].Val = base.Absolute(page) + a.Val
				changed = true
			case (a.Key == "href" || a.Key == "src") && strings.HasPrefix(a.Val, "/") && !strings.HasPrefix(a.Val, "//"):
				token.Attr[i].Val = base.Origin() + a.Val
				changed = true
			}
		}
		switch {
		case anchor:
		case changed:
			b.WriteString(token.String())
		default:
			b.WriteString(raw)
		}
	}
}
