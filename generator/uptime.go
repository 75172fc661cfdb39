package generator

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/chart"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/uptime"
)

// UptimeOptions are what the command line asks of the figures.
type UptimeOptions struct {
	Options
	Year    int    // 0: the latest, or all years of the Service
	Service string // an ID; "" for all
	// Period cuts the time: "month", "quarter", "year", "fiscal", "fiscal-quarter"; or it is the last
	// days, "30d". "" is by year.
	Period string
	// From and To are days, months or years; periods that lie before or after them are left out. "" for none.
	From, To string
}

// An UptimeReport is the figures, ready to print.
type UptimeReport struct {
	// Tables are the services of each period; or of one service its periods, and the months of its latest year.
	Tables []UptimeTable
	// Notes explain the signs of the strips and how downtime was weighed.
	Notes       []string
	Diagnostics diag.List

	figures *uptime.Report
}

// An UptimeTable is a row for each service, year or month. It may be empty, where
// Title says why.
type UptimeTable struct {
	Title string
	First string // what the rows are: "Service"
	Strip string // what a sign of a strip is: "Weeks"
	Rows  []UptimeRow
}

// An UptimeRow is one figure. Its texts hold no-break spaces.
type UptimeRow struct {
	Name      string
	Strip     string // a sign for each week of a year or day of a month
	Incidents string // "" where nothing was tracked
	Downtime  string // "4 h 52 min", "≥1 h 30 min"
	Uptime    string // "99.944 %", "≤99.982 %"
	Budget    string // the part of the error budget that was spent; "" without a target
	Over      bool   // more than the budget was spent
}

// JSON is what /api/uptime.json says of the periods and the service asked for; of all where
// none were.
func (r UptimeReport) JSON() ([]byte, error) { return feeds.UptimeJSON(r.figures) }

// Uptime works out the figures of an archive. Errors are as Build's; it renders no page.
func Uptime(ctx context.Context, o UptimeOptions) (UptimeReport, error) {
	var report UptimeReport
	opened, err := open(ctx, o.Options, pipeline.Indexed)
	defer opened.close()
	report.Diagnostics = opened.problems
	if err != nil {
		return report, err
	}
	a := opened.Loaded.Archive
	if err := o.check(a); err != nil {
		return report, err
	}
	periods, figures, err := o.periods(a)
	if err != nil {
		return report, err
	}
	report.figures = figures
	report.Notes = []string{chart.BlocksLegend, weighing(a.Settings)}
	tables := uptimeTables{figures, periods, a.Settings.PartialAsDown}
	if service, ok := a.Service(o.Service); ok {
		report.Tables = tables.service(service, o)
	} else {
		report.Tables = tables.services(o)
	}
	return report, nil
}

