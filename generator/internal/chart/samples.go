package chart

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/series"
	"afterword/generator/internal/settings"
)

// Samples is a data file that is to be drawn, and the report that it belongs to.
type Samples struct {
	Title         string // what the drawing shows; may be ""
	File, Address string // of the data, for the link to it
	Table         series.Table
	Report        *postmortem.Postmortem // nil of a page
	Zone, Default *time.Location         // that times are shown in; that in force for times without one, or nil
	AsOf          int64
}

const (
	mostSeries  = 6
	mostSamples = 600 // of a series that are drawn one by one
	plotHeight  = 220
)

// A figure is a drawing of samples in the making: windows and phases as in Lanes, and the samples above them.
type figure struct {
	sketch
	Samples
	look
	chosen  series.Table
	rows    [][]panel
	scale   scale
	drawn   int // samples
	of      int // samples in the time that is shown
	lowered bool
}

// Draw draws samples over the windows and phases of their report, with a table behind them. options is what
// the author asks for; see readLook. Where nothing can be drawn, it says why.
func Draw(s Samples, options string) (Drawing, *Refusal) {
	if s.Report == nil {
		s.Report = none
	}
	f := &figure{Samples: s, sketch: sketch{p: s.Report, zone: s.Zone, asOf: s.AsOf, phases: phasesOf(s.Report)}}
	if f.sketch.zone == nil {
		f.sketch.zone = time.UTC
	}
	f.pieces = f.cut()
	var bad *Refusal
	if f.look, bad = s.readLook(options); bad != nil {
		return "", bad
	}
	if bad = f.choose(); bad != nil {
		return "", bad
	}
	f.rows = f.panels()
	if bad = f.measure(); bad != nil {
		return "", bad
	}
	f.whole()
	return f.drawing(), nil
}

// choose picks the columns that were asked for.
func (f *figure) choose() *Refusal {
	if f.columns == nil {
		f.chosen = slices.Clone(f.Table[:min(len(f.Table), mostSeries)])
	}
	var labels []string
	for _, s := range f.Table {
		labels = append(labels, s.Label)
	}
	for _, name := range f.columns {
		i := slices.Index(labels, name)
		if i < 0 {
			return &Refusal{f.File + " has no column " + strconv.Quote(name), "Its columns are " + strings.Join(labels, ", ") + "."}
		}
		f.chosen = append(f.chosen, f.Table[i])
	}
	switch {
	case len(f.chosen) > mostSeries:
		return &Refusal{fmt.Sprintf("%d series are more than can be told apart", len(f.chosen)), fmt.Sprintf("Name %d columns at most.", mostSeries)}
	case f.shape == "band" && len(f.chosen) < 2:
		return &Refusal{"a band needs two columns", "Write kind=band columns=lowest,highest; further columns are lines."}
	case f.shape == "bars" && f.log:
		return &Refusal{"bars are stacked from zero, which a logarithmic axis does not have", "Leave y=log out, or write kind=step."}
	}
	for i := range f.chosen {
		s := &f.chosen[i]
		s.Unit, s.Step = cmp.Or(s.Unit, f.unit), cmp.Or(f.every, s.Step)
	}
	if f.shape == "band" {
		low, high := &f.chosen[0], &f.chosen[1]
		low.Samples, high.Samples = paired(low.Samples, high.Samples)
		high.Step = low.Step // so that both have the same gaps
	}
	return nil
}

// paired returns the samples of two series whose times both have, missing in both where in one.
func paired(a, b []series.Sample) (low, high []series.Sample) {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].At < b[0].At:
			a = a[1:]
		case a[0].At > b[0].At:
			b = b[1:]
		default:
			x, y := a[0], b[0]
			if x.Missing() || y.Missing() {
				x.Value, y.Value = math.NaN(), math.NaN()
			}
			low, high, a, b = append(low, x), append(high, y), a[1:], b[1:]
		}
	}
	return low, high
}

// panels lays the axis out: as the window asks that was given; else around the windows and phases of the
// report, broken where that of its lanes is, with a quarter more on either side as far as there are samples.
func (f *figure) panels() [][]panel {
	data := calendar.Interval{Start: math.MaxInt64, End: math.MinInt64}
	for _, s := range f.chosen {
		if n := len(s.Samples); n > 0 {
			data.Start, data.End = min(data.Start, s.Samples[0].At/1000), max(data.End, s.Samples[n-1].At/1000+1)
		}
	}
	switch {
	case !f.span.Empty():
		return alone(f.span)
	case f.points() < 2:
		return alone(data)
	}
	rows := f.layout()
	all := calendar.Interval{Start: math.MaxInt64, End: math.MinInt64}
	for _, row := range rows {
		for i := range row {
			c := &row[i].content
			around := max(c.Seconds()/4, 10*f.chosen[0].Step/1000)
			c.Start, c.End = max(c.Start-around, min(c.Start, data.Start)), min(c.End+around, max(c.End, data.End))
			all.Start, all.End = min(all.Start, c.Start), max(all.End, c.End)
		}
	}
	if fit(rows); len(rows) == 1 && len(rows[0]) == 1 || meeting(rows) >= 0 {
		return alone(all)
	}
	return rows
}

