package publish

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"golang.org/x/sync/errgroup"
)

// A Publication is one new site on its way into a folder: Begin, a Put or Keep
// for each file, Commit. It holds the lock on that folder from Begin until
// Commit or Abort. Put and Keep may be called from several goroutines at once,
// and hold no content in memory.
type Publication struct {
	ctx    context.Context
	opt    Options
	out    output
	made   bool       // the output folder was made by Begin
	beside *workspace // of a build that swaps
	inside *workspace // of a build in place

	last     manifest
	lastData []byte
	managed  bool // the output has a manifest
	old      func() (survey, error)
	stop     context.CancelFunc // of the survey
	stage    func() (*stage, error)
	soon     sync.Once      // opens the stage ahead of its first file
	opening  sync.WaitGroup // what soon began

	mu       sync.Mutex
	claims   claims
	kept     []Entry
	written  []Entry
	replaced []string // of the old output: changed by someone else, or adopted
	blocked  []string // files that are not ours, where the site has its own
	failed   error
	public   bool // the new site is in place
	ended    bool
}

// Begin finds the folder, refuses it where that is called for, waits for other
// builds that publish there, and repairs what a killed one left. Nothing of the
// site changes before Commit. Either Commit or Abort must follow.
//
// Errors are *RefusedError, *IOError or wrap that of ctx.
func Begin(ctx context.Context, dir string, opt Options) (*Publication, error) {
	if opt.Jobs == 0 {
		opt.Jobs = 16
	}
	// A file that is copied takes two open ones, a survey one for each surveyor.
	opt.Jobs = max(1, min(opt.Jobs, 64, (int(min(openFiles(), 1<<16))-16)/2-surveyors))
	if opt.step == nil {
		opt.step = func(string) {}
	}
	out, err := locate(dir, opt)
	if err != nil {
		return nil, err
	}
	p := &Publication{ctx: ctx, opt: opt, out: out, stop: func() {}}
	p.stage = sync.OnceValues(p.openStage)
	if err := p.begin(); err != nil {
		p.Abort() // the first error says more
		return nil, err
	}
	return p, nil
}

func (p *Publication) begin() error {
	if err := p.openWorkspaces(); err != nil {
		return err
	}
	// The folder is looked through while the caller reads and renders.
	ctx, stop := context.WithCancel(p.ctx)
	type result struct {
		old survey
		err error
	}
	done := make(chan result, 1)
	go func() {
		old, err := surveyOf(ctx, p.out.dir, listOf(p.out.dir))
		done <- result{old, machine("reading "+p.out.shown, err)}
	}()
	p.old = sync.OnceValues(func() (survey, error) {
		r := <-done
		return r.old, r.err
	})
	p.stop = func() { stop(); p.old() }
	var err error
	if p.last, p.lastData, p.managed, err = readManifest(p.out.dir); err != nil {
		return err
	}
	p.claims = make(claims, 2*len(p.last.Files))
	if p.managed || p.opt.Force {
		return nil
	}
	old, err := p.old()
	if err != nil {
		return err
	}
	if name := stranger(old); name != "" {
		return &RefusedError{Dir: p.out.shown, Reason: fmt.Sprintf("it holds files that no build wrote, such as %s", name),
			Hint: "Empty the folder, choose another, or allow it with --adopt: then files of the same name are replaced and the others stay."}
	}
	return nil
}

// openWorkspaces locks the output, and finishes what a killed build began.
func (p *Publication) openWorkspaces() (err error) {
	if p.out.noSwap == "" {
		p.beside, err = openWorkspace(p.ctx, p.out.beside(), p.opt)
		switch {
		case errors.Is(err, fs.ErrPermission), readOnly(err):
			p.out.noSwap = "the folder that holds it may not be written to"
			if exists(p.out.beside()) {
				p.out.noSwap = "the folder " + filepath.Base(p.out.beside()) + " beside it may not be written to"
			}
		case err != nil:
			return err
		case exists(p.out.inside()):
			return p.recover() // a build that worked in place was killed here
		default:
			return nil
		}
	}
	return p.openInside()
}

// openInside makes the workspace of a build in place.
func (p *Publication) openInside() (err error) {
	p.made = p.made || !exists(p.out.dir)
	if err := os.MkdirAll(p.out.dir, 0o755); err != nil {
		return machine("making "+p.out.shown, err)
	}
	if p.inside, err = openWorkspace(p.ctx, p.out.inside(), p.opt); err != nil {
		return err
	}
	return p.inside.finish(p.out)
}

// openStage makes ready what new files are written to. It happens at the first
// of them: a site that has not changed costs a survey and nothing else.
func (p *Publication) openStage() (*stage, error) {
	if old, err := p.old(); err != nil {
		return nil, err
	} else if old.exists {
		if err := writable(p.out.dir); err != nil {
			return nil, machine("publishing to "+p.out.shown, err)
		}
	}
	dir := ""
	if p.inside != nil {
		dir = filepath.Join(p.inside.dir, stagedName)
	} else {
		dir = filepath.Join(p.beside.dir, stageName)
	}
	s, err := openStage(p.ctx, dir)
	return s, machine("making room for the new site", err)
}

// openSoon looks through a stage that an earlier build left while the caller makes
// what it will be asked to put there.
func (p *Publication) openSoon() {
	if p.beside != nil && p.inside == nil && exists(filepath.Join(p.beside.dir, stageName)) {
		p.opening.Go(func() { p.stage() }) // who needs it is told what went wrong
	}
}

