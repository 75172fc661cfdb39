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
	var year int
	var service string
	cmd := &cobra.Command{
		Use:   "uptime",
		Short: "Print the uptime of each service",
		Long: `Compute the uptime and print it: of all services in the latest year, or in the
one that --year names; with --service, of that one in all its years, and by month.

--json prints the objects of api/uptime.json: all of them, or those of the year
and the service asked for.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("year") && year <= 0 {
				return usage("--year %d: name a year such as 2018", year)
			}
			spendMemory()
			stdout, stderr := cmd.OutOrStdout(), cmd.ErrOrStderr()
			report, err := generator.Uptime(cmd.Context(), generator.UptimeOptions{Options: c.options(), Year: year, Service: service})
			if err != nil {
				return refused(cmd, report.Diagnostics, err)
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
			return writeUptime(stdout, report, width(stdout), colored(stdout))
		},
	}
	f := cmd.Flags()
	f.IntVar(&year, "year", 0, "print the numbers of `YEAR`")
	f.StringVar(&service, "service", "", "print the numbers of the service `ID`, by year and by month")
	return cmd
}

// writeUptime prints tables below each other and what explains them. columns is
// the width of the terminal; 0 for as much as it takes.
func writeUptime(w io.Writer, r generator.UptimeReport, columns int, colour bool) error {
	var out strings.Builder
	p := uptimePrinter{&out, columns, colour}
	for n, t := range r.Tables {
		if n > 0 {
			out.WriteByte('\n')
		}
		p.table(t)
	}
	if len(r.Tables) > 0 && len(r.Tables[0].Rows) > 0 {
		out.WriteByte('\n')
		for _, note := range r.Notes {
			out.WriteString(p.paint("2", note) + "\n")
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}

type uptimePrinter struct {
	out     *strings.Builder
	columns int
	colour  bool
}

// paint sets a style of ECMA-48, 1 bold or 2 faint; "" for none.
func (p uptimePrinter) paint(style, text string) string {
	if !p.colour || style == "" {
		return text
	}
	return "\x1b[" + style + "m" + text + "\x1b[0m"
}

// A column of a table; numbers are at its right edge.
type column struct {
	title string
	right bool
	text  func(generator.UptimeRow) string
	width int
}

func (p uptimePrinter) table(t generator.UptimeTable) {
	fmt.Fprintf(p.out, "%s\n", p.paint("1", plain(t.Title)))
	if len(t.Rows) == 0 {
		return
	}
	const strip = 1
	all := []column{
		{title: t.First, text: func(r generator.UptimeRow) string { return plain(r.Name) }},
		strip: {title: t.Strip, text: func(r generator.UptimeRow) string { return r.Strip }},
		{title: "Incidents", right: true, text: func(r generator.UptimeRow) string {
			if r.None {
				return ""
			}
			return fmt.Sprint(r.Incidents)
		}},
		{title: "Downtime", right: true, text: func(r generator.UptimeRow) string { return plain(r.Downtime) }},
		{title: "Uptime", right: true, text: func(r generator.UptimeRow) string { return plain(r.Uptime) }},
	}
	if slices.ContainsFunc(t.Rows, func(r generator.UptimeRow) bool { return r.Budget != "" }) {
		all = append(all, column{title: "Budget spent", right: true, text: func(r generator.UptimeRow) string { return plain(r.Budget) }})
	}
	total := 0
	for n := range all {
		c := &all[n]
		c.width = generator.Columns(c.title)
		for _, r := range t.Rows {
			c.width = max(c.width, generator.Columns(c.text(r)))
		}
		total += c.width + 2
	}
	narrow := p.columns > 0 && total > p.columns
	if narrow { // the strips are on lines of their own
		all = slices.Delete(all, strip, strip+1)
	}
	p.row(all, func(c column) (text, style string) { return c.title, "2" })
	for _, r := range t.Rows {
		p.row(all, func(c column) (text, style string) {
			if c.title == "Budget spent" && r.Over {
				style = "1"
			}
			return c.text(r), style
		})
		if narrow && strings.TrimSpace(r.Strip) != "" {
			fmt.Fprintf(p.out, "  %s\n", strings.TrimRight(r.Strip, " "))
		}
	}
}

func (p uptimePrinter) row(all []column, cell func(column) (text, style string)) {
	var line strings.Builder
	for n, c := range all {
		if n > 0 {
			line.WriteString("  ")
		}
		text, style := cell(c)
		pad := strings.Repeat(" ", c.width-generator.Columns(text))
		if c.right {
			line.WriteString(pad + p.paint(style, text))
		} else {
			line.WriteString(p.paint(style, text) + pad)
		}
	}
	p.out.WriteString(strings.TrimRight(line.String(), " ") + "\n")
}

// plain makes a text safe for a terminal, and its spaces those that people type.
func plain(text string) string { return strings.ReplaceAll(generator.Visible(text), "\u00a0", " ") }
