package crawl

import (
	"strings"

	"golang.org/x/net/html"
)

// A drawing is an svg element that stands in no other.
type drawing struct {
	hidden, image bool
	name          string
	labelled      bool // by an element; that it exists is checked with all such ids
	focusable     []string
}

func newDrawing(n *html.Node) *drawing {
	d := &drawing{
		hidden:   attribute(n, "aria-hidden") == "true",
		image:    attribute(n, "role") == "img",
		name:     strings.TrimSpace(attribute(n, "aria-label")),
		labelled: strings.TrimSpace(attribute(n, "aria-labelledby")) != "",
	}
	for c := n.FirstChild; c != nil && d.name == ""; c = c.NextSibling {
		if c.Type == html.ElementNode && c.Data == "title" {
			d.name = text(c)
		}
	}
	d.tabindex(n)
	return d
}

// element looks at what the drawing holds.
func (d *drawing) element(n *html.Node) {
	switch n.Data {
	case "a", "button", "input", "select", "textarea":
		d.focusable = append(d.focusable, n.Data)
	}
	d.tabindex(n)
}

func (d *drawing) tabindex(n *html.Node) {
	if has(n, "tabindex") {
		d.focusable = append(d.focusable, "tabindex of "+n.Data)
	}
}

// drawn judges T4.
func (p *page) drawn(r *report) {
	for _, d := range p.drawings {
		switch {
		case d.hidden:
		case !d.image:
			r.add(Drawings, "an svg is neither aria-hidden nor role=img")
		case d.name == "" && !d.labelled:
			r.add(Drawings, "an svg with role=img has no name")
		}
		for _, what := range d.focusable {
			r.add(Drawings, "an svg holds something to focus: %s", what)
		}
	}
}
