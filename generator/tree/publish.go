package tree

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// PublishOptions say how Publish works. The zero value is ready to use.
type PublishOptions struct {
	// Project and Content are folders that must survive: neither they nor a
	// folder that holds them is published into. Either may be empty.
	Project, Content string
	// Adopt allows to publish into a folder that holds files and no manifest,
	// and to replace files that Publish did not write.
	Adopt bool
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

// A MachineError says that the machine stood in the way: disk, permission or
// lock. The exit code is 3. The output is as it was before, or finished by the next build.
type MachineError struct {
	Doing string // "writing services/api/index.html"
	Err   error
}

func (e *MachineError) Error() string { return e.Doing + ": " + e.Err.Error() }
func (e *MachineError) Unwrap() error { return e.Err }

// A RefusedError says that Publish would not touch an output folder, and that nothing was changed.
type RefusedError struct {
	Dir    string
	Reason string
	Hint   string // how to go on; one sentence or more
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("will not publish into %s: %s", e.Dir, e.Reason)
}

// ErrLocked is wrapped by the MachineError of a build that was told not to wait.
var ErrLocked = errors.New("another build is publishing there")

// machine wraps an error of the system, and leaves alone what is one of ours or a cancellation.
func machine(doing string, err error) error {
	var m *MachineError
	var r *RefusedError
	switch {
	case err == nil, errors.As(err, &m), errors.As(err, &r):
		return err
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s: %w", doing, err)
	}
	return &MachineError{Doing: doing, Err: err}
}

// errCannotSwap is why a folder has to be published file by file.
type errCannotSwap struct{ reason string }

func (e errCannotSwap) Error() string { return e.reason }

// Publish makes dir hold the tree, and nothing that an earlier build wrote
// there and this one did not.
//
// The new site is staged whole beside dir and takes its place in one step: a
// build that fails, is killed or cancelled leaves the old site. Files whose
// content is unchanged keep inode and modification time. Files of others stay.
// A file of ours that someone changed since is replaced, or left where it is if
// the tree no longer has it, and reported either way.
//
// Where no such step exists (mount points, symbolic links, systems other than
// Linux) files are replaced one by one from a complete stage, assets first,
// under a journal by which the next build finishes what a killed one began; the
// report says so in a note.
//
// A program that holds dir open, such as a shell or a web server, may go on
// seeing the old site until it opens dir again.
//
// Errors are *RefusedError, *MachineError or wrap that of ctx.
func Publish(ctx context.Context, t Tree, dir string, opt PublishOptions) (Report, error) {
	if opt.Jobs == 0 {
		opt.Jobs = 16
	}
	opt.Jobs = min(max(opt.Jobs, 1), 64)
	if opt.step == nil {
		opt.step = func(string) {}
	}
	out, err := locate(dir, opt)
	if err != nil {
		return Report{}, err
	}
	p := publication{ctx: ctx, tree: t, out: out, opt: opt}
	if out.noSwap == "" {
		report, err := p.swap()
		var cannot errCannotSwap
		if !errors.As(err, &cannot) {
			return report, err
		}
		p.out.noSwap = cannot.reason
	}
	return p.inPlace()
}

// A publication is one run of Publish.
type publication struct {
	ctx  context.Context
	tree Tree
	out  output
	opt  PublishOptions
}

// swap stages the whole site beside the output and exchanges the two.
func (p publication) swap() (report Report, err error) {
	work, err := openWorkspace(p.ctx, p.out.beside(), p.opt)
	if err != nil {
		if errors.Is(err, os.ErrPermission) || readOnly(err) {
			return Report{}, errCannotSwap{"the folder that holds it may not be written to"}
		}
		return Report{}, err
	}
	defer func() { report.Notes, err = work.close(report.Notes, err) }()
	if _, err := os.Lstat(p.out.inside()); err == nil {
		// A build that worked in place was killed here.
		if err := p.recover(); err != nil {
			return report, err
		}
	}
	plan, err := p.plan()
	if err != nil {
		return report, err
	}
	report = plan.report
	if plan.nothingToDo() {
		report.Method = Unneeded
		return report, nil
	}
	p.opt.step("plan")

	stage := filepath.Join(work.dir, "stage")
	if err := p.stageAll(stage, &plan); err != nil {
		return Report{}, err
	}
	report = plan.report
	report.Method = Swap
	p.opt.step("stage")
	if err := syncTree(stage); err != nil {
		return Report{}, machine("flushing the new site to the disk", err)
	}
	p.opt.step("sync")
	if err := p.ctx.Err(); err != nil {
		return Report{}, fmt.Errorf("publishing to %s: %w", p.out.shown, err)
	}
	if !plan.old.exists {
		if err := os.Rename(stage, p.out.dir); err != nil {
			return Report{}, machine("putting the new site in place", err)
		}
	} else if err := exchange(stage, p.out.dir); err != nil {
		return Report{}, err
	}
	p.opt.step("swap")
	// From here on the new site is public, and what fails is only told.
	if err := syncDir(filepath.Dir(p.out.dir)); err != nil {
		report.Notes = append(report.Notes, fmt.Sprintf("The new site is in place, but may not survive a loss of power: %v.", err))
	}
	if plan.old.exists {
		report.Notes = append(report.Notes, rescue(stage, p.out.dir, plan.old)...)
	}
	p.opt.step("rescue")
	return report, nil // closing the workspace removes the old site
}

// nothingToDo tells whether the folder holds the tree already.
func (pl plan) nothingToDo() bool {
	return pl.old.exists && len(pl.write) == 0 && len(pl.remove) == 0 && len(pl.report.Replaced) == 0 && pl.sameManifest
}
