package main

import (
	"cmp"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"afterword/generator"
)

func newServe(c *common) *cobra.Command {
	var so generator.ServeOptions
	var browser bool
	var poll string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Show the archive while you write",
		Long: `Show the archive at http://localhost:1313/, drafts included, and keep open pages up
to date. Errors are shown over the last good page. Nothing is written to public/.`,
		Args: func(cmd *cobra.Command, args []string) error {
			// The value of --poll may be left out, so of "--poll 700ms" the library makes an argument.
			if len(args) == 1 && poll == pollAuto {
				if _, err := time.ParseDuration(args[0]); err == nil || args[0] == pollAuto {
					poll, args = args[0], nil
				}
			}
			return noArguments(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			stderr := cmd.ErrOrStderr()
			var err error
			if so.Poll, err = interval(cmd, poll); err != nil {
				return err
			}
			if so.Port < 0 || so.Port > 65535 {
				return usage("--port %d: ports are numbers up to 65535", so.Port)
			}
			spendMemory(generator.ServeGCPercent)
			so.DraftsChosen = cmd.Flags().Changed("drafts")
			so.Notice = func(sentence string) { fmt.Fprintln(stderr, generator.Visible(sentence)) }
			var before generator.Diagnostics
			so.Report = func(r generator.ServeReport) {
				printServed(stderr, r, before, c.quiet)
				if !r.Same {
					before = r.Problems
				}
			}
			so.Ready = func(addresses []string) {
				if !c.quiet {
					fmt.Fprintf(stderr, "serving at %s (Ctrl-C ends it)\n", strings.Join(addresses, ", "))
				}
				if browser {
					openBrowser(stderr, addresses[0])
				}
			}
			return refused(cmd, cmp.Or(generator.Serve(cmd.Context(), c.Options, so), cmd.Context().Err())) // only Ctrl-C ends a server that works
		},
	}
	f := cmd.Flags()
	f.StringVar(&so.Bind, "bind", "", "listen on `ADDRESS`: 0.0.0.0 lets others see the site (default: this machine alone)")
	f.IntVarP(&so.Port, "port", "p", 0, "listen on port `N` (default: 1313, or the next that is free)")
	f.StringSliceVar(&so.Hosts, "host", nil, "also answer as `NAME`, as behind a proxy")
	f.BoolVarP(&browser, "open", "O", false, "open the site in a browser")
	f.BoolVarP(&so.Navigate, "navigate", "N", false, "go to the heading that has changed")
	f.BoolVar(&so.NoLiveReload, "no-live-reload", false, "serve the pages as they will be published")
	f.StringVar(&poll, "poll", "", "look at all files every `DURATION`, such as 700ms, instead of waiting for events; without one as often as is cheap")
	f.Lookup("poll").NoOptDefVal = pollAuto
	return cmd
}

// pollAuto is what --poll alone means.
const pollAuto = "auto"

// interval reads --poll.
func interval(cmd *cobra.Command, text string) (time.Duration, error) {
	if !cmd.Flags().Changed("poll") {
		return 0, nil
	}
	if text == pollAuto {
		return generator.ServePollAuto, nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 10*time.Millisecond {
		return 0, usage("--poll %s is not a duration of 10ms or more, such as 700ms", text)
	}
	return d, nil
}

// printServed reports one build: what is newly wrong, or what was done, in a line.
func printServed(w io.Writer, r generator.ServeReport, before generator.Diagnostics, quiet bool) {
	if r.Err != nil {
		fmt.Fprintf(w, "afterword: %s\n", generator.VisibleLines(r.Err.Error()))
	}
	if r.Same {
		return
	}
	fresh := slices.DeleteFunc(slices.Clone(r.Problems), func(d generator.Diagnostic) bool { return slices.Contains(before, d) })
	if err := writeDiagnostics(w, fresh, "text"); err != nil {
		return // the terminal has gone
	}
	switch text := problems(r.Problems); {
	case r.Number == 0: // nothing could be begun
	case r.Problems.Errors() > 0:
		fmt.Fprintf(w, "%s; the last good site is shown\n", text)
	case quiet || r.Err != nil:
	default:
		what := count(len(r.Changed), "file") + " changed"
		if r.Number == 1 {
			what = count(len(r.Changed), "file") + " read"
		}
		if r.Theme && r.Number > 1 {
			what += ", layouts loaded"
		}
		fmt.Fprintf(w, "%s, %d parsed, %d rendered in %s\n", what, r.Parsed, r.Rendered, milliseconds(r.Time.Seconds()))
	}
}

// openBrowser opens an address. A server without a browser is still one, so
// failing is only said.
func openBrowser(stderr io.Writer, address string) {
	program := []string{"xdg-open"}
	switch runtime.GOOS {
	case "darwin":
		program = []string{"open"}
	case "windows":
		program = []string{"rundll32", "url.dll,FileProtocolHandler"}
	}
	cmd := exec.Command(program[0], append(program[1:], address)...)
	if err := cmd.Start(); err != nil {
		fmt.Fprintf(stderr, "cannot open a browser: %v\n", err)
		return
	}
	go func() { _ = cmd.Wait() }() // what the browser says in the end is its own affair
}
