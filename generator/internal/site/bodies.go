package site

import (
	"slices"
	"sync"
	"sync/atomic"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/markdown"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/urls"
)

// bodies are the rendered Markdown of postmortems and pages, each made when it
// is first asked for.
type bodies struct {
	byFile  map[string]*body
	all     []body // incidents first, in the archive's order
	links   func() *links
	md      *markdown.Renderer
	dropped bool          // bodies are not kept: they are rendered again when they are asked for
	count   *atomic.Int64 // of renderings
}

// A body is one file's. It refers to no site, so that the next one may take it over.
type body struct {
	file, site string // path in the archive, site path
	src        *diag.Source
	start      int // of the Markdown, in src
	aliases    []postmortem.Alias
	postmortem *postmortem.Postmortem // nil of a page
	shared     bool                   // a feed shows it beside others

	mu     sync.Mutex
	doc    *markdown.Document // kept until it is released, unless the site drops bodies
	report *report
	stale  bool // the report is of the site before, where answers may have been others
}

// A report is what is remembered of a body that has been rendered.
type report struct {
	problems  diag.List
	ids       []string        // of its headings, as authors write them
	filled    []string        // those of them with something beneath
	fragments []markdown.Link // to places in other pages
	asked     []question
}

// A question that rendering asked of the site, and its answer. A body comes out
// the same for as long as its questions have the same answers.
type question struct {
	ref    markdown.Reference
	answer markdown.Resolution
}

func newBodies(s *Site, in Input) bodies {
	n := len(s.archive.Incidents) + len(s.archive.Pages)
	all := bodies{
		byFile: make(map[string]*body, n), md: in.Markdown, dropped: in.DropBodies, count: new(atomic.Int64),
		links: sync.OnceValue(func() *links { return newLinks(s) }),
	}
	all.all = make([]body, n)
	add := func(file, site string, src *diag.Source, start int, aliases []postmortem.Alias) *body {
		b := &all.all[len(all.byFile)]
		b.file, b.site, b.src, b.start, b.aliases = file, site, src, start, aliases
		all.byFile[file] = b
		return b
	}
	for _, i := range s.archive.Incidents {
		add(i.File, urls.Incident(i.Path), i.Source, i.Body, i.Aliases).postmortem = i.Postmortem
	}
	for _, p := range s.archive.Pages {
		add(p.File, urls.Page(p.Path), p.Source, p.Body, p.Aliases)
	}
	return all
}

// adopt takes over what the site before knows of bodies that have not changed.
// Where every address is what it was, they are the same; otherwise each is compared with
// the answers it was rendered with when it is next looked at.
func (b bodies) adopt(before *Site, same bool) {
	if before.bodies.md != b.md || !before.bodies.dropped {
		return
	}
	for n := range b.all {
		now := &b.all[n]
		old := before.bodies.byFile[now.file]
		if old == nil || old.src != now.src || old.start != now.start || old.site != now.site {
			continue
		}
		old.mu.Lock()
		// The words of a problem may depend on files that are no pages.
		if old.report != nil && len(old.report.problems) == 0 {
			now.report, now.stale = old.report, old.stale || !same
		}
		old.mu.Unlock()
	}
}

// document returns the rendered body of a file.
func (b bodies) document(file string) markdown.Document {
	now := b.byFile[file]
	now.mu.Lock()
	defer now.mu.Unlock()
	if now.doc != nil {
		return *now.doc
	}
	return *b.render(now)
}

// look returns what is known of a body, and renders it if need be.
func (b bodies) look(file string) *report {
	now := b.byFile[file]
	now.mu.Lock()
	defer now.mu.Unlock()
	if now.stale {
		resolve := b.links().from(file)
		if slices.ContainsFunc(now.report.asked, func(q question) bool { return resolve(q.ref) != q.answer }) {
			now.report = nil
		}
		now.stale = false
	}
	if now.report == nil {
		b.render(now)
	}
	return now.report
}

// render renders a body whose lock is held.
func (b bodies) render(now *body) *markdown.Document {
	b.count.Add(1)
	found := new(report)
	resolver := func(ref markdown.Reference) markdown.Resolution {
		answer := b.links().from(now.file)(ref)
		if b.dropped { // the next site asks again
			found.asked = append(found.asked, question{ref, answer})
		}
		return answer
	}
	doc, problems := b.md.Render(now.src, now.start, resolver)
	found.problems = problems
	for _, h := range doc.Headings {
		found.ids = append(found.ids, written(h.ID))
	}
	found.filled = doc.Filled()
	for _, l := range doc.Links {
		if l.Page != "" && l.Fragment != "" {
			found.fragments = append(found.fragments, l)
		}
	}
	now.report, now.stale = found, false
	if !b.dropped {
		now.doc = &doc
	}
	return &doc
}

// Release gives up the rendered body of a file, once its own page is made. What feeds
// show is kept.
func (s *Site) Release(file string) {
	b := s.bodies.byFile[file]
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.shared {
		b.doc = nil
	}
}

// Address is the site path of the page that a file becomes.
func (s *Site) Address(file string) (string, bool) {
	b, ok := s.bodies.byFile[file]
	if !ok {
		return "", false
	}
	return b.site, true
}

// Rendered counts how often a body has been rendered for this site so far.
func (s *Site) Rendered() int { return int(s.bodies.count.Load()) }

// Sections are those of the body of a file; nil where the site has no such page.
func (s *Site) Sections(file string) []markdown.Section {
	if s.bodies.byFile[file] == nil {
		return nil
	}
	return s.bodies.document(file).Sections
}