// periods are those that were asked for, and the figures with nothing else in them.
func (o UptimeOptions) periods(a *archive.Archive) ([]uptime.Period, *uptime.Report, error) {
	r, start := a.Uptime(), a.Settings.YearStart
	bounds := calendar.Interval{Start: math.MinInt64, End: math.MaxInt64}
	for _, end := range []struct{ flag, text string }{{"--from", o.From}, {"--to", o.To}} {
		if end.text == "" {
			continue
		}
		at, bad := calendar.ParseCoarse(end.text, r.Zone)
		if bad != nil {
			return nil, nil, &UsageError{fmt.Errorf("%s: %s", end.flag, bad.Message), bad.Hint}
		}
		if span := at.Span(r.Zone); end.flag == "--from" {
			bounds.Start = span.Start
		} else {
			bounds.End = span.End
		}
	}
	kept := *r
	list := &kept.Periods
	cycle, ok := calendar.ParseCycle(cmp.Or(o.Period, calendar.Yearly.String()))
	days, bad := calendar.ParseDuration(o.Period)
	switch n := int(days / (24 * time.Hour)); {
	case ok && cycle.Fiscal() && start.Day == 0:
		return nil, nil, &UsageError{fmt.Errorf("--period: the archive does not say when fiscal years begin"), "Add fiscal_year_starts: 04-01 to archive.yaml, with the day on which yours begin."}
	case ok && cycle == calendar.Yearly:
		list = &kept.Years
	case ok:
		kept.Periods = r.Every(cycle, start)
	case bad != nil || n == 0 || days%(24*time.Hour) != 0:
		return nil, nil, &UsageError{fmt.Errorf("--period: %q is no period", o.Period), "Write month, quarter, year, fiscal, fiscal-quarter, or days such as 30d."}
	default:
		list, kept.Rolling = &kept.Rolling, r.In([]calendar.Period{calendar.LastDays(n, r.AsOf)})
	}
	if o.Period != "" || o.From != "" || o.To != "" {
		asked := *list
		kept.Years, kept.Periods, kept.Rolling = nil, nil, nil
		*list = asked
	}
	for _, periods := range []*[]uptime.Period{&kept.Years, &kept.Periods, &kept.Rolling} {
		*periods = slices.DeleteFunc(slices.Clone(*periods), func(p uptime.Period) bool {
			return !p.Overlaps(bounds) || o.Year != 0 && p.Cycle != calendar.Rolling && p.Year != o.Year
		})
		for n := range *periods {
			p := &(*periods)[n]
			p.Services = slices.DeleteFunc(slices.Clone(p.Services), func(s uptime.ServicePeriod) bool {
				return o.Service != "" && s.Service.ID != o.Service
			})
		}
	}
	return *list, &kept, nil
}

// weighing says what of the impact counts as downtime.
func weighing(s *settings.Settings) string {
	if s.PartialAsDown {
		return "Downtime is the time of full and partial outages."
	}
	return s.Weights.String()
}

// check refuses what the archive does not have.
func (o UptimeOptions) check(a *archive.Archive) error {
	if _, ok := a.Service(o.Service); o.Service != "" && !ok {
		ids := make([]string, 0, len(a.Services))
		for _, s := range a.Services {
			ids = append(ids, s.ID)
		}
		hint := "The archive has no services."
		if near, ok := diag.Nearest(o.Service, ids); ok {
			hint = "Did you mean " + near + "?"
		} else if len(ids) > 0 {
			hint = "Its services are " + shortList(ids) + "."
		}
		return &UsageError{fmt.Errorf("--service: the archive has no service %q", o.Service), hint}
	}
	report := a.Uptime()
	if _, ok := report.Year(o.Year); o.Year != 0 && !ok {
		hint := "The archive has no figures yet."
		if years := report.Years; len(years) > 0 {
			hint = fmt.Sprintf("It has figures from %d to %d.", years[0].Year, years[len(years)-1].Year)
		}
		return &UsageError{fmt.Errorf("--year: the archive has no figures for %d", o.Year), hint}
	}
	return nil
}

// shortList names the first few.
func shortList(names []string) string {
	const most = 8
	text := strings.Join(names[:min(len(names), most)], ", ")
	if len(names) > most {
		text += fmt.Sprintf(" and %d more", len(names)-most)
	}
	return text
}

// uptimeTables writes the figures that were asked for as tables.
type uptimeTables struct {
	report  *uptime.Report
	periods []uptime.Period
	strict  bool // strict figures lead
}

// services are the tables of the services: one of the last period in which any was tracked, or one of
// each where a range was asked for.
func (t uptimeTables) services(o UptimeOptions) (tables []UptimeTable) {
	for _, p := range slices.Backward(t.periods) {
		if len(p.Services) == 0 {
			continue
		}
		table := UptimeTable{Title: t.title(p.Period), First: "Service", Strip: barsOf(p.Period)}
		for _, s := range p.Services {
			table.Rows = append(table.Rows, t.row(s.Service.Name, s))
		}
		tables = append(tables, table)
		if o.From == "" && o.To == "" && (o.Year == 0 || o.Period == "") {
			break
		}
	}
	slices.Reverse(tables)
	switch {
	case len(tables) > 0:
		return tables
	case o.Year != 0:
		return []UptimeTable{{Title: fmt.Sprintf("No service was tracked in %d.", o.Year)}}
	case o.From != "" || o.To != "":
		return []UptimeTable{{Title: "No service was tracked in that time."}}
	}
	return []UptimeTable{{Title: "No service has figures yet: none was affected, and archive.yaml names no since that has passed."}}
}

