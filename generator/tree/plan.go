package tree

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
)

// A plan says what becomes of every file of the tree and of the old output.
type plan struct {
	old     survey
	keep    []entry  // of the tree, and in the old output already
	write   []File   // of the tree, and not there
	remove  []string // ours, and no longer of the tree
	clear   []string // of the old output, where the tree needs a folder, or a file where they have one
	carry   []string // everybody else's files
	folders []string // everybody else's empty folders
	// sameManifest tells that the manifest need not be written.
	sameManifest bool
	report       Report
}

// plan compares the tree with the output. It reads and changes nothing.
func (p publication) plan() (plan, error) {
	doing := "reading " + p.out.shown
	last, data, managed, err := readManifest(p.out.dir)
	if err != nil {
		return plan{}, err
	}
	old, err := surveyOf(p.out.dir)
	if err != nil {
		return plan{}, machine(doing, err)
	}
	if !managed && !p.opt.Adopt {
		if name := stranger(old); name != "" {
			return plan{}, &RefusedError{Dir: p.out.shown, Reason: fmt.Sprintf("it holds files that no build wrote, such as %s", name),
				Hint: "Empty the folder, choose another, or allow it with --adopt: then files of the same name are replaced and the others stay."}
		}
	}
	pl := plan{old: old}
	states, err := p.compare(old, last)
	if err != nil {
		return plan{}, machine(doing, err)
	}
	var blocked []string
	for i, f := range p.tree.files {
		switch states[i].is {
		case identical:
			pl.keep = append(pl.keep, states[i].entry)
			pl.report.BytesUnchanged += states[i].entry.Size
		case foreign:
			blocked = append(blocked, f.Path)
			pl.report.Replaced = append(pl.report.Replaced, f.Path)
			pl.write = append(pl.write, f)
		case edited:
			pl.report.Replaced = append(pl.report.Replaced, f.Path)
			pl.write = append(pl.write, f)
		case missing:
			pl.write = append(pl.write, f)
		}
	}
	more, err := pl.others(p, last)
	if err != nil {
		return plan{}, machine(doing, err)
	}
	if blocked = append(blocked, more...); len(blocked) > 0 && !p.opt.Adopt {
		slices.Sort(blocked)
		return plan{}, &RefusedError{Dir: p.out.shown,
			Reason: fmt.Sprintf("%s stands where the site needs its own file or folder, and no build wrote it", strings.Join(blocked, ", ")),
			Hint:   "Move it away, or allow it to be replaced with --adopt."}
	}
	slices.Sort(pl.report.Replaced)
	pl.report.Unchanged, pl.report.Removed = len(pl.keep), len(pl.remove)
	if len(pl.write) == 0 {
		next, err := pl.manifest(nil)
		if err != nil {
			return plan{}, err
		}
		pl.sameManifest = bytes.Equal(next, data)
	}
	return pl, nil
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

// A state is how a file of the tree stands to the old output.
type state struct {
	is    standing
	entry entry // set where the content is there already
}

type standing uint8

const (
	missing   standing = iota // not there, or ours with other content
	identical                 // the very content, whoever wrote it
	edited                    // ours, changed by someone since
	foreign                   // never ours
)

// compare looks at all files of the tree at once, since those that are opened
// have to be read.
func (p publication) compare(old survey, last manifest) ([]state, error) {
	states := make([]state, len(p.tree.files))
	group, ctx := errgroup.WithContext(p.ctx)
	group.SetLimit(p.opt.Jobs)
	const batch = 256 // a goroutine for each of 35,000 files costs more than the work
	for start := 0; start < len(states); start += batch {
		group.Go(func() error {
			for i := start; i < min(start+batch, len(states)); i++ {
				if err := ctx.Err(); err != nil {
					return err
				}
				var err error
				if states[i], err = standingOf(p.tree.files[i], p.out.dir, old, last); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return states, group.Wait()
}

func standingOf(f File, dir string, old survey, last manifest) (state, error) {
	there, ok := old.files[f.Path]
	if !ok {
		return state{is: missing}, nil
	}
	before, listed := last.find(f.Path)
	intact := false
	var err error
	if listed {
		if intact, err = old.ours(dir, before); err != nil {
			return state{}, err
		}
		if intact && f.Open == nil && f.Size != before.Size {
			return state{is: missing}, nil // no need to hash
		}
	}
	sum, err := f.Sum()
	if err != nil {
		return state{}, err
	}
	now := entry{Path: f.Path, Size: there.Size(), SHA256: hex.EncodeToString(sum[:]), Source: f.Owner}
	switch {
	case intact && now.SHA256 == before.SHA256:
		return state{identical, now}, nil
	case intact:
		return state{is: missing}, nil
	}
	if there.Mode().IsRegular() && (f.Open != nil || f.Size == there.Size()) {
		if got, err := sumOf(dir, f.Path); err != nil {
			return state{}, err
		} else if got == sum {
			return state{identical, now}, nil
		}
	}
	if listed {
		return state{is: edited}, nil
	}
	return state{is: foreign}, nil
}

// others decides about what the old output holds and the tree does not. It
// returns the foreign files that stand in the tree's way.
func (pl *plan) others(p publication, last manifest) (blocked []string, err error) {
	files, dirs := p.tree.places()
	inTheWay := func(name string) bool {
		if dirs[name] {
			return true
		}
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			if files[dir] {
				return true
			}
		}
		return false
	}
	for name := range pl.old.files {
		if files[name] {
			continue
		}
		if err := p.ctx.Err(); err != nil {
			return nil, err
		}
		e, listed := last.find(name)
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
	ours := map[string]bool{}
	for _, e := range last.Files {
		for dir := path.Dir(e.Path); dir != "." && !ours[dir]; dir = path.Dir(dir) {
			ours[dir] = true
		}
	}
	for dir := range pl.old.dirs {
		if !pl.old.parent[dir] && !dirs[dir] && !ours[dir] && !files[dir] && !inTheWay(dir) {
			pl.folders = append(pl.folders, dir)
		}
	}
	for _, list := range [][]string{pl.remove, pl.clear, pl.carry, pl.folders, pl.report.Notes} {
		slices.Sort(list)
	}
	pl.report.Kept = topmost(slices.Concat(pl.carry, pl.folders), dirs)
	return blocked, nil
}

// places gives the paths of all files and of all folders of a tree.
func (t Tree) places() (files, dirs map[string]bool) {
	files, dirs = make(map[string]bool, len(t.files)), map[string]bool{}
	for _, f := range t.files {
		files[f.Path] = true
		for dir := path.Dir(f.Path); dir != "." && !dirs[dir]; dir = path.Dir(dir) {
			dirs[dir] = true
		}
	}
	return files, dirs
}

// topmost shortens a list of files: a folder that is not the tree's stands for all in it.
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

// manifest gives that of the new output: what is kept and what was written.
func (pl plan) manifest(written []entry) ([]byte, error) {
	m := manifest{Version: manifestVersion, Files: slices.Concat(pl.keep, written)}
	slices.SortFunc(m.Files, func(a, b entry) int { return strings.Compare(a.Path, b.Path) })
	return m.encode()
}

// onDisk opens a file of the old output.
func onDisk(name string) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return os.Open(filepath.Clean(name)) }
}
