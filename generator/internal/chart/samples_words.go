package chart

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/series"
)

// joined joins a value and its unit.
func joined(value, unit string) string {
	if unit == "" {
		return value
	}
	return value + "\u00A0" + unit
}

// withUnit is the label of a series: "latency [ms]".
func withUnit(s series.Series) string {
	if s.Unit == "" {
		return s.Label
	}
	return s.Label + " [" + s.Unit + "]"
}

// commonUnit is the unit of all series; "" where they differ.
func (f *figure) commonUnit() string {
	if slices.ContainsFunc(f.chosen, func(s series.Series) bool { return s.Unit != f.chosen[0].Unit }) {
		return ""
	}
	return f.chosen[0].Unit
}

// manyDays reports whether the drawing shows more than one day.
func (f *figure) manyDays() bool {
	panels := slices.Concat(f.rows...)
	first, last := panels[0].shown().Start, panels[len(panels)-1].shown().End-1
	return calendar.Date(first, f.zone) != calendar.Date(last, f.zone)
}

// moment shows a time in milliseconds: "14:05", "13 May, 14:05:30".
func (f *figure) moment(at int64, day bool) string {
	t := in(f.zone, at/1000)
	text := t.Format("15:04")
	if t.Second() != 0 || at%1000 != 0 {
		text = t.Format("15:04:05")
	}
	if day {
		text = t.Format("2 Jan") + ", " + text
	}
	return text
}

const mostGaps = 3

// notes say in short how to read the drawing.
func (f *figure) notes() string {
	var sentences []string
	say := func(format string, args ...any) { sentences = append(sentences, fmt.Sprintf(format, args...)) }
	if len(f.chosen) < len(f.Table) && f.columns == nil {
		say("The first %d of %d series.", len(f.chosen), len(f.Table))
	}
	switch {
	case f.scale.log && f.lowered:
		say("Logarithmic axis; zero and less lie at its lower edge.")
	case f.scale.log:
		say("Logarithmic axis.")
	case f.scale.low > 0:
		say("The axis begins at %s.", joined(shown(f.scale.low), f.commonUnit()))
	}
	if f.drawn < f.of && f.shape != "band" {
		say("%s of %s samples are drawn, the highest and lowest among them.", calendar.Count(int64(f.drawn)), calendar.Count(int64(f.of)))
	}
	if gaps := f.blind(); len(gaps) > 0 {
		say("No samples %s.", list(gaps))
	}
	panels := slices.Concat(f.rows...)
	for i, p := range panels[1:] {
		say("The axis leaves out %s.", calendar.Duration(p.content.Start-panels[i].content.End))
	}
	say("Times in %s.", calendar.ZoneLabel(panels[0].content.Start, f.zone))
	return strings.Join(sentences, " ")
}

// blind are the gaps in words: "from 14:31 to 14:37", or how many there are.
func (f *figure) blind() (out []string) {
	for _, p := range slices.Concat(f.rows...) {
		for _, gap := range f.unseen(p) {
			out = append(out, "between "+f.moment(gap.Start*1000, f.manyDays())+" and "+f.moment(gap.End*1000, false))
		}
	}
	if len(out) > mostGaps {
		return []string{"in " + strconv.Itoa(len(out)) + " gaps"}
	}
	return out
}

// words say what a row shows, for those who do not see it: of each series how it begins and ends, its lowest
// and its highest.
func (f *figure) words(row []panel) string {
	var parts []string
	for _, s := range f.chosen {
		var all []series.Sample
		for _, p := range row {
			all = append(all, slices.Concat(p.within(s).Runs()...)...)
		}
		if len(all) == 0 {
			parts = append(parts, s.Label+": no samples.")
			continue
		}
		low, high := all[0], all[0]
		for _, sample := range all {
			if sample.Value < low.Value {
				low = sample
			}
			if sample.Value > high.Value {
				high = sample
			}
		}
		day := f.manyDays()
		first, last := all[0], all[len(all)-1]
		value := func(s series.Series, sample series.Sample) string {
			return joined(shown(sample.Value), s.Unit) + " at " + f.moment(sample.At, day)
		}
		parts = append(parts, fmt.Sprintf("%s: from %s to %s; lowest %s, highest %s.", s.Label, value(s, first), value(s, last), value(s, low), value(s, high)))
	}
	title := f.Title
	if title == "" {
		title = f.File
	}
	return title + ", " + f.days(row[0]) + ". " + strings.Join(parts, " ")
}