// service are the tables of one service: its periods, and the months of the latest year.
func (t uptimeTables) service(v *archive.Service, o UptimeOptions) []UptimeTable {
	table := UptimeTable{Title: v.Name, First: "Year", Strip: "Weeks"}
	if v.Name != v.ID {
		table.Title += " (" + v.ID + ")"
	}
	rows := uptime.Of(t.periods, v.ID)
	for _, s := range rows {
		noun := s.In.Cycle.Noun()
		table.First, table.Strip = strings.ToUpper(noun[:1])+noun[1:], barsOf(s.In)
		table.Rows = append(table.Rows, t.row(s.In.String(), s))
	}
	switch {
	case len(rows) == 0 && o.Year != 0:
		return []UptimeTable{{Title: fmt.Sprintf("%s was not tracked in %d.", table.Title, o.Year)}}
	case len(rows) == 0 && (o.From != "" || o.To != "" || len(t.report.Rolling) > 0):
		return []UptimeTable{{Title: table.Title + " was not tracked in that time."}}
	case len(rows) == 0 && !v.Since.IsZero():
		return []UptimeTable{{Title: table.Title + " has no figures yet: it is tracked from " + calendar.DateOnly(v.Since, t.report.Zone) + " on."}}
	case len(rows) == 0:
		return []UptimeTable{{Title: table.Title + " has no figures: it was never affected, and archive.yaml names no since for it."}}
	}
	latest := rows[len(rows)-1]
	if latest.In.Cycle != calendar.Yearly {
		return []UptimeTable{table}
	}
	months := UptimeTable{Title: t.title(latest.In), First: "Month", Strip: "Days"}
	days := latest.Days()
	for n, m := range latest.Months {
		row := t.figure(time.Month(m.In.Part).String()[:3], m.Stats)
		row.Strip = chart.Blocks(days[n])
		months.Rows = append(months.Rows, row)
	}
	return []UptimeTable{table, months}
}

// barsOf names what a sign of the strip of a period is.
func barsOf(p calendar.Period) string {
	if p.Seconds() <= 31*86400+3600 {
		return "Days"
	}
	return "Weeks"
}

// title names a period and the zone that cuts it: "2018, UTC"; a running one also says
// until when its figures hold, and one of a fiscal year when it began.
func (t uptimeTables) title(p calendar.Period) string {
	title := p.String()
	if p.Cycle.Fiscal() {
		title += ", from " + calendar.Date(p.Start, t.report.Zone)
	}
	if asOf := t.report.AsOf; p.Contains(asOf) || p.Cycle == calendar.Rolling {
		now := calendar.Time{Instant: time.Unix(asOf, 0), Precision: calendar.Minute}
		return title + ", to " + calendar.Instant(now, t.report.Zone)
	}
	return title + ", " + t.report.Zone.String()
}

func (t uptimeTables) row(name string, s uptime.ServicePeriod) UptimeRow {
	row := t.figure(name, s.Stats)
	bars := s.Weeks()
	if barsOf(s.In) == "Days" {
		bars = s.EachDay()
	}
	row.Strip = chart.Blocks(bars)
	row.Budget, row.Over = uptime.SharesText(s.Budgets())
	return row
}

func (t uptimeTables) figure(name string, f uptime.Stats) UptimeRow {
	incidents := strconv.Itoa(f.Incidents)
	switch {
	case !f.Tracked():
		return UptimeRow{Name: name, Downtime: calendar.NoValue, Uptime: calendar.NoValue}
	case t.strict:
		return UptimeRow{Name: name, Incidents: incidents, Downtime: f.Down.Duration(), Uptime: f.Strict().String()}
	}
	return UptimeRow{Name: name, Incidents: incidents, Downtime: f.Weighted.Per(1000).Duration(), Uptime: f.Uptime().String()}
}
