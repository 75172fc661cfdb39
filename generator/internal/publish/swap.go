package publish

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

// errCannotSwap is why a folder has to be published file by file.
type errCannotSwap struct{ reason string }

func (e errCannotSwap) Error() string { return e.reason }

// swap completes the stage and exchanges it for the output. From then on the new
// site is public, and what fails is only noted. An errCannotSwap comes before that.
func (p *Publication) swap(pl *plan) error {
	stage := p.work.stage
	if err := p.complete(stage, pl); err != nil {
		return err
	}
	p.opt.step("stage")
	if err := flush(stage); err != nil {
		return ioError("flushing the new site to the disk", err)
	}
	p.opt.step("sync")
	if err := p.ctx.Err(); err != nil {
		return err
	}
	pl.report.Method = Swap
	if pl.now.root == nil {
		if err := os.Rename(stage, p.out.dir); err != nil {
			return ioError("putting the new site in place", err)
		}
		p.opt.step("swap")
		return nil
	}
	if err := exchange(stage, p.out.dir); impossible(err) {
		return errCannotSwap{fmt.Sprintf("its file system cannot exchange two folders (%v)", err)}
	} else if err != nil {
		return ioError("exchanging the old site for the new one in "+p.out.shown, err)
	}
	p.opt.step("swap")
	if err := p.rescue(stage, pl); err != nil {
		pl.note("The new site is in place, but the old one could not be looked through for late changes: %v.", err)
	}
	// The old site has to go before the new one is looked at: that changes the times of files that both have.
	_ = os.RemoveAll(stage) // closing the workspace tries again and reports it
	p.opt.step("removed")
	return nil
}

// complete makes the stage the whole new output.
func (p *Publication) complete(stage string, pl *plan) error {
	staying := slices.Concat(pl.carry, pl.old)
	for _, e := range p.unchanged {
		staying = append(staying, e.Path)
	}
	needed := map[string]bool{}
	for _, name := range staying {
		addFolders(needed, path.Dir(name))
	}
	for _, dir := range pl.folders {
		addFolders(needed, dir)
	}
	for dir := range needed {
		if err := os.MkdirAll(diskName(stage, dir), 0o755); err != nil {
			return ioError("making the folders of the new site", err)
		}
	}
	p.opt.step("folders")
	for _, name := range staying {
		if err := p.ctx.Err(); err != nil {
			return err
		}
		if err := p.keep(stage, name, pl); err != nil {
			return err
		}
	}
	p.opt.step("link")
	if err := writeManifest(filepath.Join(stage, manifestName), pl.manifest); err != nil {
		return err
	}
	p.opt.step("manifest")
	// Folders of others, and the output itself, have the permissions they had.
	needed["."] = pl.now.root != nil
	for dir, was := range needed {
		if !was || pl.dirs[dir] {
			continue
		}
		info, err := os.Lstat(diskName(p.out.dir, dir))
		if err == nil {
			err = os.Chmod(diskName(stage, dir), info.Mode().Perm())
		}
		if err != nil {
			return ioError("setting the modes of folders", err)
		}
	}
	return nil
}

// keep puts a file of the old output into the stage: the same inode or, where it
// may not be linked because another user owns it, a copy with the same time. A copy
// would not do for files of others, who may have them open.
func (p *Publication) keep(stage, name string, pl *plan) error {
	from, to := diskName(p.out.dir, name), diskName(stage, name)
	err := os.Link(from, to)
	if !impossible(err) {
		return ioError("keeping "+name, err)
	}
	if slices.Contains(pl.carry, name) {
		return errCannotSwap{fmt.Sprintf("%s cannot be linked (%v)", name, errors.Unwrap(err))}
	}
	_, _, err = writeFile(to, onDisk(p.out.dir, name))
	if err == nil {
		mtime := time.Unix(0, pl.now.files[name].mtime)
		err = os.Chtimes(to, mtime, mtime)
	}
	return ioError("keeping a copy of "+name, err)
}

// impossible reports whether an error says that a file system never links or
// exchanges these two, rather than that it is full or broken.
func impossible(err error) bool {
	never := []error{errors.ErrUnsupported, syscall.EPERM, syscall.EBUSY, syscall.EXDEV, syscall.EINVAL, syscall.EMLINK}
	return slices.ContainsFunc(never, func(e error) bool { return errors.Is(err, e) })
}

// rescue looks through the old output for what others put there since the plan
// was made, and brings it into the new one.
func (p *Publication) rescue(old string, pl *plan) error {
	late, err := surveyOf(context.WithoutCancel(p.ctx), old) // who cancels now shall not lose a file by it
	if err != nil {
		return err
	}
	for name, n := range late.files {
		before, known := pl.now.files[name]
		if known && (before.inode == n.inode || !slices.Contains(pl.carry, name)) {
			continue // the same file is in the new site, or it was ours
		}
		to := diskName(p.out.dir, name)
		if !known && exists(to) {
			pl.note("%s was added during the build: the site's own version replaced it.", name)
			continue
		}
		if err := errors.Join(os.MkdirAll(filepath.Dir(to), 0o755), os.Rename(diskName(old, name), to)); err != nil {
			pl.note("%s was added during the build and is lost: %v.", name, err)
			continue
		}
		pl.note("%s was added during the build: it stays.", name)
	}
	return nil
}
