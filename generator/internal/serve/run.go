package serve

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/scan"
	"afterword/generator/internal/watch"
)

// patience is how many builds in a row are given up for newer edits. The next
// one ends, so that somebody who never stops writing sees something.
const patience = 2

// Run builds the site, and again after every change, until ctx ends.
func (s *Server) Run(ctx context.Context) {
	roots := []string{s.opt.Content}
	if s.opt.Themes != "" && !strings.HasPrefix(s.opt.Themes, s.opt.Content+string(filepath.Separator)) {
		roots = append(roots, s.opt.Themes)
	}
	// Before the first build, so that what changes during it is not missed.
	watcher := watch.Start(ctx, watch.Options{Roots: roots, Ignore: s.ignore, Poll: s.opt.Poll, Notice: s.opt.Notice})
	s.follow(ctx, watcher.Changes())
}

// follow builds after each list of changes.
func (s *Server) follow(ctx context.Context, changes <-chan []string) {
	edits := pipeline.Edits{Rescan: true}
	for given := 0; ctx.Err() == nil; {
		attempt, stop := context.WithCancel(ctx)
		done := make(chan error, 1)
		go func() { done <- s.update(attempt, edits) }()
		var err error
		select {
		case err = <-done:
		case paths, ok := <-changes:
			if !ok {
				stop()
				<-done
				return
			}
			if given < patience {
				stop()
			}
			err = <-done
			stop()
			if errors.Is(err, context.Canceled) {
				given++
			} else {
				given, edits = 0, remaining(edits, err)
			}
			edits = edits.Merge(s.edits(paths))
			continue
		}
		stop()
		given, edits = 0, remaining(edits, err)
		select {
		case <-ctx.Done():
			return
		case paths, ok := <-changes:
			if !ok {
				return
			}
			edits = edits.Merge(s.edits(paths))
		}
	}
}

// remaining is what is still to be taken in after a build: all of it, and whatever
// else has happened, where the machine or an option stood in the way.
func remaining(edits pipeline.Edits, err error) pipeline.Edits {
	if err == nil {
		return pipeline.Edits{}
	}
	edits.Rescan = true
	return edits
}

// update makes the next state. The error is that of pipeline.Pipeline.Rebuild.
func (s *Server) update(ctx context.Context, edits pipeline.Edits) (err error) {
	before := s.now.Load()
	defer func() {
		// A fault of ours in one build must not end the server.
		if fault := recover(); fault != nil {
			err = fmt.Errorf("internal fault: %v", fault)
			s.opt.Report(Report{Number: before.number, Err: err})
		}
	}()
	u, list, err := s.opt.Archive.Rebuild(ctx, edits, pipeline.Previewed)
	var option *pipeline.OptionError
	switch {
	case err != nil && ctx.Err() != nil:
		return context.Canceled // one that was given up after its last step has ended all the same
	case errors.As(err, &option):
		// An option that only the settings make wrong, such as a time without a zone.
		list.Add(diag.Diagnostic{Code: diag.ValueInvalid, File: option.Name, Message: option.Error(), Hint: option.Hint})
	case err != nil:
		s.opt.Report(Report{Number: before.number, Problems: list, Err: err})
		return err
	}
	if u.Same && before.built {
		s.opt.Report(Report{Update: u, Number: before.number, Problems: list})
		return nil
	}
	next := &state{number: before.number + 1, site: before.site, problems: list, built: true}
	if u.Snapshot != nil {
		next.site = newVersion(u.Snapshot, s.opt.Still)
		if s.opt.Navigate && before.site != nil {
			next.navigate = target(before.site.snapshot, u.Snapshot, u.Changed)
		}
	}
	s.now.Store(next)
	s.opt.Report(Report{Update: u, Number: next.number, Problems: list})
	s.news.tell(next)
	return err // of an option
}

// edits sorts changed paths by what they mean.
func (s *Server) edits(paths []string) (e pipeline.Edits) {
	for _, path := range paths {
		if name, err := filepath.Rel(s.opt.Content, path); err == nil && filepath.IsLocal(name) {
			e.Files = append(e.Files, filepath.ToSlash(name))
		} else {
			e.Theme = true
		}
	}
	return e
}

// ignore tells what is not watched: the published site, hidden folders, and
// what editors leave behind.
func (s *Server) ignore(path string) bool {
	if path == s.opt.Out {
		return true
	}
	name, err := filepath.Rel(s.opt.Content, path)
	if err != nil || !filepath.IsLocal(name) {
		return strings.HasPrefix(filepath.Base(path), ".")
	}
	return scan.Ignores(filepath.ToSlash(name))
}

// navigable is up to how many files a tab can be sent to one of.
const navigable = 10

// target is the page that has changed, and the first heading under which it did.
func target(before, now *pipeline.Snapshot, files []string) string {
	if len(files) == 0 || len(files) > navigable {
		return ""
	}
	address, ok := now.Site.Address(files[0])
	if !ok {
		return ""
	}
	path := now.Loaded.Base.Path(address)
	old, next := before.Site.Sections(files[0]), now.Site.Sections(files[0])
	for n, section := range next {
		if n >= len(old) || section != old[n] {
			if section.ID != "" {
				path += "#" + section.ID
			}
			return path
		}
	}
	// The end may have gone: what stands before it is as near as one can get.
	if len(old) > len(next) && len(next) > 0 {
		if id := next[len(next)-1].ID; id != "" {
			path += "#" + id
		}
	}
	return path
}
