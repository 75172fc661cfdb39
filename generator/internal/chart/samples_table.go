package chart

import (
	"slices"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/series"
)

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
	f.open("th", "").attr("scope", "col").say(calendar.ZoneLabel(times[0]/1000, f.zone), "")
	for _, s := range f.chosen {
		f.open("th", "right").attr("scope", "col").say(withUnit(s), "")
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
			for _, at := range append([]int64{p.shown().Start}, st.within(p.shown(), f.zone)...) {
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
