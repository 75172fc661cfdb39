package site

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"time"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/chart"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/trends"
	"afterword/generator/internal/uptime"
	"afterword/generator/internal/urls"
)

// An UptimeRow is one service, or one year of a service, in a table of uptime.
type UptimeRow struct {
	Link             // of the service or the year
	Working   string // path of the page that shows which windows made the figures
	Strip     template.HTML
	Incidents int
	Downtime  Bounded
	Impacted  string // where it differs from the downtime: "22 h 46 min impacted"
	Uptime    Bounded
	Strict    string // the other way to count: "strict 99.740 %"; "" where both are the same
	Budget    string // "69.3 % of its budget"; "" without a target
	Over      bool   // more than the budget was spent
	Period    string // "201 of 366 days"; "" where all of the year was tracked
	Of        string // what the figures are of, to afterword verify
	Other     string // the name of the figure in Strict
	Shares    string // those of the figures in Budget
}

// A MonthRow is one month in a table of twelve, or in a calendar.
type MonthRow struct {
	ID       string        // "m03"
	Name     string        // "Mar"
	Full     string        // "March 2018"
	URL      string        // to the windows of the month; "" where it has none
	Strip    template.HTML // its days as bars in a line
	Weeks    template.HTML // its days as the rows of a calendar; "" but on the page of a service's year
	Downtime Bounded
	Uptime   Bounded // None for "all services", where a percentage means nothing
	Of       string  // what the figures are of, to afterword verify
}

// A ResponseTime is how long one phase of the response took.
type ResponseTime struct {
	Label string // "Time to detect"
	Value string // "median 1 h 12 min, 90th percentile 3 h", or the values themselves
	Count string // "9 of 12 incidents"
}

// A BudgetNote says how much of an error budget was spent.
type BudgetNote struct {
	Target  string // "99.9 %", "99.9 % from 1 Jul 2024" where the target changed
	Working string // where the target changed: "(100 % − 99.9 %) × 15 897 600 s = 15 897.6 s, to 31 Dec 2024"
	Spent   string // "used 3 h 2 min of 4 h 22 min 48 s (69.3 %)"
	Percent float64
	Over    bool
	Of      string // what the figures are of, to afterword verify
	Figures string // the names of those in Spent
}

// OpenIncidents are those that leave figures open.
type OpenIncidents struct {
	Count int
	Shown []Link // the first of them
	More  int    // how many are not shown
}

// uptimeRow is a service's year, under the name of the service.
func (s *Site) uptimeRow(v uptime.ServicePeriod) UptimeRow {
	row := UptimeRow{
		Link:      s.link(v.Service.Name, urls.Service(v.Service.ID)),
		Working:   s.workingPage(v),
		Strip:     s.strip(v),
		Incidents: v.Incidents,
		Downtime:  s.downtime(v.Stats),
		Uptime:    s.percentage(v.Stats),
		Strict:    s.otherPercentage(v.Stats),
		Period:    s.periodNote(v),
		Of:        of(v), Other: "strict",
	}
	if s.strict() {
		row.Other = "uptime"
	}
	if impacted := duration(v.Impacted).Text; impacted != row.Downtime.Text {
		row.Impacted = impacted + " impacted"
	}
	budgets := v.Budgets()
	row.Budget, row.Over = uptime.SharesText(budgets)
	for n, b := range budgets {
		if _, ok := b.Share(); ok {
			row.Shares += fmt.Sprintf("budgets.%d.share ", n+1)
		}
	}
	if row.Budget != "" {
		row.Budget += " of its budget"
	}
	return row
}

// strip draws a period of a service in one row: weeks of a year, else days.
func (s *Site) strip(v uptime.ServicePeriod) template.HTML {
	switch {
	case weekly(v.In):
		return theme.Drawn(chart.Weeks(v.Weeks(), s.zone))
	case v.In.Cycle == calendar.Monthly:
		return theme.Drawn(chart.Days(v.EachDay(), s.zone))
	}
	return theme.Drawn(chart.Quarter(v.EachDay(), s.zone))
}

// workingPage leads to the windows behind a period of a service: those of a year have a page.
func (s *Site) workingPage(v uptime.ServicePeriod) string {
	whole, part := s.wholeOf(v.In)
	page := s.path(urls.ServicePeriod(v.Service.ID, whole.ID()))
	if part && v.In.Cycle == calendar.Monthly && len(v.Contributions()) > 0 {
		page += "#w" + monthKey(whole, v.In)
	}
	return page
}

// uptimeRows are the services of a year, those affected most first.
func (s *Site) uptimeRows(y uptime.Period) []UptimeRow {
	list := slices.Clone(y.Services)
	slices.SortStableFunc(list, func(a, b uptime.ServicePeriod) int {
		return cmp.Or(cmp.Compare(b.Weighted.Min, a.Weighted.Min), cmp.Compare(b.Impacted.Min, a.Impacted.Min),
			cmp.Compare(b.Incidents, a.Incidents), cmp.Compare(a.Service.Name, b.Service.Name))
	})
	rows := make([]UptimeRow, 0, len(list))
	for _, v := range list {
		rows = append(rows, s.uptimeRow(v))
	}
	return rows
}

// figuresOfService are what is shown of a month of one service.
func (s *Site) figuresOfService(f uptime.Stats) (downtime, percentage Bounded) {
	return s.downtime(f), s.percentage(f)
}

