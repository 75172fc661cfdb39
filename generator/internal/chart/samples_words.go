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
	return calendar.Date(first, f.sketch.zone) != calendar.Date(last, f.sketch.zone)
}

// moment shows a time in milliseconds: "14:05", "13 May, 14:05:30".
func (f *figure) moment(at int64, day bool) string {
	t := in(f.sketch.zone, at/1000)
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
	say("Times in %s.", calendar.ZoneLabel(panels[0].content.Start, f.sketch.zone))
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
		label := s.Label
		if s.Unit != "" {
			label += " [" + s.Unit + "]"
		}
		swatch("30", label, func() {
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

const mostRows = 48 // of the table

// table writes the samples, or the lowest and highest of them in even steps of time where there are many.
func (f *figure) table() {
	st, times := f.rowTimes()
	many := st.count > 0
	summary := "The samples as a table"
	if many {
		summary = "The samples as a table: lowest and highest in steps of " + calendar.Duration(st.length())
	}
	f.raw("<details>")
	f.open("summary", "").say(summary, "")
	f.open("div", "table").attr("role", "region").attr("tabindex", "0").attr("aria-label", "Samples of "+f.Title+" ("+f.File+")").begin()
	f.raw("<table>")
	f.open("caption", "vh").say("Samples of "+f.Title, "")
	f.raw("<thead><tr>")
	f.open("th", "").attr("scope", "col").say(calendar.ZoneLabel(times[0]/1000, f.sketch.zone), "")
	for _, s := range f.chosen {
		label := s.Label
		if s.Unit != "" {
			label += " [" + s.Unit + "]"
		}
		f.open("th", "right").attr("scope", "col").say(label, "")
	}
	f.raw("</tr></thead>\n<tbody>")
	for i, at := range times {
		until := at + 1
		if many && i+1 < len(times) {
			until = times[i+1]
		} else if many {
			until = at + st.length()*1000
		}
		f.raw("<tr>")
		f.open("th", "").attr("scope", "row").say(f.moment(at, f.manyDays()), "")
		for _, s := range f.chosen {
			f.open("td", "right").say(between(s, at, until), "")
		}
		f.raw("</tr>\n")
	}
	f.raw("</tbody></table></div></details>")
}

// rowTimes are the times of the rows of the table: those of the samples, or round ones where there are many.
func (f *figure) rowTimes() (step, []int64) {
	var times []int64
	var seconds int64
	panels := slices.Concat(f.rows...)
	for _, p := range panels {
		seconds += p.shown().Seconds()
		for _, s := range f.chosen {
			for _, sample := range p.within(s).Samples {
				times = append(times, sample.At)
			}
		}
	}
	slices.Sort(times)
	if times = slices.Compact(times); len(times) <= mostRows {
		return step{}, times
	}
	for _, st := range steps() {
		if seconds/st.length() > mostRows {
			continue
		}
		times = times[:0]
		for _, p := range panels {
			for _, at := range append([]int64{p.shown().Start}, st.within(p.shown(), f.sketch.zone)...) {
				if at < p.shown().End {
					times = append(times, at*1000)
				}
			}
		}
		slices.Sort(times)
		if times = slices.Compact(times); len(times) <= mostRows+len(panels) {
			return st, times
		}
	}
	return step{}, times // not reached: the longest step is longer than all years
}

// between shows the samples from one time to before another: the only value, or the lowest and the highest.
func between(s series.Series, from, until int64) string {
	var low, high float64
	found := false
	for _, sample := range s.Within(from, until-1).Samples {
		switch {
		case sample.Missing() || sample.At < from || sample.At >= until:
		case !found:
			low, high, found = sample.Value, sample.Value, true
		default:
			low, high = min(low, sample.Value), max(high, sample.Value)
		}
	}
	switch {
	case !found:
		return "none"
	case shown(low) == shown(high):
		return shown(low)
	}
	return shown(low) + " – " + shown(high)
}
