package generator

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/diff"
	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/serve"
)

// A lastCommit compares an archive with what it was at the last commit. It keeps what it has read of that.
type lastCommit struct {
	project
	options Options

	mu     sync.Mutex
	of     string // what before is of
	before diff.State
}

// compare says which figures a report moves, a draft as if it were published. Where there is no git, and no commit of
// the archive, there is nothing to say. It is a serve.Compare.
func (c *lastCommit) compare(ctx context.Context, a *archive.Archive, report *archive.Incident) (commit string, moves []serve.Move, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if commit, err = c.commit(ctx, "HEAD"); err != nil {
		return "", nil, nil
	}
	if err := c.read(ctx, commit, a); err != nil {
		return "", nil, err
	}
	r, err := diff.Of(commit, c.before, diff.State{Archive: counted(a, report), Base: c.before.Base, Display: c.before.Display})
	for _, row := range r.Moves(report.Path) {
		moves = append(moves, serve.Move{Service: row[0], Period: row[1], Before: row[2], After: row[3]})
	}
	return commit, moves, err
}

// read reads the archive at a commit, in the edition and at the time of another.
func (c *lastCommit) read(ctx context.Context, commit string, like *archive.Archive) error {
	opt := c.project.options(c.options)
	opt.Drafts, opt.Clock, opt.Now = false, nil, time.Unix(like.AsOf, 0)
	if e := like.Settings.Editions; e != nil {
		opt.Edition = e.Chosen
	}
	of := fmt.Sprint(commit, like.AsOf, opt.Edition)
	if c.of == of {
		return nil
	}
	dir, _, err := c.revision(ctx, commit)
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) // the system empties its temporary folder in any case
	opt.Content = dir
	line := pipeline.Open(opt)
	defer line.Close() // it was only read
	u, _, err := line.Rebuild(ctx, pipeline.Edits{}, pipeline.Indexed)
	if err == nil && u.Loaded.Archive == nil {
		err = errors.New("the last commit holds no archive that can be read")
	}
	if err == nil {
		c.of, c.before = of, diff.State{Archive: u.Loaded.Archive, Base: u.Loaded.Base, Display: opt.Display}
	}
	return err
}

// counted is an archive without drafts, but for a report that counts as if it were published.
func counted(a *archive.Archive, report *archive.Incident) *archive.Archive {
	var all []*postmortem.Postmortem
	for _, i := range a.Incidents {
		if p := *i.Postmortem; i == report || !p.Draft {
			p.Draft = false
			all = append(all, &p)
		}
	}
	next, _ := archive.New(a.Settings, all, a.Pages, nil, a.AsOf) // what is wrong is known
	return next
}
