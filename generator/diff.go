package generator

import (
	"context"
	"errors"
	"fmt"
	"os"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/diff"
	"afterword/generator/internal/pipeline"
)

// A DiffReport says what a change does to an archive.
type DiffReport = diff.Report

// Diff compares an archive, as it is on disk, with what it was: base is a folder that holds an
// archive, else a revision of git. Problems of either are part of the report. Errors are as Build's;
// a base that cannot be read at all is a *UsageError.
func Diff(ctx context.Context, o Options, base string) (report DiffReport, err error) {
	p, err := find(o)
	if err != nil {
		return report, err
	}
	was, shown := p, base
	if folder := p.absolute(base); isArchive(folder) {
		was.content = folder
	} else if folder += "/content"; isArchive(folder) {
		was.content = folder
	} else {
		dir, commit, err := p.revision(ctx, base)
		if err != nil {
			return report, err
		}
		defer os.RemoveAll(dir) // the system empties its temporary folder in any case
		was.content = dir
		if commit != base {
			shown = fmt.Sprintf("%s (%s)", base, commit)
		}
	}
	if p.epoch, err = now(); err != nil { // one time for both, so that nothing moves by itself
		return report, err
	}
	o.Progress.Begin("reading "+base, 0)
	before, err := p.state(ctx, o, was.content)
	if broken, ok := errors.AsType[*ArchiveError](err); ok {
		return report, &UsageError{fmt.Errorf("%s holds no archive that can be read: %s", base, first(broken.Diagnostics)), ""}
	} else if err != nil {
		return report, err
	}
	defer before.close()
	after, err := p.state(ctx, o, p.content)
	if err != nil {
		return report, err
	}
	defer after.close()
	return diff.Of(shown, before.State, after.State)
}

func isArchive(folder string) bool { return lookUp(folder) == folder }

func first(list diag.List) string {
	for _, d := range list {
		if d.Severity == diag.Error {
			return d.File + ": " + d.Message
		}
	}
	return "it is empty"
}

// A side is one of two archives that are compared.
type side struct {
	diff.State
	line *pipeline.Pipeline
}

func (s side) close() { s.line.Close() } // it was only read

// state reads an archive in a folder as if it were that of the project, as far as its errors allow.
func (p project) state(ctx context.Context, o Options, content string) (s side, err error) {
	opt := p.options(o)
	opt.Content = content
	s.line = pipeline.Open(opt)
	u, list, err := s.line.Rebuild(ctx, pipeline.Edits{}, pipeline.Checked)
	if err == nil && (u.Loaded == nil || u.Loaded.Archive == nil) {
		err = &ArchiveError{list}
	}
	if err != nil {
		s.close()
		return s, verdict(o, nil, err)
	}
	s.State = diff.State{Archive: u.Loaded.Archive, Site: u.Site, Base: u.Loaded.Base, Display: opt.Display, Problems: list}
	editions := u.Loaded.Settings.Editions
	if editions == nil {
		return s, nil
	}
	for n, id := range editions.IDs {
		if o.Edition != "" && o.Edition != id && n < len(editions.IDs)-1 {
			continue // the narrowest says what there was to hide
		}
		opt.Edition = id
		texts, err := p.texts(ctx, opt)
		if err != nil {
			s.close()
			return s, err
		}
		s.Editions = append(s.Editions, diff.Edition{ID: id, Texts: texts})
	}
	return s, nil
}

// texts are what one edition shows of each file.
func (p project) texts(ctx context.Context, opt pipeline.Options) (map[string]string, error) {
	line := pipeline.Open(opt)
	defer line.Close() // it was only read
	u, _, err := line.Rebuild(ctx, pipeline.Edits{}, pipeline.Read)
	if err != nil {
		return nil, err
	}
	texts := map[string]string{}
	for _, d := range u.Loaded.Files.Postmortems {
		texts[d.Path] = d.Source.Text()
	}
	for _, d := range u.Loaded.Files.Pages {
		texts[d.Path] = d.Source.Text()
	}
	return texts, nil
}
