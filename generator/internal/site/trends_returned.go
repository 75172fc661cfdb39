package site

import (
	"fmt"
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/chart"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/trends"
	"afterword/generator/internal/urls"
)

func (s *Site) promised(v *trends.View) *TrendsPart {
	a := v.Promised
	if len(a.Years) == 0 {
		return nil
	}
	g := Grid{Caption: "By the year in which they were opened", Head: []string{"Opened in", "Actions", "Done", "Dropped", "Open", "Overdue", "Not known"}}
	for _, y := range a.Years {
		row := GridRow{Link: Link{Label: yearName(y.Number)}, Cells: plainCells(y.List())}
		if s.exists(urls.Year(y.Number)) {
			row.URL = s.path(urls.Year(y.Number))
		}
		g.Rows = append(g.Rows, row)
	}
	if len(a.Years) > 1 {
		g.Rows = append(g.Rows, GridRow{Link: Link{Label: "All"}, Cells: plainCells(a.All.List())})
	}
	p := s.part(v, "actions", "What was promised", plural(a.All.Opened, "action", "actions")+"; one that was dropped has ended, and is not counted as done.")
	p.Lead = fmt.Sprintf("%s actions are done.", countOf(a.All.Done, a.All.Opened))
	p.Finding = fmt.Sprintf("%s open ones are overdue.", countOf(a.All.Overdue, a.All.Open))
	if a.All.Open == 0 {
		p.Finding = "None is open."
	}
	p.Grids = []Grid{g}
	if len(a.Survival.Steps) == 0 {
		return p
	}
	switch m := a.Survival.Median; {
	case m < 0:
		p.More = "Of those whose days are known, more than half are not closed yet."
	default:
		p.More = fmt.Sprintf("Half of those whose days are known were closed within %s.", plural(m, "day", "days"))
	}
	p.Counted = append(p.Counted, fmt.Sprintf("The curve is of the %s whose days are known: open ones by Kaplan and Meier, ends by Aalen and Johansen.", calendar.Count(int64(a.N))))
	p.Drawing = theme.Drawn(chart.Survival(a.Survival, "Below the line: the share still open, by days since they were opened, with its 95 % limits. Above it: done, then dropped."))
	return p
}

// shownChains is how many chains a page draws; the data has more.
const shownChains = 8

func (s *Site) cameBack(v *trends.View) *TrendsPart {
	r := v.Returned
	if r.Dated < 2 {
		return nil
	}
	p := s.part(v, "returned", "What came back",
		fmt.Sprintf("%s with a start known to the day. One came back if an earlier one shares a cause and a service with it, or they name each other as related.", incidents(r.Dated)))
	p.Lead = fmt.Sprintf("%s came back; %s would by chance alone.", countOf(r.Came, r.Dated), oneDecimal(r.Chance))
	after := 0
	for _, c := range r.Chains {
		if c.After > 0 {
			after++
		}
	}
	p.Finding = fmt.Sprintf("In %s this was after an action against it was done.", plural(after, "case", "cases"))
	if after == 0 {
		p.Finding = "In no case was an action against it recorded as done before."
	}
	if len(r.Chains) == 0 {
		p.Finding = ""
		return p
	}
	years := calendar.Interval{Start: calendar.Year(v.Years[0].Number, s.zone).Start, End: s.archive.AsOf}
	for _, c := range first(r.Chains, shownChains) {
		p.Chains = append(p.Chains, s.chainRow(c, years))
	}
	if rest := len(r.Chains) + r.More - len(p.Chains); rest > 0 {
		p.Counted = append(p.Counted, fmt.Sprintf("%d more are in the data.", rest))
	}
	p.Note = "One mark is one incident; a pin is the day on which an action against it was done."
	p.Tables = []DrawnTable{{Labels: theme.Drawn(chart.ChainYears(years, s.zone))}}
	return p
}

// chainLinks is how many incidents of a chain have a link, the newest.
const chainLinks = 6

func (s *Site) chainRow(c trends.Chain, years calendar.Interval) ChainRow {
	row := ChainRow{After: c.After > 0, Text: s.chainText(c), Drawing: theme.Drawn(chart.Chain(c, years, s.zone)), More: max(0, len(c.Incidents)-chainLinks)}
	if c.Cause != nil {
		row.Links = append(row.Links, s.link(capital(c.Cause.Name), urls.Term("causes", c.Cause.Slug)))
	}
	if c.Service != nil {
		row.Links = append(row.Links, s.link(c.Service.Name, urls.Service(c.Service.ID)))
	}
	for _, i := range c.Incidents[row.More:] {
		row.Incidents = append(row.Incidents, DatedLink{s.link(s.day(i.Start).Text, urls.Incident(i.Path)), i.Length.String()})
	}
	return row
}

// chainText says what happened: "closed March 2024; again September 2024, January 2025".
func (s *Site) chainText(c trends.Chain) string {
	if c.Action == nil {
		var gaps []string
		for _, days := range c.Gaps {
			gaps = append(gaps, plural(days, "day", "days"))
		}
		if len(gaps) > chainLinks {
			gaps = append([]string{"…"}, gaps[len(gaps)-chainLinks:]...)
		}
		return fmt.Sprintf("Gaps of %s; %s since.", strings.Join(gaps, ", "), plural(c.Away, "day", "days"))
	}
	text := fmt.Sprintf("“%s” closed %s", c.Action.Title, s.day(c.Action.Closed).Text)
	if c.After == 0 {
		return text + fmt.Sprintf("; not again in %s.", plural(c.Away, "day", "days"))
	}
	var again []string
	for _, i := range c.Incidents[len(c.Incidents)-min(c.After, len(c.Incidents)):] {
		again = append(again, s.day(i.Start).Text)
	}
	return text + fmt.Sprintf("; again %s: %s by chance alone.", strings.Join(first(again, chainLinks), ", "), oneDecimal(c.Chance))
}
