package publish

import (
	"context"
	"errors"
	"fmt"
)

// Options say how to publish. The zero value is ready to use.
type Options struct {
	// Project and Content are folders that must survive: neither they nor a
	// folder that holds them is published into. Either may be empty.
	Project, Content string
	// Force allows to publish into a folder that holds files and no manifest,
	// and to replace files that no build wrote.
	Force bool
	// Waiting, where it is set, is called once before Begin waits for another
	// build that publishes into the same folder. holder is who: "process 4711".
	Waiting func(holder string)

	step func(name string) // tests crash here
}

// A Report is what a build did to the output. Its lists are never nil.
type Report struct {
	// Written, Unchanged and Removed count files.
	Written   int `json:"written"`
	Unchanged int `json:"unchanged"`
	Removed   int `json:"removed"`
	// Method is how the site was put in place: Swap, InPlace or Unneeded.
	Method string `json:"method"`
	// Replaced are files that were changed by someone else since the last
	// build, or that no build wrote: the site's own version is there now.
	Replaced []string `json:"replaced"`
	// Kept are the files in the folder that are not the site's. A folder that
	// holds nothing else is listed instead of all in it and ends in a slash.
	Kept []string `json:"kept"`
	// Notes are sentences for the author.
	Notes []string `json:"notes"`
	// Bytes were written, BytesUnchanged were left as they were.
	Bytes          int64 `json:"bytes_written"`
	BytesUnchanged int64 `json:"bytes_unchanged"`
}

// The methods of a Report.
const (
	// Swap put the whole site in place in one step: a reader sees the old site or the new one.
	Swap = "swap"
	// InPlace replaced file by file, each in one step.
	InPlace = "in place"
	// Unneeded means that nothing had changed.
	Unneeded = "unneeded"
)

// An IOError is a failure of disk, permission or lock. The exit code is 3. The
// output is as it was before, but for a build in place, which says so.
type IOError struct {
	Doing string // "writing services/api/index.html"
	Err   error
}

func (e *IOError) Error() string { return e.Doing + ": " + e.Err.Error() }
func (e *IOError) Unwrap() error { return e.Err }

// A RefusedError is an output folder that is not published into. Nothing was changed.
type RefusedError struct {
	Dir    string
	Reason string
	Hint   string // how to go on; one sentence or more
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("will not publish into %s: %s", e.Dir, e.Reason)
}

// ioError wraps an error of the system. It leaves alone nil, a cancellation, and what
// is an error of this package already.
func ioError(doing string, err error) error {
	var failure *IOError
	var refused *RefusedError
	var collision Collision
	var cannot errCannotSwap
	switch {
	case err == nil, errors.As(err, &failure), errors.As(err, &refused), errors.As(err, &collision), errors.As(err, &cannot):
		return err
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s: %w", doing, err)
	}
	return &IOError{Doing: doing, Err: err}
}
