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
	"strings"
	"sync"
	"syscall"
	"time"
)

// A stage is the folder in which a new site is made. It may hold what an
// earlier build left there: the site before the last one, or half of one. None
// of it is believed: an old file counts as one of the new site only if it is
// the same file as the one in the output, by inode, and all else goes. A build
// that was killed in here needs no care of its own for that reason.
type stage struct {
	dir string
	mu  sync.RWMutex
	// have are files and links from earlier that nobody has decided about.
	have map[string]node
	// dirs are the folders there, making those that somebody is about to make.
	dirs   map[string]bool
	making map[string]chan struct{}
}

func newStage(dir string) *stage {
	return &stage{dir: dir, have: map[string]node{}, dirs: map[string]bool{}, making: map[string]chan struct{}{}}
}

// openStage makes the folder, or takes over what lies there. What cannot be
// taken over is removed.
func openStage(ctx context.Context, dir string) (*stage, error) {
	there, err := nodeOf(dir)
	if err == nil && there.mode.IsDir() {
		s, err := takeOver(ctx, dir)
		if err == nil || ctx.Err() != nil {
			return s, err
		}
	}
	if err := os.RemoveAll(dir); err != nil {
		// It holds folders of another user, from an output that held them. That
		// shall not stop all builds for ever: it goes out of the way, and is told
		// of when the workspace is closed.
		aside, e := os.MkdirTemp(filepath.Dir(dir), filepath.Base(dir)+"-")
		if e == nil {
			e = errors.Join(os.Remove(aside), os.Rename(dir, aside)) // only its name was wanted
		}
		if e != nil {
			return nil, err
		}
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		return nil, err
	}
	return newStage(dir), nil
}

