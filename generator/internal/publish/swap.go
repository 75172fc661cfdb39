package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"time"
)

func (p *Publication) commit(record []byte) (Report, error) {
	if p.failed != nil {
		return Report{}, p.failed
	}
	p.opt.step("write")
	pl, err := p.plan()
	if err != nil {
		return Report{}, err
	}
	p.opt.step("plan")
	if pl.idle {
		pl.report.Method = Unneeded
		p.remember(pl, record)
		return pl.report, nil
	}
	stage, err := p.stage()
	if err != nil {
		return Report{}, err
	}
	if p.out.noSwap == "" {
		err = p.swap(stage, pl)
	} else {
		err = errCannotSwap{p.out.noSwap}
	}
	if cannot := (errCannotSwap{}); errors.As(err, &cannot) {
		err = p.inPlace(stage, pl, cannot.reason)
	}
	if err != nil {
		return Report{}, err
	}
	p.remember(pl, record)
	return pl.report, nil
}

// swap completes the stage and exchanges it for the output. From then on the new
// site is public, and what fails is only noted.
func (p *Publication) swap(stage string, pl *plan) error {
	if err := p.complete(stage, pl); err != nil {
		return err
	}
	p.opt.step("stage")
	if err := syncTree(stage); err != nil {
		return ioError("flushing the new site to the disk", err)
	}
	p.opt.step("sync")
	if err := p.ctx.Err(); err != nil {
		return ioError("publishing to "+p.out.shown, err)
	}
	if pl.now.root == nil {
		if err := os.Rename(stage, p.out.dir); err != nil {
			return ioError("putting the new site in place", err)
		}
	} else if err := exchange(stage, p.out.dir); err != nil {
		return err
	}
	pl.report.Method = Swap
	p.opt.step("swap")
	if err := syncDir(filepath.Dir(p.out.dir)); err != nil {
		pl.note("The new site is in place, but may not survive a loss of power: %v.", err)
	}
	if pl.now.root != nil {
		if err := p.rescue(stage, pl); err != nil {
			pl.note("The new site is in place, but the old one could not be looked through for late changes: %v.", err)
		}
		// The old site has to go before the new one is looked at: that changes the times of files that both have.
		_ = os.RemoveAll(stage) // closing the workspace tries again and reports it
	}
	p.opt.step("removed")
	return nil
}

func (pl *plan) note(format string, a ...any) {
	pl.report.Notes = append(pl.report.Notes, fmt.Sprintf(format, a...))
}

// complete makes the stage the whole new output.
func (p *Publication) complete(stage string, pl *plan) error {
	staying := p.staying(pl)
	needed := map[string]bool{}
	for _, name := range staying {
		addFolders(needed, path.Dir(name))
	}
	for _, dir := range pl.folders {
		addFolders(needed, dir)
	}
	for dir := range needed {
		if err := p.makeFolder(stage, dir); err != nil {
			return ioError("making the folders of the new site", err)
		}
	}
	p.opt.step("folders")
	if err := each(p.ctx, len(staying), func(i int) error { return p.keep(stage, staying[i], pl) }); err != nil {
		return ioError("publishing to "+p.out.shown, err)
	}
	p.opt.step("link")
	if err := writeManifest(filepath.Join(stage, manifestName), pl.manifest); err != nil {
		return err
	}
	p.opt.step("manifest")
	// Folders of others, and the output itself, have the permissions they had.
	var err error
	for dir := range needed {
		if !pl.dirs[dir] {
			err = errors.Join(err, os.Chmod(diskName(stage, dir), pl.now.dirs[dir].Perm()))
		}
	}
	if pl.now.root != nil {
		err = errors.Join(err, os.Chmod(stage, pl.now.root.Mode().Perm()))
	}
	return ioError("setting the modes of folders", err)
}

// keep puts a file of the old output into the stage: the same inode or, where it
// may not be linked because another user owns it, a copy with the same time. A copy
// would not do for files of others, who may have them open.
func (p *Publication) keep(stage, name string, pl *plan) error {
	from, to := diskName(p.out.dir, name), diskName(stage, name)
	err := os.Link(from, to)
	if err == nil || outOfRoom(err) || errors.Is(err, fs.ErrNotExist) {
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

func writeManifest(name string, data []byte) error {
	_, _, err := writeFile(name, File{Data: data})
	return ioError("writing the manifest", err)
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
		carried := slices.Contains(pl.carry, name)
		if known && (!carried || before.ino == n.ino) {
			continue // ours, or the same file is in the new site
		}
		to := diskName(p.out.dir, name)
		if !carried && exists(to) {
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

// remember leaves for the next build what this one published, and a seal by
// which it knows whether anyone has touched it since. Without one it takes longer.
func (p *Publication) remember(pl *plan, record []byte) {
	m := memory{Record: record, Report: Report{
		Method: Unneeded, Unchanged: pl.report.Written + pl.report.Unchanged, BytesUnchanged: pl.report.Bytes + pl.report.BytesUnchanged, Kept: pl.report.Kept,
	}}
	err := p.work.settle()
	if err == nil {
		var now survey
		now, err = surveyOf(context.WithoutCancel(p.ctx), p.out.dir)
		m.Seal = now.seal
	}
	if err == nil {
		err = p.work.remember(m)
	}
	if err != nil {
		pl.note("The next build will take longer: %v.", err)
	}
}

// outOfRoom tells a full disk from a file that cannot be linked.
func outOfRoom(err error) bool {
	return slices.ContainsFunc([]error{syscall.ENOSPC, syscall.EDQUOT, syscall.EROFS, syscall.EFBIG}, func(full error) bool { return errors.Is(err, full) })
}

// syncDir makes the names in a folder durable. Windows does so by itself.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close() // it was only read
	return f.Sync()
}
