package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync"
	"syscall"
)

// A Publication is one new site on its way into a folder: Begin, a Put for each
// file, Commit. It holds the lock on that folder from Begin until Commit or
// Abort. Put may be called from several goroutines at once, and holds no content
// in memory.
type Publication struct {
	ctx    context.Context
	opt    Options
	out    output
	made   bool       // the output folder was made by Begin
	work   *workspace // beside the output, or in it where it cannot be swapped
	inside *workspace // the one in it, if it is not work

	last     manifest // of the old output; nil where it has none
	lastData []byte
	memory   memory
	old      func() (survey, error) // the old output as Begin found it
	stop     context.CancelFunc     // ends that survey
	stage    func() (string, error) // the folder for new files, made when the first is written

	mu        sync.Mutex
	claims    claims
	unchanged []entry
	written   []entry
	replaced  []string // of the old output: changed by someone else, or nobody's
	blocked   []string // files that no build wrote, where the site has its own
	failed    error
	ended     bool

	folderMu sync.Mutex
	folders  map[string]bool // made in the stage
}

// Begin finds the folder, refuses it where that is called for, waits for other
// builds that publish there, and removes what a killed one left. Nothing of the
// site changes before Commit. Either Commit or Abort must follow.
//
// Errors are *RefusedError, *IOError or wrap that of ctx.
func Begin(ctx context.Context, dir string, opt Options) (*Publication, error) {
	if opt.step == nil {
		opt.step = func(string) {}
	}
	out, err := locate(dir, opt)
	if err != nil {
		return nil, err
	}
	p := &Publication{ctx: ctx, opt: opt, out: out, claims: claims{}, folders: map[string]bool{".": true}}
	p.stage = sync.OnceValues(p.newStage)
	looking, stop := context.WithCancel(ctx)
	p.stop = stop
	p.old = sync.OnceValues(func() (survey, error) {
		s, err := surveyOf(looking, p.out.dir)
		return s, ioError("reading "+p.out.shown, err)
	})
	if err := p.begin(); err != nil {
		p.Abort() // the first error says more
		return nil, err
	}
	return p, nil
}

func (p *Publication) begin() error {
	if err := p.openWorkspace(); err != nil {
		return err
	}
	go p.old() // while the caller reads and renders
	var err error
	if p.last, p.lastData, err = readManifest(p.out.dir); err != nil {
		return err
	}
	p.memory = p.work.recall()
	if p.last != nil || p.opt.Force {
		return nil
	}
	old, err := p.old()
	if err != nil {
		return err
	}
	if name := old.visible(); name != "" {
		return &RefusedError{Dir: p.out.shown, Reason: fmt.Sprintf("it holds files that no build wrote, such as %s", name),
			Hint: "Empty the folder, choose another, or allow it with --adopt: then files of the same name are replaced and the others stay."}
	}
	return nil
}

// openWorkspace locks the output.
func (p *Publication) openWorkspace() (err error) {
	if p.out.noSwap == "" {
		p.work, err = openWorkspace(p.ctx, p.out.beside(), p.opt)
		switch {
		case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
			p.out.noSwap = "the folder that holds it may not be written to"
			if exists(p.out.beside()) {
				p.out.noSwap = "the folder " + filepath.Base(p.out.beside()) + " beside it may not be written to"
			}
		case err == nil && exists(p.out.inside()):
			// A build may have reached the output by a link: wait for it.
			if err := p.openInside(); err != nil {
				return err
			}
			return ioError("clearing "+p.inside.dir, gone(os.Remove(filepath.Join(p.inside.dir, memoryName))))
		default:
			return err
		}
	}
	if err := p.openInside(); err != nil {
		return err
	}
	p.work, p.inside = p.inside, nil
	return nil
}

// openInside makes the workspace in the output.
func (p *Publication) openInside() (err error) {
	p.made = p.made || !exists(p.out.dir)
	if err := os.MkdirAll(p.out.dir, 0o755); err != nil {
		return ioError("making "+p.out.shown, err)
	}
	p.inside, err = openWorkspace(p.ctx, p.out.inside(), p.opt)
	return err
}

// newStage makes the folder for new files, if the output can be written to at all.
func (p *Publication) newStage() (string, error) {
	old, err := p.old()
	if err != nil {
		return "", err
	}
	if old.root != nil {
		if err := writable(p.out.dir); err != nil {
			return "", ioError("publishing to "+p.out.shown, err)
		}
	}
	// The name is one that nothing from before has; below it the umask counts.
	dir, err := os.MkdirTemp(p.work.dir, "stage-")
	if err == nil {
		dir = filepath.Join(dir, "site")
		err = os.Mkdir(dir, 0o755)
	}
	return dir, ioError("making room for the new site", err)
}

// Previous returns what the caller of the build before gave to its Commit, and
// the report of a build that finds nothing to do. A caller that would publish the
// same site again may Abort and print that. ok is false where anything in the
// output is not as that build left it: by size, both times, and inode of each file.
func (p *Publication) Previous() (record []byte, report Report, ok bool) {
	old, err := p.old()
	if err != nil || p.last == nil || p.memory.Record == nil || !p.sealed(old) {
		return nil, Report{}, false
	}
	return p.memory.Record, p.memory.Report, true
}

