package site

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/chart"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/trends"
	"afterword/generator/internal/urls"
)

// part begins a part of the page; its table is linked where the site has it.
func (s *Site) part(v *trends.View, id, title string, counted ...string) *TrendsPart {
	p := &TrendsPart{ID: id, Title: title, Counted: counted}
	if table := urls.TrendsTable(id); v.Service == nil && s.exists(table) {
		p.Files = append(p.Files, s.link("as CSV", table))
	}
	return p
}

func (s *Site) yearRow(y trends.Year) DrawnRow {
	row := DrawnRow{Link: s.link(fmt.Sprint(y.Number), urls.Year(y.Number))}
	if !y.Closed {
		row.Note = "so far"
	}
	return row
}

func (s *Site) howMany(v *trends.View) *TrendsPart {
	p := s.part(v, "counts", "How many",
		fmt.Sprintf("%s that began in %s.", incidents(v.Incidents), trends.Years(v.Years[0].Number, v.Years[len(v.Years)-1].Number)),
		"The line under a year holds its true rate in 95 of 100 cases: exact Poisson interval (Garwood).")
	if v.Unstarted > 0 {
		p.Counted = append(p.Counted, plural(v.Unstarted, "report has", "reports have")+" no start and belong to no year here.")
	}
	if now, before := lastClosed(v); now != nil {
		p.Lead = fmt.Sprintf("%s in %d", incidents(len(now.Incidents)), now.Number)
		if before != nil {
			p.Lead += fmt.Sprintf(", %s the year before", calendar.Count(int64(len(before.Incidents))))
		}
		p.Lead += "."
	}
	p.Finding = s.finding(v, trends.Number)
	most := chart.CountAxis(v)
	p.Note = "One mark is one incident."
	if most > chart.MostMarks {
		p.Note = "The length of a bar is the number of incidents."
	}
	t := DrawnTable{Heads: TableHeads{"Year", "Incidents", "95 % interval", ""}, Labels: theme.Drawn(chart.CountLabels(most))}
	if v.Service == nil {
		t.Heads.Figure = "Against the year before"
	}
	for _, y := range v.Years {
		row := s.yearRow(y)
		row.Drawing = theme.Drawn(chart.Counts(y, v.Severities, most))
		row.Count = calendar.Count(int64(len(y.Incidents)))
		row.Between = fmt.Sprintf("%s–%s", calendar.Count(int64(math.Floor(y.Interval.Low))), calendar.Count(int64(math.Ceil(y.Interval.High))))
		for _, c := range v.Comparisons {
			if !c.Halves && c.Measure == trends.Number && c.B.To == y.Number {
				row.Figure, row.Sure = string(c.Word), c.Word != trends.CannotTell
			}
		}
		t.Rows = append(t.Rows, row)
	}
	for n, of := range v.Severities {
		if slices.ContainsFunc(v.Years, func(y trends.Year) bool { return y.Severities[n] > 0 }) {
			t.Legend = append(t.Legend, Mark{s.severity(of).Word, theme.Drawn(chart.SeverityMark(of))})
		}
	}
	p.Tables = []DrawnTable{t}
	return p
}

func (s *Site) howLong(v *trends.View) *TrendsPart {
	all := pooled(v, func(y *trends.Year) trends.Distribution { return y.Lengths })
	if all.N() == 0 {
		return nil
	}
	p := s.part(v, "lengths", "How long", ofThem(all, "a recorded length"))
	if all.Bounded > 0 {
		p.Counted = append(p.Counted, plural(all.Bounded, "length is", "lengths are")+" known from two sides, which count for neither side of a comparison.")
	}
	var medians []trends.Year
	for _, y := range v.Years {
		if y.Closed && len(y.Lengths.Percents()) > 0 {
			medians = append(medians, y)
		}
	}
	if len(medians) > 0 {
		by := func(a, b trends.Year) int { return cmp.Compare(a.Lengths.Quantile(50).Min, b.Lengths.Quantile(50).Min) }
		least, most := slices.MinFunc(medians, by).Lengths.Quantile(50), slices.MaxFunc(medians, by).Lengths.Quantile(50)
		p.Lead = "The median length of a year was " + least.Duration() + "."
		if least != most {
			p.Lead = fmt.Sprintf("The median length of a year was from %s to %s.", least.Duration(), most.Duration())
		}
		last := medians[len(medians)-1]
		values := slices.DeleteFunc(slices.Clone(last.Lengths.Values), func(v trends.Value) bool { return v.Min == 0 })
		if len(values) > 1 {
			p.More = fmt.Sprintf("Within %d alone lengths went from %s to %s: an average would say nothing, and none is given.",
				last.Number, values[0].Duration(), values[len(values)-1].Duration())
		}
	}
	p.Finding = s.finding(v, trends.Length)
	p.Note = "One dot is one incident, on a logarithmic axis; a line is one whose length is known from two sides. The band holds the middle half, the stroke is the median."
	t := DrawnTable{Heads: TableHeads{"Year", "Lengths", "", "Median"}, Labels: theme.Drawn(chart.LengthLabels())}
	for _, y := range v.Years {
		if y.Lengths.Of == 0 {
			continue
		}
		t.Rows = append(t.Rows, spreadRow(s.yearRow(y), y.Lengths))
	}
	p.Tables = []DrawnTable{t}
	return p
}

