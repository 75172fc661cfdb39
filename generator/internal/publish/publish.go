package publish

import (
	"context"
	"errors"
	"fmt"
)

// Options say how Publish works. The zero value is ready to use.
type Options struct {
	// Project and Content are folders that must survive: neither they nor a
	// folder that holds them is published into. Either may be empty.
	Project, Content string
	// Force allows to publish into a folder that holds files and no manifest,
	// and to replace files that Publish did not write.
	Force bool
	// NoWait fails with ErrLocked where another build is publishing into the
	// same folder; otherwise Publish waits for it.
	NoWait bool
	// Waiting, where it is set, is called once before Publish waits. holder
	// tells who publishes: "process 4711".
	Waiting func(holder string)
	// Jobs is the number of files handled at once; 0 means 16, the bound is 64.
	Jobs int

	step func(name string) // tests crash here
}

// A Report tells what Publish did.
type Report struct {
	// Written, Unchanged and Removed count files.
	Written, Unchanged, Removed int
	// Bytes were written, BytesUnchanged were left as they were.
	Bytes, BytesUnchanged int64
	// Replaced are files that were changed by someone else since the last
	// build, or adopted: the site's own version stands there now.
	Replaced []string
	// Kept are the files in the folder that are not the site's. A folder that
	// holds nothing else stands for all in it and ends in a slash.
	Kept []string
	// Method is how the site was put in place: Swap, InPlace or Unneeded.
	Method string
	// Notes are sentences for the author.
	Notes []string
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

// A IOError says that the machine stood in the way: disk, permission or
// lock. The exit code is 3. The output is as it was before, or finished by the next build.
type IOError struct {
	Doing string // "writing services/api/index.html"
	Err   error
}

func (e *IOError) Error() string { return e.Doing + ": " + e.Err.Error() }
func (e *IOError) Unwrap() error { return e.Err }

// A RefusedError says that Publish would not touch an output folder, and that nothing was changed.
type RefusedError struct {
	Dir    string
	Reason string
	Hint   string // how to go on; one sentence or more
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("will not publish into %s: %s", e.Dir, e.Reason)
}

// ErrLocked is wrapped by the IOError of a build that was told not to wait.
var ErrLocked = errors.New("another build is publishing there")

// machine wraps an error of the system, and leaves alone what is one of ours or a cancellation.
func machine(doing string, err error) error {
	var m *IOError
	var r *RefusedError
	var c Collision
	switch {
	case err == nil, errors.As(err, &m), errors.As(err, &r), errors.As(err, &c):
		return err
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s: %w", doing, err)
	}
	return &IOError{Doing: doing, Err: err}
}

// errCannotSwap is why a folder has to be published file by file.
type errCannotSwap struct{ reason string }

func (e errCannotSwap) Error() string { return e.reason }

// Publish makes dir hold the tree, and nothing that an earlier build wrote
// there and this one did not. It is Begin, a Put for each file, and Commit; the
// package comment tells how.
//
// Errors are *RefusedError, *IOError or wrap that of ctx.
func Publish(ctx context.Context, t Tree, dir string, opt Options) (Report, error) {
	p, err := Begin(ctx, dir, opt)
	if err != nil {
		return Report{}, err
	}
	defer p.Abort()
	if err := p.each(p.ctx, len(t.files), func(i int) error { return p.Put(t.files[i]) }); err != nil {
		return Report{}, err
	}
	return p.Commit(nil)
}
