// Package build takes an archive from its folder to a tree of output files:
// scan, parse, index, plan, render. Each stage is a function of the one before;
// reading the folder is the only effect. It imports site and what stands below.
package build

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"afterword/generator/archive"
	"afterword/generator/calendar"
	"afterword/generator/diag"
	"afterword/generator/postmortem"
	"afterword/generator/scan"
	"afterword/generator/settings"
	"afterword/generator/urls"
)

// Options say what is built, beyond what the archive's settings say.
type Options struct {
	// Content is the archive's folder, and Display what diagnostics print for it.
	Content, Display string
	// Themes is the folder that themes are looked up in by name; it need not exist.
	Themes string
	// BaseURL, Theme and AsOf override the settings where they are not empty.
	// Theme is a name, or the absolute path of a folder.
	BaseURL, Theme, AsOf string
	// Now is what counts as now where neither AsOf nor the settings tell.
	Now time.Time
	// Drafts includes them.
	Drafts bool
	// Jobs is how much is done at once; 0 means one job a core.
	Jobs int
}

func (o Options) jobs() int {
	if o.Jobs > 0 {
		return o.Jobs
	}
	return runtime.GOMAXPROCS(0)
}

// An OptionError is an option that cannot be read.
type OptionError struct {
	Name string // as on the command line: "--as-of"
	Err  error
	Hint string // how to mend it; may be empty
}

func (e *OptionError) Error() string { return e.Name + ": " + e.Err.Error() }

// Unwrap gives what is wrong.
func (e *OptionError) Unwrap() error { return e.Err }

// A Loaded archive has been read, parsed and indexed.
type Loaded struct {
	Files    *scan.Files
	Settings *settings.Settings
	Archive  *archive.Archive
	Base     urls.Base
	Drafts   int // found and left out
}

// Close gives back what Load opened. Files of the archive cannot be read afterwards.
func (l *Loaded) Close() error { return l.Files.Close() }

// Load reads an archive. What its authors should mend is in the list; where it
// holds errors, the archive is as much as could be read. The error is the
// machine's, or an *OptionError.
func Load(ctx context.Context, opt Options, timings *Timings) (*Loaded, diag.List, error) {
	done := timings.start("scan")
	files, s, list, err := scan.Read(opt.Content, opt.Display)
	done(0)
	if err != nil {
		return nil, list, err
	}
	l := &Loaded{Files: files, Settings: s, Base: s.Base}
	if opt.BaseURL != "" {
		if l.Base, err = urls.ParseBase(opt.BaseURL); err != nil {
			return l, list, &OptionError{"--base-url", err, "Write the address at which the site will stand, such as https://example.org/postmortems/."}
		}
	}
	asOf, err := now(opt, s)
	if err != nil {
		return l, list, err
	}

	done = timings.start("parse")
	postmortems, pages, mistakes, err := parse(ctx, files, s, opt.jobs())
	done(len(files.Postmortems) + len(files.Pages))
	list.Add(mistakes...)
	if err != nil {
		return l, list, err
	}
	if !opt.Drafts {
		before := len(postmortems) + len(pages)
		postmortems = slices.DeleteFunc(postmortems, func(p *postmortem.Postmortem) bool { return p.Draft })
		pages = slices.DeleteFunc(pages, func(p *postmortem.Page) bool { return p.Draft })
		l.Drafts = before - len(postmortems) - len(pages)
	}

	done = timings.start("index")
	var unknown diag.List
	l.Archive, unknown = archive.New(s, postmortems, pages, asOf)
	done(len(postmortems))
	list.Add(unknown...)
	return l, list, nil
}

// now is what counts as now: the option, else the settings, else the caller's.
func now(opt Options, s *settings.Settings) (int64, error) {
	switch {
	case opt.AsOf != "":
		t, mistake := calendar.Parse(opt.AsOf, s.InForce())
		if mistake != nil {
			return 0, &OptionError{"--as-of", errors.New(mistake.Message), mistake.Hint}
		}
		return t.Unix(), nil
	case !s.AsOf.IsZero():
		return s.AsOf.Unix(), nil
	}
	return opt.Now.Unix(), nil
}

// parse reads the front matter of every file, several at once. The result
// stands in the order of the files.
func parse(ctx context.Context, files *scan.Files, s *settings.Settings, jobs int) ([]*postmortem.Postmortem, []*postmortem.Page, diag.List, error) {
	postmortems := make([]*postmortem.Postmortem, len(files.Postmortems))
	pages := make([]*postmortem.Page, len(files.Pages))
	lists := make([]diag.List, len(postmortems)+len(pages))
	err := each(ctx, len(lists), jobs, func(n int) error {
		if n < len(postmortems) {
			d := files.Postmortems[n]
			postmortems[n], lists[n] = postmortem.Parse(d.Path, d.Source, s)
			return nil
		}
		d := files.Pages[n-len(postmortems)]
		pages[n-len(postmortems)], lists[n] = postmortem.ParsePage(d.Path, d.Source, s)
		return nil
	})
	missing := func(p *postmortem.Postmortem) bool { return p == nil }
	return slices.DeleteFunc(postmortems, missing), slices.DeleteFunc(pages, func(p *postmortem.Page) bool { return p == nil }),
		slices.Concat(lists...), err
}

// each calls do for 0 … n−1, several at once, and stops at the first error or
// when the context ends.
func each(ctx context.Context, n, jobs int, do func(int) error) error {
	// Chunks keep the cost of handing out work far below that of the work.
	chunk := max(1, min(64, n/(jobs*4)))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(jobs)
	for start := 0; start < n; start += chunk {
		g.Go(func() error {
			for i := start; i < min(n, start+chunk); i++ {
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
	return g.Wait()
}
