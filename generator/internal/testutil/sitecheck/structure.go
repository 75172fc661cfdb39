package sitecheck

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// structure checks what a reader who does not see the page depends on.
func (s *site) structure() {
	titles := map[string]string{}
	for _, p := range s.pages {
		title := p.head()
		if other, ok := titles[title]; ok && !p.redirect {
			p.fault("the title %q is also that of %s", title, other)
		}
		if !p.redirect {
			titles[title] = p.file.Path
			p.headings()
		}
		p.identifiers()
		for _, n := range p.elements {
			switch {
			case n.Data == "svg" && !within(n, "svg"):
				p.drawing(n)
			case within(n, "svg"):
			case n.Data == "table":
				p.table(n)
			case n.Data == "time":
				p.time(n)
			case n.Data == "img":
				p.image(n)
			}
		}
	}
}

// head checks the language, the title and the description, of which result lists
// show 50 to 160 characters. It returns the title.
func (p *page) head() (title string) {
	titles, descriptions := 0, 0
	for _, n := range p.elements {
		switch {
		case n.Data == "html" && attribute(n, "lang") == "":
			p.fault("html has no lang")
		case n.Data == "title" && n.Namespace == "":
			titles++
			title = text(n)
		case n.Data == "meta" && attribute(n, "name") == "description":
			descriptions++
			if length := utf8.RuneCountInString(attribute(n, "content")); length < 50 || length > 160 {
				p.fault("the description has %d characters, not 50–160: %q", length, attribute(n, "content"))
			}
		}
	}
	if titles != 1 || title == "" {
		p.fault("there are %d titles, the last is %q", titles, title)
	}
	if descriptions != 1 && !p.redirect {
		p.fault("there are %d descriptions", descriptions)
	}
	return title
}

// headings checks that there is one h1 and that no level is skipped.
func (p *page) headings() {
	tops, last := 0, 0
	for _, n := range p.elements {
		if len(n.Data) != 2 || n.Data[0] != 'h' || n.Data[1] < '1' || n.Data[1] > '6' {
			continue
		}
		level := int(n.Data[1] - '0')
		if level == 1 {
			tops++
		}
		if level > last+1 || text(n) == "" {
			p.fault("the heading %q is h%d after h%d", text(n), level, last)
		}
		last = level
	}
	if tops != 1 {
		p.fault("there are %d h1", tops)
	}
}

// identifiers checks that ids are unique, and that those that the page names exist.
func (p *page) identifiers() {
	ids := map[string]bool{}
	for _, n := range p.elements {
		if id, ok := lookup(n, "id"); ok {
			if id == "" || ids[id] || strings.ContainsAny(id, " \t\n") {
				p.fault("the id %q is empty, repeated or has a space", id)
			}
			ids[id] = true
		}
	}
	for _, n := range p.elements {
		for _, key := range []string{"aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers", "list", "for"} {
			for id := range strings.FieldsSeq(attribute(n, key)) {
				if !ids[id] {
					p.fault("%s %s names the id %q, which is not here", n.Data, key, id)
				}
			}
		}
	}
}

// drawing checks that an svg is hidden or named, and holds nothing to focus.
func (p *page) drawing(n *html.Node) {
	name := attribute(n, "aria-label") + attribute(n, "aria-labelledby")
	for c := range n.ChildNodes() {
		if c.Data == "title" {
			name += text(c)
		}
	}
	hidden := attribute(n, "aria-hidden") == "true"
	if image := attribute(n, "role") == "img" && strings.TrimSpace(name) != ""; !hidden && !image {
		p.fault("an svg is neither hidden nor an image with a name")
	}
	_, stop := lookup(n, "tabindex")
	for c := range n.Descendants() {
		_, tab := lookup(c, "tabindex")
		stop = stop || tab || c.Type == html.ElementNode && (c.Data == "a" || c.Data == "button" || c.Data == "input")
	}
	if stop {
		p.fault("an svg holds something to focus")
	}
}

// table checks the caption, and the scopes of header cells.
func (p *page) table(n *html.Node) {
	caption, headers := "", 0
	for c := range n.Descendants() {
		switch {
		case c.Type == html.ElementNode && c.Data == "caption":
			caption = text(c)
		case c.Type == html.ElementNode && c.Data == "th":
			headers++
			if scope := attribute(c, "scope"); scope != "row" && scope != "col" && scope != "rowgroup" && scope != "colgroup" {
				p.fault("the header cell %q has no scope", text(c))
			}
		}
	}
	if caption == "" || headers == 0 {
		p.fault("a table has the caption %q and %d header cells", caption, headers)
	}
}

// machineTime is an RFC 3339 time, a date, a month, a year, or an ISO 8601 duration such as "PT4H52M".
var machineTime = regexp.MustCompile(`^(\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?)?)?|P(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?)$`)

// time checks what a program reads of a time element. https://html.spec.whatwg.org/#the-time-element
func (p *page) time(n *html.Node) {
	value, ok := lookup(n, "datetime")
	if !ok {
		value = text(n)
	}
	if !machineTime.MatchString(value) || strings.HasSuffix(value, "P") || strings.HasSuffix(value, "T") {
		p.fault("the time %q is no RFC 3339 time, date, month, year or duration", value)
	}
}

// image checks what keeps a page from jumping, and what stands in for the image.
func (p *page) image(n *html.Node) {
	_, alt := lookup(n, "alt")
	for _, key := range []string{"width", "height"} {
		size, err := strconv.Atoi(attribute(n, key))
		alt = alt && err == nil && size > 0
	}
	if !alt {
		p.fault("the image %q lacks its alt, width or height", attribute(n, "src"))
	}
}
