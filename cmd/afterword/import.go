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
	var strict, verbose bool
	var explain string
	var names, about []string
	for _, f := range generator.ImportFormats() {
		names = append(names, f.Name)
		about = append(about, fmt.Sprintf("  %-16s %s:\n  %-16s %s", f.Name, f.Summary, "", f.Sources))
	}
	cmd := &cobra.Command{
		Use:   "import FORMAT SOURCE…",
		Short: "Bring other systems' incidents into the archive",
		Long: `Read incidents of another system from local files and write them into the archive,
a postmortem each. The report says in at most 40 lines what was taken and what needs
a look; --verbose has all of it. A second import updates what changed in the source,
leaves what a person has edited, and reports where both did. It repeats the choices of
the first, which _import.yaml in the archive keeps; a choice given as '' ends them.
With --edition, what is written belongs to that edition.

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
			o.Choices.Edition = c.Edition
			var done func()
			o.Progress, done = progress(cmd, !c.quiet)
			o.DryRun = o.DryRun || explain != ""
			// A choice that is given as nothing is one, too: it ends those of the import before.
			for _, name := range []string{"timezone", "maintenance-match", "match", "into", "edition"} {
				flag := cmd.Flags().Lookup(name)
				o.Choices.Forget = o.Choices.Forget || flag.Changed && strings.Trim(flag.Value.String(), "[]") == ""
			}
			report, failed := generator.Import(cmd.Context(), o)
			done()
			if failed != nil && len(report.Items) == 0 {
				return refused(cmd, failed)
			}
			var err error
			switch out := cmd.OutOrStdout(); {
			case c.json:
				err = report.WriteJSON(out)
			case explain != "":
				var found bool
				if found, err = report.Explain(out, explain); err == nil && !found {
					err = usage("the import has no file called %q", explain)
				}
			case c.quiet:
			case verbose:
				err = report.WriteText(out)
			default:
				err = report.WriteDigest(out)
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
			return failed
		},
	}
	cmd.AddCommand(newImportMonitor(c))
	f := cmd.Flags()
	f.StringVar(&o.Choices.Timezone, "timezone", "", "the IANA `ZONE` of times that carry none")
	f.StringVar(&o.Choices.Maintenance, "maintenance-match", "", "titles that match `REGEXP` were maintenance")
	f.StringVar(&o.Choices.Into, "into", "", "a `FOLDER` of the archive above those of the years")
	f.BoolVar(&o.DryRun, "dry-run", false, "report what would be written, and write nothing")
	f.BoolVar(&strict, "strict", false, "exit with 1 where anything is doubtful or was not taken")
	f.StringArrayVar(&o.Choices.Match, "match", nil, "of a Hugo or Jekyll site, take only posts with `tag:X`, category:X, folder:X or words of the title")
	f.BoolVar(&verbose, "verbose", false, "report each incident, and what went well, too")
	f.BoolVar(&verbose, "all", false, "the old name of --verbose")
	hide(f, "all")
	f.StringVar(&explain, "explain", "", "write nothing, and print each fact of `FILE` with the lines that it comes from")
	return cmd
}
