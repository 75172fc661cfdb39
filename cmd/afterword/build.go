package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"afterword/generator"
)

func newBuild(c *common) *cobra.Command {
	r := reading{common: c}
	var timings bool
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
			done, err := r.begin(cmd)
			if err != nil {
				return err
			}
			stderr := cmd.ErrOrStderr()
			if cmd.Flags().Changed("cache") && !c.quiet {
				fmt.Fprintln(stderr, "--cache does nothing any more: builds keep no cache")
			}
			c.OnRead = boundMemory
			c.Waiting = func(holder string) {
				fmt.Fprintf(stderr, "waiting for %s, which publishes into the same folder\n", holder)
			}
			if err := profile.start(); err != nil {
				return err
			}
			report, err := generator.Build(cmd.Context(), c.Options)
			done()
			if e := profile.stop(); e != nil {
				return e
			}
			if err := r.end(cmd, report.Diagnostics, err, "nothing was published"); err != nil {
				return err
			}
			switch {
			case c.json:
				report.Notes = append(report.Notes, hostLimits(report.Files, report.Size)...)
				return printJSON(cmd.OutOrStdout(), jsonReport{report, peakMemory(), report.Diagnostics.Warnings()})
			case r.silent():
				return nil
			}
			printReport(stderr, report)
			if timings {
				printTimings(stderr, report)
			}
			fmt.Fprintf(stderr, "open %s in a browser to look at it (searching needs a web server, such as afterword serve)\n",
				generator.Visible(filepath.Join(report.Out, "index.html")))
			return nil
		},
	}
	f := cmd.Flags()
	r.register(f, "let warnings stop the build")
	f.BoolVar(&c.Force, "force", false, "build though nothing has changed")
	f.BoolVar(&c.Adopt, "adopt", false, "publish into a folder that holds other files")
	f.StringVar(&c.Record, "record", "", "add to `FILE` what is published now, and show in /method/changes/ what was otherwise before")
	f.BoolVar(&c.Git, "git", false, "show as corrections what the history in git says of windows and severities")
	f.BoolVar(&timings, "timings", false, "print how long each stage took, and the most memory in use")
	f.StringVar(&profile.cpu, "cpuprofile", "", "write where the time goes to `FILE`, for go tool pprof")
	f.StringVar(&profile.memory, "memprofile", "", "write what was allocated to `FILE`, for go tool pprof")
	f.String("cache", "", "does nothing; builds kept a cache in `DIR` once")
	hide(f, "cache")
	return cmd
}

// Memory that a build may take before the collector runs more often: so much,
// and so much for every document. Above what is in use, by the size of the archive.
const (
	memoryBase = 196 << 20
	memoryEach = 28 << 10
)

// boundMemory sets how much memory a build of so many documents is meant to
// take, unless GOMEMLIMIT says otherwise.
func boundMemory(documents int) {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryBase + int64(documents)*memoryEach)
	}
}

// printReport says what was built, in a few lines.
func printReport(w io.Writer, r generator.BuildReport) {
	fmt.Fprintf(w, "%s, %s in %s, %s\n", count(r.Incidents, "incident"), count(r.Pages, "page"), count(r.Files, "file"), size(r.Size))
	fmt.Fprintf(w, "%s: %d written (%s), %d unchanged (%s), %d removed\n",
		generator.Visible(r.Out), r.Written, size(r.Bytes), r.Unchanged, size(r.BytesUnchanged), r.Removed)
	if n := len(r.Replaced); n > 0 {
		fmt.Fprintf(w, "%s changed by someone since the last build and replaced: %s\n", count(n, "file"), some(r.Replaced))
	}
	// A .gitignore in public/ is no news.
	kept := slices.DeleteFunc(slices.Clone(r.Kept), func(name string) bool { return strings.HasPrefix(name, ".") })
	if len(kept) > 0 {
		fmt.Fprintf(w, "left alone, not being of this site: %s\n", some(kept))
	}
	for _, note := range r.Notes {
		fmt.Fprintln(w, generator.Visible(note))
	}
	if r.SetAside > 0 {
		fmt.Fprintf(w, "%s, which an import has set aside, no part of the site (afterword check --set-aside lists them)\n", count(r.SetAside, "file"))
	}
	if r.Drafts > 0 {
		fmt.Fprintf(w, "%s left out (--drafts includes them)\n", count(r.Drafts, "draft"))
	}
	for _, text := range append([]string{problems(r.Diagnostics)}, hostLimits(r.Files, r.Size)...) {
		if text != "" {
			fmt.Fprintln(w, text)
		}
	}
	var stages []string
	for _, s := range r.Stages {
		stages = append(stages, s.Name+" "+milliseconds(s.Seconds))
	}
	fmt.Fprintf(w, "done in %s: %s\n", milliseconds(r.Seconds), strings.Join(stages, ", "))
}

// What hosts of static sites take. GitHub Pages:
// https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits
// Cloudflare Pages, in its free plan: https://developers.cloudflare.com/pages/platform/limits/
const (
	pagesMost    = 1_000_000_000 // bytes
	pagesWarning = pagesMost / 10 * 8
	filesMost    = 20_000
)

// hostLimits warns of a site that grows towards what hosts take.
func hostLimits(files int, bytes int64) (warnings []string) {
	if bytes >= pagesWarning {
		warnings = append(warnings, fmt.Sprintf("warning: the site takes %s, %d %% of the 1 GB that GitHub Pages allows", size(bytes), bytes*100/pagesMost))
	}
	if files > filesMost {
		warnings = append(warnings, fmt.Sprintf("warning: the site has %d files; some hosts take %d (outputs: {markdown: false} in archive.yaml leaves out one for each incident)", files, filesMost))
	}
	return warnings
}

// printTimings says where the time went; the stages add up to the whole.
func printTimings(w io.Writer, r generator.BuildReport) {
	row := func(name string, seconds float64, count int) {
		each := ""
		if count > 0 {
			each = fmt.Sprintf("%9d  %9.1f µs each", count, seconds*1e6/float64(count))
		}
		line := fmt.Sprintf("%-13s %9.1f ms  %5.1f %%  %s", name, seconds*1000, 100*seconds/r.Seconds, each)
		fmt.Fprintln(w, strings.TrimRight(line, " "))
	}
	rest := r.Seconds
	for _, s := range r.Stages {
		rest -= s.Seconds
		row(s.Name, s.Seconds, s.Count)
	}
	row("other", rest, 0)
	row("total", r.Seconds, 0)
	if bytes := peakMemory(); bytes > 0 {
		fmt.Fprintf(w, "at most %d MiB of memory in use\n", bytes>>20)
	}
}

// jsonReport is what --json prints.
type jsonReport struct {
	generator.BuildReport
	Peak     int64 `json:"peak_bytes"` // of memory; 0 where the system does not say
	Warnings int   `json:"warnings"`
}
