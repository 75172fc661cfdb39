package publish

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"afterword/generator/internal/urls"
)

// A plan says what becomes of all that is in the output, when all files of the
// new site are known.
type plan struct {
	now      survey          // the output
	files    map[string]bool // files of the new site
	dirs     map[string]bool // folders of the new site
	old      []string        // ours, no longer of the site, and named by their content: they stay once more
	remove   []string        // ours, no longer of the site, and not in its way
	clear    []string        // in the way of a file or folder of the site
	carry    []string        // files of others
	folders  []string        // empty folders of others
	manifest []byte
	idle     bool // the site is there already
	report   Report
}

// plan decides when all files are known. It changes nothing. It refuses where a
// file that no build wrote is in the way.
func (p *Publication) plan() (*plan, error) {
	old, err := p.old()
	if err != nil {
		return nil, err
	}
	// What others put there while the site was made counts, too.
	now, err := surveyOf(p.ctx, p.out.dir)
	if err != nil {
		return nil, ioError("reading "+p.out.shown, err)
	}
	if (now.root == nil) != (old.root == nil) || now.root != nil && !os.SameFile(now.root, old.root) {
		return nil, ioError("publishing to "+p.out.shown,
			errors.New("another folder, file or link has taken its place, or it was removed, while the site was built"))
	}
	pl := &plan{now: now, files: map[string]bool{}, dirs: map[string]bool{}}
	pl.report.Replaced = p.replaced
	pl.report.Written, pl.report.Unchanged = len(p.written), len(p.unchanged)
	for _, e := range p.written {
		pl.files[e.Path] = true
		pl.report.Bytes += e.Size
	}
	for _, e := range p.unchanged {
		if now.files[e.Path] != old.files[e.Path] {
			sum, err := p.sumOf(e.Path, old, now)
			if err == nil && sum != e.Sum {
				err = errors.New("it was changed while the site was built")
			}
			if err != nil {
				return nil, ioError("keeping "+e.Path, err)
			}
		}
		pl.files[e.Path] = true
		pl.report.BytesUnchanged += e.Size
	}
	for name := range pl.files {
		addFolders(pl.dirs, path.Dir(name))
	}
	for _, name := range slices.Sorted(maps.Keys(now.files)) {
		if err := p.other(pl, name, old); err != nil {
			return nil, ioError("reading "+p.out.shown, err)
		}
	}
	if len(p.blocked) > 0 && !p.opt.Force {
		slices.Sort(p.blocked)
		return nil, &RefusedError{Dir: p.out.shown,
			Reason: fmt.Sprintf("%s is where the site needs its own file or folder, and no build wrote it", strings.Join(p.blocked, ", ")),
			Hint:   "Move it away, or allow it to be replaced with --adopt."}
	}
	before := map[string]bool{}
	for name := range p.last {
		addFolders(before, path.Dir(name))
	}
	for _, dir := range slices.Sorted(maps.Keys(now.dirs)) {
		if !now.full[dir] && !pl.dirs[dir] && !before[dir] && !pl.files[dir] && !pl.inTheWay(dir) {
			pl.folders = append(pl.folders, dir)
		}
	}
	slices.Sort(pl.report.Replaced)
	pl.report.Kept = topmost(slices.Concat(pl.carry, pl.folders), pl.dirs)
	return pl, p.list(pl)
}

// other decides about a file that is in the output.
func (p *Publication) other(pl *plan, name string, old survey) error {
	if pl.files[name] {
		return nil
	}
	e, listed := p.last[name]
	intact, way := false, pl.inTheWay(name)
	if listed {
		sum, err := p.sumOf(name, old, pl.now)
		if err != nil {
			return err
		}
		intact = e.wrote(sum)
	}
	if way {
		pl.clear = append(pl.clear, name)
	}
	_, claimed := p.claims[urls.CollisionKey(name)]
	switch {
	case intact && e.namedByContent() && !e.Old && !claimed && !way:
		pl.old = append(pl.old, name)
	case intact && !way:
		pl.remove = append(pl.remove, name)
		pl.report.Removed++
	case intact:
		pl.report.Removed++
	case way:
		if !listed {
			p.blocked = append(p.blocked, name)
		}
		pl.report.Replaced = append(pl.report.Replaced, name)
	default:
		if listed {
			pl.note("%s is no longer part of the site, but was changed since it was written: it stays.", path.Join(p.out.shown, name))
		}
		pl.carry = append(pl.carry, name)
	}
	return nil
}

// inTheWay reports whether the site has a folder of this name, or a file of the
// name of a folder above it.
func (pl *plan) inTheWay(name string) bool {
	if pl.dirs[name] {
		return true
	}
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if pl.files[dir] {
			return true
		}
	}
	return false
}

// list writes the manifest, and finds whether there is anything to do. A site that
// has not changed leaves old files alone, too: nobody could have seen another one since.
func (p *Publication) list(pl *plan) (err error) {
	site := slices.Concat(p.unchanged, p.written)
	asBefore := slices.Clone(site)
	for _, e := range p.last {
		if e.Old && !pl.files[e.Path] {
			asBefore = append(asBefore, e)
		}
	}
	if pl.manifest, err = encodeManifest(asBefore); err != nil {
		return err
	}
	if pl.idle = len(p.written) == 0 && bytes.Equal(pl.manifest, p.lastData); pl.idle {
		return nil
	}
	for _, name := range pl.old {
		e := p.last[name]
		e.Old, e.Before = true, nil
		site = append(site, e)
	}
	pl.manifest, err = encodeManifest(site)
	return err
}

// staying returns all files of the old output that are part of the new one.
func (p *Publication) staying(pl *plan) []string {
	names := slices.Concat(pl.carry, pl.old)
	for _, e := range p.unchanged {
		names = append(names, e.Path)
	}
	slices.Sort(names) // neighbors are in one folder
	return names
}

// addFolders adds a folder and those above it.
func addFolders(dirs map[string]bool, dir string) {
	for ; dir != "." && !dirs[dir]; dir = path.Dir(dir) {
		dirs[dir] = true
	}
}

// topmost shortens a list of files: a folder that is not the site's is listed instead of all in it.
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

// onDisk is a file of the output, to be read when it is needed.
func onDisk(dir, file string) File {
	name := diskName(dir, file)
	return File{Path: file, Source: file, Open: func() (io.ReadCloser, error) { return os.Open(name) }}
}
