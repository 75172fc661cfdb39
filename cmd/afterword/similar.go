package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"afterword/generator"
)

// mostPasted is how many bytes of a text are read.
const mostPasted = 1 << 20

func newSimilar(c *common) *cobra.Command {
	var q generator.SimilarQuery
	cmd := &cobra.Command{
		Use:   "similar [FILE|-]",
		Short: "Find incidents like a text",
		Long: `Find earlier incidents that are like a text: an alert, log lines, a stack trace, half a
draft. It is read from the file, or from standard input, up to a mebibyte. Each incident
is listed with what it shares with the text and how it ended. Numbers, times and ids are
not compared. Where nothing is like the text, it says so.`,
		Example: `  kubectl logs checkout | afterword similar
  afterword similar draft.md --service checkout`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if q.Limit < 1 {
				return usage("--limit must be 1 or more, not %d", q.Limit)
			}
			text, err := readText(cmd, args)
			if err != nil {
				return err
			}
			spendMemory(briefly)
			found, err := generator.Similar(cmd.Context(), c.Options, text, q)
			return c.answer(cmd, found, err, func() string {
				if !c.quiet {
					fmt.Fprintln(cmd.ErrOrStderr(), verdictOn(found))
				}
				return likeText(found.Results, colored(cmd.OutOrStdout()))
			})
		},
	}
	f := cmd.Flags()
	f.StringSliceVar(&q.Service, "service", nil, "only these services, by id")
	f.IntVar(&q.Limit, "limit", 5, "incidents at most")
	return cmd
}

// readText reads a file, or standard input unless somebody would have to type it.
func readText(cmd *cobra.Command, args []string) (string, error) {
	in := cmd.InOrStdin()
	if len(args) == 1 && args[0] != "-" {
		f, err := os.Open(args[0])
		if errors.Is(err, os.ErrNotExist) {
			return "", usage("there is no file %s", args[0])
		} else if err != nil {
			return "", err
		}
		defer f.Close() // it was only read
		in = f
	} else if len(args) == 0 && term.IsTerminal(int(os.Stdin.Fd())) {
		return "", usage("similar needs a text: a file, or standard input (afterword help similar)")
	}
	data, err := io.ReadAll(io.LimitReader(in, mostPasted))
	if err != nil {
		return "", fmt.Errorf("reading the text: %w", err)
	}
	text := strings.ToValidUTF8(string(data), " ")
	if strings.TrimSpace(text) == "" {
		return "", usage("the text is empty")
	}
	return text, nil
}

// verdictOn says how many incidents are like a text; where none is, with the best guess.
func verdictOn(found generator.SimilarResult) string {
	if len(found.Results) > 0 {
		return count(len(found.Results), "incident") + " like this"
	}
	text := "nothing like it"
	for _, g := range found.Guess {
		text += fmt.Sprintf("\nnearest, but not near: %s  %s (shares %s)", generator.Visible(g.Path), generator.Visible(g.Title), generator.Visible(sharedWords(g)))
	}
	return text
}

// sharedWords are the identifiers and words that an incident shares with a text.
func sharedWords(hit generator.Like) string {
	return strings.Join(slices.Concat(hit.Identifiers, hit.Words), ", ")
}

// likeText has an incident a paragraph: what it shares, where that is said, and how it ended.
func likeText(hits []generator.Like, colour bool) string {
	var b strings.Builder
	for n, hit := range hits {
		if n > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%-10s  %s\n", cmp.Or(hit.Date, "no date"), generator.Visible(hit.Title))
		line := func(label, text string) {
			if text != "" {
				fmt.Fprintf(&b, "            %s: %s\n", label, text)
			}
		}
		line("shares", generator.Visible(sharedWords(hit)))
		line("about", generator.Visible(strings.Join(hit.Named, ", ")))
		quote := ""
		for i, part := range hit.Excerpt {
			quote += paint(colour && i%2 == 1, bold, generator.Visible(part))
		}
		line("says", quote)
		line("ended", generator.Visible(strings.Join(hit.Ended, " · ")))
		fmt.Fprintf(&b, "            %s\n", generator.Visible(hit.Path))
	}
	return b.String()
}