// spreadRow is the row of a set of lengths.
func spreadRow(row DrawnRow, d trends.Distribution) DrawnRow {
	row.Drawing = theme.Drawn(chart.Spread(d))
	row.Count = calendar.Count(int64(d.N()))
	if d.N() < d.Of {
		row.Count += " of " + calendar.Count(int64(d.Of))
	}
	switch {
	case d.N() == 0:
		row.Figure = calendar.NoValue
	case len(d.Percents()) == 0: // too few for a median: the values themselves
		row.Small = listed(d)
	default:
		row.Figure = d.Quantile(50).Duration()
	}
	return row
}

// listed are the values themselves.
func listed(d trends.Distribution) string {
	var values []string
	for _, v := range d.Values {
		values = append(values, v.Duration())
	}
	return strings.Join(values, ", ")
}

// pooled are the lengths of all years.
func pooled(v *trends.View, of func(*trends.Year) trends.Distribution) (all trends.Distribution) {
	for n := range v.Years {
		d := of(&v.Years[n])
		all.Values = append(all.Values, d.Values...)
		all.Of, all.Bounded = all.Of+d.Of, all.Bounded+d.Bounded
	}
	slices.SortStableFunc(all.Values, func(a, b trends.Value) int { return cmp.Compare(a.Min, b.Min) })
	return all
}

// ofThem says of how many something is known.
func ofThem(d trends.Distribution, what string) string {
	return fmt.Sprintf("%s of %s with %s.", calendar.Count(int64(d.N())), incidents(d.Of), what)
}

// shownTaxonomies is how many taxonomies the page has a table of; the data has all.
const shownTaxonomies = 2

func (s *Site) what(v *trends.View) *TrendsPart {
	if len(v.What) == 0 {
		return nil
	}
	top := v.What[0]
	p := s.part(v, "terms", "What", fmt.Sprintf("%s of %s; one with two of them counts in both rows. A tint repeats the number.", calendar.Count(int64(top.Recorded)), incidents(v.Incidents)))
	if len(top.Rows) > 0 {
		most := top.Rows[0]
		p.Finding = capital(most.Name)
		p.More = fmt.Sprintf("cost most: %s of downtime in %s.", most.Downtime.Per(1000).Duration(), incidents(most.Total))
		if often := slices.MaxFunc(top.Rows, func(a, b trends.Row) int { return cmp.Compare(a.Total, b.Total) }); often.Total > most.Total {
			p.More += fmt.Sprintf(" The most frequent, %s, was behind %s.", often.Name, calendar.Count(int64(often.Total)))
		}
	}
	for n, m := range first(v.What, shownTaxonomies) {
		g := s.matrix(v, m, true)
		g.Folded = n > 0
		p.Grids = append(p.Grids, g)
	}
	return p
}

// shownYears is how many years a table of terms has a column for. Those before share one.
const shownYears = 12

