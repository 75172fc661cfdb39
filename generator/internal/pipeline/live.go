package pipeline

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"time"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/markdown"
	"afterword/generator/internal/scan"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/site"
	"afterword/generator/internal/theme"
)

// A Live archive keeps what it has read, so that the site after an edit costs
// what the edit changed. It is for one goroutine at a time; the snapshots that
// it makes are for any number.
type Live struct {
	opt   Options
	clock func() time.Time
	last  reading
	shown *Snapshot
}

// A reading is everything that was made of the archive the last time. It is
// replaced as a whole, so that one that is given up half way leaves no trace.
type reading struct {
	files    *scan.Files
	settings *settings.Settings
	scanned  diag.List // what was wrong with the folder
	parsed   map[*diag.Source]parsed
	theme    *theme.Theme
	themed   theme.Options // what the theme was made from
	markdown *markdown.Renderer
	marked   markdown.Options // what the renderer was made from
	site     *site.Site
	problems diag.List // of a site that is sound: everything, sorted
	sound    bool      // no error in anything
	distinct bool      // no two outputs of the site claim one path
}

// NewLive prepares to read an archive. Options.Now is not used: clock tells the
// time, and what counts as now stays the same until a rebuild on a later day (in UTC), so
// that an edit does not change every page.
func NewLive(opt Options, clock func() time.Time) *Live {
	return &Live{opt: opt, clock: clock, last: reading{files: &scan.Files{}}}
}

// Edits say what may have changed since the last update.
type Edits struct {
	// Files are slash-separated paths within the archive's folder, of files that
	// are new, have gone or may have other content.
	Files []string
	// Theme tells that a theme's folder may have changed.
	Theme bool
	// Rescan lists the archive's folder, whether Files names anything or not.
	Rescan bool
}

// Merge joins two lists of edits.
func (e Edits) Merge(other Edits) Edits {
	files := slices.Concat(e.Files, other.Files)
	slices.Sort(files)
	return Edits{Files: slices.Compact(files), Theme: e.Theme || other.Theme, Rescan: e.Rescan || other.Rescan}
}

// An Update says what an update did.
type Update struct {
	// Snapshot is what is to be shown now; nil where the list holds errors.
	Snapshot *Snapshot
	// Changed are the Markdown files whose text is new, by path.
	Changed []string
	// Parsed counts files whose front matter was read, and Rendered bodies that were rendered.
	Parsed, Rendered int
	// Theme tells that layouts and assets were loaded, and Same that nothing has
	// changed: the snapshot is the one before.
	Theme, Same bool
	Time        time.Duration
}

// Update brings the site up to date. Errors are those of Load; after an error,
// that of ctx among them, the edits are still to be taken in. The list holds
// everything that is wrong with the archive, not only with what was edited.
func (l *Live) Update(ctx context.Context, edits Edits) (u Update, list diag.List, err error) {
	began := l.clock()
	defer func() { u.Time = l.clock().Sub(began) }()
	if l.opt.Now.IsZero() || began.UTC().YearDay() != l.opt.Now.UTC().YearDay() || began.Sub(l.opt.Now) > 24*time.Hour {
		l.opt.Now = began
	}
	next := l.last
	if err := l.read(&next, edits); err != nil {
		return u, next.scanned, err
	}
	if next.settings == l.last.settings && !edits.Theme && sameFiles(next.files, l.last.files) && slices.Equal(next.scanned, l.last.scanned) && l.last.sound {
		// Touched, and nothing more.
		l.last.files = next.files
		u.Snapshot, u.Same = l.shown, true
		return u, slices.Clone(l.last.problems), nil
	}
	u.Changed = changed(l.last.files, next.files)
	list = slices.Clone(next.scanned)
	loaded, mistakes, err := l.load(ctx, &next, &u)
	if err != nil {
		return u, list, err
	}
	list.Add(mistakes...)
	list.Add(l.dress(&next, loaded, edits)...)
	u.Theme = next.theme != l.last.theme
	if next.theme == nil || len(next.parsed) == 0 && list.Errors() > 0 {
		// There is nothing to show, and what is known of the site before will be of use.
		next.sound, next.site = false, l.last.site
		l.last = next
		return u, list.Sorted(), nil
	}
	list.Add(l.plan(&next, loaded)...)
	renders := list.Errors() == 0 // a build renders pages then, whatever is wrong with bodies
	mistakes, err = CheckBodies(ctx, next.site, l.opt)
	if err != nil {
		return u, list, err
	}
	list.Add(mistakes...)
	u.Rendered = next.site.Rendered()
	snapshot := newSnapshot(loaded, next.site)
	if renders {
		list.Add(snapshot.probe(u.Changed, !l.last.sound || next.theme != l.last.theme || next.settings != l.last.settings)...)
	}
	next.sound, next.problems = list.Errors() == 0, list.Sorted()
	l.last = next
	if next.sound {
		l.shown, u.Snapshot = snapshot, snapshot
	}
	return u, slices.Clone(next.problems), nil
}

