package main

import (
	"github.com/spf13/cobra"

	"afterword/generator"
)

func newDiff(c *common) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "diff [BASE]",
		Short: "Say what a change does to the archive",
		Long: `Say what has changed against BASE, a revision of git or a folder with an archive; HEAD where
none is named: reports added, changed and removed, every figure that moves and because of which
report, problems that are new and those that are resolved, earlier incidents like a new one, and
what a wider edition shows that was hidden from it. Nothing is checked out or written.`,
		Example: `  afterword diff
  afterword diff origin/main --format markdown >> "$GITHUB_STEP_SUMMARY"`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			write := map[string]func(generator.DiffReport) string{
				"text": generator.DiffReport.Text, "markdown": generator.DiffReport.Markdown,
			}[format]
			if write == nil && format != "json" {
				return usage("unknown --format %q; known are text, markdown, json", format)
			}
			base := "HEAD"
			if len(args) > 0 {
				base = args[0]
			}
			spendMemory(briefly)
			options := c.Options
			var done func()
			options.Progress, done = progress(cmd, !c.quiet)
			report, err := generator.Diff(cmd.Context(), options, base)
			done()
			c.json = c.json || format == "json"
			return c.answer(cmd, report, err, func() string { return write(report) })
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "write it as `FORMAT`: text, markdown or json")
	return cmd
}
