package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"afterword/generator"
)

// An asker asks a person on a terminal.
type asker struct {
	ctx context.Context
	in  *bufio.Reader
	out io.Writer
}

// newAsker returns nil where nobody is there to answer: standard input or standard error
// is no terminal, or the output is for a program.
func newAsker(cmd *cobra.Command, c *common) generator.Asker {
	if c.quiet || c.json || !term.IsTerminal(int(os.Stdin.Fd())) || !onTerminal(cmd.ErrOrStderr()) {
		return nil
	}
	return (&asker{cmd.Context(), bufio.NewReader(os.Stdin), cmd.ErrOrStderr()}).ask
}

// ask asks until the answer is taken. Options can be chosen by their numbers.
func (a *asker) ask(q generator.Question, take func(string) error) error {
	fmt.Fprintln(a.out, q.Text)
	for n, option := range q.Options {
		fmt.Fprintf(a.out, "  %d  %s\n", n+1, generator.Visible(option))
	}
	for {
		fmt.Fprint(a.out, "> ")
		answer, err := a.line()
		if err != nil {
			return err
		}
		if len(q.Options) > 0 {
			parts := generator.Parts(answer)
			for i, part := range parts {
				if n, err := strconv.Atoi(part); err == nil && 0 < n && n <= len(q.Options) {
					parts[i] = q.Options[n-1]
				}
			}
			answer = strings.Join(parts, ",")
		}
		if err = take(answer); err == nil {
			return nil
		}
		fmt.Fprintln(a.out, generator.Visible(err.Error()))
	}
}

// line reads an answer; Ctrl-C ends the wait for it.
func (a *asker) line() (string, error) {
	lines := make(chan string, 1)
	go func() {
		defer close(lines)
		if text, err := a.in.ReadString('\n'); err == nil {
			lines <- strings.TrimSpace(text)
		}
	}()
	select {
	case <-a.ctx.Done():
		return "", a.ctx.Err()
	case text, ok := <-lines:
		if !ok {
			return "", usage("the question was not answered")
		}
		return text, nil
	}
}