func takeOver(ctx context.Context, dir string) (*stage, error) {
	mode, err := defaultMode(filepath.Join(filepath.Dir(dir), "probe"))
	if err == nil {
		err = os.Chmod(dir, mode)
	}
	if err == nil {
		err = gone(os.Remove(filepath.Join(dir, manifestName)))
	}
	if err == nil {
		err = os.RemoveAll(filepath.Join(dir, workName))
	}
	if err != nil {
		return nil, err
	}
	old, err := surveyOf(ctx, dir, readCatalog(filepath.Dir(dir)).list(dir))
	if err != nil {
		return nil, err
	}
	s := newStage(dir)
	s.have = old.files
	for name, n := range old.dirs {
		if n.uid != old.root.uid {
			return nil, fmt.Errorf("%s belongs to another user", name)
		}
		s.dirs[name] = true
		if n.mode.Perm() == mode {
			continue
		}
		if err := os.Chmod(diskName(dir, name), mode); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// defaultMode returns the permissions of a new folder: 0755 less the umask.
func defaultMode(probe string) (fs.FileMode, error) {
	if err := os.Mkdir(probe, 0o755); err != nil {
		return 0, err
	}
	n, err := nodeOf(probe)
	return n.mode.Perm(), errors.Join(err, os.Remove(probe))
}

// put writes a new file. The sum must be that of f.Data; for a file that is
// opened it is found on the way.
func (s *stage) put(f File, sum Sum) (Entry, error) {
	if err := s.makeRoom(f.Path); err != nil {
		return Entry{}, err
	}
	size, err := int64(len(f.Data)), error(nil)
	if f.Open == nil {
		err = writeFile(diskName(s.dir, f.Path), f.Data, sum, time.Now())
	} else {
		sum, size, err = copyFile(diskName(s.dir, f.Path), f, time.Now())
	}
	return Entry{f.Path, size, sum, f.Source}, err
}

// makeRoom makes the folders of a file, and takes away what lies in its place.
// It may be called for several files at the same time.
func (s *stage) makeRoom(file string) error {
	dir := path.Dir(file)
	s.mu.RLock()
	_, old := s.have[file]
	ready := !old && !s.dirs[file] && (dir == "." || s.dirs[dir])
	s.mu.RUnlock()
	if ready {
		return nil
	}
	s.mu.Lock()
	err := error(nil)
	if s.dirs[file] {
		err = s.removeFolder(file)
	}
	if err == nil {
		err = s.removeOld(file)
	}
	s.mu.Unlock()
	if err != nil {
		return err
	}
	return s.makeFolder(dir)
}

// makeFolder makes a folder and those above it. The lock is not held while the
// kernel works, so that folders are made side by side; whoever needs one that
// somebody else makes waits for it.
func (s *stage) makeFolder(dir string) error {
	if dir == "." {
		return nil
	}
	for {
		s.mu.Lock()
		made, others := s.making[dir]
		if s.dirs[dir] {
			s.mu.Unlock()
			return nil
		}
		if !others {
			break
		}
		s.mu.Unlock()
		<-made
	}
	made := make(chan struct{})
	s.making[dir] = made
	err := s.removeOld(dir)
	s.mu.Unlock()
	if err == nil {
		err = s.makeFolder(path.Dir(dir))
	}
	if err == nil {
		err = os.Mkdir(diskName(s.dir, dir), 0o755)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil {
		s.dirs[dir] = true
	}
	delete(s.making, dir)
	close(made)
	return err
}

// removeOld removes a file from earlier, if there is one; s.mu is held.
func (s *stage) removeOld(file string) error {
	if _, ok := s.have[file]; !ok {
		return nil
	}
	if err := gone(os.Remove(diskName(s.dir, file))); err != nil {
		return err
	}
	delete(s.have, file)
	return nil
}

// removeFolder removes a folder from earlier and all in it; s.mu is held.
func (s *stage) removeFolder(dir string) error {
	if err := os.RemoveAll(diskName(s.dir, dir)); err != nil {
		return err
	}
	within := func(name string) bool { return name == dir || strings.HasPrefix(name, dir+"/") }
	for name := range s.have {
		if within(name) {
			delete(s.have, name)
		}
	}
	for name := range s.dirs {
		if within(name) {
			delete(s.dirs, name)
		}
	}
	return nil
}

// complete makes the stage the whole new output: what the plan keeps and
// carries over is linked to the files of the old output, the manifest is
// written, and whatever is left from earlier goes.
func (p *Publication) complete(s *stage, pl *plan) error {
	needed := pl.needed()
	if err := p.clear(s, pl, needed); err != nil {
		return machine("clearing the stage of what earlier builds left", err)
	}
	var dirs []string
	for dir := range needed {
		if !s.dirs[dir] {
			dirs = append(dirs, dir)
		}
	}
	slices.Sort(dirs) // parents first
	for _, dir := range dirs {
		if err := s.makeFolder(dir); err != nil {
			return machine("making the folders of the new site", err)
		}
	}
	p.opt.step("folders")
	for _, name := range pl.carry {
		if _, ok := s.have[name]; ok {
			continue
		}
		// A copy would do for files, but not for what the owner has open.
		if err := os.Link(diskName(p.out.dir, name), diskName(s.dir, name)); err != nil {
			if outOfRoom(err) {
				return machine("carrying "+name+" over", err)
			}
			return errCannotSwap{fmt.Sprintf("%s cannot be carried over (%v)", name, errors.Unwrap(err))}
		}
	}
	p.opt.step("carry")
	var missing []Entry
	for _, e := range p.kept {
		if _, ok := s.have[e.Path]; !ok {
			missing = append(missing, e)
		}
	}
	slices.SortFunc(missing, byPath) // neighbours lie in one folder
	if err := p.each(p.ctx, len(missing), func(i int) error { return p.keepFile(s, missing[i], pl.old) }); err != nil {
		return err
	}
	p.opt.step("link")
	if err := s.writeManifest(pl.manifest); err != nil {
		return err
	}
	p.opt.step("manifest")
	return machine("setting the modes of folders", p.setModes(s, pl, needed))
}

func setOf(names []string) map[string]bool {
	set := make(map[string]bool, len(names))
	for _, name := range names {
		set[name] = true
	}
	return set
}

// writeManifest writes it. Nobody asks it by its time what it holds.
func (s *stage) writeManifest(data []byte) error {
	return machine("writing the manifest", writeFile(filepath.Join(s.dir, manifestName), data, Sum{}, time.Now()))
}

// clear removes all from earlier that is not the very file the new site needs.
func (p *Publication) clear(s *stage, pl *plan, needed map[string]bool) error {
	if len(s.have) == 0 && len(s.dirs) == 0 {
		return nil
	}
	carried := setOf(pl.carry)
	var spent []string
	for name, n := range s.have {
		if !pl.files[name] && !carried[name] || !n.same(pl.old.files[name]) {
			spent = append(spent, name)
		}
	}
	slices.Sort(spent) // neighbours lie in one folder
	err := p.each(p.ctx, len(spent), func(i int) error { return gone(os.Remove(diskName(s.dir, spent[i]))) })
	if err != nil {
		return err
	}
	for _, name := range spent {
		delete(s.have, name)
	}
	var dirs []string
	for dir := range s.dirs {
		if !needed[dir] {
			dirs = append(dirs, dir)
		}
	}
	slices.Sort(dirs)
	slices.Reverse(dirs) // the deepest first
	for _, dir := range dirs {
		if err := os.Remove(diskName(s.dir, dir)); err != nil {
			return err
		}
		delete(s.dirs, dir)
	}
	return nil
}

// setModes returns the folders of others, and the output itself, the permissions they had.
func (p *Publication) setModes(s *stage, pl *plan, needed map[string]bool) error {
	for dir := range needed {
		if pl.dirs[dir] {
			continue // one of ours
		}
		if old, ok := pl.old.dirs[dir]; ok {
			if err := os.Chmod(diskName(s.dir, dir), old.mode.Perm()); err != nil {
				return err
			}
		}
	}
	mode := fs.FileMode(0o755)
	if pl.old.exists {
		mode = pl.old.root.mode.Perm()
	}
	return os.Chmod(s.dir, mode)
}

// keepFile puts an unchanged file into the stage: the same inode, or a copy
// with the same time where the file system has no room for another link.
func (p *Publication) keepFile(s *stage, e Entry, old survey) error {
	from, to := diskName(p.out.dir, e.Path), diskName(s.dir, e.Path)
	err := os.Link(from, to)
	if err == nil {
		return nil
	}
	if outOfRoom(err) || errors.Is(err, fs.ErrNotExist) {
		return machine("keeping "+e.Path, err)
	}
	sum, _, err := copyFile(to, onDisk(p.out.dir, e.Path), time.Now())
	if err == nil && sum != e.Sum {
		err = errors.New("it was changed while the site was built")
	}
	if err == nil {
		mtime := time.Unix(0, old.files[e.Path].mtime)
		err = os.Chtimes(to, mtime, mtime)
	}
	return machine("keeping a copy of "+e.Path, err)
}

// copyFile writes a new file from one that is opened.
func copyFile(name string, f File, now time.Time) (sum Sum, size int64, err error) {
	err = newFile(name, now, func(out *os.File) (Sum, error) {
		var err error
		sum, size, err = f.copyTo(out)
		return sum, err
	})
	return sum, size, err
}

// writeFile writes a new file.
func writeFile(name string, data []byte, sum Sum, now time.Time) error {
	return newFile(name, now, func(out *os.File) (Sum, error) {
		_, err := out.Write(data)
		return sum, err
	})
}

// newFile makes a file and stamps it with its content. It never opens one that
// exists, which could be a link to a file of somebody else.
func newFile(name string, now time.Time, fill func(*os.File) (Sum, error)) error {
	out, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	sum, err := fill(out)
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
	return err
}

// outOfRoom tells a full disk from a file that cannot be linked.
func outOfRoom(err error) bool {
	for _, full := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EROFS, syscall.EFBIG} {
		if errors.Is(err, full) {
			return true
		}
	}
	return false
}
