package chart

import (
	"slices"
	"strconv"
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/settings"
)

// whole writes the figure.
func (f *figure) whole() {
	var body pen
	f.pen, body = body, f.pen // rows are drawn first: the words say how much of the samples they show
	ticks := axis(f.rows, f.zone)
	for i, row := range f.rows {
		f.plot(row, ticks[i])
	}
	rows := f.markup
	f.pen = body

	f.raw(`<figure class="lanes samples"><figcaption>`)
	if f.Title != "" {
		f.open("b", "").say(f.Title, "")
	}
	f.text(" " + f.notes() + " Data: ")
	f.open("a", "").attr("href", f.Address).say(f.File, "")
	f.raw(".</figcaption>\n")
	f.markup = append(f.markup, rows...)
	f.key()
	f.table()
	f.raw("</figure>")
}

// plot draws a row: windows, phases, axes and samples. Its attributes make it a drawing in ink where no style
// sheet is at hand, as in feeds.
func (f *figure) plot(row []panel, ticks []tick) {
	top := float64(titleHeight)
	marks := f.marks(row, top)
	for _, m := range marks {
		top = max(top, m.y+4)
	}
	bottom := top + plotHeight
	height := bottom + axisHeight
	if len(row) > 1 {
		height += gapHeight
	}
	f.open("svg", "row").attr("width", "100%").pixels("height", height).attr("role", "img").attr("aria-label", f.words(row)).begin()
	const ink fixed = `<g aria-hidden="true" fill="none" stroke="currentColor">`
	f.raw(ink)
	for _, p := range row {
		f.shade(p, top)
		f.stripes(p, top+plotHeight/2)
	}
	for _, t := range f.scale.ticks {
		f.level(t.value, top).attr("stroke-opacity", ".18").end()
	}
	f.raw("</g>")
	f.axis(ticks, top, bottom)
	f.raw(ink)
	if f.signalled() {
		f.level(f.Report.Signal.Limit, top).attr("stroke-dasharray", "1 4").end()
	}
	for _, m := range marks {
		f.line("phase-line", line{m.x, m.y + 2, m.x, bottom})
	}
	share := max(3, mostSamples/len(slices.Concat(f.rows...)))
	for _, p := range row {
		x, width := spanOf(p.x, p.x+p.width)
		f.open("svg", "pane").percent("x", x).pixels("y", top).percent("width", width).pixels("height", plotHeight).
			attr("viewBox", "0 0 1000 1000").attr("preserveAspectRatio", "none").begin()
		f.panel(p, share)
		f.raw("</svg>")
	}
	f.baseline(bottom)
	f.raw(`</g><g aria-hidden="true" font-size="12">`)
	for _, p := range row {
		f.open("text", "axis").percent("x", percent(p.x)).pixels("y", 12).say(f.days(p), "")
	}
	for _, t := range f.scale.ticks {
		f.open("text", "lane-name").attr("x", "0").pixels("y", f.y(t.value, top)-4).say(joined(t.label, f.commonUnit()), "")
	}
	if f.signalled() {
		f.open("text", "lane-name").attr("x", "100%").pixels("y", f.y(f.Report.Signal.Limit, top)-4).attr("text-anchor", "end").say("signal "+f.Report.Signal.Words(), "")
	}
	for _, m := range marks {
		f.open("text", "phase-letter").percent("x", m.x).pixels("y", m.y).attr("text-anchor", "middle").say(m.letter, m.title)
	}
	f.gaps(row, bottom)
	f.raw("</g></svg>\n")
}

// y is the height of a value in a row whose plot begins at top.
func (f *figure) y(value, top float64) float64 {
	return top + tenth(float64(f.scale.down(value))*plotHeight/1000)
}

// level begins a line across at the height of a value.
func (f *figure) level(value, top float64) *pen {
	y := f.y(value, top)
	return f.open("line", "").attr("x1", "0").attr("x2", "100%").pixels("y1", y).pixels("y2", y)
}

// shade tints the windows, with an edge above that tells a full outage, less than that, and what is not known.
func (f *figure) shade(p panel, top float64) {
	for _, pc := range f.pieces {
		if pc.End <= p.shown().Start || pc.Start >= p.shown().End {
			continue
		}
		x, width := spanOf(p.at(pc.Start), p.at(pc.End))
		class, dashes := f.tint(pc)
		f.open("rect", class).percent("x", x).pixels("y", top).percent("width", width).pixels("height", plotHeight).
			attr("stroke", "none").attr("fill", "currentColor").attr("fill-opacity", ".1").end()
		f.open("line", class).percent("x1", x).percent("x2", percent(x+width)).pixels("y1", top).pixels("y2", top).
			attr("stroke-width", "3").attr("stroke-dasharray", dashes).end()
	}
}

