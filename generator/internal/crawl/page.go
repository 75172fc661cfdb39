package crawl

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"afterword/generator/internal/publish"
)

// A page is what one walk over an HTML file collects. Rules judge it afterwards.
type page struct {
	file publish.File
	err  error // where it cannot be parsed

	lang, title  string
	titles       int // title elements in the head
	description  string
	descriptions int
	redirect     bool // it leads elsewhere by itself: an alias
	noindex      bool

	ids        []string // in order, repetitions included
	known      map[string]bool
	named      []ref // attributes that name ids of the same page
	headings   []heading
	refs       []ref // each once
	met        map[ref]bool
	inline     []string // inline styles, scripts and handlers
	drawings   []*drawing
	tables     []*table
	times      []string // what machines read of time elements
	images     []image
	structured []string // JSON-LD blocks
	nodes      int      // elements
}

type heading struct {
	level int
	text  string
}

// A ref is an address in a page, or an id that the page names.
type ref struct {
	where string // "a href"
	value string
	use   use
	at    place // what an address means, once the page is read
}

// parse reads the file. Scripting counts as off, so that what noscript holds is seen.
func (p *page) parse() {
	doc, err := html.ParseWithOptions(bytes.NewReader(p.file.Data), html.ParseOptionEnableScripting(false))
	if err != nil {
		p.err = err
		return
	}
	p.known, p.met = map[string]bool{}, map[ref]bool{}
	p.walk(doc, nil, nil)
	p.met = nil
}

// walk visits a node and what it holds. The drawing and the table are the
// nearest around it, nil outside of any.
func (p *page) walk(n *html.Node, in *drawing, of *table) {
	if n.Type == html.ElementNode {
		p.nodes++
		p.attributes(n)
		switch {
		case n.Namespace == "svg" && n.Data == "svg" && in == nil:
			in = newDrawing(n)
			p.drawings = append(p.drawings, in)
		case in != nil:
			in.element(n)
		case n.DataAtom == atom.Table:
			of = &table{}
			p.tables = append(p.tables, of)
		}
		if n.Namespace == "" {
			p.element(n, of)
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		p.walk(c, in, of)
	}
}

// element collects what an HTML element says by itself.
func (p *page) element(n *html.Node, of *table) {
	switch n.DataAtom {
	case atom.Html:
		p.lang = strings.TrimSpace(attribute(n, "lang"))
	case atom.Title:
		p.titles++
		p.title = text(n)
	case atom.Meta:
		p.meta(n)
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		p.headings = append(p.headings, heading{int(n.Data[1] - '0'), text(n)})
	case atom.Script:
		p.script(n)
	case atom.Style:
		p.inline = append(p.inline, "a style element")
	case atom.Base:
		p.inline = append(p.inline, "a base element, which changes where links lead")
	case atom.Caption, atom.Th:
		if of != nil {
			of.element(n)
		}
	case atom.Time:
		p.times = append(p.times, machineTime(n))
	case atom.Img:
		p.images = append(p.images, newImage(n))
	}
}

func (p *page) meta(n *html.Node) {
	content := strings.Join(strings.Fields(attribute(n, "content")), " ")
	switch strings.ToLower(attribute(n, "name")) {
	case "description":
		p.descriptions++
		p.description = content
	case "robots":
		p.noindex = p.noindex || strings.Contains(strings.ToLower(content), "noindex")
	}
	if strings.EqualFold(attribute(n, "http-equiv"), "refresh") {
		p.redirect = true
		if target, ok := refreshTarget(content); ok {
			p.refer(ref{where: "meta refresh", value: target, use: refresh})
		}
	}
	// Open Graph names addresses of the page and of its picture.
	switch attribute(n, "property") {
	case "og:url", "og:image":
		p.refer(ref{where: "meta " + attribute(n, "property"), value: content, use: relation})
	}
}

// refreshTarget is the address in "0; url=/new/".
func refreshTarget(content string) (string, bool) {
	_, rest, ok := strings.Cut(content, ";")
	rest = strings.TrimSpace(rest)
	if !ok || len(rest) < 4 || !strings.EqualFold(rest[:4], "url=") {
		return "", false
	}
	return strings.Trim(rest[4:], `'" `), true
}

func (p *page) script(n *html.Node) {
	switch {
	case has(n, "src"): // its address is among refs
	case strings.EqualFold(attribute(n, "type"), "application/ld+json"):
		p.structured = append(p.structured, raw(n))
	default:
		p.inline = append(p.inline, "an inline script")
	}
}

// attributes collects ids, addresses, styles and handlers of any element.
func (p *page) attributes(n *html.Node) {
	for _, a := range n.Attr {
		switch {
		case a.Key == "id":
			p.ids = append(p.ids, a.Val)
			p.known[a.Val] = true
		case a.Key == "style":
			p.inline = append(p.inline, "a style attribute of "+n.Data)
		case strings.HasPrefix(a.Key, "on"):
			p.inline = append(p.inline, "the handler "+a.Key+" of "+n.Data)
		case a.Key == "srcdoc":
			p.inline = append(p.inline, "the srcdoc of "+n.Data)
		case idReference(n, a.Key):
			for id := range strings.FieldsSeq(a.Val) {
				p.named = append(p.named, ref{where: n.Data + " " + a.Key, value: id})
			}
		case n.Namespace == "svg" && strings.Contains(a.Val, "url(") && !strings.HasPrefix(a.Key, "aria-"):
			for _, address := range cssAddresses(a.Val) {
				p.refer(ref{where: n.Data + " " + a.Key, value: address, use: picture})
			}
		default:
			references(n, a, p.refer)
		}
	}
}

// refer notes an address, unless the page used it in the same way before.
func (p *page) refer(r ref) {
	if !p.met[r] {
		p.met[r] = true
		p.refs = append(p.refs, r)
	}
}

// idReference tells an attribute that holds ids of the same page.
func idReference(n *html.Node, key string) bool {
	switch key {
	case "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers", "list":
		return true
	case "for":
		return n.DataAtom == atom.Label || n.DataAtom == atom.Output
	}
	return false
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

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return true
		}
	}
	return false
}

// text is what an element says, in one line; pictures say their alternative text.
func text(n *html.Node) string { return strings.Join(strings.Fields(raw(n)), " ") }

func raw(n *html.Node) string {
	var b strings.Builder
	var visit func(*html.Node)
	visit = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
		case n.DataAtom == atom.Img:
			b.WriteString(attribute(n, "alt"))
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			visit(c)
		}
	}
	visit(n)
	return b.String()
}