// sealed reports whether every file of the output is as the last build left it.
func (p *Publication) sealed(old survey) bool {
	return p.memory.Seal != "" && p.memory.Seal == old.seal
}

// Put adds a file to the site. Where the old output holds the same content it
// stays, else it is written at once. f.Data is the caller's again when Put
// returns. A path that collides with that of an earlier file is a Collision. After
// an error only Abort is of use: Commit returns the first error again.
func (p *Publication) Put(f File) error {
	p.mu.Lock()
	collision, ok := p.claims.take(f.Path, f.Source)
	p.mu.Unlock()
	err := p.ctx.Err()
	switch {
	case err != nil:
	case !ok:
		err = collision
	default:
		err = p.put(f)
	}
	return p.fail(ioError("publishing to "+p.out.shown, err))
}

// put compares a file with the old output, and writes it if it is not there.
func (p *Publication) put(f File) error {
	old, err := p.old()
	if err != nil {
		return err
	}
	changed, foreign := false, false
	if there, ok := old.files[f.Path]; ok {
		sum, err := f.Sum()
		if err != nil {
			return ioError("comparing "+f.Path, err)
		}
		found, err := p.sumOf(f.Path, old, old)
		if err != nil {
			return ioError("comparing "+f.Path, err)
		}
		if found == sum {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.unchanged = append(p.unchanged, entry{Path: f.Path, Size: there.size, Sum: sum, Source: f.Source})
			return nil
		}
		before, listed := p.last[f.Path]
		foreign = !listed
		changed = !before.wrote(found)
	}
	p.opt.step("put")
	e, err := p.write(f)
	if err != nil {
		return ioError("writing "+f.Path, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.written = append(p.written, e)
	if changed {
		p.replaced = append(p.replaced, f.Path)
	}
	if foreign {
		p.blocked = append(p.blocked, f.Path)
	}
	return nil
}

// sumOf returns the hash of a file as it is in the output now. It reads the file
// unless that is known from the manifest. What is no regular file has none.
func (p *Publication) sumOf(file string, old, now survey) (string, error) {
	if !now.files[file].mode.IsRegular() {
		return "", nil
	}
	if e, listed := p.last[file]; listed && p.sealed(old) && now.files[file] == old.files[file] {
		return e.Sum, nil
	}
	return onDisk(p.out.dir, file).Sum()
}

// write writes a new file to the stage.
func (p *Publication) write(f File) (entry, error) {
	stage, err := p.stage()
	if err != nil {
		return entry{}, err
	}
	if err := p.makeFolder(stage, path.Dir(f.Path)); err != nil {
		return entry{}, err
	}
	sum, size, err := writeFile(diskName(stage, f.Path), f)
	return entry{Path: f.Path, Size: size, Sum: sum, Source: f.Source}, err
}

// makeFolder makes a folder of the stage and those above it.
func (p *Publication) makeFolder(stage, dir string) error {
	p.folderMu.Lock()
	defer p.folderMu.Unlock()
	var missing []string
	for ; !p.folders[dir]; dir = path.Dir(dir) {
		missing = append(missing, dir)
	}
	for len(missing) > 0 {
		last := missing[len(missing)-1]
		if err := os.Mkdir(diskName(stage, last), 0o755); err != nil {
			return err
		}
		p.folders[last], missing = true, missing[:len(missing)-1]
	}
	return nil
}

// writeFile writes a new file. It never opens one that exists, which could be a
// link to a file of somebody else.
func writeFile(name string, f File) (sum string, size int64, err error) {
	out, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return "", 0, err
	}
	sum, size, err = f.copyTo(out)
	if err == nil && syncEachFile {
		err = out.Sync()
	}
	// Some file systems report a full disk only here.
	if e := out.Close(); err == nil {
		err = e
	}
	return sum, size, err
}

// fail notes the first error, which Commit returns again.
func (p *Publication) fail(err error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.failed == nil {
		p.failed = err
	}
	return err
}

// Commit puts the site in place of the old one, and removes what earlier builds
// wrote and this one did not. It is called when every Put has returned. After an
// error the old site is still there; a build in place may have replaced some
// files, and the error says so. Previous returns the record, which is JSON, to
// the next build; nil leaves none.
func (p *Publication) Commit(record []byte) (Report, error) {
	if p.ended {
		return Report{}, errors.New("this publication has ended")
	}
	report, err := p.commit(record)
	notes, err := p.end(p.fail(err))
	report.Notes = append(report.Notes, notes...)
	return report, err
}

// Abort drops what was written and gives up the lock; the old site is still
// there. After Commit it does nothing.
func (p *Publication) Abort() error {
	if p.ended {
		return nil
	}
	_, err := p.end(nil)
	return err
}

// end closes the workspaces. It passes err on; notes say what could not be removed.
func (p *Publication) end(err error) (notes []string, _ error) {
	p.ended = true
	p.stop()
	p.old() // to its end
	for _, w := range []*workspace{p.inside, p.work} {
		if w == nil {
			continue
		}
		var e error
		if notes, e = w.close(notes); err == nil {
			err = e
		}
	}
	if p.made {
		os.Remove(p.out.dir) // if nothing has been put into it
	}
	return notes, err
}
