package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/term"
)

// An output is standard output or standard error. It remembers the first error
// of writing, also where a verb, or the library that prints help, drops it. Both
// may be one terminal, so both clear the progress line before they write.
type output struct {
	w    io.Writer
	line *line
	err  error
}

// Write hands the data over.
func (o *output) Write(data []byte) (int, error) {
	o.line.mu.Lock()
	defer o.line.mu.Unlock()
	o.line.clear()
	n, err := o.w.Write(data)
	if err != nil && o.err == nil {
		o.err = err
	}
	return n, err
}

// failure is what a verb ends with whose data did not all get out; nil where it did.
func (o *output) failure() error {
	o.line.mu.Lock()
	defer o.line.mu.Unlock()
	err := o.err
	if err == nil {
		return nil
	}
	if errors.Is(err, syscall.EPIPE) {
		// The reader, such as head, has read what it wanted. Most systems end
		// the program before this.
		return errUnread
	}
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		err = path.Err
	}
	return fmt.Errorf("cannot write to standard output: %w", err)
}

// fileOf is the file that w writes to; nil for anything else.
func fileOf(w io.Writer) *os.File {
	if o, ok := w.(*output); ok {
		w = o.w
	}
	f, _ := w.(*os.File)
	return f
}

// onTerminal reports whether w is a terminal that understands more than text.
func onTerminal(w io.Writer) bool {
	f := fileOf(w)
	return f != nil && os.Getenv("TERM") != "dumb" && term.IsTerminal(int(f.Fd()))
}

// width is that of the terminal in columns; 0 for anything else.
func width(w io.Writer) int {
	if f := fileOf(w); f != nil {
		if n, _, err := term.GetSize(int(f.Fd())); err == nil {
			return n
		}
	}
	return 0
}
