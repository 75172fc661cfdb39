package publish

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// inPlace publishes file by file, from a complete stage in the output. All that
// could run out of room happens before the first change.
//
// A build that is killed halfway leaves a manifest that lists the files of both
// sites, so that the next build takes none of them for somebody else's.
func (p *Publication) inPlace(stage string, pl *plan, why string) (err error) {
	doing := "publishing to " + p.out.shown
	if p.out.noSwap == "" {
		if stage, err = p.moveInside(stage); err != nil {
			return err
		}
	}
	both, err := encodeManifest(p.bothSites(pl))
	if err != nil {
		return err
	}
	// Neither name is one of the site's.
	const bothName, lastName = manifestName + ".both", manifestName + ".last"
	if err := errors.Join(writeManifest(filepath.Join(stage, bothName), both), writeManifest(filepath.Join(stage, lastName), pl.manifest)); err != nil {
		return err
	}
	if err := syncTree(stage); err != nil {
		return ioError("flushing the new files to the disk", err)
	}
	if err := p.ctx.Err(); err != nil {
		return ioError(doing, err)
	}
	var names []string
	for _, e := range p.written {
		names = append(names, e.Path)
	}
	slices.SortFunc(names, publicationOrder)
	if err := p.mayChange(slices.Concat(names, pl.clear, pl.remove), pl.now); err != nil {
		return ioError(doing, err)
	}
	// Whatever others do to the folder meanwhile, nothing outside of it is touched.
	root, err := os.OpenRoot(p.out.dir)
	if err != nil {
		return ioError(doing, err)
	}
	defer root.Close() // everything was done by name
	from, err := filepath.Rel(p.out.dir, stage)
	if err != nil {
		return ioError(doing, err)
	}
	move := func(name, to string) error { return root.Rename(path.Join(filepath.ToSlash(from), name), to) }
	p.opt.step("manifest")
	if err := move(bothName, manifestName); err != nil {
		return ioError(doing, err)
	}
	half := doing + " (some files are new, some old: build again)"
	for _, name := range pl.clear {
		if err := removeFrom(root, name); err != nil {
			return ioError(half, err)
		}
	}
	for _, name := range names {
		p.opt.step("move " + name)
		err := root.MkdirAll(path.Dir(name), 0o755)
		if err == nil && pl.now.dirs[name] != 0 {
			err = gone(root.Remove(name)) // an empty folder, which a rename would not replace
		}
		if err == nil {
			err = move(name, name)
		}
		if err != nil {
			return ioError(half, err)
		}
	}
	p.opt.step("moved")
	for _, name := range pl.remove {
		if err := removeFrom(root, name); err != nil {
			return ioError(half, err)
		}
	}
	p.opt.step("move " + manifestName)
	if err := errors.Join(move(lastName, manifestName), syncTree(p.out.dir)); err != nil {
		return ioError(half, err)
	}
	pl.report.Method = InPlace
	pl.note("The files of %s were replaced one by one, assets first, because %s: a reader could see old and new pages side by side for a moment.",
		p.out.shown, why)
	return nil
}

// bothSites lists the files of the old site and the new one.
func (p *Publication) bothSites(pl *plan) []entry {
	var entries []entry
	for _, e := range slices.Concat(p.written, p.unchanged) {
		if before, ok := p.last[e.Path]; ok {
			e.Before = append(slices.Clone(before.Before), before.Sum)
		}
		entries = append(entries, e)
	}
	for _, e := range p.last {
		if !pl.files[e.Path] {
			entries = append(entries, e)
		}
	}
	return entries
}

// mayChange looks for a folder that would be changed and this user may not write
// to, so that no site is left half replaced.
func (p *Publication) mayChange(names []string, now survey) error {
	seen := map[string]bool{}
	for _, name := range names {
		dir := path.Dir(name)
		for dir != "." && now.dirs[dir] == 0 {
			dir = path.Dir(dir)
		}
		if !seen[dir] {
			if err := writable(diskName(p.out.dir, dir)); err != nil {
				return err
			}
		}
		seen[dir] = true
	}
	return nil
}

// moveInside brings a stage that cannot be swapped into the output.
func (p *Publication) moveInside(stage string) (string, error) {
	if p.inside == nil {
		if err := p.openInside(); err != nil {
			return "", err
		}
	}
	to := filepath.Join(p.inside.dir, "stage")
	err := os.Rename(stage, to)
	return to, ioError("moving the new files into "+p.out.shown, err)
}

// publicationOrder sorts files so that what a page needs is there before the
// page, and what leads to a page comes after it: assets, then pages from the
// deepest to the home page, then feeds, data and the sitemap.
func publicationOrder(a, b string) int {
	return cmp.Or(cmp.Compare(turn(a), turn(b)), cmp.Compare(strings.Count(b, "/"), strings.Count(a, "/")), cmp.Compare(a, b))
}

func turn(name string) int {
	switch path.Ext(name) {
	case ".html":
		return 1
	case ".xml", ".json", ".ics", ".csv", ".txt":
		return 2
	}
	return 0
}

// removeFrom removes a file or link, and the folders above it that are empty then.
func removeFrom(root *os.Root, name string) error {
	err := root.Remove(name)
	if errors.Is(err, syscall.ENOTDIR) || errors.Is(err, fs.ErrNotExist) {
		return nil // it has been removed, and something else is in its place
	}
	for dir := path.Dir(name); err == nil && dir != "."; dir = path.Dir(dir) {
		if root.Remove(dir) != nil {
			break // it still holds something
		}
	}
	return err
}
