package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"afterword/generator"
)

// Exit codes; README and `afterword help exit-codes` list them.
const (
	exitDone        = 0
	exitArchive     = 1 // the archive has errors
	exitUsage       = 2
	exitIO          = 3 // disk, permission, lock or port
	exitInterrupted = 130
)

// verbs are the verbs of the program; each has a file of its own.
func verbs(c *common) []*cobra.Command {
	return []*cobra.Command{
		newBuild(c), newServe(c), newCheck(c), newNew(c), newInit(c), newImport(c), newExport(c), newUptime(c),
		newWindows(c), newSearch(c), newSimilar(c), newEditions(c), newTerms(c), newDiff(c), newVerify(c), newSchema(c), newMCP(c),
		newLSP(c), newTheme(c),
		newVersion(c), newCodes(), newExitCodes(),
	}
}

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run is the whole program. Tests call it in their own process.
func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// A second signal ends the program at once, as it would by default.
	context.AfterFunc(ctx, stop)

	var c common
	line := lineOf(stderr)
	out, errs := &output{w: stdout, line: line}, &output{w: stderr, line: line}
	root := newRoot(&c, out, errs)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if _, wrong := errors.AsType[*generator.UsageError](err); err != nil && !c.understood && !wrong {
		err = usage("%w", err)
	}
	if e := out.failure(); e != nil && ctx.Err() == nil {
		err = e // what is in err besides follows from it, or could not be printed
	}
	return report(ctx, err, errs)
}

// errUnread ends a verb whose reader has left. Nothing is printed of it.
var errUnread = errors.New("nobody reads standard output")

// report prints an error and chooses the exit code. Of an archive with errors,
// the verb has printed them.
func report(ctx context.Context, err error, stderr io.Writer) int {
	switch {
	case err == nil:
		return exitDone
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "afterword: interrupted; the published site is as it was")
		return exitInterrupted
	case errors.Is(err, errUnread):
		return exitIO
	}
	if broken, ok := errors.AsType[*generator.ArchiveError](err); ok {
		if broken.Unreadable() {
			return exitIO
		}
		return exitArchive
	}
	fmt.Fprintf(stderr, "afterword: %s\n", generator.VisibleLines(err.Error()))
	wrong, ok := errors.AsType[*generator.UsageError](err)
	if !ok {
		return exitIO
	}
	if wrong.Hint != "" {
		fmt.Fprintf(stderr, "  %s\n", generator.VisibleLines(wrong.Hint))
	}
	return exitUsage
}

// newRoot makes the command with its verbs.
func newRoot(c *common, stdout, stderr io.Writer) *cobra.Command {
	root := &cobra.Command{
		Use:   "afterword VERB",
		Short: "Turn a directory of postmortems into a searchable static site",
		Long: `Afterword turns a directory of Markdown postmortems into a static site with a
page per incident, service, year and cause, feeds and a JSON API.

The archive is the folder content/ of the working directory or of one above it.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			near := ""
			if all := cmd.SuggestionsFor(args[0]); len(all) > 0 {
				near = fmt.Sprintf("; did you mean %q?", all[0])
			}
			return usage("unknown verb %q%s (afterword help lists the verbs)", args[0], near)
		},
		RunE:          func(cmd *cobra.Command, args []string) error { return cmd.Help() },
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(cmd *cobra.Command, args []string) error {
			err := c.fromEnvironment(cmd)
			c.understood = err == nil
			return err
		},
	}
	root.SuggestionsMinimumDistance = 2
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		help := "afterword help"
		if cmd.HasParent() {
			help += " " + cmd.Name()
		}
		return usage("%w (%s lists the flags)", misread("", err), help)
	})
	c.register(root)
	root.AddCommand(verbs(c)...)
	root.SetHelpCommand(newHelp())
	root.SetHelpFunc(printHelp)
	root.SetUsageTemplate(usageTemplate)
	root.InitDefaultCompletionCmd()
	if completion, _, err := root.Find([]string{"completion"}); err == nil {
		completion.Short = "Print the completion of commands for a shell"
		completion.RunE = func(*cobra.Command, []string) error {
			return usage("completion takes one shell: bash, zsh, fish, powershell")
		}
	}
	return root
}
