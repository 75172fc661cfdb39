package chart

import (
	"html"
	"strconv"
	"strings"
)

// A Drawing is markup that this package has written. All text and all attribute values in it
// are escaped; "" draws nothing.
type Drawing string

// A fixed string is written in the source of this package: a constant becomes one by itself, a
// variable only by a conversion that is seen in review.
type fixed string

// A pen writes markup, an element at a time: open, the attributes, then end or say.
type pen struct {
	markup  []byte
	element fixed // the one that was opened last
}

func (p *pen) drawing() Drawing { return Drawing(p.markup) }

// raw writes markup as it is.
func (p *pen) raw(markup fixed) { p.markup = append(p.markup, markup...) }

// open begins an element, with a class unless that is empty.
func (p *pen) open(element fixed, class string) *pen {
	p.element = element
	p.markup = append(p.markup, '<')
	p.raw(element)
	if class != "" {
		p.attr("class", class)
	}
	return p
}

func (p *pen) attr(name fixed, value string) *pen {
	p.name(name)
	p.text(value)
	p.markup = append(p.markup, '"')
	return p
}

// percent writes a position or length across.
func (p *pen) percent(name fixed, share float64) *pen {
	p.name(name)
	p.markup = strconv.AppendFloat(p.markup, share, 'f', -1, 64)
	p.markup = append(p.markup, '%', '"')
	return p
}

// pixels writes a position or length down.
func (p *pen) pixels(name fixed, px float64) *pen {
	p.name(name)
	p.markup = strconv.AppendFloat(p.markup, px, 'f', -1, 64)
	p.markup = append(p.markup, '"')
	return p
}

func (p *pen) name(name fixed) {
	p.markup = append(p.markup, ' ')
	p.raw(name)
	p.markup = append(p.markup, '=', '"')
}

// begin ends the opening tag of an element that holds others.
func (p *pen) begin() { p.raw(">") }

// end ends an element that holds nothing.
func (p *pen) end() { p.raw("/>") }

// say ends an element that holds a text, and a title unless that is empty.
func (p *pen) say(text, title string) {
	p.begin()
	p.text(text)
	if title != "" {
		p.title(title)
	}
	p.raw("</")
	p.raw(p.element)
	p.begin()
}

// title writes what is shown where a pointer rests.
func (p *pen) title(text string) {
	p.raw("<title>")
	p.text(text)
	p.raw("</title>")
}

// text writes text that comes from outside, so that it is text within an element and within
// a quoted attribute. A NUL, which no document may hold, becomes U+FFFD.
func (p *pen) text(s string) {
	p.markup = append(p.markup, strings.ReplaceAll(html.EscapeString(s), "\x00", "\uFFFD")...)
}
