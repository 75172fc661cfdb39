// Command afterword turns a directory of postmortems into a static site.
//
// Each verb has a file of its own: it reads flags, calls the generator and
// prints. Data goes to standard output, everything else to standard error.
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
	exitMachine     = 3 // disk, permission, lock or port
	exitInterrupted = 130
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run is the whole program. Tests call it in their own process.
func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// A second signal ends the program at once, as it would without us.
	context.AfterFunc(ctx, stop)

	var c common
	line := lineOf(stderr)
	out, errs := &output{w: stdout, line: line}, &output{w: stderr, line: line}
	root := newRoot(&c, out, errs)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err != nil && !c.understood {
		err = usageError{err}
	}
	if e := out.failure(); e != nil && ctx.Err() == nil {
		err = e // what is in err besides follows from it, or could not be told
	}
	return report(ctx, err, errs)
}

// errUnread ends a verb whose reader has left, of which nobody need be told.
var errUnread = errors.New("nobody reads standard output")

// errArchive ends a verb that has already printed what is wrong with the archive.
var errArchive = errors.New("the archive has errors")

// errUnreadable ends a verb that has already printed which files cannot be read.
var errUnreadable = errors.New("files of the archive cannot be read")

// A usageError is a mistake in the command line.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

// report prints an error and chooses the exit code.
func report(ctx context.Context, err error, stderr io.Writer) int {
	var usage usageError
	var option *generator.UsageError
	switch {
	case err == nil:
		return exitDone
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "afterword: interrupted; the published site is as it was")
		return exitInterrupted
	case errors.Is(err, errArchive):
		return exitArchive
	case errors.Is(err, errUnread), errors.Is(err, errUnreadable):
		return exitMachine
	case errors.As(err, &option):
		fmt.Fprintf(stderr, "afterword: %s\n", generator.VisibleLines(err.Error()))
		if option.Hint != "" {
			fmt.Fprintf(stderr, "  %s\n", generator.VisibleLines(option.Hint))
		}
		return exitUsage
	case errors.As(err, &usage):
		fmt.Fprintf(stderr, "afterword: %s\n", generator.VisibleLines(err.Error()))
		return exitUsage
	}
	fmt.Fprintf(stderr, "afterword: %s\n", generator.VisibleLines(err.Error()))
	return exitMachine
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
			message := fmt.Sprintf("unknown verb %q", args[0])
			if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
				message += fmt.Sprintf("; did you mean %q?", near[0])
			}
			return usageError{errors.New(message + " (afterword help lists the verbs)")}
		},
		RunE:          func(cmd *cobra.Command, args []string) error { return cmd.Help() },
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(cmd *cobra.Command, args []string) error {
			if err := c.fromEnvironment(cmd); err != nil {
				return err
			}
			c.understood = true
			return nil
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
		return usageError{fmt.Errorf("%w (%s lists the flags)", misread("", err), help)}
	})
	c.register(root)
	root.AddCommand(newBuild(c), newServe(c), newCheck(c), newSearch(c), newVersion(c), newCodes(), newExitCodes())
	root.AddCommand(newCompletion())
	root.AddCommand(newNew(c), newInit(c), newImport(c), newExport(c))
	root.AddCommand(newUptime(c))
	root.SetHelpCommand(newHelp())
	root.SetHelpFunc(printHelp)
	root.SetUsageTemplate(usage)
	root.CompletionOptions.DisableDefaultCmd = true
	return root
}
