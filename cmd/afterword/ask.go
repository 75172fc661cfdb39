package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"afterword/generator"
)

// newAsker returns what asks on a terminal until the answer is taken; options can be chosen
// by their numbers. It returns nil where nobody is there to answer: standard input or
// standard error is no terminal, or the output is for a program.
func newAsker(cmd *cobra.Command, c *common) generator.Asker {
	out := cmd.ErrOrStderr()
	if c.quiet || c.json || !term.IsTerminal(int(os.Stdin.Fd())) || !onTerminal(out) {
		return nil
	}
	in := bufio.NewReader(os.Stdin)
	return func(q generator.Question, take func(string) error) error {
		fmt.Fprintln(out, q.Text)
		for n, option := range q.Options {
			fmt.Fprintf(out, "  %d  %s\n", n+1, generator.Visible(option))
		}
		for {
			fmt.Fprint(out, "> ")
			answer, err := readAnswer(cmd.Context(), in)
			if err != nil {
				return err
			}
			if len(q.Options) > 0 {
				parts := generator.Parts(answer)
				for i, part := range parts {
					n, err := strconv.Atoi(part)
					if err == nil && 0 < n && n <= len(q.Options) && !slices.Contains(q.Options, part) {
						parts[i] = q.Options[n-1]
					}
				}
				answer = strings.Join(parts, ",")
			}
			if err = take(answer); err == nil {
				return nil
			}
			fmt.Fprintln(out, generator.Visible(err.Error()))
		}
	}
}

// readAnswer reads a line; Ctrl-C ends the wait for it.
func readAnswer(ctx context.Context, in *bufio.Reader) (string, error) {
	lines := make(chan string, 1)
	go func() {
		defer close(lines)
		if text, err := in.ReadString('\n'); err == nil {
			lines <- strings.TrimSpace(text)
		}
	}()
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case text, ok := <-lines:
		if !ok {
			return "", usage("the question was not answered")
		}
		return text, nil
	}
}
