package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
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

// outputStands reports whether the output is the folder that Begin saw.
func (p *Publication) outputStands(old survey) error {
	now, err := nodeOf(p.out.dir)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !old.exists:
		return nil
	case errors.Is(err, fs.ErrNotExist), err == nil && !(old.exists && now.mode.IsDir() && now.ino == old.root.ino && now.dev == old.root.dev):
		err = errors.New("another folder, file or link has taken its place, or it was removed, while the site was built")
	}
	return machine("publishing to "+p.out.shown, err)
}

// swap completes the stage and exchanges it for the output.
func (p *Publication) swap(stage *stage, pl *plan) error {
	if err := p.complete(stage, pl); err != nil {
		return err
	}
	p.opt.step("stage")
	twin := p.startTwin(stage)
	err := syncTree(stage.dir)
	next, made := twin()
	if err != nil {
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
	p.public, pl.report.Method = true, Swap
	p.opt.step("swap")
	// From here on the new site is public, and what fails is only told.
	note := func(doing string, err error) {
		if err != nil {
			pl.report.Notes = append(pl.report.Notes, fmt.Sprintf("The new site is in place, but %s: %v.", doing, err))
		}
	}
	note("may not survive a loss of power", syncDir(filepath.Dir(p.out.dir)))
	if pl.old.exists {
		note("the old one could not be looked through for late changes", p.rescue(stage.dir, pl))
	}
	p.opt.step("rescue")
	if next != "" {
		err := os.RemoveAll(stage.dir)
		if err == nil {
			err = os.Rename(next, stage.dir)
		}
		if err == nil {
			p.beside.keepCatalog(made.found, made.settled)
		}
		note("the next build will take longer", err)
	}
	p.opt.step("twin")
	return nil // closing the workspace removes the old site, or keeps it as a spare
}
