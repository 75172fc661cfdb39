package chart_test

import (
	"encoding/xml"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"afterword/generator/internal/chart"
)

// narrowest is the width in pixels at which drawings have to be legible.
const narrowest = 328

// px is a width in per cent at that width.
func px(percent float64) float64 { return percent * narrowest / 100 }

// A node is an element of a drawing, as a browser reads it.
type node struct {
	name  string
	attr  map[string]string
	text  string // its own
	title string
	inner []*node
}

// parse reads a drawing, which is well-formed XML.
func parse(t testing.TB, d chart.Drawing) *node {
	t.Helper()
	root := &node{}
	open := []*node{root}
	in := xml.NewDecoder(strings.NewReader(string(d)))
	for {
		token, err := in.Token()
		if token == nil {
			if len(open) != 1 || err.Error() != "EOF" {
				t.Fatalf("%v in %s", err, d)
			}
			return root
		}
		top := open[len(open)-1]
		switch e := token.(type) {
		case xml.StartElement:
			n := &node{name: e.Name.Local, attr: map[string]string{}}
			for _, a := range e.Attr {
				if _, twice := n.attr[a.Name.Local]; twice {
					t.Errorf("%s has %s twice", n.name, a.Name.Local)
				}
				n.attr[a.Name.Local] = a.Value
			}
			top.inner = append(top.inner, n)
			open = append(open, n)
		case xml.EndElement:
			if top.name == "title" {
				open[len(open)-2].title = top.text
			}
			open = open[:len(open)-1]
		case xml.CharData:
			top.text += string(e)
		}
	}
}

// all lists the elements of a name, and of a class unless that is empty, in the order of the drawing.
func (n *node) all(name, class string) (out []*node) {
	for _, c := range n.inner {
		if c.name == name && (class == "" || strings.Contains(" "+c.attr["class"]+" ", " "+class+" ")) {
			out = append(out, c)
		}
		out = append(out, c.all(name, class)...)
	}
	return out
}

// number is an attribute without its unit; 0 where there is none.
func (n *node) number(attr string) float64 {
	v, err := strconv.ParseFloat(strings.TrimSuffix(n.attr[attr], "%"), 64)
	if err != nil && n.attr[attr] != "" {
		panic(fmt.Sprintf("%s=%q", attr, n.attr[attr]))
	}
	return v
}

// said lists what a drawing says: a line for each label, title and text, and the classes of
// what has a title.
func said(n *node) (lines []string) {
	if label := n.attr["aria-label"]; label != "" {
		lines = append(lines, "label: "+label)
	}
	if text := strings.TrimSpace(n.text); text != "" {
		if n.title != "" {
			text += " (" + n.title + ")"
		}
		lines = append(lines, strings.TrimSpace(n.name+" "+n.attr["class"])+": "+text)
	} else if n.title != "" {
		lines = append(lines, strings.TrimSpace(n.name+" "+n.attr["class"])+", "+n.title)
	}
	for _, c := range n.inner {
		switch {
		case c.name == "title":
		case n.name == "g" && c.name != "text" && c.attr["class"] != "":
			lines = append(lines, "  "+c.name+" "+c.attr["class"])
		default:
			lines = append(lines, said(c)...)
		}
	}
	return lines
}

func dump(t *testing.T, out *strings.Builder, name string, d chart.Drawing) {
	t.Helper()
	fmt.Fprintf(out, "== %s\n", name)
	if d != "" {
		out.WriteString(strings.Join(said(parse(t, d)), "\n") + "\n")
	}
}

// checkDrawing promises what holds of every drawing: it is named or hidden, nothing leaves it, numbers are short, and
// the labels of an axis do not run into each other or out of the drawing.
func checkDrawing(t *testing.T, n *node) {
	t.Helper()
	for _, svg := range n.inner {
		if svg.name != "svg" || svg.attr["class"] == "defs" {
			checkDrawing(t, svg)
			continue
		}
		if svg.attr["aria-hidden"] != "true" && (svg.attr["role"] != "img" || svg.attr["aria-label"] == "") {
			t.Errorf("a drawing is neither named nor hidden")
		}
		height := svg.number("height")
		var inside func(n *node, top float64)
		inside = func(n *node, top float64) {
			for _, c := range n.inner {
				for _, attr := range []string{"x", "x1", "x2", "cx"} {
					x := c.number(attr)
					if strings.HasSuffix(c.attr["width"], "%") {
						x += c.number("width")
					}
					if c.number(attr) < 0 || x > 100.0005 || math.IsNaN(x) {
						t.Errorf("%v leaves the drawing", c)
					}
				}
				for attr, value := range c.attr {
					if number, ok := strings.CutSuffix(value, "%"); ok && len(number) > len("99.999") {
						t.Errorf("%s=%q has more than three decimals", attr, value)
					}
				}
				for _, attr := range []string{"y", "y1", "y2", "cy"} {
					if y := top + c.number(attr); height > 0 && (y < 0 || y+max(0, c.number("height"))*one(attr == "y") > height) {
						t.Errorf("%v leaves the drawing of %v px", c, height)
					}
				}
				inside(c, top+c.number("y")*one(c.name == "svg"))
			}
		}
		inside(svg, 0)
		checkLabels(t, svg)
	}
}

func one(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// checkLabels checks the texts of one baseline of one axis, which go from left to right.
func checkLabels(t *testing.T, svg *node) {
	t.Helper()
	anchorOf := func(n *node, or string) string {
		if a := n.attr["text-anchor"]; a != "" {
			return a
		}
		return or
	}
	check := func(labels []*node, or string, least float64) {
		last, end := math.Inf(-1), math.Inf(-1)
		for _, k := range labels {
			x, width := px(k.number("x")), 5*float64(len([]rune(k.text))) // no face is narrower
			left := map[string]float64{"start": x, "middle": x - width/2, "end": x - width}[anchorOf(k, or)]
			if x-last < least || left < end {
				t.Errorf("the label %q collides with the one before", k.text)
			}
			if left < 0 || left+width > narrowest {
				t.Errorf("the label %q runs out of the drawing", k.text)
			}
			last, end = x, left+width
		}
	}
	for _, axis := range svg.all("svg", "axis") {
		check(axis.all("text", ""), "middle", 20)
	}
	lines := map[string][]*node{}
	for _, text := range svg.all("text", "axis") {
		if text.attr["dy"] == "" {
			lines[text.attr["y"]] = append(lines[text.attr["y"]], text)
		}
	}
	for _, labels := range lines {
		check(labels, "start", 20)
	}
}
