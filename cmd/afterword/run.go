package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"afterword/generator"
)

// A reading is a verb that reads the archive: it shows progress while it works,
// and reports the problems that it finds.
type reading struct {
	*common
	format string // of the problems, by --format
}

func (r *reading) register(f *pflag.FlagSet, strict string) {
	f.StringVar(&r.format, "format", "", "print problems as `FORMAT`: text, json, sarif or github")
	f.BoolVar(&r.Strict, "strict", false, strict)
}

// begin prepares the options of the verb, and returns the function that ends its progress.
func (r *reading) begin(cmd *cobra.Command) (done func(), err error) {
	if r.format == "" {
		r.format = usualFormat()
	}
	if known := generator.DiagnosticFormats(); !slices.Contains(known, r.format) {
		return nil, usage("unknown --format %q; known are %s", r.format, strings.Join(known, ", "))
	}
	spendMemory(briefly)
	r.Progress, done = progress(cmd, !r.quiet && r.format == "text")
	return done, nil
}

// usualFormat is what suits where the program runs.
func usualFormat() string {
	if os.Getenv("GITHUB_ACTIONS") != "" {
		return "github"
	}
	return "text"
}

// silent reports whether standard error takes problems only: it was asked for, or a
// program reads them.
func (r *reading) silent() bool { return r.quiet || r.format == "json" || r.format == "sarif" }

// end prints the problems that a verb found, and what did not happen because of
// them. It returns what the verb ends with, nil where there is something else to print.
func (r *reading) end(cmd *cobra.Command, list generator.Diagnostics, err error, instead string) error {
	stderr := cmd.ErrOrStderr()
	broken, ok := errors.AsType[*generator.ArchiveError](err)
	if ok {
		list = broken.Diagnostics
	}
	if e := writeDiagnostics(stderr, list, r.format); e != nil {
		return e
	}
	if ok && !r.silent() {
		fmt.Fprintf(stderr, "\n%s; %s\n", problems(list), instead)
	}
	return err
}

// refused prints what is wrong with an archive that a verb cannot work with, and
// returns err, which may be any error.
func refused(cmd *cobra.Command, err error) error {
	broken, ok := errors.AsType[*generator.ArchiveError](err)
	if !ok {
		return err
	}
	return cmp.Or(writeDiagnostics(cmd.ErrOrStderr(), broken.Diagnostics, usualFormat()), err)
}

// answer ends a verb that only reads: it prints what is wrong, else the result, as JSON or as a text.
func (c *common) answer(cmd *cobra.Command, result any, err error, text func() string) error {
	switch {
	case err != nil:
		return refused(cmd, err)
	case c.json:
		return printJSON(cmd.OutOrStdout(), result)
	}
	_, err = io.WriteString(cmd.OutOrStdout(), text())
	return err
}

// writeDiagnostics prints a list in a format.
func writeDiagnostics(w io.Writer, list generator.Diagnostics, format string) error {
	return generator.WriteDiagnostics(w, list, format, version(), generator.TextOptions{Color: colored(w), Width: width(w)})
}

// briefly is how much the heap may grow, in percent, in a program that is about to end.
const briefly = 400

// spendMemory trades memory for time: the collector runs when the heap has grown by
// so many percent, unless GOGC says otherwise.
func spendMemory(percent int) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}