// alone is one panel from edge to edge.
func alone(in calendar.Interval) [][]panel {
	in.End = max(in.End, in.Start+1)
	seconds := float64(in.Seconds())
	return [][]panel{{{content: in, width: 100, middle: seconds / 2, scale: 100 / seconds}}}
}

// within is a chosen series in the time that a panel shows.
func (p panel) within(s series.Series) series.Series {
	in := p.shown()
	return s.Within(in.Start*1000, in.End*1000)
}

// measure finds the range of the values that are shown.
func (f *figure) measure() *Refusal {
	low, high, least := math.Inf(1), math.Inf(-1), math.Inf(1) // least: above zero
	for _, p := range slices.Concat(f.rows...) {
		stacked := map[int64]float64{}
		for _, s := range f.chosen {
			for _, sample := range p.within(s).Samples {
				if sample.Missing() {
					continue
				}
				v := sample.Value
				if p.shown().Contains(sample.At / 1000) {
					f.of++
				}
				if f.shape == "bars" {
					if v < 0 {
						return &Refusal{fmt.Sprintf("%s is %s at %s, and bars are stacked from zero", s.Label, shown(v), f.moment(sample.At, true)), "Write kind=step."}
					}
					stacked[sample.At] += v
					low, v = 0, stacked[sample.At]
				}
				low, high = min(low, v), max(high, v)
				if v > 0 {
					least = min(least, v)
				}
			}
		}
	}
	if sig := f.Report.Signal; f.signalled() {
		low, high = min(low, sig.Limit), max(high, sig.Limit)
		if sig.Limit > 0 {
			least = min(least, sig.Limit)
		}
	}
	switch {
	case f.of == 0:
		return &Refusal{f.File + " has no samples in the time that is drawn", "Look at its times and their zone; window= names another time."}
	case f.log && math.IsInf(least, 1):
		return &Refusal{"a logarithmic axis has no place for values that are zero or less", "Leave y=log out."}
	case f.log:
		f.lowered, low = low <= 0, least
	}
	f.scale = newScale(low, high, f.log)
	return nil
}

// signalled reports whether the drawing shows the series that the report names as its signal.
func (f *figure) signalled() bool {
	sig := f.Report.Signal
	return sig != nil && sig.File == f.File && (sig.Column == "" || slices.ContainsFunc(f.chosen, func(s series.Series) bool { return s.Label == sig.Column }))
}

