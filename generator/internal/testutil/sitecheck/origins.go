package sitecheck

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// origins checks that nothing runs which the site does not serve as a file of its
// own, and that no other host learns that a page is read: what a strict
// Content-Security-Policy demands.
func (s *site) origins() {
	for _, p := range s.pages {
		for _, n := range p.elements {
			p.inline(n)
			for _, a := range n.Attr {
				p.contact(n, a)
			}
		}
	}
	style := regexp.MustCompile(`(?i)(?:url\(\s*|@import\s+)["']?\s*(https?:|//|javascript:|data:text)`)
	for _, f := range s.files {
		if strings.HasSuffix(f.Path, ".css") && style.Match(f.Data) {
			s.fault(f.Path, "an address of another origin")
		}
	}
}

func (p *page) inline(n *html.Node) {
	switch {
	case n.Data == "style", n.Data == "base":
		p.fault("a %s element", n.Data)
	case n.Data == "script" && attribute(n, "src") == "" && attribute(n, "type") != "application/ld+json":
		p.fault("an inline script")
	}
	for _, a := range n.Attr {
		if a.Key == "style" || a.Key == "srcdoc" || strings.HasPrefix(a.Key, "on") {
			p.fault("the attribute %s of %s", a.Key, n.Data)
		}
	}
}

// contact checks an attribute that a browser may take for an address. A link may
// lead to another site; nothing else may name one.
func (p *page) contact(n *html.Node, a html.Attribute) {
	value := strings.ToLower(strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(strings.TrimSpace(a.Val)))
	link := a.Key == "href" && (n.Data == "a" || n.Data == "area")
	switch a.Key {
	case "content":
		if attribute(n, "http-equiv") != "refresh" {
			return
		}
		_, value, _ = strings.Cut(value, "url=")
		value = strings.Trim(value, `'" `)
	case "srcset", "imagesrcset", "ping", "href", "src", "action", "formaction", "data", "poster", "background", "manifest":
	default:
		return
	}
	switch rel := attribute(n, "rel"); {
	case strings.HasPrefix(value, "javascript:"), strings.HasPrefix(value, "vbscript:"), strings.HasPrefix(value, "data:") && n.Data != "img" && rel != "icon":
		p.fault("%s %s %q can run code", n.Data, a.Key, a.Val)
	case link, n.Data == "link" && (rel == "canonical" || rel == "license" || rel == "author" || rel == "me"):
	default:
		for address := range strings.FieldsSeq(strings.ReplaceAll(value, ",", " ")) {
			other := strings.HasPrefix(address, "//") || strings.HasPrefix(address, "http:") || strings.HasPrefix(address, "https:")
			if other && (p.base.Origin() == "" || !strings.HasPrefix(address, p.base.Origin()+"/")) {
				p.fault("%s %s %q is of another origin", n.Data, a.Key, a.Val)
			}
		}
	}
}
