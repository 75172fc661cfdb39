package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"afterword/generator"
)

func newExport(c *common) *cobra.Command {
	r := reading{common: c}
	var year int
	var names, about []string
	for _, f := range generator.ExportFormats() {
		names = append(names, f.Name)
		about = append(about, fmt.Sprintf("  %-11s %s", f.Name, f.About))
	}
	cmd := &cobra.Command{
		Use:   "export FORMAT",
		Short: "Write the archive in another system's format",
		Long: `Write the archive into export/FORMAT/, or into the folder that --out names; --out -
prints a format of one file. The folder holds this export and nothing of an
earlier one afterwards; files that no export wrote are left alone.

` + strings.Join(about, "\n") + `

To load opensearch: PUT mapping.json to /postmortems, then POST each bulk file to
/_bulk as application/x-ndjson.`,
		ValidArgs: names,
		Args:      oneArgument("export takes one format: " + strings.Join(names, ", ")),
		RunE: func(cmd *cobra.Command, args []string) error {
			done, err := r.begin(cmd)
			if err != nil {
				return err
			}
			report, err := generator.Export(cmd.Context(), generator.ExportOptions{Options: c.Options, Format: args[0], Year: year})
			done()
			if err := r.end(cmd, report.Diagnostics, err, "nothing was exported"); err != nil {
				return err
			}
			stdout, stderr := cmd.OutOrStdout(), cmd.ErrOrStderr()
			switch {
			case c.Out == "-":
				_, err = stdout.Write(report.Data)
				return err
			case c.json:
				return printJSON(stdout, report)
			case r.silent():
				return nil
			}
			fmt.Fprintf(stderr, "%s: %s, %s; %d written, %d unchanged, %d removed\n",
				generator.Visible(report.Out), count(report.Files, "file"), size(report.Size), report.Written, report.Unchanged, report.Removed)
			for _, note := range report.Notes {
				fmt.Fprintln(stderr, generator.Visible(note))
			}
			return nil
		},
	}
	f := cmd.Flags()
	r.register(f, "let warnings stop the export")
	f.IntVar(&year, "year", 0, "export only the incidents of `YEAR`")
	f.BoolVar(&c.Adopt, "adopt", false, "export into a folder that holds other files")
	return cmd
}