// Previous returns what the caller of the build before gave to its Commit, and
// the report of a build that finds nothing to do. A caller that would publish the
// same site again may Abort and print that. ok is false where anything in the
// output is not as that build left it: by size, both times, and inode of each file.
func (p *Publication) Previous() (record []byte, report Report, ok bool) { return nil, Report{}, false }

// Put adds a file to the site. Where the old output holds the same content it
// is kept, else it is written to the stage at once. f.Data is the caller's again
// when Put returns. A path that collides with that of an earlier file is a
// Collision. After an error only Abort is of use: Commit returns the first error again.
func (p *Publication) Put(f File) error {
	_, err := p.PutEntry(f)
	return err
}

// PutEntry is Put for the build cache, which wants to know what was taken.
func (p *Publication) PutEntry(f File) (Entry, error) {
	var e Entry
	err := p.ctx.Err()
	if c, ok := fit(f.Path, f.Source); err == nil && !ok {
		err = c
	}
	if err == nil {
		err = p.claim(f.Path, f.Source)
	}
	if err == nil {
		e, err = p.put(f)
	}
	return e, p.fail(machine("publishing to "+p.out.shown, err))
}

func (p *Publication) put(f File) (Entry, error) {
	old, err := p.old()
	if err != nil {
		return Entry{}, err
	}
	var sum Sum
	if f.Open == nil {
		sum = sha256.Sum256(f.Data)
	}
	is, e, err := standingOf(f, sum, p.out.dir, old, p.last)
	if err != nil {
		return Entry{}, machine("comparing "+f.Path, err)
	}
	if is != identical {
		stage, err := p.stage()
		if err != nil {
			return Entry{}, err
		}
		p.opt.step("put")
		if e, err = stage.put(f, sum); err != nil {
			return Entry{}, machine("writing "+f.Path, err)
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	switch is {
	case identical:
		p.kept = append(p.kept, e)
		return e, nil
	case foreign:
		p.blocked = append(p.blocked, f.Path)
		p.replaced = append(p.replaced, f.Path)
	case edited:
		p.replaced = append(p.replaced, f.Path)
	}
	p.written = append(p.written, e)
	return e, nil
}

// Keep adds a file without its bytes, where the old output holds exactly this:
// by its manifest, and by what the file system tells. False means that the file
// has to be made and Put. Errors are those of Put.
func (p *Publication) Keep(e Entry) (bool, error) {
	if err := p.ctx.Err(); err != nil {
		return false, p.fail(machine("publishing to "+p.out.shown, err))
	}
	before, listed := p.last.find(e.Path)
	if !listed || before.Size != e.Size || before.Sum != e.Sum {
		p.soon.Do(p.openSoon)
		return false, nil
	}
	old, err := p.old()
	if err != nil {
		return false, p.fail(err)
	}
	intact, err := old.ours(p.out.dir, before)
	if err != nil {
		return false, p.fail(machine("reading "+e.Path, err))
	}
	if !intact {
		return false, nil
	}
	// The manifest was read: all its paths are fit.
	if err := p.claim(e.Path, e.Source); err != nil {
		return false, p.fail(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.kept = append(p.kept, e)
	return true, nil
}

// claim guards against two files of one path. The plan of a site is checked
// before; this is the last guard.
func (p *Publication) claim(file, owner string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c, ok := p.claims.take(file, owner); !ok {
		return c
	}
	return nil
}

// fail notes the first error, which Commit gives again.
func (p *Publication) fail(err error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.failed == nil {
		p.failed = err
	}
	return err
}

// Commit puts the site in place of the old one, and removes what earlier builds
// wrote and this one did not. It is called when every Put and Keep has returned.
// After an error the old site stands; in place the next build may have to finish
// what this one began, and the error says so. Previous returns the record, which
// is JSON, to the next build; nil leaves none.
func (p *Publication) Commit(record []byte) (Report, error) {
	if p.ended {
		return Report{}, errors.New("this publication has ended")
	}
	report, err := p.commit()
	p.public = err == nil
	notes, err := p.end(p.fail(err))
	report.Notes = append(report.Notes, notes...)
	return report, err
}

// Abort drops what was staged and gives up the lock; the old site stands. After
// Commit it does nothing.
func (p *Publication) Abort() error {
	if p.ended {
		return nil
	}
	_, err := p.end(nil)
	return err
}

// end closes the workspaces. It passes err on; notes tell what was left lying.
func (p *Publication) end(err error) (notes []string, _ error) {
	p.ended = true
	p.stop()
	p.opening.Wait()
	if p.inside != nil {
		notes, err = p.inside.close(notes, err, false)
		if p.made && !p.public {
			os.Remove(p.out.dir) // if nothing came to lie in it
		}
	}
	if p.beside != nil {
		if p.failed != nil {
			p.beside.dropCatalog() // what it says wrongly shall not stop all builds for ever
		}
		notes, err = p.beside.close(notes, err, p.spareStays())
	}
	return notes, err
}

// each runs work for 0 to n-1 on several goroutines until one fails or the
// context ends. Neighbours go to one goroutine: they lie in the same folder.
func (p *Publication) each(ctx context.Context, n int, work func(i int) error) error {
	group, ctx := errgroup.WithContext(ctx)
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
