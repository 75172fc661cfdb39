package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"afterword/generator"
)

func newTerms(c *common) *cobra.Command {
	var taxonomy, rename string
	cmd := &cobra.Command{
		Use:   "terms",
		Short: "List the terms of the archive, or rename one",
		Long: `List the causes, tags and other terms of the archive with how many incidents have each,
and pairs that are likely to be one term: they differ by a letter or a plural.

--rename OLD=NEW writes NEW for OLD into every report, draft and archive.yaml, and changes
nothing besides: comments and the form of the files stay. Where one of them cannot be
edited safely, none is.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if rename == "" {
				reports, err := generator.Terms(cmd.Context(), c.Options, taxonomy)
				return c.answer(cmd, reports, err, func() string { return termsText(reports) })
			}
			from, to, ok := strings.Cut(rename, "=")
			if from, to = strings.TrimSpace(from), strings.TrimSpace(to); !ok || from == "" || to == "" || from == to {
				return usage("--rename takes OLD=NEW, and not %q", rename)
			}
			files, err := generator.RenameTerm(cmd.Context(), c.Options, taxonomy, from, to)
			return c.answer(cmd, files, err, func() string {
				var b strings.Builder
				for _, f := range files {
					for _, line := range f.Lines {
						fmt.Fprintf(&b, "%s:%d\n", generator.Visible(f.File), line)
					}
				}
				if !c.quiet {
					fmt.Fprintf(cmd.ErrOrStderr(), "%q is %q now in %s\n", from, to, count(len(files), "file"))
				}
				return b.String()
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&taxonomy, "taxonomy", "", "only the taxonomy `ID`: causes, tags, severities, organizations, upstream …")
	f.StringVar(&rename, "rename", "", "`OLD=NEW`: write another name for a term into all files")
	return cmd
}

func termsText(reports []generator.TermsReport) string {
	var b strings.Builder
	for n, r := range reports {
		if n > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s\n", generator.Visible(r.Title))
		for _, t := range r.Terms {
			line := fmt.Sprintf("%6d  %s", t.Incidents, generator.Visible(t.Name))
			if t.Parent != "" {
				line += ", a kind of " + generator.Visible(t.Parent)
			}
			if t.Direct < t.Incidents {
				line += fmt.Sprintf(" (%d without its kinds)", t.Direct)
			}
			b.WriteString(line + "\n")
		}
		for _, pair := range r.Near {
			fmt.Fprintf(&b, "  near  %s, %s\n", generator.Visible(pair[0]), generator.Visible(pair[1]))
		}
	}
	return b.String()
}
