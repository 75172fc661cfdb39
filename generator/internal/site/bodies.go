package site

import (
	"slices"
	"sync"
	"sync/atomic"
	"weak"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/markdown"
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
	start      int  // of the Markdown, in src
	shared     bool // some page shows it beside others: a feed

	mu     sync.Mutex
	doc    *markdown.Document              // kept until it is released, unless the site drops bodies
	html   string                          // all that is kept of a shared body that was released
	spare  weak.Pointer[markdown.Document] // for as long as memory is not needed
	report *report
	before *report // of the same text in the site before, not yet known to hold here
}

// A report is what is remembered of a body that has been rendered.
type report struct {
	mistakes  diag.List
	ids       []string        // of its headings, as authors write them
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
	add := func(file, site string, src *diag.Source, start int) {
		b := &all.all[len(all.byFile)]
		b.file, b.site, b.src, b.start = file, site, src, start
		all.byFile[file] = b
	}
	for _, i := range s.archive.Incidents {
		add(i.File, urls.Incident(i.Path), i.Source, i.Body)
	}
	for _, p := range s.archive.Pages {
		add(p.File, urls.Page(p.Path), p.Source, p.Body)
	}
	return all
}

// adopt takes over what the site before knows of bodies that have not changed.
// Where every address is what it was, they are the same; otherwise each is held
// against the answers it was rendered with when it is next looked at.
func (b bodies) adopt(before *Site, same bool) {
	if before.bodies.md != b.md || !before.bodies.dropped {
		return
	}
	for n := range b.all {
		now := &b.all[n]
		var old *body
		if n < len(before.bodies.all) && before.bodies.all[n].file == now.file {
			old = &before.bodies.all[n]
		} else {
			old = before.bodies.byFile[now.file]
		}
		if old == nil || old.src != now.src || old.start != now.start || old.site != now.site {
			continue
		}
		old.mu.Lock()
		known := old.report
		if known == nil {
			known = old.before
		}
		// What is wrong with a body may be worded by files that are no pages.
		if known != nil && len(known.mistakes) == 0 {
			if same && old.report != nil {
				now.report, now.spare = known, old.spare
			} else {
				now.before = known
			}
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
	if doc := now.spare.Value(); doc != nil && now.report != nil {
		return *doc
	}
	return *b.render(now)
}

// look returns what is known of a body, and renders it if need be.
func (b bodies) look(file string) *report {
	now := b.byFile[file]
	now.mu.Lock()
	defer now.mu.Unlock()
	if now.report == nil && now.before != nil {
		resolve := b.links().from(file)
		if !slices.ContainsFunc(now.before.asked, func(q question) bool { return resolve(q.ref) != q.answer }) {
			now.report = now.before
		}
		now.before = nil
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
	doc, mistakes := b.md.Render(now.src, now.start, resolver)
	found.mistakes = mistakes
	for _, h := range doc.Headings {
		found.ids = append(found.ids, written(h.ID))
	}
	for _, l := range doc.Links {
		if l.Page != "" && l.Fragment != "" {
			found.fragments = append(found.fragments, l)
		}
	}
	now.report, now.before = found, nil
	if b.dropped {
		now.spare = weak.Make(&doc)
	} else {
		now.doc = &doc
	}
	return &doc
}

// markup returns the HTML of a body.
func (b bodies) markup(file string) string {
	now := b.byFile[file]
	now.mu.Lock()
	kept := now.html
	now.mu.Unlock()
	if kept != "" {
		return kept
	}
	return b.document(file).HTML
}

// Release gives up the rendered body of a file, once its own page is made. What feeds
// show of it is kept; asked for more, it is rendered again.
func (s *Site) Release(file string) {
	now := s.bodies.byFile[file]
	now.mu.Lock()
	defer now.mu.Unlock()
	if now.shared && now.doc != nil {
		now.html = now.doc.HTML
	}
	now.doc = nil
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
