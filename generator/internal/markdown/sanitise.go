package markdown

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"afterword/generator/internal/diag"
)

// sanitise makes a body that raw HTML was let into well nested. It is parsed and
// written again until nothing changes any more: sanitizers are fooled by text that
// means one thing to them and another to the parser after them. A body that will
// not settle is refused.
func (w *walker) sanitise(body string) string {
	for range 4 {
		next, err := renest(body)
		if err == nil && next == body {
			return body
		}
		if err != nil {
			break
		}
		body = next
	}
	w.errorf(diag.RawHTML, w.span(0, 1), "write Markdown in its place",
		"the raw HTML of this file cannot be made safe")
	return ""
}

// renest parses HTML as the content of a page and writes it back.
func renest(body string) (string, error) {
	nodes, err := html.ParseFragment(strings.NewReader(body), &html.Node{Type: html.ElementNode, Data: "article", DataAtom: atom.Article})
	if err != nil {
		return "", err
	}
	root := &html.Node{Type: html.DocumentNode}
	for _, n := range nodes {
		root.AppendChild(n)
	}
	ids := map[string]bool{}
	for n := range root.Descendants() {
		// A parser repeats elements that were left open, ids and all.
		n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool {
			again := a.Key == "id" && ids[a.Val]
			ids[a.Val] = ids[a.Val] || a.Key == "id"
			return again
		})
	}
	var b strings.Builder
	err = html.Render(&b, root)
	return b.String(), err
}

// rawElements are those of raw HTML that a page may carry. Headings are not among
// them: the outline of a page is that of its Markdown.
var rawElements = strings.Fields("p div span br hr b i strong em u s del ins mark small sub sup abbr kbd samp var code pre blockquote cite q " +
	"ul ol li dl dt dd table caption thead tbody tfoot tr th td a img figure figcaption details summary time address wbr")

// policy allows rawElements and what says something about their text. rawTag
// decides about addresses and ids, which are let through as they are.
var policy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements(rawElements...)
	p.AllowNoAttrs().OnElements(rawElements...)
	p.SkipElementsContent("template", "textarea", "title", "xmp", "plaintext", "svg", "math", "select") // whose text is not text
	p.AllowAttrs("id").Globally()
	p.AllowAttrs("href", "name").OnElements("a")
	p.AllowAttrs("src", "alt").OnElements("img")
	p.AllowAttrs("title").OnElements("a", "abbr")
	p.AllowAttrs("datetime").OnElements("time")
	p.AllowAttrs("start", "reversed").OnElements("ol")
	p.AllowAttrs("colspan", "rowspan").Matching(regexp.MustCompile(`^[0-9]{1,3}$`)).OnElements("td", "th")
	p.AllowAttrs("scope").Matching(regexp.MustCompile(`^(?:col|row)$`)).OnElements("th")
	p.AllowAttrs("open").OnElements("details")
	return p
})
