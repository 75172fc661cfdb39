package main

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"afterword/generator"
	"afterword/generator/diag"
)

func newBuild(c *common) *cobra.Command {
	var asked string
	var strict, timings, adopt bool
	cmd := &cobra.Command{
		Use:   "build",
		Short: "Build the archive into public/",
		Long: `Build the archive and publish it into public/. A reader of public/ sees the old
site or the new one, never a mix. A build that fails leaves it as it was.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			format, err := format(asked)
			if err != nil {
				return err
			}
			spendMemory()
			o := c.options()
			o.Strict, o.Adopt = strict, adopt
			report, err := generator.Build(cmd.Context(), o)
			if e := writeDiagnostics(cmd.ErrOrStderr(), report.Diagnostics, format); e != nil {
				return e
			}
			if err != nil {
				return ended(cmd.ErrOrStderr(), report.Diagnostics, err)
			}
			if c.json {
				return printJSON(cmd.OutOrStdout(), report)
			}
			if !c.quiet {
				printReport(cmd.ErrOrStderr(), report, timings)
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&asked, "format", "", "how problems are printed: text, json, sarif or github")
	f.BoolVar(&strict, "strict", false, "let warnings stop the build")
	f.BoolVar(&timings, "timings", false, "print how long each stage took")
	f.BoolVar(&adopt, "adopt", false, "publish into a folder that holds other files")
	return cmd
}

// ended sums up why a verb stopped, where the archive is the reason.
func ended(stderr io.Writer, list diag.List, err error) error {
	if !isArchive(err) {
		return err
	}
	fmt.Fprintf(stderr, "\n%s; nothing was published\n", problems(list))
	return errArchive
}

// printReport tells what was built, in a few lines.
func printReport(w io.Writer, r generator.BuildReport, timings bool) {
	p := r.Published
	fmt.Fprintf(w, "%s, %s in %s, %s\n", count(r.Incidents, "incident"), count(r.Pages, "page"), count(r.Files, "file"), size(r.Size))
	fmt.Fprintf(w, "%s: %d written (%s), %d unchanged, %d removed\n", r.Out, p.Written, size(p.Bytes), p.Unchanged, p.Removed)
	for _, note := range p.Notes {
		fmt.Fprintln(w, note)
	}
	if r.Drafts > 0 {
		fmt.Fprintf(w, "%s left out (--drafts includes them)\n", count(r.Drafts, "draft"))
	}
	if text := problems(r.Diagnostics); text != "" {
		fmt.Fprintln(w, text)
	}
	if timings {
		for _, s := range r.Stages {
			fmt.Fprintf(w, "%10s  %-9s", milliseconds(s.Time), s.Name)
			if s.Count > 0 {
				fmt.Fprintf(w, " %d", s.Count)
			}
			fmt.Fprintln(w)
		}
	}
	fmt.Fprintf(w, "done in %s\n", milliseconds(r.Total))
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
	Notes     []string    `json:"notes"`
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
		Seconds: r.Total.Seconds(), Stages: []jsonStage{}, Warnings: r.Diagnostics.Warnings(),
	}
	for _, s := range r.Stages {
		out.Stages = append(out.Stages, jsonStage{s.Name, s.Time.Seconds(), s.Count})
	}
	return json.NewEncoder(w).Encode(out)
}
