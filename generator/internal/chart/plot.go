package chart

// plot draws a figure of one SVG, whose caption says all of it.
func plot(label string, height float64, draw func(p *pen)) Drawing {
	var p pen
	p.raw(`<figure class="plot">`)
	p.open("svg", "").attr("width", "100%").pixels("height", height).attr("role", "img").attr("aria-label", label).begin()
	draw(&p)
	p.raw("</svg><figcaption>")
	p.text(label)
	p.raw("</figcaption></figure>")
	return p.drawing()
}

// axis draws grid lines from top to bottom, and their labels.
func (p *pen) axis(ticks []tick, top, bottom, labels float64) {
	for _, t := range ticks {
		p.line("grid-line", line{t.x, top, t.x, bottom})
		if t.show {
			p.open("text", "axis").percent("x", t.x).pixels("y", labels).attr("text-anchor", t.anchor).say(t.label, "")
		}
	}
}

// baseline draws a line all the way across.
func (p *pen) baseline(y float64) { p.line("axis-line", line{0, y, 100, y}) }

func (p *pen) line(class string, l line) {
	p.open("line", class).percent("x1", l.x1).percent("x2", l.x2).pixels("y1", l.y1).pixels("y2", l.y2).end()
}
