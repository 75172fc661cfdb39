package publish

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
)

// A plan says what becomes of all that lies in the old output, when all files
// of the new site are known.
type plan struct {
	old     survey
	files   map[string]bool // files of the new site; true for those that are kept
	dirs    map[string]bool // folders of the new site
	before  map[string]bool // folders of the old site
	remove  []string        // ours, and no longer of the site
	clear   []string        // of the old output, where the site needs a folder, or a file where they have one
	carry   []string        // everybody else's files
	folders []string        // everybody else's empty folders
	// manifest is that of the new output; sameManifest tells that it is there already.
	manifest     []byte
	sameManifest bool
	report       Report
}

// A standing is how a file of the site stands to the old output.
type standing uint8

const (
	missing   standing = iota // not there, or ours with other content
	identical                 // the very content, whoever wrote it
	edited                    // ours, changed by someone since
	foreign                   // never ours
)

// standingOf compares a file with the old output. The sum must be that of
// f.Data; of a file that is opened it is found, but only where that matters.
func standingOf(f File, sum Sum, dir string, old survey, last manifest) (standing, Entry, error) {
	there, ok := old.files[f.Path]
	if !ok {
		return missing, Entry{}, nil
	}
	before, listed := last.find(f.Path)
	intact := false
	var err error
	if listed {
		if intact, err = old.ours(dir, before); err != nil {
			return missing, Entry{}, err
		}
	}
	if f.Open != nil {
		if sum, err = f.Sum(); err != nil {
			return missing, Entry{}, err
		}
	}
	now := Entry{f.Path, there.size, sum, f.Source}
	switch {
	case intact && sum == before.Sum:
		return identical, now, nil
	case intact:
		return missing, Entry{}, nil
	}
	if there.mode.IsRegular() && (f.Open != nil || int64(len(f.Data)) == there.size) {
		if got, err := sumOf(dir, f.Path); err != nil {
			return missing, Entry{}, err
		} else if got == sum {
			return identical, now, nil
		}
	}
	if listed {
		return edited, Entry{}, nil
	}
	return foreign, Entry{}, nil
}

// plan decides when all files are known. It reads and changes nothing but what
// is looked at. It refuses where a foreign file stands in the way.
func (p *Publication) plan(old survey) (*plan, error) {
	doing := "reading " + p.out.shown
	pl := &plan{old: old}
	var listing sync.WaitGroup
	listing.Go(func() {
		m := manifest{slices.Concat(p.kept, p.written)}
		slices.SortFunc(m.Files, byPath)
		pl.manifest = m.encode()
		pl.sameManifest = bytes.Equal(pl.manifest, p.lastData)
	})
	defer listing.Wait()
	pl.report.Replaced = p.replaced
	blocked := p.blocked
	more, err := pl.others(p)
	if err != nil {
		return nil, machine(doing, err)
	}
	if blocked = append(blocked, more...); len(blocked) > 0 && !p.opt.Force {
		slices.Sort(blocked)
		return nil, &RefusedError{Dir: p.out.shown,
			Reason: fmt.Sprintf("%s stands where the site needs its own file or folder, and no build wrote it", strings.Join(blocked, ", ")),
			Hint:   "Move it away, or allow it to be replaced with --adopt."}
	}
	slices.Sort(pl.report.Replaced)
	pl.report.Written, pl.report.Unchanged, pl.report.Removed = len(p.written), len(p.kept), len(pl.remove)
	for _, e := range p.written {
		pl.report.Bytes += e.Size
	}
	for _, e := range p.kept {
		pl.report.BytesUnchanged += e.Size
	}
	return pl, nil
}

func byPath(a, b Entry) int { return strings.Compare(a.Path, b.Path) }

// nothingToDo reports whether the folder holds the site already.
func (p *Publication) nothingToDo(pl *plan) bool {
	return pl.old.exists && len(p.written) == 0 && len(pl.remove) == 0 && len(pl.report.Replaced) == 0 && pl.sameManifest
}

