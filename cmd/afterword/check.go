package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"afterword/generator"
)

func newCheck(c *common) *cobra.Command {
	var asked string
	var strict, links, external bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Report every problem of the archive",
		Long: `Read the archive, report every problem and build nothing. Problems go to standard
output, in the format asked for; in a GitHub workflow they become annotations.

With --external it asks other sites for every address that postmortems and pages
lead to, once each, and warns of those that are gone, fail or do not answer. A site
that answers but wants a password or no robots is taken to be there. Only public
hosts are asked, directly and never through a proxy. Nothing else connects to
anybody.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			if c.json && asked == "" {
				asked = "json"
			}
			format, err := format(asked)
			if err != nil {
				return err
			}
			spendMemory()
			o := c.options()
			o.Strict, o.Links, o.External, o.Agent = strict, links, external, "afterword/"+version()
			var done func()
			o.Progress, done = progress(cmd, !c.quiet && format == "text")
			report, err := generator.Check(cmd.Context(), o)
			done()
			if err != nil && !isArchive(err) {
				return err
			}
			if e := writeDiagnostics(cmd.OutOrStdout(), report.Diagnostics, format); e != nil {
				return e
			}
			if !c.quiet {
				text := problems(report.Diagnostics)
				if text == "" {
					text = "no problems"
				}
				looked := count(report.Files, "file")
				if external {
					looked += ", asked other sites for " + addresses(report.Asked)
				}
				fmt.Fprintf(cmd.ErrOrStderr(), "%s: %s\n", looked, text)
			}
			if err != nil {
				return told(err)
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&asked, "format", "", "print problems as `FORMAT`: text, json, sarif or github")
	f.BoolVar(&strict, "strict", false, "exit with 1 for warnings too")
	f.BoolVar(&links, "links", false, "also follow every link of the built pages")
	f.BoolVar(&external, "external", false, "also ask other sites for every address that the archive leads to")
	return cmd
}

func addresses(n int) string {
	if n == 1 {
		return "1 address"
	}
	return fmt.Sprintf("%d addresses", n)
}

func isArchive(err error) bool { return errors.Is(err, generator.ErrArchive) }

// told ends a verb that has printed the diagnostics of an error that isArchive.
func told(err error) error {
	if errors.Is(err, generator.ErrUnreadable) {
		return errUnreadable
	}
	return errArchive
}

// noArguments refuses what a verb does not take.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usageError{fmt.Errorf("%s takes no arguments, and %q is one (afterword help %s)", cmd.Name(), args[0], cmd.Name())}
	}
	return nil
}
