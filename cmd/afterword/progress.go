package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"afterword/generator"
)

// What takes less than progressAfter shows no progress; afterwards the line is
// looked at again every progressEvery.
const (
	progressAfter = 250 * time.Millisecond
	progressEvery = 100 * time.Millisecond
)

// A line is the last one of a terminal, on which progress is shown. It is gone before
// anything else is written there, and in the end. The zero value shows nothing.
type line struct {
	terminal io.Writer  // nil: progress is not shown
	columns  func() int // of the terminal; 0 where they are not known

	mu    sync.Mutex // held while anything is written to the terminal
	shown string     // what the line shows
}

// lineOf is the progress line of standard error, where that is a terminal.
func lineOf(stderr io.Writer) *line {
	if !onTerminal(stderr) {
		return new(line)
	}
	return &line{terminal: stderr, columns: func() int { return width(stderr) }}
}

// show writes a text over the one before; "" leaves the line empty. An error
// is dropped: what is written next meets it again.
func (l *line) show(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if text == "" {
		l.clear()
		return
	}
	// A character in the last column would wrap the line in some terminals.
	columns := l.columns()
	if columns <= 0 {
		columns = 80
	}
	if len(text) >= columns { // all of it is ASCII
		text = text[:max(0, columns-2)] + "…" // a number that is cut would be another
	}
	if text != l.shown {
		io.WriteString(l.terminal, "\r"+text+clearToEnd)
		l.shown = text
	}
}

// clearToEnd is EL of ECMA-48: it clears from the cursor to the end of the line.
const clearToEnd = "\x1b[K"

// clear empties the line. The caller holds mu.
func (l *line) clear() {
	if l.shown != "" {
		io.WriteString(l.terminal, "\r"+clearToEnd)
		l.shown = ""
	}
}

// follow shows what p says, from progressAfter on until ctx ends or stop is
// called. The line is empty then.
func (l *line) follow(ctx context.Context, p *generator.Progress) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var following sync.WaitGroup
	following.Go(func() {
		defer l.show("")
		next := time.NewTimer(progressAfter)
		defer next.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-next.C:
				l.show(progressText(p.Now()))
				next.Reset(progressEvery)
			}
		}
	})
	return func() {
		cancel()
		following.Wait()
	}
}

// progressText is what the line shows: "rendering  3,400 of 10,000". Numbers
// have the width of the last one, so that nothing else moves.
func progressText(step string, done, of int) string {
	if of == 0 {
		return step
	}
	whole := thousands(of)
	return fmt.Sprintf("%s %*s of %s", step, len(whole), thousands(min(done, of)), whole)
}

// thousands writes a number that is not negative with a comma before every three figures.
func thousands(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// progress begins to show what a verb does, where it is wanted and can be
// seen. The generator sets p, which is nil where nothing is shown; stop ends it.
func progress(cmd *cobra.Command, wanted bool) (p *generator.Progress, stop func()) {
	o, ok := cmd.ErrOrStderr().(*output)
	if !ok || !wanted || o.line.terminal == nil {
		return nil, func() {}
	}
	p = new(generator.Progress)
	return p, o.line.follow(cmd.Context(), p)
}
