package tree

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"
)

// stageAll makes the whole new output in a folder of its own: unchanged and
// foreign files are links to those of the old output, all others are new.
// It fills in the numbers of the report.
func (p publication) stageAll(stage string, pl *plan) error {
	mode := fs.FileMode(0o755)
	if pl.old.exists {
		mode = pl.old.mode.Perm()
	}
	if err := os.Mkdir(stage, 0o700); err != nil {
		return machine("making room for the new site", err)
	}
	var names []string
	for _, e := range pl.keep {
		names = append(names, e.Path)
	}
	names = append(names, pl.carry...)
	for _, f := range pl.write {
		names = append(names, f.Path)
	}
	if err := p.folders(stage, names, pl); err != nil {
		return machine("making the folders of the new site", err)
	}
	p.opt.step("folders")
	for _, name := range pl.carry {
		// A copy would do for files, but not for what the owner has open.
		if err := os.Link(diskName(p.out.dir, name), diskName(stage, name)); err != nil {
			if outOfRoom(err) {
				return machine("carrying "+name+" over", err)
			}
			return errCannotSwap{fmt.Sprintf("%s cannot be carried over (%v)", name, errors.Unwrap(err))}
		}
	}
	p.opt.step("carry")
	if err := p.each(len(pl.keep), func(i int) error { return p.keepFile(stage, pl.keep[i], pl.old) }); err != nil {
		return err
	}
	p.opt.step("link")
	if err := p.writeFiles(stage, pl); err != nil {
		return err
	}
	p.opt.step("write")
	if err := p.restoreModes(stage, pl); err != nil {
		return machine("setting the modes of folders", err)
	}
	return machine("setting the mode of the new site", os.Chmod(stage, mode))
}

// restoreModes gives the folders of others the permissions they had.
func (p publication) restoreModes(stage string, pl *plan) error {
	_, ours := p.tree.places()
	done := map[string]bool{}
	for _, dir := range slices.Concat(pl.carry, pl.folders) {
		for ; dir != "." && !ours[dir] && !done[dir]; dir = path.Dir(dir) {
			done[dir] = true
			info, ok := pl.old.dirs[dir]
			if !ok {
				continue // a file of theirs
			}
			if err := os.Chmod(diskName(stage, dir), info.Mode().Perm()); err != nil {
				return err
			}
		}
	}
	return nil
}

// writeFiles writes the files that are new or changed, and the manifest, below
// a folder that has the folders they need.
func (p publication) writeFiles(stage string, pl *plan) error {
	now := time.Now()
	written := make([]entry, len(pl.write))
	err := p.each(len(written), func(i int) error {
		f := pl.write[i]
		sum, size, err := writeFile(diskName(stage, f.Path), f, now)
		if err != nil {
			return machine("writing "+f.Path, err)
		}
		written[i] = entry{f.Path, size, hex.EncodeToString(sum[:]), f.Owner}
		return nil
	})
	if err != nil {
		return err
	}
	for _, e := range written {
		pl.report.Written++
		pl.report.Bytes += e.Size
	}
	data, err := pl.manifest(written)
	if err != nil {
		return err
	}
	if _, _, err := writeFile(diskName(stage, manifestName), File{Data: data}, now); err != nil {
		return machine("writing the manifest", err)
	}
	return nil
}

// each runs work for 0 to n-1 on several goroutines until one fails or the
// context ends. Neighbours go to one goroutine: they lie in the same folder.
func (p publication) each(n int, work func(i int) error) error {
	group, ctx := errgroup.WithContext(p.ctx)
	group.SetLimit(p.opt.Jobs)
	const batch = 64
	for start := 0; start < n; start += batch {
		group.Go(func() error {
			for i := start; i < min(start+batch, n); i++ {
				if err := ctx.Err(); err != nil {
					return machine("publishing to "+p.out.shown, err)
				}
				if err := work(i); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// folders makes every folder that the files need, and the empty ones of others.
func (p publication) folders(stage string, names []string, pl *plan) error {
	seen := map[string]bool{}
	var dirs []string
	for _, name := range names {
		for dir := path.Dir(name); dir != "." && !seen[dir]; dir = path.Dir(dir) {
			seen[dir] = true
			dirs = append(dirs, dir)
		}
	}
	for _, dir := range pl.folders {
		for ; dir != "." && !seen[dir]; dir = path.Dir(dir) {
			seen[dir] = true
			dirs = append(dirs, dir)
		}
	}
	slices.Sort(dirs) // parents first
	for _, dir := range dirs {
		if err := os.Mkdir(diskName(stage, dir), 0o755); err != nil {
			return err
		}
	}
	return nil
}

// keepFile puts an unchanged file into the stage: the same inode, or a copy
// with the same time where the file system has no room for another link.
func (p publication) keepFile(stage string, e entry, old survey) error {
	from, to := diskName(p.out.dir, e.Path), diskName(stage, e.Path)
	err := os.Link(from, to)
	if err == nil {
		return nil
	}
	if outOfRoom(err) {
		return machine("keeping "+e.Path, err)
	}
	f, ok := p.tree.Lookup(e.Path)
	if !ok {
		return machine("keeping "+e.Path, err)
	}
	if _, _, err := writeFile(to, f, time.Now()); err != nil {
		return machine("copying "+e.Path, err)
	}
	mtime := old.files[e.Path].ModTime()
	return machine("keeping the time of "+e.Path, os.Chtimes(to, mtime, mtime))
}

// writeFile writes a new file and stamps it with its content. It never opens
// one that exists, which could be a link to a file of somebody else.
func writeFile(name string, f File, now time.Time) (sum Sum, size int64, err error) {
	out, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return sum, 0, err
	}
	if f.Open == nil {
		sum, size = sha256.Sum256(f.Data), int64(len(f.Data))
		_, err = out.Write(f.Data)
	} else {
		sum, size, err = f.copyTo(out)
	}
	if err == nil && syncEachFile {
		err = out.Sync()
	}
	// Some file systems report a full disk only here.
	if e := out.Close(); err == nil {
		err = e
	}
	if err == nil {
		t := stamp(now, sum)
		err = os.Chtimes(name, t, t)
	}
	return sum, size, err
}

// rescue looks through the old output, before it is removed, for what others
// put there while the build was running, and brings it into the new one.
func rescue(old, dir string, known survey) (notes []string) {
	late, err := surveyOf(old)
	if err != nil {
		return []string{fmt.Sprintf("The old site could not be looked through for late changes: %v.", err)}
	}
	for name, info := range late.files {
		before, ok := known.files[name]
		if ok && before.Size() == info.Size() && before.ModTime().Equal(info.ModTime()) {
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

// outOfRoom tells a full disk from a file that cannot be linked.
func outOfRoom(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EROFS)
}

// diskName is the name on disk of a path of the tree.
func diskName(dir, file string) string { return filepath.Join(dir, filepath.FromSlash(file)) }
