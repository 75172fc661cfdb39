package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"afterword/generator"
)

func newCheck(c *common) *cobra.Command {
	r := reading{common: c}
	var aside bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Report every problem of the archive",
		Long: `Read the archive, report every problem and build nothing. Problems go to standard
output, in the format asked for; in a GitHub workflow they become annotations.

Of an archive with editions, it checks all of them. With --leaks it looks in what
each would publish, the search index included, for names, numbers and phrases
that the edition hides, and says where they are shown.

With --external it asks other sites for every address that postmortems and pages
lead to, once each, and warns of those that are gone, fail or do not answer. A site
that answers but wants a password or no robots is taken to be there. Only public
hosts are asked, directly and never through a proxy. Nothing else connects to
anybody.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			if c.json && r.format == "" {
				r.format = "json"
			}
			done, err := r.begin(cmd)
			if err != nil {
				return err
			}
			c.Agent = "afterword/" + version()
			report, err := generator.Check(cmd.Context(), c.Options)
			done()
			if broken, ok := errors.AsType[*generator.ArchiveError](err); ok {
				report.Diagnostics = broken.Diagnostics
			} else if err != nil {
				return err
			}
			if aside {
				for _, name := range report.SetAside {
					fmt.Fprintln(cmd.OutOrStdout(), generator.Visible(name))
				}
			}
			if e := writeDiagnostics(cmd.OutOrStdout(), report.Diagnostics, r.format); e != nil {
				return e
			}
			if !c.quiet {
				text := problems(report.Diagnostics)
				if text == "" {
					text = "no problems"
				}
				looked := count(report.Files, "file")
				if c.External {
					looked += ", asked other sites for " + count(report.Asked, "address")
				}
				fmt.Fprintf(cmd.ErrOrStderr(), "%s: %s\n", looked, text)
				if n := len(report.SetAside); n > 0 && !aside {
					fmt.Fprintf(cmd.ErrOrStderr(), "%s, which an import has set aside, no part of the archive (afterword check --set-aside lists them)\n", count(n, "file"))
				}
			}
			return err
		},
	}
	f := cmd.Flags()
	r.register(f, "exit with 1 for warnings too")
	f.BoolVar(&aside, "set-aside", false, "also list the files that an import has left for a person to complete")
	f.BoolVar(&c.Links, "links", false, "also follow every link of the built pages")
	f.BoolVar(&c.Leaks, "leaks", false, "also look in each edition's site for words that it hides")
	f.BoolVar(&c.External, "external", false, "also ask other sites for every address that the archive leads to")
	return cmd
}
