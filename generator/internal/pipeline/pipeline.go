package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/changes"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/markdown"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/scaffold"
	"afterword/generator/internal/scan"
	"afterword/generator/internal/search"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/site"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/urls"
)

// A Pipeline keeps what it has read of an archive, so that the site after an
// edit costs what the edit changed. It is for one goroutine at a time; what it
// returns is for any number.
type Pipeline struct {
	opt   Options
	now   time.Time // of the first rebuild of this day
	live  bool      // snapshots are or were made, which show few pages of many
	last  state
	shown *Snapshot // of the last state without errors
}

// A state is everything that was made of the archive the last time. It is
// replaced as a whole, so that a rebuild that is given up half way leaves no trace.
type state struct {
	done      Goal // how far these files were taken
	loaded    *Loaded
	parsed    map[*diag.Source]parsed
	settings  *settings.Settings // by which they were parsed
	theme     theming
	projected map[*diag.Source]projected // by the edition of settings
	markdown  *markdown.Renderer
	marked    markdown.Options // what the renderer was made from
	site      *site.Site
	distinct  bool // no two outputs of the site have the same path

	problems [Previewed + 1]diag.List // by the stage that found them
}

// A theming is a theme, what it was made from, and what is wrong with it.
type theming struct {
	theme   *theme.Theme // nil where the list holds errors
	from    theme.Options
	list    diag.List
	changed bool // files of it may have changed since
}

// list is everything that is wrong, sorted.
func (s *state) list() (list diag.List) {
	for _, found := range s.problems {
		list.Add(found...)
	}
	return s.waysOut(list).Sorted()
}

func (s *state) sound() bool {
	return !slices.ContainsFunc(s.problems[:], func(l diag.List) bool { return l.Errors() > 0 })
}

// A Loaded archive has been read, parsed and indexed. It is immutable.
type Loaded struct {
	Files    *scan.Files
	Settings *settings.Settings
	Base     urls.Base
	Archive  *archive.Archive // nil for the goal Read
	Drafts   int              // found and left out, pages among them
	leftOut  []*postmortem.Postmortem
	moment   moment
	read     *scan.Files // Files as they were read, before an edition was made of them
}

// Close closes the archive's folder: static files and those of bundles can no longer be read.
func (l *Loaded) Close() error { return l.Files.Close() }

// Read are the files as they were read, before an edition was made of them.
func (l *Loaded) Read() *scan.Files { return l.read }

// SearchIndex makes an index of the archive's reports, to be searched in memory.
func (l *Loaded) SearchIndex() (*search.Index, error) {
	return site.SearchIndex(l.Archive, l.Base, markdown.New(l.markdown()))
}

// Renderer makes a renderer of the archive's bodies.
func (l *Loaded) Renderer() *markdown.Renderer { return markdown.New(l.markdown()) }

// markdown is how the settings have bodies rendered.
func (l *Loaded) markdown() markdown.Options {
	return markdown.Options{Unsafe: l.Settings.Unsafe, Limits: l.Settings.Limits}
}

// A Goal is how far Rebuild takes an archive.
type Goal int

// The goals, each of which includes those before it.
const (
	Read      Goal = iota + 1 // files and settings
	Indexed                   // the archive
	Planned                   // the site; nil where theme or settings have errors
	Checked                   // every body
	Previewed                 // some pages of each layout; for a Snapshot
)

// Edits say what may have changed since the last rebuild. The first reads
// everything, whatever they say.
type Edits struct {
	// Files are slash-separated paths within the archive's folder, of files that
	// are new, were deleted or may have other content.
	Files []string
	// Theme says that a theme's folder may have changed.
	Theme bool
	// Rescan lists the archive's folder, whether Files names anything or not.
	Rescan bool
	// Edition is the one to make from now on; "" stays with that of before.
	Edition string
	// Unsaved are the texts that an editor holds from now on, where it is not nil. Files names those that changed.
	Unsaved scan.Unsaved
}

// Merge joins two lists of edits.
func (e Edits) Merge(other Edits) Edits {
	files := slices.Concat(e.Files, other.Files)
	slices.Sort(files)
	merged := Edits{Files: slices.Compact(files), Theme: e.Theme || other.Theme, Rescan: e.Rescan || other.Rescan, Edition: cmp.Or(other.Edition, e.Edition), Unsaved: other.Unsaved}
	if merged.Unsaved == nil {
		merged.Unsaved = e.Unsaved
	}
	return merged
}

// An Update is what a rebuild made, and what it had to do.
type Update struct {
	Loaded *Loaded
	// Site is nil before the goal Planned, and where there is nothing to show.
	Site *site.Site
	// Snapshot is what is to be shown now; nil before the goal Previewed, and where
	// the list holds errors.
	Snapshot *Snapshot
	// Changed are the Markdown files whose text is new, by path.
	Changed []string
	// Parsed counts files whose front matter was read, and Rendered bodies that were rendered.
	Parsed, Rendered int
	// Theme says that layouts and assets were loaded, and Same that nothing has
	// changed: the snapshot is the one before.
	Theme, Same bool
	Time        time.Duration // by Options.Clock; 0 without one
}