// tint is the class of a piece and how its edge is dashed.
func (f *figure) tint(pc piece) (class, dashes string) {
	level := f.p.Windows[pc.window].Level
	switch {
	case pc.hatched:
		return "", "1 3"
	case level == settings.Maintenance:
		return "plan", "8 3"
	case hollow(level):
		return "less", "4 3"
	}
	return "down", "none"
}

// stripes mark the time in which no series has samples: a line as wide as the plot is high.
func (f *figure) stripes(p panel, middle float64) {
	for _, gap := range f.unseen(p) {
		x, width := spanOf(p.at(gap.Start), p.at(gap.End))
		f.open("line", "").percent("x1", x).percent("x2", percent(x+width)).pixels("y1", middle).pixels("y2", middle).
			attr("stroke-width", strconv.Itoa(plotHeight)).attr("stroke-dasharray", "1 4").attr("stroke-opacity", ".5").end()
	}
}

// unseen are the gaps that all series have, within the time that a panel shows.
func (f *figure) unseen(p panel) (gaps calendar.Set) {
	var seen []calendar.Interval
	for _, s := range f.chosen {
		for _, run := range p.within(s).Runs() {
			seen = append(seen, calendar.Interval{Start: run[0].At / 1000, End: run[len(run)-1].At/1000 + 1})
		}
	}
	between := calendar.Union(seen...)
	for i := range between[min(1, len(between)):] {
		gaps = append(gaps, calendar.Interval{Start: between[i].End - 1, End: between[i+1].Start})
	}
	return gaps
}

// key explains lines, fills, tints and letters.
func (f *figure) key() {
	f.raw(`<ul class="legend" role="list">`)
	swatch := func(width string, label string, draw func()) {
		f.raw("<li>")
		f.open("svg", "").attr("width", width).attr("height", "12").attr("aria-hidden", "true").attr("fill", "none").attr("stroke", "currentColor").begin()
		draw()
		f.raw("</svg>")
		f.text(label)
		f.raw("</li>")
	}
	for n, s := range f.chosen {
		swatch("30", withUnit(s), func() {
			switch {
			case f.shape == "bars":
				f.fill(n, opacities[n], path("M1 1H29V11H1Z"))
			case f.shape == "band" && n < 2:
				f.fill(0, ".25", path("M0 1H30V11H0Z"))
			default:
				f.stroke(n, path("M0 6H30"))
			}
		})
	}
	said := map[string]bool{}
	for _, pc := range f.pieces {
		class, dash := f.tint(pc)
		label := strings.ToLower(f.p.Windows[pc.window].Level.Words())
		if pc.hatched {
			label = "length or level not recorded"
		}
		visible := slices.ContainsFunc(slices.Concat(f.rows...), func(p panel) bool { return pc.Start < p.shown().End && pc.End > p.shown().Start })
		if said[label] || !visible {
			continue
		}
		said[label] = true
		swatch("22", label, func() {
			f.open("rect", class).attr("width", "22").attr("height", "12").attr("stroke", "none").attr("fill", "currentColor").attr("fill-opacity", ".1").end()
			f.open("line", class).attr("x2", "22").attr("y1", "1.5").attr("y2", "1.5").attr("stroke-width", "3").attr("stroke-dasharray", dash).end()
		})
	}
	if len(f.blind()) > 0 {
		swatch("22", "no samples", func() {
			f.open("line", "").attr("x2", "22").attr("y1", "6").attr("y2", "6").attr("stroke-width", "12").attr("stroke-dasharray", "1 4").attr("stroke-opacity", ".5").end()
		})
	}
	for _, ph := range f.phases {
		if slices.ContainsFunc(slices.Concat(f.rows...), func(p panel) bool { return p.holds(ph.at) }) {
			f.raw("<li>")
			f.open("b", "").attr("aria-hidden", "true").say(ph.letter, "")
			f.text(" " + ph.name + " " + f.moment(ph.at*1000, f.manyDays()))
			f.raw("</li>")
		}
	}
	f.raw("</ul>\n")
}
