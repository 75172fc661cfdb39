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

	root := newRoot(stdout, stderr)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	return report(ctx, err, stderr)
}

// errArchive ends a verb that has already printed what is wrong with the archive.
var errArchive = errors.New("the archive has errors")

// A usageError is a mistake in the command line.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

// report prints an error and chooses the exit code.
func report(ctx context.Context, err error, stderr io.Writer) int {
	var usage usageError
	switch {
	case err == nil:
		return exitDone
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "afterword: interrupted; the published site is as it was")
		return exitInterrupted
	case errors.Is(err, errArchive):
		return exitArchive
	case errors.As(err, &usage):
		fmt.Fprintf(stderr, "afterword: %v\n", err)
		return exitUsage
	case errors.Is(err, generator.ErrUsage):
		fmt.Fprintf(stderr, "afterword: %v\n", err)
		return exitUsage
	}
	fmt.Fprintf(stderr, "afterword: %v\n", err)
	return exitMachine
}

// newRoot makes the command with its verbs.
func newRoot(stdout, stderr io.Writer) *cobra.Command {
	var c common
	root := &cobra.Command{
		Use:   "afterword",
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
		// Flags are looked up by their aliases before a verb runs.
		PersistentPreRunE: func(cmd *cobra.Command, args []string) error { return c.fromEnvironment(cmd) },
	}
	root.SuggestionsMinimumDistance = 2
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usageError{fmt.Errorf("%w (afterword help %s lists the flags)", err, cmd.Name())}
	})
	c.register(root)
	root.AddCommand(newBuild(&c), newCheck(&c), newVersion(), newCodes(), newExitCodes())
	return root
}
