package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"
)

// The spare is the old site, kept after a swap as the stage of the next build,
// which then has to touch only what differs between the two.
//
// On disk it costs its folders (4 KiB each on most file systems) and the files
// that the last build replaced or removed; all others are links to those of the
// output. It holds no file of others. Whoever removes it, or the workspace, or
// anything in it by hand, does no harm: the next build makes again what is
// missing, and takes longer once. A change of every file costs longer twice,
// since the build after it finds a spare in which no file is left as it should be.
//
// spareFrom is the number of files from which on that pays.
const spareFrom = 500

// The workspace beside an output that keeps a spare holds two notes for other
// programs and people.
const (
	ignoreName = ".gitignore"
	tagName    = "CACHEDIR.TAG"
)

// spareNames are what stays in a workspace that keeps a spare.
var spareNames = []string{stageName, catalogName, ignoreName, tagName}

// tag is what backup programs look for, and its reason.
// https://bford.info/cachedir/
const tag = `Signature: 8a477f597d28d172789f06886806bc55
# This folder belongs to afterword, which publishes the site in the folder of
# the same name without ".afterword-". It holds the version of the site before
# the last one, from which the next build goes on. You can remove it at any time:
# the next build takes somewhat longer then.
`

// label writes the notes.
func (w *workspace) label() error {
	for name, text := range map[string]string{ignoreName: "*\n", tagName: tag} {
		f, err := os.OpenFile(filepath.Join(w.dir, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err == nil {
			_, err = f.WriteString(text)
			err = errors.Join(err, f.Close())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// spareStays reports whether the stage is left for the next build. A failed build
// leaves it, too: half of it is as it should be. But a disk that is full gets
// its room back.
func (p *Publication) spareStays() bool {
	n := len(p.last.Files)
	if p.public {
		n = len(p.kept) + len(p.written)
	}
	return keepsSpare && n >= spareFrom && p.inside == nil && !outOfRoom(p.failed) && exists(filepath.Join(p.beside.dir, stageName))
}

// startTwin makes a spare for a site that has no old version to become one: a
// folder with links to all its files. It happens while the site is flushed to
// the disk, when there is little else to do. The function returned waits for it, and
// gives the folder and what is in it, or "" where there is none: a spare is worth no failure.
func (p *Publication) startTwin(stage *stage) func() (dir string, made survey) {
	if !keepsSpare || len(p.last.Files) > 0 || len(p.kept)+len(p.written) < spareFrom {
		return func() (string, survey) { return "", survey{} }
	}
	dir := filepath.Join(p.beside.dir, "twin")
	var made survey
	done := make(chan error, 1)
	go func() {
		err := p.makeTwin(stage, dir)
		if err == nil {
			made, err = surveyOf(p.ctx, dir, catalog(nil).list(dir))
		}
		done <- err
	}()
	return func() (string, survey) {
		if <-done != nil {
			return "", survey{} // what there is of it is swept away when the build ends
		}
		return dir, made
	}
}

func (p *Publication) makeTwin(stage *stage, dir string) error {
	twin, err := openStage(p.ctx, dir)
	if err != nil {
		return err
	}
	all := slices.Concat(p.kept, p.written)
	slices.SortFunc(all, byPath) // neighbours lie in one folder
	return p.each(p.ctx, len(all), func(i int) error {
		if err := twin.makeRoom(all[i].Path); err != nil {
			return err
		}
		return os.Link(diskName(stage.dir, all[i].Path), diskName(dir, all[i].Path))
	})
}

// rescue looks through the old output, which lies in the stage now, for what
// others put there while the site was built, and brings it into the new one.
// Then it takes all that is not ours out of the old one.
func (p *Publication) rescue(old string, pl *plan) error {
	late, settled, err := p.late(old, pl)
	if err != nil {
		return err
	}
	foreign := slices.Clone(pl.carry)
	for _, name := range late {
		foreign = append(foreign, name)
		to := diskName(p.out.dir, name)
		err := os.MkdirAll(filepath.Dir(to), 0o755)
		if err == nil {
			err = os.Link(diskName(old, name), to)
		}
		switch {
		case err == nil:
			pl.report.Notes = append(pl.report.Notes, fmt.Sprintf("%s was added during the build: it stays.", name))
		case errors.Is(err, fs.ErrExist) && sameFile(diskName(old, name), to):
			// Somebody else's file, carried over, and written to since.
		case errors.Is(err, fs.ErrExist):
			pl.report.Notes = append(pl.report.Notes, fmt.Sprintf("%s was changed during the build: the site's own version replaced it.", name))
		default:
			pl.report.Notes = append(pl.report.Notes, fmt.Sprintf("%s was added during the build and is lost: %v.", name, err))
		}
	}
	if !p.spareStays() {
		return nil
	}
	for _, name := range foreign {
		if err := gone(os.Remove(diskName(old, name))); err != nil {
			return err
		}
	}
	dirs := map[string]bool{}
	for dir := range pl.old.dirs {
		if !pl.before[dir] {
			dirs[dir] = true // as are all folders of the survey above it, or ours
		}
	}
	for _, name := range foreign {
		addFolders(dirs, path.Dir(name))
	}
	var theirs []string
	for dir := range dirs {
		if !pl.before[dir] {
			theirs = append(theirs, dir)
		}
	}
	slices.Sort(theirs)
	slices.Reverse(theirs) // the deepest first
	for _, dir := range theirs {
		os.Remove(diskName(old, dir)) // if it is empty; else the next build clears it
		delete(settled, path.Dir(dir))
	}
	for _, name := range foreign {
		delete(settled, path.Dir(name))
	}
	p.beside.keepCatalog(pl.old.found, func(dir string) (node, bool) {
		self, ok := settled[dir]
		return self, ok
	})
	return nil
}

// coarse is how far apart two changes of a folder can be that a file system of
// fine times gives the same time.
const coarse = 50 * time.Millisecond

// late lists the files of the old output that are new or were written to since
// it was looked through. A folder whose times are the same has the same names
// in it; those that had been left alone for a while are settled. Files that the
// new site shares need no look: they are the same files.
func (p *Publication) late(old string, pl *plan) (late []string, settled map[string]node, err error) {
	known := pl.old
	dirs := []string{"."}
	for dir := range known.dirs {
		dirs = append(dirs, dir)
	}
	slices.Sort(dirs)
	found, calm := make([][]string, len(dirs)), make([]bool, len(dirs))
	// The site is public: whoever cancels now shall not lose a file by that.
	err = p.each(context.WithoutCancel(p.ctx), len(dirs), func(i int) error {
		dir := dirs[i]
		now, err := nodeOf(diskName(old, dir))
		if before, ok := known.settled(dir); ok && err == nil && now.unchanged(before) {
			calm[i] = true
			return nil
		}
		if gone(err) != nil {
			return err
		}
		found[i], err = lateIn(old, dir, known)
		return gone(err)
	})
	if err != nil {
		return nil, nil, err
	}
	late, settled = slices.Concat(found...), make(map[string]node, len(dirs))
	for i, dir := range dirs {
		if calm[i] {
			settled[dir] = known.dirs[dir]
		}
	}
	carried := setOf(pl.carry)
	for name, before := range known.files {
		if pl.files[name] || carried[name] {
			continue
		}
		now, err := nodeOf(diskName(old, name))
		if gone(err) != nil {
			return nil, nil, err
		}
		if err == nil && (now.size != before.size || now.mtime != before.mtime) {
			late = append(late, name)
		}
	}
	slices.Sort(late)
	return slices.Compact(late), settled, nil
}

// lateIn lists what is new or changed in one folder, and all in folders below
// that are new.
func lateIn(old, dir string, known survey) (late []string, err error) {
	items, err := list(diskName(old, dir))
	if err != nil {
		return nil, err
	}
	for _, it := range items {
		name := path.Join(dir, it.name)
		if name == manifestName || name == workName {
			continue
		}
		if !it.mode.IsDir() {
			if before, ok := known.files[name]; !ok || before.size != it.size || before.mtime != it.mtime {
				late = append(late, name)
			}
			continue
		}
		if _, ok := known.dirs[name]; ok {
			continue // it has its own turn
		}
		below, err := surveyOf(context.Background(), diskName(old, name), listOf(diskName(old, name)))
		if err != nil {
			return nil, err
		}
		for file := range below.files {
			late = append(late, path.Join(name, file))
		}
	}
	return late, nil
}

func sameFile(a, b string) bool {
	infoA, errA := os.Lstat(a)
	infoB, errB := os.Lstat(b)
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}