// figuresOfAll are what is shown of a month of all services together: times, since a
// percentage means nothing there.
func (s *Site) figuresOfAll(f uptime.Stats) (downtime, percentage Bounded) {
	if f.Tracked() {
		return duration(f.Impacted).named("impacted"), Bounded{None: true}
	}
	return s.downtime(f), Bounded{None: true}
}

// months are the rows of a series, that of a service or of recompute.Everything: twelve of a year, with their days. to leads from one of them, counted from 0.
func (s *Site) months(id string, series uptime.Series, days [][]uptime.Bin, figures func(uptime.Stats) (downtime, percentage Bounded), to func(n int) string) []MonthRow {
	rows := make([]MonthRow, 0, len(series.Months))
	for n, m := range series.Months {
		row := MonthRow{
			Of:    ofMonth(id, series, m),
			ID:    "m" + monthKey(series.In, m.In),
			Name:  time.Month(m.In.Part).String()[:3],
			Full:  m.In.String(),
			URL:   to(n),
			Strip: theme.Drawn(chart.Days(days[n], s.zone)),
		}
		row.Downtime, row.Uptime = figures(m.Stats)
		rows = append(rows, row)
	}
	return rows
}

// monthKey tells the months of a period apart: "03", and "2024-03" where it is no calendar year.
func monthKey(in, month calendar.Period) string {
	if in.Cycle == calendar.Yearly {
		return fmt.Sprintf("%02d", month.Part)
	}
	return fmt.Sprintf("%d-%02d", month.Year, month.Part)
}

// calendar are the months of a service's year with their days in weeks, and all its days in words.
func (s *Site) calendar(y uptime.ServicePeriod, to func(n int) string) (rows []MonthRow, words string) {
	days := y.Days()
	rows = s.months(y.Service.ID, y.Series, days, s.figuresOfService, to)
	for n, m := range y.Months {
		rows[n].Weeks = theme.Drawn(chart.Month(m.In.Year, time.Month(m.In.Part), days[n], rows[n].URL))
	}
	return rows, chart.DaysInWords(y.EachDay(), s.zone)
}

// budgetNotes say how much of each error budget of a period was spent.
func (s *Site) budgetNotes(v uptime.ServicePeriod) (notes []BudgetNote) {
	budgets := v.Budgets()
	for n, b := range budgets {
		name := fmt.Sprintf("budgets.%d.", n+1)
		note := BudgetNote{Target: calendar.Decimal(b.Target) + "\u00a0%", Over: b.Over(), Of: of(v), Figures: name + "spent " + name + "total"}
		if len(budgets) > 1 {
			note.Target += " from " + calendar.Date(b.Period.Start, s.zone)
			note.Working = fmt.Sprintf("(100\u00a0%% − %s\u00a0%%) × %s = %s, to %s", calendar.Decimal(b.Target), seconds(b.Seconds), thousandths(b.Total/100), calendar.Date(b.Period.End-1, s.zone))
		}
		spent := b.SpentSeconds()
		least := func(seconds int64) string {
			if spent.Exact() {
				return calendar.ExactDuration(seconds)
			}
			return calendar.AtLeast(calendar.ExactDuration(seconds))
		}
		note.Spent = "used " + least(spent.Min) + " of " + calendar.ExactDuration(b.TotalSeconds())
		if share, ok := b.Share(); ok {
			note.Spent += " (" + uptime.ShareText(share) + ")"
			note.Percent = min(100, float64(share.Min)/10)
			note.Figures += " " + name + "share"
		}
		if note.Over {
			note.Spent += ", " + least(-b.LeftSeconds()) + " over"
			note.Figures += " " + name + "over"
		}
		notes = append(notes, note)
	}
	return notes
}

// uncertain are the incidents of a list that no figure can count to the second.
func (s *Site) uncertain(list []*archive.Incident) *OpenIncidents {
	var open []Link
	for _, i := range list {
		if slices.ContainsFunc(i.Windows, postmortem.Window.Uncertain) {
			open = append(open, s.link(i.Title, urls.Incident(i.Path)))
		}
	}
	return openIncidents(open)
}

// openShown is how many incidents that leave figures open a page names.
const openShown = 20

// openIncidents shows the first of a list, and counts the others; nil where there are none.
func openIncidents(list []Link) *OpenIncidents {
	if len(list) == 0 {
		return nil
	}
	shown := first(list, openShown)
	return &OpenIncidents{Count: len(list), Shown: shown, More: len(list) - len(shown)}
}

// responseTimes sums up how the response to a list of incidents went; phases
// that were not recorded are left out.
func responseTimes(list []*archive.Incident) (times []ResponseTime) {
	for _, p := range trends.Respond(list) {
		if p.N() == 0 {
			continue
		}
		t := ResponseTime{Label: "Time to " + p.Verb, Value: listed(p.Distribution), Count: fmt.Sprintf("%d of %s", p.N(), incidents(p.Of))}
		if len(p.Percents()) > 0 {
			t.Value = "median " + p.Quantile(50).Duration() + ", 90th percentile " + p.Quantile(90).Duration()
		}
		times = append(times, t)
	}
	return times
}

// lengths are those of the incidents that are known to have affected for a while.
func lengths(list []*archive.Incident) (out []chart.Lasting) {
	for _, i := range list {
		if i.Length.Min > 0 {
			out = append(out, chart.Lasting{Title: i.Title, Seconds: i.Length.Min})
		}
	}
	return out
}
