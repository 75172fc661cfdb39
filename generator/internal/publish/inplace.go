package publish

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// stagedName is the folder of the workspace that holds the files of a build in place.
const stagedName = "new"

// A journal says how to get from a complete stage to the new site. Each step
// may be done twice, so a build that was killed halfway is finished by doing
// all of them again.
type journal struct {
	Version int      `json:"afterword_journal"`
	Clear   []string `json:"clear"`  // removed first, to make way
	Move    []string `json:"move"`   // from the stage to their place, in this order
	Remove  []string `json:"remove"` // ours, and no longer part of the site
}

const journalVersion = 1

// inPlace publishes file by file. All that could run out of room happens before
// the first change.
func (p *Publication) inPlace(stage *stage, pl *plan) error {
	doing := "publishing to " + p.out.shown
	if err := stage.writeManifest(pl.manifest); err != nil {
		return err
	}
	p.opt.step("manifest")
	if err := syncTree(stage.dir); err != nil {
		return machine("flushing the new files to the disk", err)
	}
	if err := p.ctx.Err(); err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	var names []string
	for _, e := range p.written {
		names = append(names, e.Path)
	}
	slices.SortFunc(names, publicationOrder)
	// The manifest goes last: until then the old one says what is ours.
	j := journal{Version: journalVersion, Clear: pl.clear, Move: append(names, manifestName)}
	for _, name := range pl.remove {
		if !slices.Contains(pl.clear, name) {
			j.Remove = append(j.Remove, name)
		}
	}
	if err := p.mayApply(j); err != nil {
		return machine(doing, err)
	}
	if err := p.inside.write(j); err != nil {
		return machine("writing the journal", err)
	}
	p.opt.step("journal")
	if err := p.inside.apply(j, p.out, p.opt.step); err != nil {
		return machine(doing+" (the next build goes on from here)", err)
	}
	pl.report.Method = InPlace
	pl.report.Notes = append(pl.report.Notes, p.out.inPlaceNote())
	return nil
}

