package chart

import (
	"cmp"
	"slices"
	"strconv"

	"afterword/generator/internal/series"
)

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
