package generator

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/publish"
)

// A BuildReport says what a build did.
type BuildReport struct {
	Out string `json:"out"` // as it is printed
	pipeline.Totals
	publish.Report
	Seconds     float64          `json:"seconds"`
	Stages      []pipeline.Stage `json:"stages"`
	SetAside    int              `json:"set_aside,omitempty"` // files that an import has left for a person to complete
	Diagnostics diag.List        `json:"-"`
}

// Build makes the site and publishes it, unless nothing has changed since it
// was last published. Errors are an *ArchiveError, a *UsageError, that of ctx, or an
// I/O error; nothing was published then.
func Build(ctx context.Context, o Options) (BuildReport, error) {
	began := time.Now()
	var report BuildReport
	p, err := find(o)
	if err != nil {
		return report, err
	}
	if p.out, err = p.outOf(o); err != nil {
		return report, err
	}
	report.Out = p.display(p.out)
	if o.Progress == nil {
		o.Progress = new(Progress)
	}
	o.Progress.Begin("preparing", 0)
	publication, err := p.publish(ctx, o)
	if err != nil {
		return report, err
	}
	defer publication.Abort() // it has ended, or the error is the one that counts
	opt := p.options(o)
	record, err := p.record(o, &opt)
	if err != nil {
		return report, err
	}
	if o.Git {
		if opt.Corrections, err = p.history(ctx, o); err != nil {
			return report, err
		}
	}
	line := pipeline.Open(opt)
	defer line.Close() // it was only read

	stamp, aside, list, err := stamp(ctx, line, o)
	kept := func(record []byte) string { // the stamp of a build that leaves this record
		if stamp == "" || o.Record == "" && !o.Git {
			return stamp
		}
		return fmt.Sprintf("%s %x", stamp, sha256.Sum256(append([]byte(inOrder(opt.Corrections)), record...)))
	}
	report.SetAside = aside
	built, unchanged := new(pipeline.Built), false
	if before, published, ok := publication.Previous(); err == nil && ok && !o.Force {
		report.Report = published
		built, list, unchanged = line.Recall(before, kept(record))
	}
	publication.Edition = line.Edition()
	if err == nil && !unchanged {
		built, list, err = line.Render(ctx, publication)
	}
	report.Totals, report.Diagnostics = built.Totals, list
	if err := verdict(o, list, err); err != nil {
		return report, p.refusal(err)
	}
	o.Progress.Begin("publishing", 0)
	if unchanged {
		err = publication.Abort()
	} else {
		now := record
		if opt.Record != nil {
			now = opt.Record.Text()
		}
		report.Report, err = publication.Commit(line.Record(kept(now), built, list))
		if err == nil && !bytes.Equal(now, record) {
			err = replace(p.absolute(o.Record), now)
		}
	}
	report.Stages = o.Progress.Stages()
	report.Seconds = time.Since(began).Seconds()
	return report, p.refusal(err)
}

// stamp reads the archive, and identifies everything that its site is made from.
func stamp(ctx context.Context, line *pipeline.Pipeline, o Options) (text string, setAside int, list diag.List, err error) {
	u, list, err := line.Rebuild(ctx, pipeline.Edits{}, pipeline.Read)
	if err != nil {
		return "", 0, list, err
	}
	if o.OnRead != nil {
		o.OnRead(len(u.Loaded.Files.Postmortems) + len(u.Loaded.Files.Pages))
	}
	program, err := program()
	if err != nil {
		return "", 0, list, fmt.Errorf("identifying the program itself: %w", err)
	}
	text, err = line.Stamp(ctx, program)
	return text, len(u.Loaded.Files.SetAside), list, err
}

// program identifies the running program: by its size, its time and the hash of
// its head, where Go's linker leaves a hash of everything that it was built from.
func program() (string, error) {
	name, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close() // it was only read
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	const head = 1 << 16
	hash := sha256.New()
	if _, err := io.Copy(hash, io.LimitReader(f, head)); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d %d %x", info.Size(), info.ModTime().UnixNano(), hash.Sum(nil)), nil
}

// publish begins to publish into the output folder.
func (p project) publish(ctx context.Context, o Options) (*publish.Publication, error) {
	publication, err := publish.Begin(ctx, p.out, publish.Options{Project: p.root, Content: p.content, Force: o.Adopt, Waiting: o.Waiting})
	return publication, p.refusal(err)
}

// refusal makes an output folder that was refused an error of the command line.
func (p project) refusal(err error) error {
	if refused, ok := errors.AsType[*publish.RefusedError](err); ok {
		return &UsageError{fmt.Errorf("will not publish into %s: %s", p.display(p.out), refused.Reason), refused.Hint}
	}
	return err
}
