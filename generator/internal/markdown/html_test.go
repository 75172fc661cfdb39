package markdown_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"afterword/generator/internal/markdown"
)

// The closed lists of the package comment, and the attributes beside them.
var (
	allowedClasses = words("samples diagram heading anchor vh code table center right alert note tip important warning caution alert-title " +
		"tasks task done fn footnotes back remote raw k t f a s n c gi gd gh")
	allowedElements = words("h2 h3 h4 h5 h6 p div span a img pre code em strong del br hr blockquote ul ol li dl dt dd " +
		"table caption thead tbody tr th td sup section")
	allowedAttributes = words("id class href src alt width height title loading decoding start scope role tabindex data-lang " +
		"aria-label aria-labelledby aria-hidden")
	rawElements = words("b i s u ins mark small sub abbr kbd samp var cite q figure figcaption details summary time address wbr tfoot")
	voidElement = words("br hr img wbr")
)

func words(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

// checkHTML holds what is true of every page: tags close in order, a parser
// that repairs sees nothing to repair, and nothing stands outside of the lists.
func checkHTML(t testing.TB, doc markdown.Document) {
	t.Helper()
	for _, problem := range problems(doc.HTML) {
		t.Errorf("%s\nin %.2000s", problem, doc.HTML)
	}
	for _, h := range doc.Headings {
		if !strings.Contains(doc.HTML, fmt.Sprintf(` id="%s"`, h.ID)) {
			t.Errorf("the heading #%s is not in the page", h.ID)
		}
	}
}

func problems(page string) (found []string) {
	add := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	z := html.NewTokenizer(strings.NewReader(page))
	var open []string
	ids := map[string]bool{}
	var refs []string
	level := 1
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		token := z.Token()
		switch kind {
		case html.CommentToken, html.DoctypeToken:
			add("a %s", kind)
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != token.Data {
				add("</%s> closes %v", token.Data, open)
			} else {
				open = open[:len(open)-1]
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			if !allowedElements[token.Data] && !rawElements[token.Data] {
				add("element <%s>", token.Data)
			}
			if !voidElement[token.Data] {
				open = append(open, token.Data)
			}
			if len(token.Data) == 2 && token.Data[0] == 'h' && token.Data[1] >= '1' && token.Data[1] <= '6' {
				if now := int(token.Data[1] - '0'); now > level+1 || now < 2 {
					add("<h%d> after <h%d>", now, level)
				} else {
					level = now
				}
			}
			for _, a := range token.Attr {
				if !allowedAttributes[a.Key] && !(a.Key == "datetime" || a.Key == "colspan" || a.Key == "rowspan" || a.Key == "open" || a.Key == "reversed") {
					add("attribute %s of <%s>", a.Key, token.Data)
				}
				switch a.Key {
				case "class":
					for _, c := range strings.Fields(a.Val) {
						if !allowedClasses[c] {
							add("class %q", c)
						}
					}
				case "id":
					if ids[a.Val] {
						add("id %q twice", a.Val)
					}
					ids[a.Val] = true
					if !strings.HasPrefix(a.Val, "h-") && !strings.HasPrefix(a.Val, "fn-") && !strings.HasPrefix(a.Val, "tbl-") {
						add("id %q without a prefix", a.Val)
					}
				case "href", "src":
					if !safeURL(a.Val) {
						add("%s %q", a.Key, a.Val)
					}
				case "aria-labelledby":
					refs = append(refs, a.Val)
				}
			}
		}
	}
	for _, r := range refs {
		if !ids[r] {
			add("aria-labelledby names %q, which is nowhere", r)
		}
	}
	if len(open) > 0 {
		add("left open: %v", open)
	}
	nodes, err := html.ParseFragment(strings.NewReader(page), &html.Node{Type: html.ElementNode, Data: "article", DataAtom: atom.Article})
	if err != nil {
		add("%v", err)
	}
	var again strings.Builder
	for _, n := range nodes {
		if err := html.Render(&again, n); err != nil {
			add("%v", err)
		}
	}
	if tags(again.String()) != tags(page) {
		add("a parser reads other elements:\n%s", again.String())
	}
	return found
}

// tags is the sequence of elements of a page.
func tags(page string) string {
	z := html.NewTokenizer(strings.NewReader(page))
	var b strings.Builder
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			return b.String()
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			fmt.Fprintf(&b, "<%s", name)
		case html.EndTagToken:
			name, _ := z.TagName()
			fmt.Fprintf(&b, "/%s", name)
		}
	}
}

// safeURL reads an address as a browser does (URL Standard, basic URL parser):
// tabs and line breaks drop out, controls and spaces at the edges too, and
// backslashes are slashes.
func safeURL(u string) bool {
	u = strings.NewReplacer("\t", "", "\n", "", "\r", "", `\`, "/").Replace(u)
	u = strings.TrimFunc(u, func(r rune) bool { return r <= ' ' })
	if strings.HasPrefix(u, "//") {
		return false
	}
	scheme, _, found := strings.Cut(u, ":")
	if !found || strings.ContainsAny(scheme, "/?#") {
		return true
	}
	switch strings.ToLower(scheme) {
	case "http", "https", "mailto", "tel":
		return true
	}
	return false
}
