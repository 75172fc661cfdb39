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

// axis draws a line for each tick from top to bottom, and the labels below.
func (p *pen) axis(ticks []tick, top, bottom float64) {
	p.open("svg", "grid").attr("aria-hidden", "true").pixels("y", top).pixels("height", bottom-top).begin()
	for _, t := range ticks {
		p.open("rect", "").percent("x", t.x).end()
	}
	p.raw("</svg>")
	p.open("svg", "axis").attr("aria-hidden", "true").pixels("y", bottom+tickDrop).attr("text-anchor", "middle").begin()
	for _, t := range ticks {
		if !t.show {
			continue
		}
		p.open("text", "").percent("x", t.x)
		if t.anchor != "middle" {
			p.attr("text-anchor", t.anchor)
		}
		p.say(t.label, "")
	}
	p.raw("</svg>")
}

// baseline draws a line all the way across.
func (p *pen) baseline(y float64) { p.line("axis-line", line{0, y, 100, y}) }

func (p *pen) line(class string, l line) {
	p.open("line", class).percent("x1", l.x1).percent("x2", l.x2).pixels("y1", l.y1).pixels("y2", l.y2).end()
}
