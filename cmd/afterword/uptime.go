package main

import (
	"fmt"
	"io"
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

// A cell is a text in a column; numbers are at its right edge.
type cell struct {
	text  string
	right bool
	style string
}

func (p uptimePrinter) table(t generator.UptimeTable) {
	fmt.Fprintf(p.out, "%s\n", p.paint("1", plain(t.Title)))
	if len(t.Rows) == 0 {
		return
	}
	budget := false
	for _, r := range t.Rows {
		budget = budget || r.Budget != ""
	}
	const faint = "2"
	rows := [][]cell{{{t.First, false, faint}, {t.Strip, false, faint}, {"Incidents", true, faint}, {"Downtime", true, faint}, {"Uptime", true, faint}}}
	if budget {
		rows[0] = append(rows[0], cell{"Budget spent", true, faint})
	}
	for _, r := range t.Rows {
		incidents := fmt.Sprint(r.Incidents)
		if r.None {
			incidents = ""
		}
		row := []cell{{plain(r.Name), false, ""}, {r.Strip, false, ""}, {incidents, true, ""}, {plain(r.Downtime), true, ""}, {plain(r.Uptime), true, ""}}
		if budget {
			style := ""
			if r.Over {
				style = "1"
			}
			row = append(row, cell{plain(r.Budget), true, style})
		}
		rows = append(rows, row)
	}
	widths := make([]int, len(rows[0]))
	total := 0
	for column := range widths {
		for _, row := range rows {
			widths[column] = max(widths[column], generator.Columns(row[column].text))
		}
		total += widths[column] + 2
	}
	// A narrow terminal has the strips on lines of their own.
	if narrow := p.columns > 0 && total > p.columns; narrow {
		for n, row := range rows {
			p.row(append(row[:1:1], row[2:]...), append(widths[:1:1], widths[2:]...))
			if n > 0 && strings.TrimSpace(row[1].text) != "" {
				fmt.Fprintf(p.out, "  %s\n", strings.TrimRight(row[1].text, " "))
			}
		}
		return
	}
	for _, row := range rows {
		p.row(row, widths)
	}
}

func (p uptimePrinter) row(cells []cell, widths []int) {
	var line strings.Builder
	for n, c := range cells {
		if n > 0 {
			line.WriteString("  ")
		}
		pad := strings.Repeat(" ", max(0, widths[n]-generator.Columns(c.text)))
		if c.right {
			line.WriteString(pad + p.paint(c.style, c.text))
		} else {
			line.WriteString(p.paint(c.style, c.text) + pad)
		}
	}
	p.out.WriteString(strings.TrimRight(line.String(), " ") + "\n")
}

// plain makes a text safe for a terminal, and its spaces those that people type.
func plain(text string) string { return strings.ReplaceAll(generator.Visible(text), "\u00a0", " ") }