// matrix is a table of terms by year, without years that have none.
func (s *Site) matrix(v *trends.View, m trends.Matrix, weighed bool) Grid {
	g := Grid{Caption: m.Title + ", by year", Head: []string{m.Title}}
	rows := m.Rows
	if m.Rest != nil {
		rest := *m.Rest
		rest.Name = plural(m.More, "other", "others")
		rows = append(slices.Clone(rows), rest)
	}
	var years []int // which of v.Years
	for n := range v.Years {
		if slices.ContainsFunc(rows, func(r trends.Row) bool { return r.Counts[n] > 0 }) {
			years = append(years, n)
		}
	}
	var before []int
	if early := len(years) - shownYears; early > 1 {
		before, years = years[:early], years[early:]
		g.Head = append(g.Head, fmt.Sprintf("to %d", v.Years[before[early-1]].Number))
	}
	most := 1
	for _, n := range years {
		g.Head = append(g.Head, fmt.Sprint(v.Years[n].Number))
		for _, r := range rows {
			most = max(most, r.Counts[n])
		}
	}
	g.Head = append(g.Head, "All")
	if weighed {
		g.Caption += ", most downtime first"
		g.Head = append(g.Head, "Downtime")
	}
	for _, r := range rows {
		row := GridRow{Link: Link{Label: capital(r.Name)}}
		if r.Term != nil {
			row.Link = s.link(capital(r.Name), urls.Term(m.ID, r.Term.Slug))
		}
		if before != nil {
			row.Cells = append(row.Cells, GridCell{Text: calendar.Count(int64(sumAt(r.Counts, before)))})
		}
		for _, n := range years {
			row.Cells = append(row.Cells, countCell(r.Counts[n], most))
		}
		row.Cells = append(row.Cells, GridCell{Text: calendar.Count(int64(r.Total))})
		if weighed {
			row.Cells = append(row.Cells, GridCell{Text: r.Downtime.Per(1000).Duration()})
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

func sumAt(counts, at []int) (sum int) {
	for _, n := range at {
		sum += counts[n]
	}
	return sum
}

// countCell tints a number beside the greatest of its table.
func countCell(n, most int) GridCell {
	if n == 0 {
		return GridCell{"0", "t0"}
	}
	return GridCell{calendar.Count(int64(n)), fmt.Sprintf("t%d", (5*n+most-1)/most)}
}

// plainCells are numbers without a tint.
func plainCells(counts []int) (cells []GridCell) {
	for _, n := range counts {
		cells = append(cells, GridCell{Text: calendar.Count(int64(n))})
	}
	return cells
}

func (s *Site) when(v *trends.View) *TrendsPart {
	w := v.When
	if w.N == 0 {
		return nil
	}
	p := s.part(v, "starts", "When",
		fmt.Sprintf("%s of %s with a recorded time, by the clocks of %s.", calendar.Count(int64(w.N)), incidents(w.Of), s.zone),
		"A start is when someone noticed: office hours may be attention.")
	for _, share := range []*trends.Share{w.Office, w.Weekend} {
		if share == nil || share.Of == 0 {
			continue
		}
		text := fmt.Sprintf("%s began on %s, which is %s of the time", countOf(share.In, share.Of), share.Name, calendar.TenthsText(share.Seconds*1000/max(1, share.All)))
		switch share.Word {
		case trends.More, trends.Fewer:
			text += fmt.Sprintf(": %s than by chance (p %s)", share.Word, trends.Probability(share.Adjusted))
		case trends.CannotTell:
			text += ": it cannot be told from chance"
		}
		if p.Finding == "" {
			p.Finding = text + "."
		} else {
			p.More = text + "."
		}
	}
	if p.Finding == "" {
		p.Finding = fmt.Sprintf("%s began on a weekday from 8 to 18.", countOf(officeHours(w.Hours), w.N))
	}
	p.Drawing = theme.Drawn(chart.Hours(w, "Starts by weekday and hour; the larger a circle, the more. Framed: Monday to Friday, 8 to 18."))
	g := Grid{Caption: "The same as a table", Folded: true, Head: []string{"Hour"}}
	for h := range 24 {
		g.Head = append(g.Head, fmt.Sprint(h))
	}
	for d, hours := range w.Hours {
		row := GridRow{Link: Link{Label: time.Weekday((d + 1) % 7).String()[:3]}}
		for _, n := range hours {
			row.Cells = append(row.Cells, countCell(n, math.MaxInt32))
		}
		g.Rows = append(g.Rows, row)
	}
	p.Grids = []Grid{g}
	return p
}

func officeHours(hours [7][24]int) (n int) {
	for _, day := range hours[:5] {
		for _, at := range day[8:18] {
			n += at
		}
	}
	return n
}

// countOf writes "40 of 80".
func countOf(n, of int) string { return calendar.Count(int64(n)) + " of " + calendar.Count(int64(of)) }

func (s *Site) howFound(v *trends.View) *TrendsPart {
	p := s.part(v, "found", "How found")
	if v.By.Recorded > 0 {
		p.Counted = append(p.Counted, fmt.Sprintf("Who noticed is recorded for %s.", countOf(v.By.Recorded, v.Incidents)))
		top := slices.MaxFunc(v.By.Rows, func(a, b trends.Row) int { return cmp.Compare(a.Total, b.Total) })
		p.Finding = fmt.Sprintf("%s: %s.", capital(top.Name), countOf(top.Total, v.By.Recorded))
		p.Grids = []Grid{s.matrix(v, v.By, false)}
	}
	t := DrawnTable{
		Caption: "From the first impact on, over all years, where the time was recorded.",
		Heads:   TableHeads{"Until it was", "Times", "", "Median"}, Labels: theme.Drawn(chart.LengthLabels()),
	}
	for n, phase := range v.Years[0].Response {
		if d := pooled(v, func(y *trends.Year) trends.Distribution { return y.Response[n].Distribution }); d.N() > 0 {
			t.Rows = append(t.Rows, spreadRow(DrawnRow{Link: Link{Label: phase.Name}}, d))
			if len(d.Percents()) > 0 && p.More == "" {
				p.More = fmt.Sprintf("Half of all were %s within %s.", strings.ToLower(phase.Name), d.Quantile(50).Duration())
			}
		}
	}
	if len(t.Rows) > 0 {
		p.Tables = []DrawnTable{t}
	}
	if len(p.Tables)+len(p.Grids) == 0 {
		return nil
	}
	return p
}

// lastClosed is the last year that is compared, and the one before it.
func lastClosed(v *trends.View) (last, before *trends.Year) {
	for n := range v.Years {
		if y := &v.Years[n]; y.Closed {
			last, before = y, last
		}
	}
	return last, before
}
