package pipeline

import (
	"context"
	"slices"

	"golang.org/x/sync/errgroup"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/evidence"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/scan"
	"afterword/generator/internal/settings"
)

// A parsed document is a postmortem or a page, neither where its front matter
// could not be read, and what its author should fix.
type parsed struct {
	postmortem *postmortem.Postmortem
	page       *postmortem.Page
	list       diag.List
}

// parse reads the front matter of every file, several at once, except of those
// sources that are known. The result is in the order of the files, pages last.
func parse(ctx context.Context, opt Options, files *scan.Files, s *settings.Settings, known map[*diag.Source]parsed) ([]parsed, error) {
	documents := slices.Concat(files.Postmortems, files.Pages)
	all := make([]parsed, len(documents))
	opt.Progress.Begin("parsing", len(all))
	err := each(ctx, len(all), opt.jobs(), func(n int) error {
		defer opt.Progress.Add(1)
		d := documents[n]
		p, ok := known[d.Source]
		switch {
		case ok:
		case n >= len(files.Postmortems):
			p.page, p.list = postmortem.ParsePage(d.Path, d.Source, s)
		default:
			p.postmortem, p.list = postmortem.Parse(d.Path, d.Source, s)
		}
		all[n] = p
		return nil
	})
	return all, err
}

// index makes the archive of what was parsed, counts the drafts that it leaves out, and
// returns those of them that are postmortems.
func index(opt Options, s *settings.Settings, all []parsed, seen []evidence.File, whole bool, asOf int64) (a *archive.Archive, drafts int, leftOut []*postmortem.Postmortem, list diag.List) {
	postmortems := make([]*postmortem.Postmortem, 0, len(all))
	var pages []*postmortem.Page
	var paths []string // of leftOut
	for _, p := range all {
		list.Add(p.list...)
		if p.postmortem != nil {
			bounded, missing := evidence.Bounded(p.postmortem, seen)
			p.postmortem = bounded
			if whole && (s.Editions == nil || s.Editions.Narrowest()) { // else it is not known what monitors saw
				list.Add(missing...)
			}
		}
		if p.postmortem != nil && len(opt.Corrections[p.postmortem.File]) > 0 {
			p.postmortem = p.postmortem.Corrected(opt.Corrections[p.postmortem.File])
		}
		switch {
		case p.postmortem != nil && p.postmortem.Draft && !opt.Drafts:
			drafts++
			leftOut, paths = append(leftOut, p.postmortem), append(paths, p.postmortem.Path)
		case p.page != nil && p.page.Draft && !opt.Drafts:
			drafts++
		case p.postmortem != nil:
			postmortems = append(postmortems, p.postmortem)
		case p.page != nil:
			pages = append(pages, p.page)
		}
	}
	a, unknown := archive.New(s, postmortems, pages, paths, asOf)
	a.Evidence = seen
	list.Add(unknown...)
	return a, drafts, leftOut, list
}

// each calls do for 0 … n−1, several at once, and stops at the first error or
// when the context ends.
func each(ctx context.Context, n, jobs int, do func(int) error) error {
	return eachRun(ctx, n, jobs, func(ctx context.Context, from, to int) error {
		for i := from; i < to; i++ {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := do(i); err != nil {
				return err
			}
		}
		return nil
	})
}

// eachRun calls do for runs of 0 … n−1, several at once, and stops at the first error.
// Runs keep the cost of handing out work far below that of the work.
func eachRun(ctx context.Context, n, jobs int, do func(ctx context.Context, from, to int) error) error {
	run := max(1, min(64, n/(jobs*4)))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(jobs)
	for from := 0; from < n; from += run {
		g.Go(func() error { return do(ctx, from, min(n, from+run)) })
	}
	return g.Wait()
}
