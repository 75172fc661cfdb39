package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"afterword/generator"
)

func newImportMonitor(c *common) *cobra.Command {
	var o generator.MonitorOptions
	var names, about []string
	for _, f := range generator.MonitorFormats() {
		names = append(names, f.Name)
		about = append(about, fmt.Sprintf("  %-12s %s:\n  %-12s %s", f.Name, f.Summary, "", f.Sources))
	}
	cmd := &cobra.Command{
		Use:   "monitor FORMAT FILE…",
		Short: "Bring what a monitor saw of a service into the archive",
		Long: `Read what a monitor recorded of a service from local files, and add it to the evidence of the
archive: evidence/SERVICE/2024.csv says when the service was seen up, down or in maintenance.
What the monitor does not say, nobody saw. A second import adds to the first, and the same again
changes nothing. Nothing of a report changes: check and the pages of the service compare the two.

` + strings.Join(about, "\n"),
		Example: `  afterword import monitor kuma kuma.db --service checkout --monitor 4`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) < 2 {
				return usage("import monitor takes a format and at least one file; formats are %s", strings.Join(names, ", "))
			}
			if !slices.Contains(names, args[0]) {
				return usage("no format of monitors is called %q; known are %s", args[0], strings.Join(names, ", "))
			}
			return nil
		},
		ValidArgs: names,
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.Service == "" {
				return usage("import monitor needs --service with the id of the service that was watched")
			}
			o.Options, o.Format, o.Sources = c.Options, args[0], args[1:]
			report, err := generator.ImportMonitor(cmd.Context(), o)
			switch {
			case err != nil:
				return refused(cmd, err)
			case c.json:
				return printJSON(cmd.OutOrStdout(), report)
			case c.quiet:
				return nil
			}
			if _, err := fmt.Fprint(cmd.OutOrStdout(), report.Text()); err != nil {
				return err
			}
			files := count(report.Written, "file") + " written"
			if o.DryRun {
				files = count(len(report.Files), "file") + " would be written"
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "%s\n", files)
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.Service, "service", "", "the `ID` of the service that was watched")
	f.StringVar(&o.Read.Monitor, "monitor", "", "the `ID` or name of the one to take, of a source that has several")
	f.StringVar(&o.Read.Name, "name", "", "what the source is called, where its own `NAME` is not enough")
	f.Int64Var(&o.Read.Every, "every", 0, "the `SECONDS` between two probes, where the source does not say")
	f.StringVar(&o.Timezone, "timezone", "", "the IANA `ZONE` of times that carry none")
	f.StringToStringVar(&o.Read.Columns, "column", nil, "of a table, what its columns are called, as in `time=Date,seen=Event`; also from, to, duration, every")
	f.BoolVar(&o.DryRun, "dry-run", false, "report what would be written, and write nothing")
	return cmd
}
