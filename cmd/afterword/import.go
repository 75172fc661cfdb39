package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"afterword/generator"
)

func newImport(c *common) *cobra.Command {
	var o generator.ImportOptions
	var strict, all bool
	var names, about []string
	for _, f := range generator.ImportFormats() {
		names = append(names, f.Name)
		about = append(about, fmt.Sprintf("  %-16s %s:\n  %-16s %s", f.Name, f.Summary, "", f.Sources))
	}
	cmd := &cobra.Command{
		Use:   "import FORMAT SOURCE…",
		Short: "Bring other systems' incidents into the archive",
		Long: `Read incidents of another system from local files and write them into the archive,
a postmortem each. The report says what was taken, guessed and dropped, and what
looks wrong. A second import updates what changed in the source, leaves what a
person has edited, and reports where both did.

` + strings.Join(about, "\n"),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) < 2 {
				return usage("import takes a format and at least one file or folder; formats are %s", strings.Join(names, ", "))
			}
			if !slices.Contains(names, args[0]) {
				return usage("no format is called %q; known are %s", args[0], strings.Join(names, ", "))
			}
			return nil
		},
		ValidArgs: names,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Options, o.Format, o.Sources = c.Options, args[0], args[1:]
			var done func()
			o.Progress, done = progress(cmd, !c.quiet)
			report, err := generator.Import(cmd.Context(), o)
			done()
			if err != nil {
				return refused(cmd, err)
			}
			switch {
			case c.json:
				err = report.WriteJSON(cmd.OutOrStdout())
			case !c.quiet:
				err = report.WriteText(cmd.OutOrStdout(), all)
			}
			if err != nil {
				return err
			}
			if !c.quiet {
				files := count(report.Written, "file")
				if o.DryRun {
					files = count(len(report.Planned), "file") + " would be"
				}
				fmt.Fprintf(cmd.ErrOrStderr(), "%s written into %s\n", files, report.Content)
			}
			if strict && report.Doubtful() {
				return &generator.ArchiveError{}
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.Zone, "timezone", "", "the IANA `ZONE` of times that carry none")
	f.StringVar(&o.Maintenance, "maintenance-match", "", "titles that match `REGEXP` were maintenance")
	f.StringVar(&o.Into, "into", "", "a `FOLDER` of the archive above those of the years")
	f.BoolVar(&o.DryRun, "dry-run", false, "report what would be written, and write nothing")
	f.BoolVar(&strict, "strict", false, "exit with 1 where anything is doubtful or was not taken")
	f.BoolVar(&all, "all", false, "report what went well, too")
	return cmd
}
