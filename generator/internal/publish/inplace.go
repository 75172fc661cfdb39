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

// inPlace publishes file by file, from the stage. All that could run out of
// room happens before the first change.
//
// A build that is killed halfway leaves a manifest that lists the files of both
// sites, so that the next build takes none of them for somebody else's.
func (p *Publication) inPlace(pl *plan, why string) error {
	both, err := encodeManifest(p.bothSites(pl))
	if err != nil {
		return err
	}
	// Neither name is one of the site's.
	const bothName, lastName = manifestName + ".both", manifestName + ".last"
	stage := p.work.stage
	if err := writeManifest(filepath.Join(stage, bothName), both); err != nil {
		return err
	}
	if err := writeManifest(filepath.Join(stage, lastName), pl.manifest); err != nil {
		return err
	}
	if err := flush(stage); err != nil {
		return ioError("flushing the new files to the disk", err)
	}
	if err := p.ctx.Err(); err != nil {
		return err
	}
	// Whatever others do meanwhile, nothing outside of the folder that holds both is touched.
	root, err := os.OpenRoot(filepath.Dir(p.work.dir))
	if err != nil {
		return err
	}
	defer root.Close() // everything was done by name
	out, err := os.OpenRoot(p.out.dir)
	if err != nil {
		return err
	}
	defer out.Close() // the same
	from, errFrom := filepath.Rel(root.Name(), stage)
	to, errTo := filepath.Rel(root.Name(), p.out.dir)
	if err := errors.Join(errFrom, errTo); err != nil {
		return err
	}
	move := func(name, as string) error { return root.Rename(diskName(from, name), diskName(to, as)) }
	p.opt.step("manifest")
	if err := move(bothName, manifestName); err != nil {
		return err
	}
	err = p.replace(pl, out, move)
	if err == nil {
		p.opt.step("move " + manifestName)
		err = move(lastName, manifestName)
	}
	if err != nil {
		return ioError("publishing to "+p.out.shown+" (some files are new, some old: build again)", err)
	}
	pl.report.Method = InPlace
	pl.note("The files of %s were replaced one by one, assets first, because %s: a reader could see old and new pages side by side for a moment.",
		p.out.shown, why)
	return nil
}

// replace clears the way, moves the new files into the output, and removes what the
// site no longer has.
func (p *Publication) replace(pl *plan, out *os.Root, move func(name, as string) error) error {
	for _, name := range pl.clear {
		if err := removeFrom(out, name); err != nil {
			return err
		}
	}
	var names []string
	for _, e := range p.written {
		names = append(names, e.Path)
	}
	slices.SortFunc(names, publicationOrder)
	for _, name := range names {
		p.opt.step("move " + name)
		err := out.MkdirAll(path.Dir(name), 0o755)
		if _, folder := pl.now.dirs[name]; err == nil && folder {
			err = gone(out.Remove(name)) // an empty one, which a rename would not replace
		}
		if err == nil {
			err = move(name, name)
		}
		if err != nil {
			return err
		}
	}
	p.opt.step("moved")
	for _, name := range pl.remove {
		if err := removeFrom(out, name); err != nil {
			return err
		}
	}
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