// stranger names a file that makes a folder without a manifest one of somebody
// else. Names that begin with a dot do not: a checkout or a .gitignore may be there first.
func stranger(old survey) string {
	var names []string
	for name := range old.files {
		if !strings.HasPrefix(name, ".") {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return slices.Min(names)
}

// others decides about what the old output holds and the site does not. It
// returns the foreign files that stand in the site's way.
func (pl *plan) others(p *Publication) (blocked []string, err error) {
	pl.places(p)
	files, dirs := pl.files, pl.dirs
	inTheWay := func(name string) bool {
		if dirs[name] {
			return true
		}
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			if _, ok := files[dir]; ok {
				return true
			}
		}
		return false
	}
	for name := range pl.old.files {
		if _, ok := files[name]; ok {
			continue
		}
		if err := p.ctx.Err(); err != nil {
			return nil, err
		}
		e, listed := p.last.find(name)
		intact := false
		if listed {
			if intact, err = pl.old.ours(p.out.dir, e); err != nil {
				return nil, err
			}
		}
		switch way := inTheWay(name); {
		case intact && way:
			pl.clear = append(pl.clear, name)
			pl.remove = append(pl.remove, name)
		case intact:
			pl.remove = append(pl.remove, name)
		case way:
			if !listed {
				blocked = append(blocked, name)
			}
			pl.clear = append(pl.clear, name)
			pl.report.Replaced = append(pl.report.Replaced, name)
		default:
			if listed {
				pl.report.Notes = append(pl.report.Notes,
					fmt.Sprintf("%s is no longer part of the site, but was changed since it was written: it stays.", path.Join(p.out.shown, name)))
			}
			pl.carry = append(pl.carry, name)
		}
	}
	for dir := range pl.old.dirs {
		if _, file := files[dir]; !pl.old.parent[dir] && !dirs[dir] && !pl.before[dir] && !file && !inTheWay(dir) {
			pl.folders = append(pl.folders, dir)
		}
	}
	for _, list := range [][]string{pl.remove, pl.clear, pl.carry, pl.folders, pl.report.Notes} {
		slices.Sort(list)
	}
	pl.report.Kept = topmost(slices.Concat(pl.carry, pl.folders), dirs)
	return blocked, nil
}

// places finds the paths of all files and folders of the new site, and the folders of the old one.
func (pl *plan) places(p *Publication) {
	var beside sync.WaitGroup
	beside.Go(func() { pl.before = foldersOf(p.last.Files) })
	beside.Go(func() { pl.dirs = foldersOf(p.kept, p.written) })
	pl.files = make(map[string]bool, len(p.kept)+len(p.written))
	for _, e := range p.kept {
		pl.files[e.Path] = true
	}
	for _, e := range p.written {
		pl.files[e.Path] = false
	}
	beside.Wait()
}

// foldersOf returns the folders of files. Those of sorted lists take the least time.
func foldersOf(lists ...[]Entry) map[string]bool {
	dirs := map[string]bool{}
	for _, list := range lists {
		last := "."
		for _, e := range list {
			if dir := path.Dir(e.Path); dir != last {
				addFolders(dirs, dir)
				last = dir
			}
		}
	}
	return dirs
}

// addFolders adds a folder and those above it.
func addFolders(dirs map[string]bool, dir string) {
	for ; dir != "." && !dirs[dir]; dir = path.Dir(dir) {
		dirs[dir] = true
	}
}

// needed returns the folders of the whole new output.
func (pl *plan) needed() map[string]bool {
	all := make(map[string]bool, len(pl.dirs))
	for dir := range pl.dirs {
		all[dir] = true
	}
	for _, name := range pl.carry {
		addFolders(all, path.Dir(name))
	}
	for _, dir := range pl.folders {
		addFolders(all, dir)
	}
	return all
}

// topmost shortens a list of files: a folder that is not the site's stands for all in it.
func topmost(names []string, dirs map[string]bool) []string {
	var out []string
	for _, name := range names {
		for i, r := range name {
			if r == '/' && !dirs[name[:i]] {
				name = name[:i+1]
				break
			}
		}
		out = append(out, name)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// onDisk is a file of the old output, to be read when it is needed.
func onDisk(dir, file string) File {
	name := diskName(dir, file)
	return File{Path: file, Source: file, Open: func() (io.ReadCloser, error) { return os.Open(name) }}
}
