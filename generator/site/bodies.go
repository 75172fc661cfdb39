package site

import (
	"sync"

	"afterword/generator/archive"
	"afterword/generator/diag"
	"afterword/generator/markdown"
	"afterword/generator/postmortem"
	"afterword/generator/urls"
)

// bodies are the rendered Markdown of postmortems and pages, each made when it
// is first asked for and kept.
type bodies struct {
	byFile map[string]*body
	bySite map[string]*body
}

type body struct {
	src    *diag.Source
	once   sync.Once
	render func() (markdown.Document, diag.List)
	doc    markdown.Document
	list   diag.List
}

func (b *body) get() (markdown.Document, diag.List) {
	b.once.Do(func() { b.doc, b.list = b.render() })
	return b.doc, b.list
}

func newBodies(s *Site, md *markdown.Renderer) bodies {
	links := newLinks(s)
	n := len(s.archive.Incidents) + len(s.archive.Pages)
	all := bodies{byFile: make(map[string]*body, n), bySite: make(map[string]*body, n)}
	add := func(file, site string, src *diag.Source, start int) {
		b := &body{src: src, render: func() (markdown.Document, diag.List) {
			return md.Render(src, start, links.from(file))
		}}
		all.byFile[file], all.bySite[site] = b, b
	}
	for _, i := range s.archive.Incidents {
		add(i.File, urls.Incident(i.Path), i.Source, i.Body)
	}
	for _, p := range s.archive.Pages {
		add(p.File, urls.Page(p.Path), p.Source, p.Body)
	}
	return all
}

func (b bodies) incident(i *archive.Incident) markdown.Document {
	doc, _ := b.byFile[i.File].get()
	return doc
}

func (b bodies) page(p *postmortem.Page) markdown.Document {
	doc, _ := b.byFile[p.File].get()
	return doc
}