// whole writes the figure.
func (f *figure) whole() {
	var body pen
	f.pen, body = body, f.pen // rows are drawn first: the words say how much of the samples they show
	ticks := axis(f.rows, f.sketch.zone)
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
		f.gaps(p, top+plotHeight/2)
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
	for i, p := range row[1:] {
		x, width := spanOf(row[i].x+row[i].width, p.x)
		length, title := f.gap(row[i], p)
		f.open("text", "axis").percent("x", percent(x+width/2)).pixels("y", bottom+tickDrop+gapHeight).attr("text-anchor", "middle").say(length, title)
	}
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

// gaps stripes the time in which no series has samples: a line as wide as the plot is high.
func (f *figure) gaps(p panel, middle float64) {
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

// panel draws the samples of a panel, first those that others are to lie upon.
func (f *figure) panel(p panel, share int) {
	if f.shape == "bars" {
		f.bars(p, share)
		return
	}
	lines := 0
	if f.shape == "band" {
		lines = 2
		f.band(p, share)
	}
	for n := len(f.chosen) - 1; n >= lines; n-- {
		s := p.within(f.chosen[n])
		var d path
		for _, run := range s.Runs() {
			run = f.thin(run, len(s.Samples), share)
			f.drawn += len(run)
			d.trace(f, p, run, s.Step)
		}
		f.stroke(n, d)
	}
}

// thin leaves as many samples of a run as its part of a share allows.
func (f *figure) thin(run []series.Sample, of, share int) []series.Sample {
	return series.Thin(run, max(3, share*len(run)/max(1, of)))
}

// dashes tell lines apart without colour.
var dashes = [mostSeries]string{"none", "6 3", "1.5 2.5", "9 3 2 3", "2 2 6 2", "14 4"}

// stroke draws a path as the line of the nth series.
func (f *figure) stroke(n int, d path) {
	if len(d) > 0 {
		f.open("path", "s"+strconv.Itoa(n+1)).attr("d", string(d)).attr("stroke-width", "1.75").attr("stroke-dasharray", dashes[n]).
			attr("stroke-linejoin", "round").attr("vector-effect", "non-scaling-stroke").end()
	}
}

// opacities tell fills apart without colour; all have an outline.
var opacities = [mostSeries]string{".6", ".08", ".4", ".2", ".75", ".3"}

// fill draws a path as the area of the nth series.
func (f *figure) fill(n int, opacity string, d path) {
	if len(d) > 0 {
		f.open("path", "s"+strconv.Itoa(n+1)).attr("d", string(d)).attr("fill", "currentColor").attr("fill-opacity", opacity).
			attr("stroke-width", ".75").attr("vector-effect", "non-scaling-stroke").end()
	}
}

// point appends a command and a point, in thousandths of a panel's width and height.
func (d *path) point(command byte, x float64, y int) { d.to(command, x, float64(y)) }

// across is the place of a time in a panel, in thousandths of its width.
func (p panel) across(at int64) float64 {
	off := float64(float64(float64(at)/1000-float64(p.content.Start))-p.middle) * p.scale
	return tenth(max(-9000, min(9999, 1000*(off/p.width+.5))))
}

// trace appends a run, each sample joined to the next, or held until then.
func (d *path) trace(f *figure, p panel, run []series.Sample, step int64) {
	last := 0
	for i, s := range run {
		x, y := p.across(s.At), f.scale.down(s.Value)
		switch {
		case i == 0:
			d.point('M', x, y)
		case f.shape == "step":
			d.point('L', x, last)
			d.point('L', x, y)
		default:
			d.point('L', x, y)
		}
		last = y
	}
	end := run[len(run)-1].At
	if f.shape == "step" {
		d.point('L', p.across(end+step), last)
	} else if len(run) == 1 {
		d.point('L', p.across(end)+2, last) // a dot
	}
}

// band fills what is between the first two series.
func (f *figure) band(p panel, share int) {
	low, high := p.within(f.chosen[0]), p.within(f.chosen[1])
	var d path
	upper := high.Runs()
	for i, run := range low.Runs() {
		below, above := f.thin(run, len(low.Samples), share), f.thin(upper[i], len(high.Samples), share)
		f.drawn += len(below) + len(above)
		command := byte('M')
		for _, s := range below {
			d.point(command, p.across(s.At), f.scale.down(s.Value))
			command = 'L'
		}
		for _, s := range slices.Backward(above) {
			d.point('L', p.across(s.At), f.scale.down(s.Value))
		}
		d = append(d, 'Z')
	}
	f.fill(0, ".25", d)
}

// bars stacks the samples of each time. Of more times than there is room for, those with the highest sums of
// their surroundings are drawn.
func (f *figure) bars(p panel, share int) {
	sums := map[int64]float64{}
	for _, s := range f.chosen {
		for _, sample := range p.within(s).Samples {
			if !sample.Missing() {
				sums[sample.At] += sample.Value
			}
		}
	}
	var times []int64
	for at := range sums {
		times = append(times, at)
	}
	slices.Sort(times)
	together := (len(times) + share - 1) / share
	kept := map[int64]float64{} // what is stacked so far
	for part := range slices.Chunk(times, max(1, together)) {
		kept[slices.MaxFunc(part, func(a, b int64) int { return cmp.Or(cmp.Compare(sums[a], sums[b]), cmp.Compare(b, a)) })] = 0
	}
	for n, s := range f.chosen {
		var d path
		half := s.Step * int64(max(1, together)) * 2 / 5
		for _, sample := range p.within(s).Samples {
			from, ok := kept[sample.At]
			if !ok || sample.Missing() {
				continue
			}
			f.drawn++
			kept[sample.At] += sample.Value
			left, right := p.across(sample.At-half), p.across(sample.At+half)
			d.point('M', left, f.scale.down(from))
			d.point('L', left, f.scale.down(kept[sample.At]))
			d.point('L', right, f.scale.down(kept[sample.At]))
			d.point('L', right, f.scale.down(from))
			d = append(d, 'Z')
		}
		f.fill(n, opacities[n], d)
	}
}
