// Package pipeline takes an archive from its folder to a tree of output files:
// scan, parse, index, plan, render. Each stage is a function of the one before;
// reading the folder is the only effect. It imports site and what stands below.
package pipeline

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/cache"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/scan"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/urls"
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
	// Now is what counts as now where neither AsOf nor the settings tell. Clock says that
	// it is the clock's, rather than a moment that somebody chose.
	Now   time.Time
	Clock bool
	// Drafts includes them.
	Drafts bool
	// Jobs is how much is done at once; 0 means one job a core.
	Jobs int
	// Sized, where it is set, is told how many documents there are, once Stream has read them.
	Sized func(documents int)
	// Progress is told what is being done; nil where nobody looks.
	Progress *Progress
	// Cache keeps what is costly from build to build; nil keeps nothing.
	Cache *cache.Store
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
	Hint string // how to fix it; may be empty
}

func (e *OptionError) Error() string { return e.Name + ": " + e.Err.Error() }

// Unwrap returns what is wrong.
func (e *OptionError) Unwrap() error { return e.Err }

// A Loaded archive has been read, parsed and indexed.
type Loaded struct {
	Files    *scan.Files
	Settings *settings.Settings
	Archive  *archive.Archive
	Base     urls.Base
	Drafts   int // found and left out
	// until is when a report begins to tell of something that now, by the clock, does not count yet.
	until int64
}

// Close returns back what Load opened. Files of the archive cannot be read afterwards.
func (l *Loaded) Close() error { return l.Files.Close() }

// Load reads an archive. What its authors should fix is in the list; where it
// holds errors, the archive is as much as could be read. The error is the
// machine's, or an *OptionError.
func Load(ctx context.Context, opt Options, timings *Timings) (*Loaded, diag.List, error) {
	l, list, err := read(opt, timings)
	if err != nil {
		return l, list, err
	}
	mistakes, err := l.parse(ctx, opt, nil, timings)
	list.Add(mistakes...)
	return l, list, err
}

// read reads the files of an archive, and the settings among them.
func read(opt Options, timings *Timings) (*Loaded, diag.List, error) {
	opt.Progress.Begin("reading", 0)
	done := timings.start("scan")
	files, s, list, err := scan.Read(opt.Content, opt.Display)
	if err != nil {
		return nil, list, err
	}
	done(len(files.Postmortems) + len(files.Pages))
	l := &Loaded{Files: files, Settings: s}
	l.Base, err = opt.base(s)
	return l, list, err
}

// base is where the site will stand: at the address of the option, else at that of the settings.
func (o Options) base(s *settings.Settings) (urls.Base, error) {
	if o.BaseURL == "" {
		return s.Base, nil
	}
	base, err := urls.ParseBase(o.BaseURL)
	if err != nil {
		return base, &OptionError{"--base-url", err, "Write the address at which the site will stand, such as https://example.org/postmortems/."}
	}
	return base, nil
}

// parse makes the archive of the files that were read. What is known of some of them is
// not parsed again; where known is not nil, the others are added to it.
func (l *Loaded) parse(ctx context.Context, opt Options, known map[*diag.Source]parsed, timings *Timings) (diag.List, error) {
	done := timings.start("parse")
	all, err := parse(ctx, opt, l.Files, l.Settings, known)
	done(len(all) - len(known))
	if err != nil {
		return nil, err
	}
	if known != nil {
		for n, d := range l.Files.Postmortems {
			known[d.Source] = all[n]
		}
	}
	asOf, err := now(opt, l.Settings, all)
	if err != nil {
		return nil, err
	}
	l.until = next(all, opt.Now.Unix())
	opt.Progress.Begin("planning", 0)
	done = timings.start("index")
	defer func() { done(len(all)) }()
	var mistakes diag.List
	l.Archive, l.Drafts, mistakes = index(opt, l.Settings, all, asOf)
	return mistakes, nil
}

// now is what counts as now: the option, else the settings, else the caller's.
// Of a clock it is the full hour, so that a site does not change from one minute to
// the next, or the full minute where a report tells of something since that hour.
func now(opt Options, s *settings.Settings, all []parsed) (int64, error) {
	switch {
	case opt.AsOf != "":
		t, mistake := calendar.Parse(opt.AsOf, s.DefaultZone())
		if mistake != nil {
			return 0, &OptionError{"--as-of", errors.New(mistake.Message), mistake.Hint}
		}
		return t.Unix(), nil
	case !s.AsOf.IsZero():
		return s.AsOf.Unix(), nil
	case !opt.Clock:
		return opt.Now.Unix(), nil
	}
	hour, minute := hour(opt).Unix(), opt.Now.Truncate(time.Minute).Unix()
	for _, p := range all {
		if p.postmortem != nil && tellsOf(p.postmortem, hour, opt.Now.Unix()) {
			return minute, nil
		}
	}
	return hour, nil
}

