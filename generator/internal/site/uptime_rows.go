package site

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"time"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/chart"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/theme"
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
}

// A ResponseTime is how long one phase of the response took.
type ResponseTime struct {
	Label string // "Time to detect"
	Value string // "median 1 h 12 min, 90th percentile 3 h", or the values themselves
	Count string // "9 of 12 incidents"
}

// A BudgetNote says how much of an error budget was spent.
type BudgetNote struct {
	Target  string // "99.9 %"
	Spent   string // "used 3 h 2 min of 4 h 22 min 48 s (69.3 %)"
	Percent float64
	Over    bool
}

// OpenIncidents are those that leave figures open.
type OpenIncidents struct {
	Count int
	Shown []Link // the first of them
	More  int    // how many are not shown
}

// uptimeRow is a service's year, under the name of the service.
func (s *Site) uptimeRow(v uptime.ServiceYear) UptimeRow {
	row := UptimeRow{
		Link:      s.link(v.Service.Name, urls.Service(v.Service.ID)),
		Working:   s.path(urls.ServiceYear(v.Service.ID, v.Year)),
		Strip:     theme.Drawn(chart.Weeks(v.Weeks(), s.zone)),
		Incidents: v.Incidents,
		Downtime:  s.downtime(v.Stats),
		Uptime:    s.percentage(v.Stats),
		Strict:    s.otherPercentage(v.Stats),
		Period:    s.periodNote(v.Stats, v.Year),
	}
	if impacted := duration(v.Impacted).Text; impacted != row.Downtime.Text {
		row.Impacted = impacted + " impacted"
	}
	if b, ok := v.Budget(); ok {
		row.Over = b.Over()
		if share, ok := b.Share(); ok {
			row.Budget = uptime.ShareText(share) + " of its budget"
		}
	}
	return row
}

// uptimeRows are the services of a year, those affected most first.
func (s *Site) uptimeRows(y uptime.Year) []UptimeRow {
	list := slices.Clone(y.Services)
	slices.SortStableFunc(list, func(a, b uptime.ServiceYear) int {
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
		return duration(f.Impacted), Bounded{None: true}
	}
	return s.downtime(f), Bounded{None: true}
}

// months are the twelve rows of a series.
func (s *Site) months(series uptime.Series, figures func(uptime.Stats) (downtime, percentage Bounded), to func(month int) string) []MonthRow {
	days := series.Days()
	rows := make([]MonthRow, 0, 12)
	for n, f := range series.Months {
		month := time.Month(n + 1)
		row := MonthRow{
			ID:    fmt.Sprintf("m%02d", n+1),
			Name:  month.String()[:3],
			Full:  calendar.MonthName(series.Year, month),
			URL:   to(n + 1),
			Strip: theme.Drawn(chart.Days(days[n], s.zone)),
		}
		row.Downtime, row.Uptime = figures(f)
		rows = append(rows, row)
	}
	return rows
}

// calendar are the twelve months of a service's year with their days in weeks, and all its days
// in words.
func (s *Site) calendar(y uptime.ServiceYear, to func(month int) string) (rows []MonthRow, words string) {
	days := y.Days()
	rows = s.months(y.Series, s.figuresOfService, to)
	for n := range rows {
		rows[n].Weeks = theme.Drawn(chart.Month(y.Year, time.Month(n+1), days[n], rows[n].URL))
	}
	return rows, chart.DaysInWords(slices.Concat(days[:]...), s.zone)
}

// budgetNote says how much of the error budget of a year was spent; nil without a target.
func budgetNote(v uptime.ServiceYear) *BudgetNote {
	b, ok := v.Budget()
	if !ok {
		return nil
	}
	note := &BudgetNote{Target: calendar.Decimal(v.Service.Target(v.Period.End-1)) + "\u00a0%", Over: b.Over()}
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
	}
	if note.Over {
		note.Spent += ", " + least(-b.LeftSeconds()) + " over"
	}
	return note
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
	var reports []*postmortem.Postmortem
	for _, i := range list {
		reports = append(reports, i.Postmortem)
	}
	m := uptime.MeasureResponse(reports)
	for _, p := range []struct {
		label  string
		sample uptime.Sample
	}{{"Time to detect", m.Detect}, {"Time to acknowledge", m.Acknowledge}, {"Time to mitigate", m.Mitigate}, {"Time to resolve", m.Resolve}} {
		if p.sample.N == 0 {
			continue
		}
		t := ResponseTime{Label: p.label, Count: fmt.Sprintf("%d of %s", p.sample.N, incidents(p.sample.Of))}
		if p.sample.Enough() {
			t.Value = "median " + calendar.Duration(p.sample.Median) + ", 90th percentile " + calendar.Duration(p.sample.P90)
		} else {
			var values []string
			for _, v := range p.sample.Values {
				values = append(values, calendar.Duration(v))
			}
			t.Value = strings.Join(values, ", ")
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
