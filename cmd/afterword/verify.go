package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"afterword/generator"
)

func newVerify(c *common) *cobra.Command {
	r := reading{common: c}
	var against string
	cmd := &cobra.Command{
		Use:   "verify DIR|URL",
		Short: "Recompute the figures of a published site",
		Long: `Read a published site, and count every figure of it again from the windows and services
that it publishes, by a program of its own that knows nothing of the archive. Then compare what
its pages, tables, badges and feeds print with that. Each figure that differs is named.

The site is a folder, or an address: https://, and http:// from this machine alone.

With --against OLD, say instead what has changed since an older state of the site: every figure,
window and severity, and by which report. Both are folders, or revisions of git that hold the site.`,
		Example: `  afterword verify public
  afterword verify --against gh-pages~1 gh-pages
  afterword verify https://example.org/outages/`,
		Args: oneArgument("verify takes one folder or address, as in public"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if against != "" {
				report, err := generator.Against(cmd.Context(), against, args[0])
				return c.answer(cmd, report, err, report.Text)
			}
			done, err := r.begin(cmd)
			if err != nil {
				return err
			}
			options := c.Options
			options.Agent = "afterword/" + version()
			report, err := generator.Verify(cmd.Context(), options, args[0])
			done()
			if err := r.end(cmd, report.Diagnostics, err, "the site does not say what follows from its windows"); err != nil {
				return err
			}
			if c.json {
				return printJSON(cmd.OutOrStdout(), report)
			}
			if !r.silent() {
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: %s of the data and %s printed in %s follow from the windows\n",
					generator.Visible(report.Site), count(report.Figures, "figure"), count(report.Printed, "figure"), count(report.Files, "file"))
			}
			return err
		},
	}
	cmd.Flags().StringVar(&against, "against", "", "say what has changed since `OLD`, a folder or a revision of git")
	cmd.Flags().StringVar(&r.format, "format", "", "print what differs as `FORMAT`: text, json, sarif or github")
	return cmd
}