// mayApply looks for a folder that a journal would change and this user may not
// write to, so that no site is left half replaced.
func (p *Publication) mayApply(j journal) error {
	seen := map[string]bool{}
	for _, name := range slices.Concat(j.Clear, j.Move, j.Remove) {
		dir := path.Dir(name)
		for dir != "." && !seen[dir] && !exists(diskName(p.out.dir, dir)) {
			dir = path.Dir(dir)
		}
		if seen[dir] {
			continue
		}
		seen[dir] = true
		n, err := nodeOf(diskName(p.out.dir, dir))
		if err == nil && n.mode.IsDir() {
			err = writable(diskName(p.out.dir, dir))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// moveInside brings the new files of a stage that cannot be swapped into one
// within the output.
func (p *Publication) moveInside(from *stage) (*stage, error) {
	if err := p.openInside(); err != nil {
		return nil, err
	}
	to, err := openStage(p.ctx, filepath.Join(p.inside.dir, stagedName))
	if err != nil {
		return nil, machine("making room for the new files", err)
	}
	for _, e := range p.written {
		if err := p.ctx.Err(); err != nil {
			return nil, machine("publishing to "+p.out.shown, err)
		}
		err := to.makeRoom(e.Path)
		if err == nil {
			err = os.Rename(diskName(from.dir, e.Path), diskName(to.dir, e.Path))
		}
		if errors.Is(err, syscall.EXDEV) {
			_, _, err = copyFile(diskName(to.dir, e.Path), onDisk(from.dir, e.Path), time.Now())
		}
		if err != nil {
			return nil, machine("moving "+e.Path, err)
		}
	}
	return to, nil
}

// recover finishes what a killed build in place has left.
func (p *Publication) recover() error {
	work, err := openWorkspace(p.ctx, p.out.inside(), p.opt)
	if err != nil {
		return err
	}
	err = work.finish(p.out)
	_, err = work.close(nil, err, false)
	return err
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

// write makes the journal durable in one step.
func (w *workspace) write(j journal) error {
	data, err := json.Marshal(j)
	if err != nil {
		return err
	}
	temp := filepath.Join(w.dir, journalName+".new")
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(temp, filepath.Join(w.dir, journalName))
	}
	if err == nil {
		err = syncDir(w.dir)
	}
	return err
}

// finish carries out the journal of a build that was killed, if there is one.
func (w *workspace) finish(out output) error {
	data, err := os.ReadFile(filepath.Join(w.dir, journalName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return machine("reading the journal of the last build", err)
	}
	j, err := parseJournal(data)
	if err != nil {
		return &RefusedError{Dir: out.shown, Reason: fmt.Sprintf("the journal of an unfinished build cannot be trusted: %v", err),
			Hint: "Nothing was changed. Remove the folder " + path.Join(out.shown, workName) + " and build again."}
	}
	err = w.apply(j, out, func(string) {})
	if err == nil {
		err = w.sweep() // the stage of that build is spent
	}
	return machine("finishing what the last build began in "+out.shown, err)
}

func parseJournal(data []byte) (journal, error) {
	var j journal
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&j); err != nil {
		return j, err
	}
	if j.Version != journalVersion {
		return j, fmt.Errorf("its format is %d, not %d", j.Version, journalVersion)
	}
	for _, list := range [][]string{j.Clear, j.Move, j.Remove} {
		for _, name := range list {
			first, _, _ := strings.Cut(name, "/")
			if !fs.ValidPath(name) || name == "." || first == workName {
				return j, fmt.Errorf("%q is not a file of the site", name)
			}
		}
	}
	return j, nil
}

// apply carries out a journal and removes it. Whatever others do to the folder
// meanwhile, nothing outside of it is touched: all names go through an os.Root.
func (w *workspace) apply(j journal, out output, step func(string)) error {
	root, err := os.OpenRoot(out.dir)
	if err != nil {
		return err
	}
	defer root.Close()
	last, _, _, err := readManifest(out.dir)
	if err != nil {
		return err
	}
	for _, name := range j.Clear {
		if err := makeWay(root, name); err != nil {
			return err
		}
	}
	for _, name := range j.Move {
		step("move " + name)
		from := path.Join(workName, stagedName, name)
		if _, err := root.Lstat(from); errors.Is(err, fs.ErrNotExist) {
			continue // moved before the build was killed
		}
		if name == manifestName {
			// Deletions come before: the old manifest says what may go.
			if err := w.remove(root, j.Remove, last, out); err != nil {
				return err
			}
			step("manifest")
		}
		if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
			return err
		}
		if err := clearFolder(root, name); err != nil {
			return err
		}
		if err := root.Rename(from, name); err != nil {
			return err
		}
	}
	step("moved")
	if err := syncTree(out.dir); err != nil {
		return err
	}
	return os.Remove(filepath.Join(w.dir, journalName))
}

// remove deletes files that are still what the manifest says.
func (w *workspace) remove(root *os.Root, names []string, last manifest, out output) error {
	now, err := surveyOf(context.Background(), out.dir, listOf(out.dir))
	if err != nil {
		return err
	}
	for _, name := range names {
		e, listed := last.find(name)
		if !listed {
			continue
		}
		ours, err := now.ours(out.dir, e)
		if err != nil {
			return err
		}
		if !ours {
			continue
		}
		if err := gone(root.Remove(name)); err != nil {
			return err
		}
		removeEmpty(root, path.Dir(name))
	}
	return nil
}

// makeWay removes a file or link. Where a killed build has put a folder in its
// place already, or a file in place of the folder above it, there is nothing to do.
func makeWay(root *os.Root, name string) error {
	info, err := root.Lstat(name)
	if errors.Is(err, syscall.ENOTDIR) || err == nil && info.IsDir() {
		return nil
	}
	if err == nil {
		err = root.Remove(name)
	}
	if err := gone(err); err != nil {
		return err
	}
	removeEmpty(root, path.Dir(name))
	return nil
}

// clearFolder removes an empty folder of the name of a file, which a rename would not replace.
func clearFolder(root *os.Root, name string) error {
	info, err := root.Lstat(name)
	if err != nil || !info.IsDir() {
		return gone(err)
	}
	return root.Remove(name)
}

// removeEmpty removes a folder that held a file of ours, and those above it, as
// long as they are empty.
func removeEmpty(root *os.Root, dir string) {
	for ; dir != "."; dir = path.Dir(dir) {
		if root.Remove(dir) != nil {
			return // it holds something still
		}
	}
}

// gone takes a file that is not there for one that was removed.
func gone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
