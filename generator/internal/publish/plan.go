package publish

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
)

// A plan says what becomes of all that is in the output, when all files of the
// new site are known. It lists paths as in File.Path.
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
	report   Report // its Method is Unneeded if the site is there already
}

// plan decides when all files are known. It changes nothing. It refuses where a
// file that no build wrote is in the way.
func (p *Publication) plan() (*plan, error) {
	old, err := p.old()
	if err != nil {
		return nil, err
	}
	now, err := p.survey(p.ctx) // with what others put there while the site was made
	if err != nil {
		return nil, err
	}
	if (now.root == nil) != (old.root == nil) || now.root != nil && !os.SameFile(now.root, old.root) {
		return nil, ioError("publishing to "+p.out.shown,
			errors.New("another folder, file or link has taken its place, or it was removed, while the site was built"))
	}
	pl := &plan{now: now, files: map[string]bool{}, dirs: map[string]bool{}}
	pl.report = Report{Replaced: p.replaced, Notes: []string{}, Written: len(p.written), Unchanged: len(p.unchanged)}
	for _, e := range p.written {
		pl.report.Bytes += e.Size
	}
	for _, e := range p.unchanged {
		pl.report.BytesUnchanged += e.Size
		if now.files[e.Path] == old.files[e.Path] {
			continue
		}
		sum, err := p.sumOf(e.Path, old, now)
		if err == nil && sum != e.Sum {
			err = errors.New("it was changed while the site was built")
		}
		if err != nil {
			return nil, ioError("keeping "+e.Path, err)
		}
	}
	for _, e := range p.site() {
		pl.files[e.Path] = true
		addFolders(pl.dirs, path.Dir(e.Path))
	}
	for _, name := range slices.Sorted(maps.Keys(now.files)) {
		if err := p.decide(pl, name, old); err != nil {
			return nil, ioError("reading "+p.out.shown, err)
		}
	}
	slices.Sort(pl.report.Replaced)
	blocked := slices.DeleteFunc(slices.Clone(pl.report.Replaced), func(name string) bool { return p.last[name].Path == name })
	if len(blocked) > 0 && !p.opt.Force {
		return nil, &RefusedError{Dir: p.out.shown,
			Reason: fmt.Sprintf("%s is where the site needs its own file or folder, and no build wrote it", strings.Join(blocked, ", ")),
			Hint:   "Move it away, or allow it to be replaced with --adopt."}
	}
	ours := maps.Clone(pl.dirs)
	for name := range p.last {
		addFolders(ours, path.Dir(name))
	}
	for _, dir := range slices.Sorted(maps.Keys(now.dirs)) {
		if !now.dirs[dir] && !ours[dir] && !pl.files[dir] && !pl.inTheWay(dir) {
			pl.folders = append(pl.folders, dir)
		}
	}
	pl.report.Kept = topmost(slices.Concat(pl.carry, pl.folders), pl.dirs)
	return pl, p.list(pl)
}

// site lists the files of the new site.
func (p *Publication) site() []entry { return slices.Concat(p.unchanged, p.written) }

// decide says what becomes of a file that is in the output.
func (p *Publication) decide(pl *plan, name string, old survey) error {
	if pl.files[name] {
		return nil
	}
	e, listed := p.last[name]
	sum, err := "", error(nil)
	if listed {
		sum, err = p.sumOf(name, old, pl.now)
	}
	ours, inTheWay := e.wrote(sum), pl.inTheWay(name)
	if inTheWay {
		pl.clear = append(pl.clear, name)
	}
	switch {
	case !ours && inTheWay:
		pl.report.Replaced = append(pl.report.Replaced, name)
	case !ours:
		if listed {
			pl.note("%s is no longer part of the site, but was changed since it was written: it stays.", path.Join(p.out.shown, name))
		}
		pl.carry = append(pl.carry, name)
	case !inTheWay && e.namedByContent() && !e.Old && e.Edition == p.Edition:
		pl.old = append(pl.old, name)
	default:
		pl.report.Removed++
		if !inTheWay {
			pl.remove = append(pl.remove, name)
		}
	}
	return err
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
	asBefore, changed := p.site(), p.site()
	for _, e := range p.last {
		if e.Old && !pl.files[e.Path] {
			asBefore = append(asBefore, e)
		}
	}
	if pl.manifest, err = encodeManifest(asBefore); err != nil {
		return err
	}
	if len(p.written) == 0 && bytes.Equal(pl.manifest, p.bytes) {
		pl.report.Method = Unneeded
		return nil
	}
	for _, name := range pl.old {
		e := p.last[name]
		e.Old, e.Before = true, nil
		changed = append(changed, e)
	}
	pl.manifest, err = encodeManifest(changed)
	return err
}

func (pl *plan) note(format string, a ...any) {
	pl.report.Notes = append(pl.report.Notes, fmt.Sprintf(format, a...))
}

// addFolders adds a folder and those above it.
func addFolders(dirs map[string]bool, dir string) {
	for ; dir != "." && !dirs[dir]; dir = path.Dir(dir) {
		dirs[dir] = true
	}
}

// topmost shortens a list of files: a folder that is not the site's is listed instead of all in it.
func topmost(names []string, dirs map[string]bool) []string {
	out := []string{}
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
