package main

import (
	"cmp"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"afterword/generator"
)

func newWindows(c *common) *cobra.Command {
	o := generator.WindowsOptions{}
	var above, below string
	cmd := &cobra.Command{
		Use:   "windows REPORT",
		Short: "Propose windows of impact from samples beside a report",
		Long: `Read a CSV, TSV or JSON file beside a report, and print the windows in which a series of
it is above or below a limit, as YAML for the front matter. A window begins with the first
sample beyond the limit and ends with the first one that is not: both may be a sample late.
Where samples are missing at its end, the end is unknown, with the bounds that are known.
Without --from it takes the signal that the report names. Nothing is written to the report.`,
		Example: `  afterword windows 2025/feature-flag --from errors.csv --above 5`,
		Args:    oneArgument("windows takes one report, as in 2018/zuora-connect"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Options, o.Report = c.Options, args[0]
			if o.Signal.File != "" || above != "" || below != "" {
				var err error
				if o.Signal.Limit, err = strconv.ParseFloat(cmp.Or(above, below), 64); err != nil || o.Signal.File == "" || above != "" && below != "" {
					return usage("windows needs --from and one of --above and --below with a number, or a report that names its signal")
				}
				o.Signal.Below = below != ""
			}
			windows, err := generator.Windows(cmd.Context(), o)
			return c.answer(cmd, windows, err, func() string {
				if len(windows) == 0 {
					fmt.Fprintln(cmd.ErrOrStderr(), "no sample is beyond the limit")
					return ""
				}
				text := "impact:\n"
				for _, w := range windows {
					text += fmt.Sprintf("  - start: %s\n    end: %s\n", w.Start, w.End)
					if w.AtLeast > 0 {
						text += fmt.Sprintf("    at_least: %ds\n", w.AtLeast)
					}
					if w.AtMost > 0 {
						text += fmt.Sprintf("    at_most: %ds\n", w.AtMost)
					}
					text += "    level: unknown # what users noticed, no sample says\n"
				}
				return text
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.Signal.File, "from", "", "the data `FILE` beside the report")
	f.StringVar(&o.Signal.Column, "column", "", "the `NAME` of a column; without it, the first one")
	f.StringVar(&above, "above", "", "the limit, a `NUMBER` above which the incident was")
	f.StringVar(&below, "below", "", "the limit, a `NUMBER` below which it was")
	return cmd
}
