package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"afterword/generator"
)

func newInit(c *common) *cobra.Command {
	var o generator.InitOptions
	var from string
	cmd := &cobra.Command{
		Use:   "init DIR",
		Short: "Make a new archive",
		Long: `Make a new archive in a folder that is empty, does not exist, or is a new repository
with README, LICENSE and hidden files: settings, a template for reports, notes for their
authors (content/README.md), and a workflow that publishes it on GitHub Pages. Nothing is
overwritten.

On a terminal it asks for what the command line leaves out; Enter takes the default.
In a pipe, with --quiet and with --json it asks nothing.

With --from the incidents of another system are imported at once, as by afterword
import: from Statuspage, or from what another FORMAT: in front of the source names.`,
		Example: `  afterword init postmortems --program OWNER/REPO@v1.0.0 --service "Checkout,Search API"
  afterword init postmortems --from csv:incidents.csv`,
		Args: oneArgument("init takes one folder: afterword init postmortems"),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := args[0]
			var source generator.ImportOptions
			if from != "" {
				var err error
				if source, err = importOf(from); err != nil {
					return err
				}
			}
			o.BaseURL = c.BaseURL
			o.Ask = newAsker(cmd, c)
			report, err := generator.Init(dir, o)
			if err != nil {
				return err
			}
			stderr := cmd.ErrOrStderr()
			if from != "" {
				source.Content = filepath.Join(dir, "content")
				imported, err := generator.Import(cmd.Context(), source)
				if !c.quiet {
					err = cmp.Or(imported.WriteDigest(stderr), err)
				}
				if err != nil {
					return refused(cmd, err)
				}
				report.Imported = imported.Written
			}
			if c.json {
				return printJSON(cmd.OutOrStdout(), report)
			}
			for _, file := range report.Written {
				fmt.Fprintln(cmd.OutOrStdout(), filepath.ToSlash(filepath.Join(dir, file)))
			}
			if c.quiet {
				return nil
			}
			if len(report.Kept) > 0 {
				fmt.Fprintf(stderr, "left as they are: %s\n", generator.Visible(strings.Join(report.Kept, ", ")))
			}
			if report.Program == "" {
				fmt.Fprintln(stderr, "fill in where Afterword is: the line uses: OWNER/REPO/… of .github/workflows/pages.yml")
			}
			next := `afterword new "What failed"`
			if from != "" {
				next = "afterword serve"
			}
			if filepath.Clean(dir) != "." {
				next = "cd " + filepath.ToSlash(dir) + " && " + next
			}
			fmt.Fprintf(stderr, "next: %s\n", next)
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.Title, "title", "", "the archive is called `TITLE`")
	f.StringVar(&o.Zone, "timezone", "", "days and times are those of the IANA `ZONE`")
	f.StringSliceVar(&o.Services, "service", nil, "there is a service called `NAME`; may be repeated")
	f.StringVar(&o.Program, "program", "", "the workflow takes Afterword from `OWNER/REPO@REF` on GitHub")
	f.BoolVar(&o.Editions, "editions", false, "the public reads what is marked for it; the workflow keeps the rest as an artifact")
	f.StringVar(&from, "from", "", "import `SOURCE`, or FORMAT:SOURCE, at once")
	return cmd
}

// importOf reads --from, before anything is written.
func importOf(from string) (o generator.ImportOptions, err error) {
	source := from
	o.Format = "statuspage"
	for _, f := range generator.ImportFormats() {
		if rest, ok := strings.CutPrefix(from, f.Name+":"); ok {
			o.Format, source = f.Name, rest
		}
	}
	if _, err := os.Stat(source); errors.Is(err, os.ErrNotExist) {
		return o, usage("--from: there is no file or folder %s (afterword help import lists the formats)", source)
	}
	o.Sources = []string{source}
	return o, nil
}