// Open prepares to read an archive. Close it when nothing that was made of it is used.
func Open(opt Options) *Pipeline {
	return &Pipeline{opt: opt, last: state{loaded: &Loaded{Files: &scan.Files{}, read: &scan.Files{}}}}
}

// Close closes the archive's folder.
func (p *Pipeline) Close() error { return p.last.loaded.Close() }

// Rebuild takes edits in and brings the archive up to date as far as goal. The
// list holds everything that was found to be wrong with the archive, not only
// with what was edited, sorted. The error is an *OptionError, that of ctx or an
// I/O error; after an error the edits are still to be taken in.
func (p *Pipeline) Rebuild(ctx context.Context, edits Edits, goal Goal) (u Update, list diag.List, err error) {
	defer p.tick(&u)()
	next := p.last
	if edits.Edition != "" {
		p.opt.Edition, edits.Rescan = edits.Edition, true
	}
	if err := p.read(&next, edits); err != nil {
		return u, next.problems[Read], err
	}
	if p.unchanged(&next, edits) {
		touched := *p.last.loaded
		touched.Files, touched.read = next.loaded.Files, next.loaded.read
		next = p.last
		next.loaded = &touched
		u.Snapshot, u.Same = p.shown, true
	}
	p.live = p.live || goal == Previewed
	u.Changed = changed(p.last.loaded.Files, next.loaded.Files)
	steps := []func(context.Context, *state, *Update) error{Indexed: p.index, Planned: p.plan, Checked: p.check, Previewed: p.preview}
	clear(next.problems[next.done+1:])
	for step := next.done + 1; step <= goal; step++ {
		if err := steps[step](ctx, &next, &u); err != nil {
			return u, next.list(), err
		}
		if next.done < step {
			break // there is nothing to go on with
		}
	}
	u.Loaded = next.loaded
	if next.done >= Planned {
		u.Site = next.site
	}
	p.last = next
	return u, next.list(), nil
}

// tick reads the clock; the function that it returns does so again, for the time
// of an update. What counts as now stays the same until a rebuild on a later day
// (in UTC), so that an edit does not change every page.
func (p *Pipeline) tick(u *Update) (end func()) {
	if p.opt.Clock == nil {
		p.now = p.opt.Now
		return func() {}
	}
	began := p.opt.Clock()
	if p.now.IsZero() || began.UTC().YearDay() != p.now.UTC().YearDay() || began.Sub(p.now) > 24*time.Hour {
		p.now = began
	}
	return func() { u.Time = p.opt.Clock().Sub(began) }
}

// read reads what the edits name, and the whole folder where more than the
// text of known files has changed.
func (p *Pipeline) read(next *state, edits Edits) error {
	before := p.last.loaded
	read := before.read
	if edits.Unsaved != nil {
		read = read.With(edits.Unsaved)
	}
	names := slices.DeleteFunc(slices.Clone(edits.Files), scan.Ignores)
	next.theme.changed = next.theme.changed || edits.Theme || slices.ContainsFunc(names, func(name string) bool {
		return strings.HasPrefix(name, "layouts/") || strings.HasPrefix(name, "assets/")
	})
	if next.theme.changed {
		next.done = min(next.done, Indexed)
	}
	known := before.Settings != nil && !edits.Rescan
	if known && len(names) == 0 {
		return nil
	}
	if known && len(next.problems[Read]) == 0 {
		if files, ok := read.Reread(p.opt.Content, names, p.opt.Display, before.Settings.Limits); ok {
			next.done, next.loaded = Read, &Loaded{Settings: before.Settings, Base: before.Base, read: files}
			return p.edition(next)
		}
	}
	p.opt.Progress.Begin("reading", 0)
	stale := make(map[string]bool, len(names))
	for _, name := range names {
		stale[name] = true
	}
	files, s, list, err := scan.Again(p.opt.Content, p.opt.Display, p.opt.Edition, read, stale)
	next.problems[Read] = append(list, scaffold.CheckTemplates(files.Settings, s, files.Templates)...)
	if err != nil {
		return err
	}
	if before.Settings != nil && reflect.DeepEqual(s, before.Settings) {
		s = before.Settings
	}
	base, err := p.opt.base(s)
	next.done, next.loaded = Read, &Loaded{Settings: s, Base: base, read: files}
	return cmp.Or(err, p.edition(next))
}

// unchanged reports whether files were touched and nothing more, after a rebuild without errors.
func (p *Pipeline) unchanged(next *state, edits Edits) bool {
	before, now := p.last.loaded, next.loaded
	return p.last.done == Previewed && p.last.sound() && !edits.Theme && now.Settings == before.Settings &&
		sameFiles(now.Files, before.Files) && slices.Equal(next.problems[Read], p.last.problems[Read])
}

