package generator

import (
	"context"
	"fmt"
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
}

// An UptimeReport is the figures, ready to print.
type UptimeReport struct {
	// Tables are the services of a year; or of one service its years and the months of one of them.
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
	Incidents int
	Downtime  string // "4 h 52 min", "≥1 h 30 min"
	Uptime    string // "99.944 %", "≤99.982 %"
	Budget    string // the part of the error budget that was spent; "" without a target
	Over      bool   // more than the budget was spent
	None      bool   // nothing was tracked, so that there are no figures
}

// JSON is what /api/uptime.json says of the year and the service asked for; of all where
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
	table := uptimeTables{report: a.Uptime(), strict: a.Settings.PartialAsDown}
	if err := table.check(a, o); err != nil {
		return report, err
	}
	report.figures = only(table.report, o)
	report.Notes = []string{chart.BlocksLegend, weighing(a.Settings)}
	if o.Service != "" {
		service, _ := a.Service(o.Service)
		report.Tables = table.service(service, o.Year)
	} else {
		report.Tables = []UptimeTable{table.year(o.Year)}
	}
	return report, nil
}

// only leaves what was asked for.
func only(r *uptime.Report, o UptimeOptions) *uptime.Report {
	kept := *r
	kept.Years = nil
	for _, y := range r.Years {
		if o.Year != 0 && y.Year != o.Year {
			continue
		}
		services := y.Services
		y.Services = nil
		for _, s := range services {
			if o.Service == "" || s.Service.ID == o.Service {
				y.Services = append(y.Services, s)
			}
		}
		kept.Years = append(kept.Years, y)
	}
	return &kept
}

// weighing says what of the impact counts as downtime.
func weighing(s *settings.Settings) string {
	if s.PartialAsDown {
		return "Downtime is the time of full and partial outages."
	}
	var parts []string
	for _, level := range settings.WeighedLevels() {
		parts = append(parts, strings.ToLower(level.Words())+" "+calendar.Decimal(s.Weights[level]))
	}
	return "Downtime is weighted: " + strings.Join(parts, ", ") + "."
}

// uptimeTables writes figures as tables.
type uptimeTables struct {
	report *uptime.Report
	strict bool // strict figures lead
}

// check refuses what the archive does not have.
func (t uptimeTables) check(a *archive.Archive, o UptimeOptions) error {
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
	if _, ok := t.report.Year(o.Year); o.Year != 0 && !ok {
		hint := "The archive has no figures yet."
		if years := t.report.Years; len(years) > 0 {
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

// year is the table of the services of a year; 0 is the last in which any was tracked.
func (t uptimeTables) year(number int) UptimeTable {
	years := t.report.Years
	for n := len(years) - 1; n >= 0 && number == 0; n-- {
		if len(years[n].Services) > 0 {
			number = years[n].Year
		}
	}
	y, ok := t.report.Year(number)
	switch {
	case !ok:
		return UptimeTable{Title: "No service has figures yet: none was affected, and archive.yaml names no since that has passed."}
	case len(y.Services) == 0:
		return UptimeTable{Title: fmt.Sprintf("No service was tracked in %d.", number)}
	}
	table := UptimeTable{Title: t.title(y), First: "Service", Strip: "Weeks"}
	for _, s := range y.Services {
		table.Rows = append(table.Rows, t.row(s.Service.Name, s))
	}
	return table
}

// service are the tables of one service: its years, or one of them, and the
// months of that one or of the latest.
func (t uptimeTables) service(v *archive.Service, year int) []UptimeTable {
	table := UptimeTable{Title: v.Name, First: "Year", Strip: "Weeks"}
	if v.Name != v.ID {
		table.Title += " (" + v.ID + ")"
	}
	var latest uptime.ServiceYear
	for _, s := range t.report.Service(v.ID) {
		if year == 0 || s.Year == year {
			table.Rows = append(table.Rows, t.row(fmt.Sprint(s.Year), s))
			latest = s
		}
	}
	switch {
	case len(table.Rows) == 0 && year != 0:
		return []UptimeTable{{Title: fmt.Sprintf("%s was not tracked in %d.", table.Title, year)}}
	case len(table.Rows) == 0 && !v.Since.IsZero():
		return []UptimeTable{{Title: table.Title + " has no figures yet: it is tracked from " + calendar.DateOnly(v.Since, t.report.Zone) + " on."}}
	case len(table.Rows) == 0:
		return []UptimeTable{{Title: table.Title + " has no figures: it was never affected, and archive.yaml names no since for it."}}
	}
	y, _ := t.report.Year(latest.Year)
	months := UptimeTable{Title: t.title(y), First: "Month", Strip: "Days"}
	days := latest.Days()
	for m, f := range latest.Months {
		row := t.figure(time.Month(m + 1).String()[:3], f)
		row.Strip = chart.Blocks(days[m])
		months.Rows = append(months.Rows, row)
	}
	return []UptimeTable{table, months}
}

// title names a year and the zone that cuts it: "2018, UTC"; a running one also says
// until when its figures hold.
func (t uptimeTables) title(y uptime.Year) string {
	if asOf := t.report.AsOf; asOf >= y.Interval.Start && asOf < y.Interval.End {
		now := calendar.Time{Instant: time.Unix(asOf, 0), Precision: calendar.Minute}
		return fmt.Sprintf("%d, to %s", y.Year, calendar.Instant(now, t.report.Zone))
	}
	return fmt.Sprintf("%d, %s", y.Year, t.report.Zone)
}

func (t uptimeTables) row(name string, s uptime.ServiceYear) UptimeRow {
	row := t.figure(name, s.Stats)
	row.Strip = chart.Blocks(s.Weeks())
	if budget, ok := s.Budget(); ok {
		row.Over = budget.Over()
		if share, ok := budget.Share(); ok {
			row.Budget = uptime.ShareText(share)
		}
	}
	return row
}

func (t uptimeTables) figure(name string, f uptime.Stats) UptimeRow {
	row := UptimeRow{Name: name, Incidents: f.Incidents}
	switch {
	case !f.Tracked():
		row.None, row.Downtime, row.Uptime = true, calendar.NoValue, calendar.NoValue
	case t.strict:
		row.Downtime, row.Uptime = f.Down.Duration(), f.Strict().String()
	default:
		row.Downtime, row.Uptime = f.Weighted.Per(1000).Duration(), f.Uptime().String()
	}
	return row
}
