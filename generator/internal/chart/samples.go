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
