package site

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/uptime"
	"afterword/generator/internal/urls"
)

// A WindowGroup is the windows that made the figures of one month.
type WindowGroup struct {
	ID       string // "w03"
	Title    string // "March 2018"
	Of       string // what the figures are of, to afterword verify
	Downtime Bounded
	Uptime   Bounded
	Windows  []WindowRow
	Rest     *WindowRest // the windows without a row; nil where all have one
}

// A WindowRest sums up windows that count less than those of the page, so that
// the rows of a month still add up to its figure.
type WindowRest struct {
	Label   string // "and 43 windows that count less"
	Seconds string
	Down    string
	Bound   string // how far they are open; "" where they are exact
}

// A WindowRow is what one window adds to a figure.
type WindowRow struct {
	Incident Link
	Range    string // "4 Dec 2018, 22:00 UTC – 5 Dec 2018, 08:00 UTC"
	Level    Badge
	Weight   string // "0.3"
	Seconds  string // counted at this level, overlap removed: "36 000 s"
	Overlap  string // "1 800 s counted with another window"; "" where nothing overlaps
	Down     string // what it adds: "10 800 s"
	Bound    string // why and how far it is open; "" where it is exact
}

// windowRows is how many windows one page lists. A row has twelve elements, and the
// days of the calendar need theirs.
const windowRows = 30

// contributed are the windows that count in each month of a service's year.
type contributed struct {
	uptime.ServicePeriod
	months [][]uptime.Contribution
}

func newContributed(y uptime.ServicePeriod) contributed {
	c := contributed{y, make([][]uptime.Contribution, len(y.Months))}
	for n := range c.months {
		c.months[n] = y.MonthContributions(n)
	}
	return c
}

// id is the place of a month's windows on the page: "w03".
func (c contributed) id(n int) string { return "w" + monthKey(c.In, c.Months[n].In) }

// from leads from a month to its windows on the page of the year; "" where it has none.
func (c contributed) from(page string) func(n int) string {
	return func(n int) string {
		if len(c.months[n]) == 0 {
			return ""
		}
		return page + "#" + c.id(n)
	}
}

// addWindows lists the windows behind a service's year, month by month. Where there are more
// than a page may list, those that count most have a row, and the last row of each month sums
// up its others: the rows of a month always add up to its figure.
func (s *Site) addWindows(page *ServiceYearPage, c contributed) {
	var all []*uptime.Contribution
	for _, list := range c.months {
		for n := range list {
			all = append(all, &list[n])
		}
	}
	summed := map[*uptime.Contribution]bool{}
	if len(all) > windowRows {
		slices.SortStableFunc(all, func(a, b *uptime.Contribution) int {
			return cmp.Or(cmp.Compare(b.Low.Weighted, a.Low.Weighted), cmp.Compare(b.Low.Seconds, a.Low.Seconds))
		})
		for _, c := range all[windowRows:] {
			summed[c] = true
		}
		page.Shown = fmt.Sprintf("The %d windows that count most of %s are listed; the last row of a month sums up its others.", windowRows, calendar.Count(int64(len(all))))
	}
	var open []Link
	for m, list := range c.months {
		group := WindowGroup{
			ID:       c.id(m),
			Title:    c.Months[m].In.String(),
			Of:       ofMonth(c.Service.ID, c.Series, c.Months[m]),
			Downtime: s.downtime(c.Months[m].Stats),
			Uptime:   s.percentage(c.Months[m].Stats),
		}
		var rest []uptime.Contribution
		for n, c := range list {
			if summed[&list[n]] {
				rest = append(rest, c)
			} else {
				group.Windows = append(group.Windows, s.windowRow(c))
			}
			if link := s.link(c.Postmortem.Title, urls.Incident(c.Postmortem.Path)); c.Window.Uncertain() && !slices.Contains(open, link) {
				open = append(open, link)
			}
		}
		if group.Rest = windowRest(rest); len(list) > 0 {
			page.Windows = append(page.Windows, group)
		}
	}
	page.Uncertain = openIncidents(open)
}

// windowRest sums up windows without a row; nil where there are none.
func windowRest(list []uptime.Contribution) *WindowRest {
	if len(list) == 0 {
		return nil
	}
	var low, high uptime.Share
	uncertain, unbounded := 0, false
	for _, c := range list {
		low.Seconds, low.Weighted = low.Seconds+c.Low.Seconds, low.Weighted+c.Low.Weighted
		high.Seconds, high.Weighted = high.Seconds+c.High.Seconds, high.Weighted+c.High.Weighted
		unbounded = unbounded || c.Open
		if c.Window.Uncertain() {
			uncertain++
		}
	}
	rest := &WindowRest{
		Label:   "and " + plural(len(list), "window that counts", "windows that count") + " less",
		Seconds: seconds(low.Seconds),
		Down:    thousandths(low.Weighted),
	}
	if sides := sides(unbounded, low, high); uncertain > 0 && sides != "" {
		rest.Bound = calendar.Count(int64(uncertain)) + " of them not known to the second: " + sides
	}
	return rest
}

func (s *Site) windowRow(c uptime.Contribution) WindowRow {
	w := c.Window
	row := WindowRow{
		Incident: s.link(c.Postmortem.Title, urls.Incident(c.Postmortem.Path)),
		Range:    w.Text(s.zone),
		Level:    s.levelBadge(w.Level),
		Weight:   calendar.Decimal(c.Weight),
		Seconds:  seconds(c.Low.Seconds),
		Down:     thousandths(c.Low.Weighted),
	}
	row.Level.URL = ""
	if overlap := c.Measured - c.Low.Seconds; overlap > 0 && w.Level != settings.Unknown {
		row.Overlap = seconds(overlap) + " counted with another window"
	}
	row.Bound = boundNote(c)
	return row
}

// boundNote says why a window is uncertain and what that does to the figure.
func boundNote(c uptime.Contribution) string {
	if !c.Window.Uncertain() {
		return ""
	}
	var why []string
	if c.Window.EndUnknown() {
		why = append(why, "end not recorded")
	}
	if !c.Window.Start.Timed() {
		why = append(why, "time of day not recorded")
	}
	if c.Window.Level == settings.Unknown {
		why = append(why, "level not recorded")
	}
	return strings.Join(why, ", ") + ": " + cmp.Or(sides(c.Open, c.Low, c.High), "the length is known")
}

// sides says how far a figure may be from what it is at least; "" where it is exact.
func sides(open bool, low, high uptime.Share) string {
	switch {
	case open:
		return "at least this, with no upper side"
	case low == high:
		return ""
	}
	return "at most " + thousandths(high.Weighted) + " of downtime"
}
