package serve

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"strings"

	"sync"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/scan"
	"afterword/generator/internal/watch"
)

// patience is how many builds in a row newer edits may stop. The next one ends, so
// that somebody who never stops writing sees something.
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

// follow builds, and again after each list of changes, until there are no more.
// What changes during a build stops it.
func (s *Server) follow(ctx context.Context, changes <-chan []string) {
	edits := pipeline.Edits{Rescan: true}
	for stopped := 0; ; {
		building, stop := context.WithCancel(ctx)
		done := make(chan error, 1)
		go func() { done <- s.update(building, edits) }()
		var paths []string
		var chosen string
		var err error
		ended, more := false, true
		select {
		case err = <-done:
			ended = true
		case paths, more = <-changes:
			if stopped < patience || !more {
				stop()
			}
			err = <-done
		}
		stop()
		switch {
		case errors.Is(err, context.Canceled):
			stopped++
		case err != nil: // I/O, or an option: then everything is to be read again
			stopped, edits.Rescan = 0, true
		default:
			stopped, edits = 0, pipeline.Edits{}
		}
		if ended {
			select {
			case paths, more = <-changes:
			case chosen = <-s.chosen:
			case <-ctx.Done():
				return
			}
		}
		if !more {
			return
		}
		next := s.edits(paths)
		next.Edition = chosen
		edits = edits.Merge(next)
	}
}

// update makes the next state. The error is that of pipeline.Pipeline.Rebuild.
func (s *Server) update(ctx context.Context, edits pipeline.Edits) (err error) {
	before := s.now.Load()
	defer func() {
		// A panic in one build must not end the server.
		if fault := recover(); fault != nil {
			err = fmt.Errorf("internal error: %v", fault)
			s.opt.Report(Report{Number: before.number, Err: err})
		}
	}()
	u, list, err := s.opt.Archive.Rebuild(ctx, edits, pipeline.Previewed)
	option, wrong := errors.AsType[*pipeline.OptionError](err)
	switch {
	case err != nil && ctx.Err() != nil:
		return context.Canceled // also where it was stopped after its last step
	case wrong:
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
	edited := maps.Clone(before.edited)
	if before.built {
		if edited == nil {
			edited = map[string]bool{}
		}
		for _, file := range u.Changed {
			edited[file] = true
		}
	}
	next := &state{number: before.number + 1, edited: edited, site: before.site, problems: list, built: true, replaced: make(chan struct{})}
	if u.Loaded != nil && u.Loaded.Settings != nil {
		e := u.Loaded.Settings.Editions
		next.discreet = e != nil && !e.Narrowest()
	}
	if u.Snapshot != nil {
		next.site = &site{Snapshot: u.Snapshot, script: !s.opt.NoLiveReload, index: sync.OnceValues(u.Loaded.SearchIndex)}
		if s.opt.Navigate && before.site != nil {
			next.navigate = target(before.site.Snapshot, u.Snapshot, u.Changed)
		}
	}
	s.now.Store(next)
	s.opt.Report(Report{Update: u, Number: next.number, Problems: list})
	close(before.replaced)
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

// ignore reports whether a path is not watched: the published site, hidden
// folders, and what editors leave behind.
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

// navigable is how many files may have changed for tabs to be sent to one of them.
const navigable = 10

// target is the path of the page that has changed, with the first heading under
// which it did as its fragment; "" where there is none to go to.
func target(before, now *pipeline.Snapshot, files []string) string {
	if len(files) == 0 || len(files) > navigable {
		return ""
	}
	address, ok := now.Site.Address(files[0])
	if !ok {
		return ""
	}
	old, next := before.Site.Sections(files[0]), now.Site.Sections(files[0])
	at := 0
	for at < len(old) && at < len(next) && old[at] == next[at] {
		at++
	}
	path := now.Loaded.Base.Path(address)
	switch {
	case len(next) == 0, at == len(next) && at == len(old):
		return path
	case at == len(next): // the end has gone, and what is before it is the nearest
		at--
	}
	if id := next[at].ID; id != "" {
		path += "#" + id
	}
	return path
}
