package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"afterword/generator"
)

func newNew(c *common) *cobra.Command {
	var o generator.NewOptions
	var edit bool
	cmd := &cobra.Command{
		Use:   "new [TITLE]",
		Short: "Begin a postmortem",
		Long: `Write a new postmortem into the archive, with what is known already and comments
for the rest, and print its path. It is a draft until you remove draft: true. A
file that exists is never overwritten.

On a terminal it asks for the title, the services, the start and the severity that the
command line leaves out; Enter leaves a question open. In a pipe, with --quiet and
with --json it asks nothing.

The text is that of a template: _templates/NAME.md of the archive, or full, short or
stpa, which come with the program. Without --template it is what templates: in
archive.yaml names for the severity, else full.`,
		Example: `  afterword new "Payments failed" --service checkout --start "2026-03-03 14:05"`,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Ask = newAsker(cmd, c)
			if len(args) > 1 || len(args) == 0 && o.Ask == nil {
				return usage(`new takes one title: afterword new "Payments failed"`)
			}
			editor := strings.Fields(os.Getenv("EDITOR"))
			if edit && len(editor) == 0 {
				return usage("--edit needs EDITOR in the environment to name an editor")
			}
			if edit {
				// Before there is a file, which would prevent trying again.
				if _, err := exec.LookPath(editor[0]); err != nil {
					return usage("--edit: EDITOR names no program: %w", err)
				}
			}
			o.Options, o.Title = c.Options, strings.Join(args, "")
			file, err := generator.New(o)
			err = c.answer(cmd, map[string]string{"path": file}, err, func() string { return file + "\n" })
			if err == nil && !c.quiet && !c.json && o.Title != "" {
				printPrecedents(cmd, c, o.Title)
			}
			if err != nil || !edit {
				return err
			}
			return open(cmd, editor, file)
		},
	}
	f := cmd.Flags()
	f.StringSliceVar(&o.Services, "service", nil, "the incident affected the service `ID`; may be repeated")
	f.StringVar(&o.Start, "start", "", "it began at `TIME`: \"2026-03-03 14:05\"")
	f.StringVar(&o.End, "end", "", "it ended at `TIME`; or ongoing, or unknown (the default)")
	f.StringVar(&o.Severity, "severity", "", "it was as severe as `WORD` says, one of the archive's")
	f.StringVar(&o.TemplateName, "template", "", "begin with the template `NAME`")
	f.BoolVar(&edit, "edit", false, "open the file in $EDITOR")
	return cmd
}

// printPrecedents names the three incidents that are most like a title. What is wrong with the archive
// is for other verbs to say.
func printPrecedents(cmd *cobra.Command, c *common, title string) {
	found, err := generator.Similar(cmd.Context(), c.Options, title, generator.SimilarQuery{Limit: 3})
	if err != nil || len(found.Results) == 0 {
		return
	}
	fmt.Fprintln(cmd.ErrOrStderr(), "Has this happened before?")
	for _, hit := range found.Results {
		fmt.Fprintf(cmd.ErrOrStderr(), "  %s  %s (shares %s)\n", generator.Visible(hit.Path), generator.Visible(hit.Title), generator.Visible(sharedWords(hit)))
	}
}

// open runs the editor on a file and waits for it.
func open(cmd *cobra.Command, editor []string, file string) error {
	run := exec.CommandContext(cmd.Context(), editor[0], append(editor[1:], filepath.FromSlash(file))...)
	run.Stdin, run.Stdout, run.Stderr = os.Stdin, os.Stdout, os.Stderr // an editor wants the terminal itself
	if err := run.Run(); err != nil {
		return fmt.Errorf("running the editor %s: %w", editor[0], err)
	}
	return nil
}
