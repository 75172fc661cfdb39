package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// A Publication is one new site on its way into a folder: Begin, a Put for each
// file, Commit. It holds the lock on that folder from Begin until Commit or
// Abort. Put may be called from several goroutines at once, and holds no content
// in memory.
type Publication struct {
	// Edition is that of the files, set before the first Put: of another edition nothing is kept.
	Edition string

	ctx    context.Context
	opt    Options
	out    output
	work   *workspace // beside the output, or in it where it cannot be swapped
	last   manifest   // of the old output; nil where it has none
	bytes  []byte     // those of last
	memory memory
	old    func() (survey, error) // the old output as Begin found it

	mu        sync.Mutex
	claims    claims
	unchanged []entry
	written   []entry
	replaced  []string // of the old output: changed by someone else, or nobody's
	failed    error
	ended     bool
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
	p := &Publication{ctx: ctx, opt: opt, out: out, claims: claims{}, replaced: []string{}}
	p.old = sync.OnceValues(func() (survey, error) { return p.survey(ctx) })
	if err := p.begin(); err != nil {
		p.Abort() // the first error says more
		return nil, err
	}
	return p, nil
}

func (p *Publication) begin() error {
	if err := p.refuseForeign(); err != nil {
		return err
	}
	if err := p.openWorkspace(); err != nil {
		return err
	}
	go p.old() // while the caller reads and renders
	p.memory = p.work.recall()
	var err error
	p.last, p.bytes, err = readManifest(p.out.dir)
	return err
}

// refuseForeign refuses a folder that holds files and no manifest, before anything
// is made.
func (p *Publication) refuseForeign() error {
	if p.opt.Force || exists(filepath.Join(p.out.dir, manifestName)) {
		return nil
	}
	found, err := p.survey(p.ctx)
	if err != nil {
		return err
	}
	if name := found.visible(); name != "" {
		return &RefusedError{Dir: p.out.shown, Reason: fmt.Sprintf("it holds files that no build wrote, such as %s", name),
			Hint: "Empty the folder, choose another, or allow it with --adopt: then files of the same name are replaced and the others stay."}
	}
	return nil
}

// openWorkspace locks the output.
func (p *Publication) openWorkspace() (err error) {
	beside, inside := p.out.beside(), p.out.inside()
	if p.out.noSwap == "" {
		if exists(inside) { // a build may have reached the output by a link: wait for it
			w, err := openWorkspace(p.ctx, inside, p.opt)
			if err != nil {
				return err
			}
			if _, err := w.close(); err != nil {
				return err
			}
		}
		p.work, err = openWorkspace(p.ctx, beside, p.opt)
		if !errors.Is(err, fs.ErrPermission) && !errors.Is(err, syscall.EROFS) {
			return err
		}
		p.out.noSwap = "the folder that holds it may not be written to"
		if exists(beside) {
			p.out.noSwap = "the folder " + filepath.Base(beside) + " beside it may not be written to"
		}
	}
	if err := os.MkdirAll(p.out.dir, 0o755); err != nil {
		return ioError("making "+p.out.shown, err)
	}
	p.work, err = openWorkspace(p.ctx, inside, p.opt)
	return err
}

// survey looks through the output as it is now.
func (p *Publication) survey(ctx context.Context) (survey, error) {
	s, err := surveyOf(ctx, p.out.dir)
	return s, ioError("reading "+p.out.shown, err)
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
	changed := false
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
			p.unchanged = append(p.unchanged, entry{Path: f.Path, Size: there.size, Sum: sum, Source: f.Source, Edition: p.Edition})
			return nil
		}
		changed = !p.last[f.Path].wrote(found)
	}
	p.opt.step("put")
	e := entry{Path: f.Path, Source: f.Source, Edition: p.Edition}
	if e.Sum, e.Size, err = writeFile(diskName(p.work.stage, f.Path), f); err != nil {
		return ioError("writing "+f.Path, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.written = append(p.written, e)
	if changed {
		p.replaced = append(p.replaced, f.Path)
	}
	return nil
}

// sumOf returns the hash of a file as it is in the output now. It reads the file
// unless that is known from the manifest. What is no regular file has none.
func (p *Publication) sumOf(file string, old, now survey) (string, error) {
	if !now.files[file].regular {
		return "", nil
	}
	if e, listed := p.last[file]; listed && p.sealed(old) && now.files[file] == old.files[file] {
		return e.Sum, nil
	}
	return onDisk(p.out.dir, file).Sum()
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

func (p *Publication) commit(record []byte) (Report, error) {
	if p.failed != nil {
		return Report{}, p.failed
	}
	p.opt.step("write")
	pl, err := p.plan()
	if err != nil {
		return Report{}, err
	}
	p.opt.step("plan")
	if pl.report.Method != Unneeded {
		err = errCannotSwap{p.out.noSwap}
		if p.out.noSwap == "" {
			err = p.swap(pl)
		}
		if cannot := (errCannotSwap{}); errors.As(err, &cannot) {
			err = p.inPlace(pl, cannot.reason)
		}
		if err != nil {
			return Report{}, ioError("publishing to "+p.out.shown, err)
		}
	}
	// Without a memory the next build takes longer.
	if err := p.remember(pl.report, record); err != nil {
		pl.note("The next build will take longer: %v.", err)
	}
	return pl.report, nil
}

// remember leaves for the next build what this one published, and a seal by
// which it knows whether anyone has touched it since.
func (p *Publication) remember(r Report, record []byte) error {
	// Whatever changes a file after a tick of the clock by which the file system dates
	// changes gives it a change time that this survey has not seen. File systems that
	// count whole seconds are not waited for.
	time.Sleep(10 * time.Millisecond)
	now, err := p.survey(context.WithoutCancel(p.ctx))
	if err != nil {
		return err
	}
	return p.work.remember(memory{now.seal, Report{
		Method: Unneeded, Unchanged: r.Written + r.Unchanged, BytesUnchanged: r.Bytes + r.BytesUnchanged, Kept: r.Kept,
		Replaced: []string{}, Notes: []string{},
	}, record})
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

// end closes the workspace. It passes err on; notes say what could not be removed.
func (p *Publication) end(err error) (notes []string, _ error) {
	p.ended = true
	if p.work != nil {
		p.old() // to its end
		var e error
		if notes, e = p.work.close(); err == nil {
			err = e
		}
	}
	return notes, err
}
