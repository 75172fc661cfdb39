package linkcheck

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"

	"afterword/generator/internal/publish"
)

// A page is a page or a style sheet of the site: what it links to, and what can
// be linked to in it.
type page struct {
	file     publish.File
	html     bool // else a style sheet
	redirect bool // it leads elsewhere by itself
	ids      map[string]bool
	refs     []ref
	err      error // why it cannot be parsed
}

// A ref is an address in a page, each time it is written.
type ref struct {
	where  string // "a href"
	value  string // the address as it is written
	follow bool   // a reader can go there, or the browser does so by itself
	to     target // once all is read
}

// parse collects the addresses and ids of the file. Scripting counts as off, so that
// the content of noscript elements is read, too.
func (p *page) parse() {
	found := func(where, value string, follow bool) {
		p.refs = append(p.refs, ref{where: where, value: value, follow: follow})
	}
	if !p.html {
		for _, address := range cssAddresses(string(p.file.Data)) {
			found("url()", address, false)
		}
		return
	}
	doc, err := html.ParseWithOptions(bytes.NewReader(p.file.Data), html.ParseOptionEnableScripting(false))
	if err != nil {
		p.err = err
		return
	}
	p.ids = map[string]bool{}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		for _, a := range n.Attr {
			if a.Key == "id" {
				p.ids[a.Val] = true
			}
			references(n, a, found)
		}
		if n.Data == "meta" && strings.EqualFold(attribute(n, "http-equiv"), "refresh") {
			p.redirect = true
		}
	}
}

// attribute is the value of an attribute, "" where there is none.
func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}
