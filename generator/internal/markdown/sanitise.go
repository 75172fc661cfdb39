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

// sanitise makes a body that raw HTML was let into safe and well nested. What
// the policy leaves is parsed and written again until nothing changes any more:
// sanitizers are fooled by text that means one thing to them and another to the
// parser after them. A body that will not settle is refused.
func (w *walker) sanitise(body string) string {
	for range 4 {
		next, err := renest(policy().Sanitize(body))
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

// policy allows the elements of the package comment and those of rawElements.
// The walker has put every tag together itself, so that the policy is the
// second lock on the door.
var policy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	for e := range rawElements {
		p.AllowElements(e)
		p.AllowNoAttrs().OnElements(e)
	}
	p.AllowElements("h2", "h3", "h4", "h5", "h6", "section")
	p.AllowURLSchemes("https", "http", "mailto", "tel")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	match := func(s string) *regexp.Regexp { return regexp.MustCompile(`^(?:` + s + `)$`) }
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("src", "alt", "loading", "decoding").OnElements("img")
	p.AllowAttrs("width", "height").Matching(match(`[0-9]{1,6}`)).OnElements("img")
	p.AllowAttrs("title").OnElements("a", "img", "abbr")
	p.AllowAttrs("datetime").OnElements("time")
	p.AllowAttrs("start", "reversed").OnElements("ol")
	p.AllowAttrs("colspan", "rowspan").Matching(match(`[0-9]{1,3}`)).OnElements("td", "th")
	p.AllowAttrs("scope").Matching(match(`col|row`)).OnElements("th")
	p.AllowAttrs("open").OnElements("details")
	p.AllowAttrs("class").Matching(match(`[a-z]+( [a-z]+)?|alert-title`)).Globally()
	p.AllowAttrs("id").Matching(match(`(?:h|fn|tbl)-[^\s"'<>&]+`)).Globally()
	p.AllowAttrs("data-lang").Matching(match(`[A-Za-z0-9+#._-]{1,32}`)).OnElements("pre")
	p.AllowAttrs("tabindex").Matching(match(`0`)).OnElements("div")
	p.AllowAttrs("role").Matching(match(`region|note|img|doc-endnotes|doc-noteref|doc-backlink`)).OnElements("div", "span", "section", "a")
	p.AllowAttrs("aria-label", "aria-labelledby", "aria-hidden").OnElements("div", "span", "section", "a")
	return p
})
