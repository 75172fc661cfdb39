package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"afterword/generator"
)

func newBuild(c *common) *cobra.Command {
	var asked string
	var strict, force, adopt, timings bool
	var profile profiles
	cmd := &cobra.Command{
		Use:   "build",
		Short: "Build the archive into public/",
		Long: `Build the archive and publish it into public/. A reader of public/ sees the old
site or the new one, never a mix. A build that fails leaves it as it was.

Where nothing has changed since the last build, nothing is done; --force builds
all the same.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			format, err := format(asked)
			if err != nil {
				return err
			}
			spendMemory()
			stderr := cmd.ErrOrStderr()
			if cmd.Flags().Changed("cache") && !c.quiet {
				fmt.Fprintln(stderr, "--cache does nothing any more: builds keep no cache")
			}
			o := c.options()
			o.Strict, o.Force, o.Adopt = strict, force, adopt
			o.OnRead = boundMemory
			o.Waiting = func(holder string) {
				fmt.Fprintf(stderr, "waiting for %s, which publishes into the same folder\n", holder)
			}
			if err := profile.start(); err != nil {
				return err
			}
			var done func()
			o.Progress, done = progress(cmd, !c.quiet && format == "text")
			report, err := generator.Build(cmd.Context(), o)
			done()
			if e := profile.stop(); e != nil {
				return errors.Join(err, e)
			}
			if e := writeDiagnostics(stderr, report.Diagnostics, format); e != nil {
				return e
			}
			quiet := c.quiet || forPrograms(format)
			switch {
			case isArchive(err):
				if !quiet {
					fmt.Fprintf(stderr, "\n%s; nothing was published\n", problems(report.Diagnostics))
				}
				return told(err)
			case err != nil:
				return err
			case c.json:
				return printJSON(cmd.OutOrStdout(), report)
			case !quiet:
				printReport(stderr, report)
				if timings {
					printTimings(stderr, report)
				}
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&asked, "format", "", "print problems as `FORMAT`: text, json, sarif or github")
	f.BoolVar(&strict, "strict", false, "let warnings stop the build")
	f.BoolVar(&adopt, "adopt", false, "publish into a folder that holds other files")
	f.BoolVar(&force, "force", false, "build though nothing has changed")
	f.String("cache", "", "does nothing; builds kept a cache in `DIR` once")
	if err := f.MarkHidden("cache"); err != nil {
		panic(err) // the flag is registered in the line above
	}
	f.BoolVar(&timings, "timings", false, "print how long each stage took, and the most memory in use")
	f.StringVar(&profile.cpu, "cpuprofile", "", "write where the time goes to `FILE`, for go tool pprof")
	f.StringVar(&profile.memory, "memprofile", "", "write what was allocated to `FILE`, for go tool pprof")
	return cmd
}

// printReport tells what was built, in a few lines.
func printReport(w io.Writer, r generator.BuildReport) {
	p := r.Published
	fmt.Fprintf(w, "%s, %s in %s, %s\n", count(r.Incidents, "incident"), count(r.Pages, "page"), count(r.Files, "file"), size(r.Size))
	fmt.Fprintf(w, "%s: %d written (%s), %d unchanged (%s), %d removed\n",
		generator.Visible(r.Out), p.Written, size(p.Bytes), p.Unchanged, size(p.BytesUnchanged), p.Removed)
	if n := len(p.Replaced); n > 0 {
		fmt.Fprintf(w, "%s changed by someone since the last build and replaced: %s\n", count(n, "file"), some(p.Replaced))
	}
	// A .gitignore in public/ is no news.
	kept := slices.DeleteFunc(slices.Clone(p.Kept), func(name string) bool { return strings.HasPrefix(name, ".") })
	if len(kept) > 0 {
		fmt.Fprintf(w, "left alone, not being of this site: %s\n", some(kept))
	}
	for _, note := range p.Notes {
		fmt.Fprintln(w, generator.Visible(note))
	}
	if r.Drafts > 0 {
		fmt.Fprintf(w, "%s left out (--drafts includes them)\n", count(r.Drafts, "draft"))
	}
	if text := problems(r.Diagnostics); text != "" {
		fmt.Fprintln(w, text)
	}
	if note := pagesLimit(r.Size); note != "" {
		fmt.Fprintln(w, note)
	}
	var stages []string
	for _, s := range r.Stages {
		stages = append(stages, s.Name+" "+milliseconds(s.Time))
	}
	fmt.Fprintf(w, "done in %s: %s\n", milliseconds(r.Total), strings.Join(stages, ", "))
}

// Pages of GitHub are refused above a gigabyte:
// https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits
const (
	pagesMost    = 1_000_000_000
	pagesWarning = pagesMost / 10 * 8
)

// pagesLimit warns of a site that grows towards what GitHub Pages takes.
func pagesLimit(bytes int64) string {
	if bytes < pagesWarning {
		return ""
	}
	return fmt.Sprintf("warning: the site takes %s, %d %% of the 1 GB that GitHub Pages allows", size(bytes), bytes*100/pagesMost)
}

// printTimings tells where the time went; the stages add up to the whole.
func printTimings(w io.Writer, r generator.BuildReport) {
	row := func(name string, spent time.Duration, count int) {
		each := ""
		if count > 0 {
			each = fmt.Sprintf("%9d  %9.1f µs each", count, float64(spent.Microseconds())/float64(count))
		}
		line := fmt.Sprintf("%-13s %9.1f ms  %5.1f %%  %s", name, float64(spent.Microseconds())/1000, 100*spent.Seconds()/r.Total.Seconds(), each)
		fmt.Fprintln(w, strings.TrimRight(line, " "))
	}
	rest := r.Total
	for _, s := range r.Stages {
		rest -= s.Time
		row(s.Name, s.Time, s.Count)
	}
	row("other", rest, 0)
	row("total", r.Total, 0)
	if bytes := peakMemory(); bytes > 0 {
		fmt.Fprintf(w, "at most %d MiB of memory in use\n", bytes>>20)
	}
}

// some lists the first few names of files.
func some(names []string) string {
	const most = 5
	text := strings.Join(names[:min(len(names), most)], ", ")
	if len(names) > most {
		text += fmt.Sprintf(" and %d more", len(names)-most)
	}
	return generator.Visible(text)
}

func milliseconds(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return fmt.Sprintf("%.2f s", d.Seconds())
}

// jsonReport is what --json prints. Times are seconds.
type jsonReport struct {
	Out       string      `json:"out"`
	Incidents int         `json:"incidents"`
	Pages     int         `json:"pages"`
	Files     int         `json:"files"`
	Drafts    int         `json:"drafts"`
	Bytes     int64       `json:"bytes"`
	Written   int         `json:"written"`
	Unchanged int         `json:"unchanged"`
	Removed   int         `json:"removed"`
	Method    string      `json:"method"`
	Replaced  []string    `json:"replaced"`
	Kept      []string    `json:"kept"`
	Notes     []string    `json:"notes"`
	Peak      int64       `json:"peak_bytes"` // of memory; 0 where the system does not tell
	Seconds   float64     `json:"seconds"`
	Stages    []jsonStage `json:"stages"`
	Warnings  int         `json:"warnings"`
}

type jsonStage struct {
	Name    string  `json:"name"`
	Seconds float64 `json:"seconds"`
	Count   int     `json:"count"`
}

func printJSON(w io.Writer, r generator.BuildReport) error {
	out := jsonReport{
		Out: r.Out, Incidents: r.Incidents, Pages: r.Pages, Files: r.Files, Drafts: r.Drafts, Bytes: r.Size,
		Written: r.Published.Written, Unchanged: r.Published.Unchanged, Removed: r.Published.Removed,
		Method: r.Published.Method, Notes: append([]string{}, r.Published.Notes...),
		Replaced: append([]string{}, r.Published.Replaced...), Kept: append([]string{}, r.Published.Kept...),
		Seconds: r.Total.Seconds(), Peak: peakMemory(), Stages: []jsonStage{}, Warnings: r.Diagnostics.Warnings(),
	}
	if note := pagesLimit(r.Size); note != "" {
		out.Notes = append(out.Notes, note)
	}
	for _, s := range r.Stages {
		out.Stages = append(out.Stages, jsonStage{s.Name, s.Time.Seconds(), s.Count})
	}
	return json.NewEncoder(w).Encode(out)
}
