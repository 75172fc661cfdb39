package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"afterword/generator"
)

func newExport(c *common) *cobra.Command {
	var asked string
	var year int
	var strict, adopt bool
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
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError{fmt.Errorf("export takes one format: %s", strings.Join(names, ", "))}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			format, err := format(asked)
			if err != nil {
				return err
			}
			spendMemory()
			stdout, stderr := cmd.OutOrStdout(), cmd.ErrOrStderr()
			o := generator.ExportOptions{Options: c.options(), Format: args[0], Year: year}
			o.Strict, o.Adopt = strict, adopt
			var done func()
			o.Progress, done = progress(cmd, !c.quiet && format == "text")
			report, err := generator.Export(cmd.Context(), o)
			done()
			if e := writeDiagnostics(stderr, report.Diagnostics, format); e != nil {
				return e
			}
			switch quiet := c.quiet || forPrograms(format); {
			case isArchive(err):
				if !quiet {
					fmt.Fprintf(stderr, "\n%s; nothing was exported\n", problems(report.Diagnostics))
				}
				return told(err)
			case err != nil:
				return err
			case o.Out == "-":
				_, err = stdout.Write(report.Data)
				return err
			case c.json:
				return json.NewEncoder(stdout).Encode(jsonExport{
					Out: report.Out, Format: args[0], Files: report.Files, Bytes: report.Size,
					Written: report.Published.Written, Unchanged: report.Published.Unchanged, Removed: report.Published.Removed,
				})
			case !quiet:
				printExported(stderr, report)
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&asked, "format", "", "print problems as `FORMAT`: text, json, sarif or github")
	f.IntVar(&year, "year", 0, "export only the incidents of `YEAR`")
	f.BoolVar(&strict, "strict", false, "let warnings stop the export")
	f.BoolVar(&adopt, "adopt", false, "export into a folder that holds other files")
	return cmd
}

// printExported tells what was written.
func printExported(w io.Writer, r generator.ExportReport) {
	p := r.Published
	fmt.Fprintf(w, "%s: %s, %s; %d written, %d unchanged, %d removed\n",
		generator.Visible(r.Out), count(r.Files, "file"), size(r.Size), p.Written, p.Unchanged, p.Removed)
	for _, note := range p.Notes {
		fmt.Fprintln(w, generator.Visible(note))
	}
}

// jsonExport is what --json prints.
type jsonExport struct {
	Out       string `json:"out"`
	Format    string `json:"format"`
	Files     int    `json:"files"`
	Bytes     int64  `json:"bytes"`
	Written   int    `json:"written"`
	Unchanged int    `json:"unchanged"`
	Removed   int    `json:"removed"`
}
