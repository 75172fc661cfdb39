package generator

import (
	"context"
	"fmt"
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
	Incidents string // "" where nothing was tracked
	Downtime  string // "4 h 52 min", "≥1 h 30 min"
	Uptime    string // "99.944 %", "≤99.982 %"
	Budget    string // the part of the error budget that was spent; "" without a target
	Over      bool   // more than the budget was spent
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
	if err := o.check(a); err != nil {
		return report, err
	}
	report.figures = only(a.Uptime(), o)
	report.Notes = []string{chart.BlocksLegend, weighing(a.Settings)}
	tables := uptimeTables{report.figures, a.Settings.PartialAsDown}
	if service, ok := a.Service(o.Service); ok {
		report.Tables = tables.service(service, o.Year)
	} else {
		report.Tables = []UptimeTable{tables.year(o.Year)}
	}
	return report, nil
}

// only leaves what was asked for.
func only(r *uptime.Report, o UptimeOptions) *uptime.Report {
	kept := *r
	kept.Years = slices.DeleteFunc(slices.Clone(r.Years), func(y uptime.Year) bool { return o.Year != 0 && y.Year != o.Year })
	for n := range kept.Years {
		y := &kept.Years[n]
		y.Services = slices.DeleteFunc(slices.Clone(y.Services), func(s uptime.ServiceYear) bool {
			return o.Service != "" && s.Service.ID != o.Service
		})
	}
	return &kept
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
	report *uptime.Report
	strict bool // strict figures lead
}

// year is the table of the services in the last year in which any was tracked.
func (t uptimeTables) year(asked int) UptimeTable {
	for _, y := range slices.Backward(t.report.Years) {
		if len(y.Services) == 0 {
			continue
		}
		table := UptimeTable{Title: t.title(y), First: "Service", Strip: "Weeks"}
		for _, s := range y.Services {
			table.Rows = append(table.Rows, t.row(s.Service.Name, s))
		}
		return table
	}
	if asked != 0 {
		return UptimeTable{Title: fmt.Sprintf("No service was tracked in %d.", asked)}
	}
	return UptimeTable{Title: "No service has figures yet: none was affected, and archive.yaml names no since that has passed."}
}

// service are the tables of one service: its years, and the months of the latest.
func (t uptimeTables) service(v *archive.Service, asked int) []UptimeTable {
	table := UptimeTable{Title: v.Name, First: "Year", Strip: "Weeks"}
	if v.Name != v.ID {
		table.Title += " (" + v.ID + ")"
	}
	years := t.report.Service(v.ID)
	for _, s := range years {
		table.Rows = append(table.Rows, t.row(strconv.Itoa(s.Year), s))
	}
	switch {
	case len(years) == 0 && asked != 0:
		return []UptimeTable{{Title: fmt.Sprintf("%s was not tracked in %d.", table.Title, asked)}}
	case len(years) == 0 && !v.Since.IsZero():
		return []UptimeTable{{Title: table.Title + " has no figures yet: it is tracked from " + calendar.DateOnly(v.Since, t.report.Zone) + " on."}}
	case len(years) == 0:
		return []UptimeTable{{Title: table.Title + " has no figures: it was never affected, and archive.yaml names no since for it."}}
	}
	latest := years[len(years)-1]
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
	incidents := strconv.Itoa(f.Incidents)
	switch {
	case !f.Tracked():
		return UptimeRow{Name: name, Downtime: calendar.NoValue, Uptime: calendar.NoValue}
	case t.strict:
		return UptimeRow{Name: name, Incidents: incidents, Downtime: f.Down.Duration(), Uptime: f.Strict().String()}
	}
	return UptimeRow{Name: name, Incidents: incidents, Downtime: f.Weighted.Per(1000).Duration(), Uptime: f.Uptime().String()}
}