// byClock reports whether nobody chose what counts as now.
func (o Options) byClock(s *settings.Settings) bool {
	return o.Clock && o.AsOf == "" && s.AsOf.IsZero()
}

// hour is the last full one.
func hour(opt Options) time.Time { return opt.Now.Truncate(time.Hour) }

// tellsOf reports whether a report has a time in [from, to], in seconds since 1970.
func tellsOf(p *postmortem.Postmortem, from, to int64) bool {
	return slices.ContainsFunc(times(p), func(t int64) bool { return from <= t && t <= to })
}

// never is later than any time that a report can tell of, in seconds since 1970.
const never = 1 << 40

// next is the first time after now, in seconds since 1970, that a report tells of.
func next(all []parsed, now int64) int64 {
	first := int64(never)
	for _, p := range all {
		if p.postmortem != nil {
			for _, t := range times(p.postmortem) {
				if t > now {
					first = min(first, t)
				}
			}
		}
	}
	return first
}

// times are those that decide whether a report tells of something recent.
func times(p *postmortem.Postmortem) (all []int64) {
	add := func(times ...calendar.Time) {
		for _, t := range times {
			if !t.IsZero() {
				all = append(all, t.Unix())
			}
		}
	}
	add(p.Date, p.Updated)
	for _, w := range p.Windows {
		add(w.Start, w.End)
	}
	return all
}

// A parsed document is a postmortem or a page, neither where its front matter
// could not be read, and what its author should fix.
type parsed struct {
	postmortem *postmortem.Postmortem
	page       *postmortem.Page
	list       diag.List
}

// parse reads the front matter of every file, several at once, but of those
// sources that are known. The result stands in the order of the files, pages last.
func parse(ctx context.Context, opt Options, files *scan.Files, s *settings.Settings, known map[*diag.Source]parsed) ([]parsed, error) {
	all := make([]parsed, len(files.Postmortems)+len(files.Pages))
	opt.Progress.Begin("parsing", len(all))
	err := each(ctx, len(all), opt.jobs(), func(n int) error {
		defer opt.Progress.Add(1)
		page := n >= len(files.Postmortems)
		var d scan.Document
		if page {
			d = files.Pages[n-len(files.Postmortems)]
		} else {
			d = files.Postmortems[n]
		}
		p, ok := known[d.Source]
		switch {
		case ok:
		case page:
			p.page, p.list = postmortem.ParsePage(d.Path, d.Source, s)
		default:
			p.postmortem, p.list = postmortem.Parse(d.Path, d.Source, s)
		}
		all[n] = p
		return nil
	})
	return all, err
}

// index makes the archive of what was parsed, and counts the drafts that it leaves out.
func index(opt Options, s *settings.Settings, all []parsed, asOf int64) (a *archive.Archive, drafts int, list diag.List) {
	postmortems := make([]*postmortem.Postmortem, 0, len(all))
	var pages []*postmortem.Page
	var leftOut []string // the paths of postmortems that are drafts
	for _, p := range all {
		list.Add(p.list...)
		switch {
		case p.postmortem != nil && p.postmortem.Draft && !opt.Drafts:
			drafts++
			leftOut = append(leftOut, p.postmortem.Path)
		case p.page != nil && p.page.Draft && !opt.Drafts:
			drafts++
		case p.postmortem != nil:
			postmortems = append(postmortems, p.postmortem)
		case p.page != nil:
			pages = append(pages, p.page)
		}
	}
	a, unknown := archive.New(s, postmortems, pages, leftOut, asOf)
	list.Add(unknown...)
	return a, drafts, list
}

// each calls do for 0 … n−1, several at once, and stops at the first error or
// when the context ends.
func each(ctx context.Context, n, jobs int, do func(int) error) error {
	// Chunks keep the cost of handing out work far below that of the work.
	return eachOf(ctx, n, jobs, max(1, min(64, n/(jobs*4))), do)
}

// eachOf is each with so many pieces of work handed out at once.
func eachOf(ctx context.Context, n, jobs, chunk int, do func(int) error) error {
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
