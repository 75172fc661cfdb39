package sitecheck

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"

	"golang.org/x/net/html"

	"afterword/generator/internal/publish"
	"afterword/generator/internal/urls"
)

// A site is a tree with its pages parsed, and what was found wrong with it.
type site struct {
	tree   publish.Tree
	base   urls.Base
	files  []publish.File // those that the generator made
	pages  []*page
	faults []string // "index.html: …"
}

// A page is an HTML file.
type page struct {
	*site
	file     publish.File
	path     string // site path
	elements []*html.Node
	redirect bool
	noindex  bool
}

func (s *site) fault(file, format string, args ...any) {
	s.faults = append(s.faults, file+": "+fmt.Sprintf(format, args...))
}

func (p *page) fault(format string, args ...any) { p.site.fault(p.file.Path, format, args...) }

// All returns everything that is wrong with a site.
func All(t publish.Tree, base urls.Base) []string {
	return check(t, base, (*site).structure, (*site).origins, (*site).budgets, (*site).data)
}

// Hostile returns what an author's words could have broken: whether something
// runs or is loaded from elsewhere, and whether data can still be read.
func Hostile(t publish.Tree, base urls.Base) []string {
	return check(t, base, (*site).origins, (*site).data)
}

func check(t publish.Tree, base urls.Base, rules ...func(*site)) []string {
	s := &site{tree: t, base: base}
	for _, f := range t {
		if f.Open != nil {
			continue // copied as it is: its author's
		}
		s.files = append(s.files, f)
		if strings.HasSuffix(f.Path, ".html") {
			s.parse(f)
		}
	}
	for _, rule := range rules {
		rule(s)
	}
	return s.faults
}

func (s *site) parse(f publish.File) {
	doc, err := html.ParseWithOptions(bytes.NewReader(f.Data), html.ParseOptionEnableScripting(false))
	if err != nil {
		s.fault(f.Path, "the page cannot be parsed: %v", err)
		return
	}
	p := &page{site: s, file: f, path: urls.SitePath(f.Path)}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		p.elements = append(p.elements, n)
		if n.Data == "meta" {
			p.redirect = p.redirect || attribute(n, "http-equiv") == "refresh"
			p.noindex = p.noindex || attribute(n, "name") == "robots" && strings.Contains(attribute(n, "content"), "noindex")
		}
	}
	s.pages = append(s.pages, p)
}

// published reports an address that should be a whole one of the site, and is not
// or leads to no file. It returns the file.
func (s *site) published(file, what, address string) string {
	u, err := url.Parse(address)
	if err != nil {
		s.fault(file, "%s %q cannot be read", what, address)
		return ""
	}
	if host := u.Scheme + "://" + u.Host; s.base.Origin() != "" && host != s.base.Origin() {
		s.fault(file, "%s %q is not a whole address of the site", what, address)
		return ""
	}
	rest, ok := strings.CutPrefix(u.Path, s.base.Root())
	to := urls.OutputFile("/" + rest)
	if _, found := s.tree.Lookup(to); !ok || !found {
		s.fault(file, "%s %q leads nowhere", what, address)
	}
	return to
}

func attribute(n *html.Node, key string) string {
	value, _ := lookup(n, key)
	return value
}

func lookup(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val, true
		}
	}
	return "", false
}

// text is what an element says, in one line; images say their alternative text.
func text(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		switch {
		case c.Type == html.TextNode:
			b.WriteString(c.Data)
		case c.Data == "img":
			b.WriteString(attribute(c, "alt"))
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// within reports whether an element is inside one of a name.
func within(n *html.Node, name string) bool {
	for a := range n.Ancestors() {
		if a.Type == html.ElementNode && a.Data == name {
			return true
		}
	}
	return false
}
