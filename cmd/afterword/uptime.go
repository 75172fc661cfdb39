package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"afterword/generator"
)

func newUptime(c *common) *cobra.Command {
	var o generator.UptimeOptions
	cmd := &cobra.Command{
		Use:   "uptime",
		Short: "Print the uptime of each service",
		Long: `Compute the uptime and print it: of all services in the latest year, or in the
one that --year names; with --service, of that one in all its years, and by month.
--period cuts the time otherwise, whatever pages the archive has: by month, quarter,
fiscal or fiscal-quarter, or to the last days, as in 30d. --from and --to leave out
the periods before and after.

--json prints the objects of api/uptime.json: all of them, or those of the periods
and the service asked for.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("year") && o.Year <= 0 {
				return usage("--year %d: name a year such as 2018", o.Year)
			}
			o.Options = c.Options
			spendMemory(briefly)
			stdout, stderr := cmd.OutOrStdout(), cmd.ErrOrStderr()
			report, err := generator.Uptime(cmd.Context(), o)
			if err != nil {
				return refused(cmd, err)
			}
			if n := report.Diagnostics.Warnings(); n > 0 && !c.quiet {
				fmt.Fprintf(stderr, "%s (afterword check lists them)\n", count(n, "warning"))
			}
			if c.json {
				data, err := report.JSON()
				if err != nil {
					return err
				}
				_, err = stdout.Write(data)
				return err
			}
			_, err = io.WriteString(stdout, uptimeText(report, width(stdout), colored(stdout)))
			return err
		},
	}
	f := cmd.Flags()
	f.IntVar(&o.Year, "year", 0, "print the numbers of `YEAR`")
	f.StringVar(&o.Service, "service", "", "print the numbers of the service `ID`, by year and by month")
	f.StringVar(&o.Period, "period", "", "cut the time by `PERIOD`: month, quarter, year, fiscal, fiscal-quarter, or days such as 30d")
	f.StringVar(&o.From, "from", "", "leave out periods that end before a `DAY`, a month or a year")
	f.StringVar(&o.To, "to", "", "leave out periods that begin after a `DAY`, a month or a year")
	return cmd
}

// uptimeText has tables below each other and what explains them. columns is
// the width of the terminal; 0 for as much as it takes.
func uptimeText(r generator.UptimeReport, columns int, colour bool) string {
	var b strings.Builder
	for n, t := range r.Tables {
		if n > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(paint(colour, bold, plain(t.Title)) + "\n")
		if len(t.Rows) > 0 {
			writeUptimeRows(&b, t, columns, colour)
		}
	}
	if len(r.Tables) > 0 && len(r.Tables[0].Rows) > 0 {
		b.WriteByte('\n')
		for _, note := range r.Notes {
			b.WriteString(paint(colour, faint, note) + "\n")
		}
	}
	return b.String()
}

// The columns of a table. From incidents on they hold numbers, at their right edge.
const (
	nameColumn = iota
	stripColumn
	incidentsColumn
	downtimeColumn
	uptimeColumn
	budgetColumn
)

// writeUptimeRows prints the columns of a table: that of budgets where there is one,
// and strips on lines of their own where the terminal is too narrow.
func writeUptimeRows(b *strings.Builder, t generator.UptimeTable, columns int, colour bool) {
	shown := []int{nameColumn, stripColumn, incidentsColumn, downtimeColumn, uptimeColumn}
	lines := [][]string{{t.First, t.Strip, "Incidents", "Downtime", "Uptime", "Budget spent"}}
	for _, r := range t.Rows {
		lines = append(lines, []string{plain(r.Name), r.Strip, r.Incidents, plain(r.Downtime), plain(r.Uptime), plain(r.Budget)})
	}
	if slices.ContainsFunc(t.Rows, func(r generator.UptimeRow) bool { return r.Budget != "" }) {
		shown = append(shown, budgetColumn)
	}
	var widths [budgetColumn + 1]int
	total := 0
	for _, c := range shown {
		for _, line := range lines {
			widths[c] = max(widths[c], generator.Columns(line[c]))
		}
		total += widths[c] + 2
	}
	narrow := columns > 0 && total > columns
	if narrow {
		shown = slices.Delete(shown, stripColumn, stripColumn+1)
	}
	for n, line := range lines {
		var cells []string
		for _, c := range shown {
			cell, pad := line[c], strings.Repeat(" ", widths[c]-generator.Columns(line[c]))
			switch {
			case n == 0:
				cell = paint(colour, faint, cell)
			case c == budgetColumn && t.Rows[n-1].Over:
				cell = paint(colour, bold, cell)
			}
			if c >= incidentsColumn {
				cell = pad + cell
			} else {
				cell += pad
			}
			cells = append(cells, cell)
		}
		b.WriteString(strings.TrimRight(strings.Join(cells, "  "), " ") + "\n")
		if strip := strings.TrimRight(line[stripColumn], " "); narrow && n > 0 && strip != "" {
			b.WriteString("  " + strip + "\n")
		}
	}
}

// plain makes a text safe for a terminal, and its spaces those that people type.
func plain(text string) string { return strings.ReplaceAll(generator.Visible(text), "\u00a0", " ") }