// index parses what is new among the files, and makes the archive of all of them.
func (p *Pipeline) index(ctx context.Context, next *state, u *Update) error {
	now := *next.loaded
	var known map[*diag.Source]parsed
	if now.Settings == next.settings {
		known = next.parsed
	}
	all, err := parse(ctx, p.opt, now.Files, now.Settings, known)
	if err != nil {
		return err
	}
	next.parsed = make(map[*diag.Source]parsed, len(all))
	for n, d := range slices.Concat(now.Files.Postmortems, now.Files.Pages) {
		if _, ok := known[d.Source]; !ok {
			u.Parsed++
		}
		next.parsed[d.Source] = all[n]
	}
	next.settings = now.Settings
	if now.moment, err = asOf(p.opt, p.now, now.Settings, all); err != nil {
		return err
	}
	p.opt.Progress.Begin("indexing", 0)
	seen, unread := readEvidence(now.Files, now.Settings)
	now.Archive, now.Drafts, now.leftOut, next.problems[Indexed] = index(p.opt, now.Settings, all, seen, unread.Errors() == 0, now.moment.asOf)
	next.problems[Indexed].Add(unread...)
	next.done, next.loaded = Indexed, &now
	return nil
}

// plan makes the site, which takes over what the one before knows. Without a
// theme, or where nothing could be read, there is none.
func (p *Pipeline) plan(_ context.Context, next *state, u *Update) error {
	before := next.theme.theme
	p.loadTheme(next)
	next.problems[Planned] = slices.Clone(next.theme.list)
	u.Theme = next.theme.theme != before
	if next.theme.theme == nil || len(next.parsed) == 0 && !next.sound() {
		return nil
	}
	p.opt.Progress.Begin("planning", 0)
	now := next.loaded
	mark := now.markdown()
	if next.markdown == nil || next.marked != mark {
		next.markdown, next.marked = markdown.New(mark), mark
	}
	if p.opt.Record != nil {
		state, err := changes.Of(now.Archive, now.Base)
		if err == nil {
			_, err = p.opt.Record.Append(state, calendar.RFC3339(now.Archive.AsOf))
		}
		if err != nil {
			return fmt.Errorf("keeping the record of figures: %w", err)
		}
	}
	old := next.site
	next.site = site.New(site.Input{
		Archive: now.Archive, Base: now.Base, Theme: next.theme.theme, Files: now.Files,
		Markdown: next.markdown, Before: old, DropBodies: p.live, Record: p.opt.Record,
	})
	next.problems[Planned].Add(next.site.CheckLook()...)
	if old == nil || !next.distinct || !next.site.SameAddresses(old) {
		clashes := collisions(p.opt, next.site)
		next.distinct = len(clashes) == 0
		next.problems[Planned].Add(clashes...)
	}
	next.done = Planned
	return nil
}

// loadTheme loads the theme where it may have changed.
func (p *Pipeline) loadTheme(next *state) {
	from := p.opt.theme(next.loaded)
	if next.theme.theme != nil && !next.theme.changed && sameTheme(from, next.theme.from) {
		return
	}
	p.opt.Progress.Begin("theme", 0)
	t, list := theme.Load(from)
	if list.Errors() > 0 {
		t = nil
	}
	next.theme = theming{theme: t, from: from, list: list}
}

// preview renders some pages, unless something was wrong before any Markdown was
// rendered: a build renders none then.
func (p *Pipeline) preview(_ context.Context, next *state, u *Update) error {
	snapshot := &Snapshot{Loaded: next.loaded, Site: next.site, hidden: p.hidden(next), folder: p.opt.Display}
	if early := slices.Concat(next.problems[:Checked]...); early.Errors() == 0 {
		all := p.last.done < Previewed || !p.last.sound() || next.theme.theme != p.last.theme.theme || next.loaded.Settings != p.last.loaded.Settings
		next.problems[Previewed] = snapshot.probe(u.Changed, all)
	}
	next.done = Previewed
	if next.sound() {
		p.shown, u.Snapshot = snapshot, snapshot
	}
	return nil
}

func sameTheme(a, b theme.Options) bool {
	return a.Base == b.Base && a.Name == b.Name && a.Folder == b.Folder && a.Display == b.Display && a.Style == b.Style &&
		slices.Equal(a.Layouts, b.Layouts) && slices.Equal(a.Assets, b.Assets)
}

// sameFiles reports whether two readings of the folder make the same site.
func sameFiles(a, b *scan.Files) bool {
	return slices.EqualFunc(a.Postmortems, b.Postmortems, sameText) && slices.EqualFunc(a.Pages, b.Pages, sameText) && slices.EqualFunc(a.Evidence, b.Evidence, sameText) &&
		slices.Equal(a.Bundled, b.Bundled) && slices.Equal(a.Static, b.Static) &&
		slices.Equal(a.Layouts, b.Layouts) && slices.Equal(a.Assets, b.Assets)
}

func sameText(a, b scan.Document) bool { return a.Path == b.Path && a.Source == b.Source }

// changed are the paths of documents whose text is new.
func changed(before, now *scan.Files) (paths []string) {
	for _, pair := range [][2][]scan.Document{{before.Postmortems, now.Postmortems}, {before.Pages, now.Pages}} {
		old := make(map[string]*diag.Source, len(pair[0]))
		for _, d := range pair[0] {
			old[d.Path] = d.Source
		}
		for _, d := range pair[1] {
			if old[d.Path] != d.Source {
				paths = append(paths, d.Path)
			}
		}
	}
	return paths
}
