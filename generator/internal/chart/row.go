package chart

import (
	"math"
	"strconv"
)

// The drawings of this file's kind stand in the rows of a table, whose cells say the same. They hold
// marks and no text, so they may be stretched: across they have a thousand units, whatever the
// width of the column, and the style sheet keeps the strokes from being stretched with them.
const (
	units     = 1000
	rowHeight = 26
)

// row draws in a row of a table.
func row(height float64, draw func(p *pen)) Drawing {
	var p pen
	p.stretched(height, draw)
	return p.drawing()
}

// stretched opens a drawing with a thousand units across and pixels down.
func (p *pen) stretched(height float64, draw func(p *pen)) {
	box := "0 0 " + strconv.Itoa(units) + " " + strconv.FormatFloat(height, 'f', -1, 64)
	p.open("svg", "stretched").attr("viewBox", box).attr("preserveAspectRatio", "none").attr("aria-hidden", "true")
	p.attr("width", "100%").pixels("height", height).begin()
	draw(p)
	p.raw("</svg>")
}

// labels draws the axis of a column of such drawings, as a row of its own.
func labels(ticks []tick) Drawing {
	arrange(ticks)
	var p pen
	p.open("svg", "").attr("width", "100%").pixels("height", axisHeight).attr("aria-hidden", "true").begin()
	p.axis(ticks, 0, 0)
	p.raw("</svg>")
	return p.drawing()
}

// rules draws the lines of an axis in one of its rows.
func (p *pen) rules(ticks []tick, height float64) {
	var d path
	for _, t := range ticks {
		d.line(t.x*units/100, 0, t.x*units/100, height)
	}
	p.path("rule-line", d)
}

// A path is the data of an SVG path.
type path []byte

// to appends a command with numbers of one decimal at most.
func (d *path) to(op byte, numbers ...float64) {
	*d = append(*d, op)
	for n, x := range numbers {
		if n > 0 {
			*d = append(*d, ' ')
		}
		*d = strconv.AppendFloat(*d, math.Round(float64(x*10))/10, 'f', -1, 64)
	}
}

func (d *path) line(x1, y1, x2, y2 float64) { d.to('M', x1, y1); d.to('L', x2, y2) }

// dot is a line of no length, which a stroke with round ends makes a circle at any stretch.
func (d *path) dot(x, y float64) { d.to('M', x, y); d.to('h', 0) }

func (d *path) box(x, y, width, height float64) {
	d.to('M', x, y)
	d.to('h', width)
	d.to('v', height)
	d.to('h', -width)
	*d = append(*d, 'z')
}

// path writes a path unless it is empty.
func (p *pen) path(class string, d path) {
	if len(d) > 0 {
		p.open("path", class).attr("d", string(d)).end()
	}
}
