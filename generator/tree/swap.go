package tree

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// stageName is the folder of the workspace beside the output in which the new
// site is made, and in which the old one lies after the swap.
const stageName = "stage"

func (p *Publication) commit() (Report, error) {
	if p.failed != nil {
		return Report{}, p.failed
	}
	p.opt.step("write")
	old, err := p.old()
	if err != nil {
		return Report{}, err
	}
	pl, err := p.plan(old)
	if err != nil {
		return Report{}, err
	}
	if p.nothingToDo(pl) {
		pl.report.Method = Unneeded
		return pl.report, nil
	}
	p.opt.step("plan")
	if err := p.outputStands(old); err != nil {
		return Report{}, err
	}
	stage, err := p.stage()
	if err != nil {
		return Report{}, err
	}
	if p.inside == nil {
		err := p.swap(stage, pl)
		var cannot errCannotSwap
		if !errors.As(err, &cannot) {
			return pl.report, err
		}
		p.out.noSwap = cannot.reason
		if stage, err = p.moveInside(stage); err != nil {
			return Report{}, err
		}
	}
	err = p.inPlace(stage, pl)
	return pl.report, err
}

// outputStands tells whether the output is the folder that Begin saw.
func (p *Publication) outputStands(old survey) error {
	now, err := nodeOf(p.out.dir)
	if errors.Is(err, fs.ErrNotExist) && !old.exists {
		return nil
	}
	if err == nil && !(old.exists && now.mode.IsDir() && now.ino == old.root.ino && now.dev == old.root.dev) {
		err = errors.New("another folder, file or link has taken its place while the site was built")
	}
	return machine("publishing to "+p.out.shown, err)
}

// swap completes the stage and exchanges it for the output.
func (p *Publication) swap(stage *stage, pl *plan) error {
	if err := p.complete(stage, pl); err != nil {
		return err
	}
	p.opt.step("stage")
	if err := syncTree(stage.dir); err != nil {
		return machine("flushing the new site to the disk", err)
	}
	p.opt.step("sync")
	if err := p.ctx.Err(); err != nil {
		return fmt.Errorf("publishing to %s: %w", p.out.shown, err)
	}
	if !pl.old.exists {
		if err := os.Rename(stage.dir, p.out.dir); err != nil {
			return machine("putting the new site in place", err)
		}
	} else if err := exchange(stage.dir, p.out.dir); err != nil {
		return err
	}
	pl.report.Method = Swap
	p.opt.step("swap")
	// From here on the new site is public, and what fails is only told.
	if err := syncDir(filepath.Dir(p.out.dir)); err != nil {
		pl.report.Notes = append(pl.report.Notes, fmt.Sprintf("The new site is in place, but may not survive a loss of power: %v.", err))
	}
	if pl.old.exists {
		pl.report.Notes = append(pl.report.Notes, rescue(stage.dir, p.out.dir, pl.old)...)
	}
	p.opt.step("rescue")
	return nil // closing the workspace removes the old site
}

// spareStays tells whether the old site is kept as the stage of the next build.
func (p *Publication) spareStays() bool { return false }

// rescue looks through the old output, before it is removed, for what others
// put there while the build was running, and brings it into the new one.
func rescue(old, dir string, known survey) (notes []string) {
	late, err := surveyOf(context.Background(), old)
	if err != nil {
		return []string{fmt.Sprintf("The old site could not be looked through for late changes: %v.", err)}
	}
	for name, now := range late.files {
		before, ok := known.files[name]
		if ok && before.size == now.size && before.mtime == now.mtime {
			continue
		}
		to := diskName(dir, name)
		err := os.MkdirAll(filepath.Dir(to), 0o755)
		if err == nil {
			err = os.Link(diskName(old, name), to)
		}
		switch {
		case err == nil:
			notes = append(notes, fmt.Sprintf("%s was added during the build: it stays.", name))
		case errors.Is(err, fs.ErrExist) && sameFile(diskName(old, name), to):
			// Somebody else's file, carried over, and written to since.
		default:
			notes = append(notes, fmt.Sprintf("%s was changed during the build: the site's own version replaced it.", name))
		}
	}
	slices.Sort(notes)
	return notes
}

func sameFile(a, b string) bool {
	infoA, errA := os.Lstat(a)
	infoB, errB := os.Lstat(b)
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}