// load parses what is new among the files, and makes the archive of all of them.
func (l *Live) load(ctx context.Context, next *reading, u *Update) (*Loaded, diag.List, error) {
	base, err := l.opt.base(next.settings)
	if err != nil {
		return nil, nil, err
	}
	var known map[*diag.Source]parsed
	if next.settings == l.last.settings {
		known = l.last.parsed
	}
	all, err := parse(ctx, l.opt, next.files, next.settings, known)
	if err != nil {
		return nil, nil, err
	}
	next.parsed = make(map[*diag.Source]parsed, len(all))
	for n, d := range slices.Concat(next.files.Postmortems, next.files.Pages) {
		if _, ok := known[d.Source]; !ok {
			u.Parsed++
		}
		next.parsed[d.Source] = all[n]
	}
	asOf, err := now(l.opt, next.settings, all)
	if err != nil {
		return nil, nil, err
	}
	loaded := &Loaded{Files: next.files, Settings: next.settings, Base: base}
	var mistakes diag.List
	loaded.Archive, loaded.Drafts, mistakes = index(l.opt, next.settings, all, asOf)
	return loaded, mistakes, nil
}

// plan makes the site of an archive, which takes over what the one before knows. The list
// holds outputs that claim one path.
func (l *Live) plan(next *reading, loaded *Loaded) diag.List {
	mark := markdown.Options{Unsafe: next.settings.Unsafe, Limits: next.settings.Limits}
	if next.markdown == nil || next.marked != mark {
		next.markdown, next.marked = markdown.New(mark), mark
	}
	next.site = site.New(site.Input{
		Archive: loaded.Archive, Base: loaded.Base, Theme: next.theme, Files: next.files,
		Markdown: next.markdown, Before: l.last.site, Frugal: true,
	})
	if l.last.site != nil && l.last.distinct && next.site.SameAddresses(l.last.site) {
		return nil
	}
	clashes := collisions(l.opt, next.site)
	next.distinct = len(clashes) == 0
	return clashes
}

// CheckBodies renders all Markdown of a site and checks what only all of it
// together can tell.
func CheckBodies(ctx context.Context, s *site.Site, opt Options) (diag.List, error) {
	files := s.Bodies()
	lists := make([]diag.List, len(files))
	opt.Progress.Begin("checking", len(files))
	err := each(ctx, len(files), opt.jobs(), func(n int) error {
		lists[n] = s.CheckBody(files[n])
		opt.Progress.Add(1)
		return nil
	})
	var list diag.List
	for _, l := range lists {
		list.Add(l...)
	}
	if err == nil {
		list.Add(s.CheckFragments()...)
	}
	return list, err
}

// read reads what the edits name, and the whole folder where more than the
// text of known files has changed.
func (l *Live) read(next *reading, edits Edits) error {
	names := slices.DeleteFunc(slices.Clone(edits.Files), scan.Ignores)
	known := l.last.settings != nil && len(l.last.scanned) == 0 && !edits.Rescan
	if known {
		if files, ok := l.last.files.Reread(l.opt.Content, names, l.opt.Display, l.last.settings.Limits); ok {
			next.files = files
			return nil
		}
	}
	stale := make(map[string]bool, len(names))
	for _, name := range names {
		stale[name] = true
	}
	files, s, scanned, err := scan.Again(l.opt.Content, l.opt.Display, l.last.files, func(path string) bool { return stale[path] })
	if err != nil {
		next.scanned = scanned
		return err
	}
	// The same text is the same source, whatever the times of its file say.
	keep(l.last.files.Postmortems, files.Postmortems)
	keep(l.last.files.Pages, files.Pages)
	if next.settings == nil || !reflect.DeepEqual(s, next.settings) {
		next.settings = s
	}
	next.files, next.scanned = files, scanned
	return nil
}

// keep puts the sources of before into now where their text is the same.
func keep(before, now []scan.Document) {
	byPath := make(map[string]*diag.Source, len(before))
	for _, d := range before {
		byPath[d.Path] = d.Source
	}
	for n, d := range now {
		if old := byPath[d.Path]; old != nil && old != d.Source && old.Text() == d.Source.Text() {
			now[n].Source = old
		}
	}
}

// dress loads the theme where it may have changed.
func (l *Live) dress(next *reading, loaded *Loaded, edits Edits) diag.List {
	options := themeOptions(l.opt, loaded)
	own := func(name string) bool {
		return strings.HasPrefix(name, "layouts/") || strings.HasPrefix(name, "assets/")
	}
	if next.theme != nil && !edits.Theme && !slices.ContainsFunc(edits.Files, own) && sameTheme(options, next.themed) {
		return nil
	}
	var list diag.List
	next.themed = options
	next.theme, list = theme.Load(options)
	if list.Errors() > 0 {
		next.theme = nil
	}
	return list
}

func sameTheme(a, b theme.Options) bool {
	return a.Base == b.Base && a.Name == b.Name && a.Folder == b.Folder && a.Display == b.Display &&
		slices.Equal(a.Layouts, b.Layouts) && slices.Equal(a.Assets, b.Assets)
}

// sameFiles reports whether two readings of the folder gave the same site.
func sameFiles(a, b *scan.Files) bool {
	return slices.EqualFunc(a.Postmortems, b.Postmortems, sameText) && slices.EqualFunc(a.Pages, b.Pages, sameText) &&
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
