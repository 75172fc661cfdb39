package markdown

import (
	"html"
	"strings"
	"sync"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/settings"
)

// Options choose how every body of an archive is rendered.
type Options struct {
	// Unsafe lets raw HTML through a sanitizer instead of showing it as text.
	Unsafe bool
	// Limits bound one body; the zero value means settings.DefaultLimits.
	Limits settings.Limits
}

// A Renderer renders bodies. It is safe for concurrent use, and one is enough
// for a process.
type Renderer struct {
	unsafe  bool
	limits  settings.Limits
	parser  parser.Parser
	walkers sync.Pool // of *walker, for their buffers
	inline  *Renderer // of texts without blocks; nil of itself
}

// New makes a renderer.
func New(opt Options) *Renderer {
	if opt.Limits == (settings.Limits{}) {
		opt.Limits = settings.DefaultLimits()
	}
	r := newRenderer(opt.Unsafe, opt.Limits, newParser())
	r.inline = newRenderer(false, opt.Limits, newInlineParser())
	return r
}

func newRenderer(unsafe bool, limits settings.Limits, p parser.Parser) *Renderer {
	return &Renderer{unsafe: unsafe, limits: limits, parser: p, walkers: sync.Pool{New: func() any { return new(walker) }}}
}

// A Document is a rendered body. It is immutable.
type Document struct {
	// HTML is the article without its title: see the package comment for the
	// elements and classes it may hold.
	HTML string
	// Headings in the order of the text, for a table of contents.
	Headings []Heading
	// Links and images that name another page or file of the archive, a place in
	// another page, or another site, in the order of the text. Fragments of the
	// body itself have been checked already.
	Links []Link
	// Sections hold the text without markup: first what is before any
	// heading, where there is such text, then one section a heading.
	Sections []Section
	// Words of prose, and of code blocks. A Chinese or Japanese character
	// counts as a word.
	Words, CodeWords int
	// Tables, Code and Images report whether the body holds any.
	Tables, Code, Images bool
}

// A Heading is one entry of a table of contents.
type Heading struct {
	Level int    // 2–6
	ID    string // unique in the body, begins with "h-"
	Text  string // plain text
}

// A Section is the text under one heading, blocks apart by line breaks.
type Section struct {
	Heading string // "" before the first heading
	ID      string // of the heading
	Text    string // prose, alternative texts, table cells
	Code    string // code blocks; code spans are part of Text
}

// A Link says what the body refers to.
type Link struct {
	Page     string    // Resolution.Page: a site path, or "" for a file or another site
	URL      string    // what the reader's browser gets, with its fragment
	Fragment string    // an id of the other page, without "#"; "" for the page as a whole
	Image    bool      // it is an image
	Span     diag.Span // where it is in the file
}

// A Resolver answers what a relative or root-relative destination means. It is
// not asked about bare fragments or about https, http, mailto and tel links.
// It is called from the goroutine that called Render.
type Resolver func(Reference) Resolution

// A Reference is a destination as its author wrote it, entities, escapes and
// percent-encoding decoded.
type Reference struct {
	Path     string // "other.md", "../x/", "/about/", "graph.png"; never empty
	Query    string // as written, without "?"
	Fragment string // as written, without "#"
	Image    bool
	// Figure says that it is an image in a paragraph of its own, whose place a drawing may take; Alt and
	// Title are its words then.
	Figure     bool
	Alt, Title string
	Span       diag.Span
}

// A Resolution is what a Reference means.
type Resolution struct {
	// URL is what the browser gets, escaped, without a fragment. Empty means
	// that there is nothing: Problem says why and Hint how to fix it.
	URL string
	// Page is the site path when the target is a page of the site, whose
	// fragments are ids that content made.
	Page string
	// Width and Height in pixels, of an image; zero where they are not known.
	Width, Height int
	// Figure is HTML that takes the place of the image, written by this program; "" where there is none.
	Figure        string
	Problem, Hint string
	// Problems are those of the file itself, nil where there are none.
	Problems *diag.List
}

// Render renders the Markdown that begins at byte body of src. The list holds
// what its author should fix; the document is whole either way, but for what
// goes over a limit. A nil resolver takes every relative destination as it is.
func (r *Renderer) Render(src *diag.Source, body int, resolve Resolver) (Document, diag.List) {
	w := r.walkers.Get().(*walker)
	defer r.walkers.Put(w)
	body = max(0, min(body, len(src.Text())))
	w.reset(r, src, body, resolve)

	w.block(w.parse(), 0)
	return w.finish()
}

// Inline renders a text of front matter, which has emphasis, code and links, and no blocks.
// A link that leads nowhere stays a text.
func (r *Renderer) Inline(text string, resolve Resolver) string {
	if !strings.ContainsAny(text, "*_`[<&\\~@") && !strings.Contains(text, "://") && !strings.Contains(text, "www.") && strings.IndexFunc(text, unprintable) < 0 {
		return html.EscapeString(text)
	}
	links := func(ref Reference) Resolution {
		if ref.Image {
			return Resolution{Problem: "pictures have no place here"}
		}
		return resolve(ref)
	}
	doc, _ := r.inline.Render(diag.NewSource("", text), 0, links)
	return strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(doc.HTML), "<p>"), "</p>")
}

// parse reads the body within its limits.
func (w *walker) parse() ast.Node {
	w.text = w.neutralise(w.text, w.src.Text()[w.body:])
	pc := parser.NewContext()
	pc.Set(guardKey, &guard{limits: w.limits, report: w.limit})
	part, what, most := readable(w.text)
	if what != "" {
		w.limit(len(part), "split the page, or store listings as files beside it", "the body has more than %d %s", most, what)
		w.text = part
	}
	return w.renderer.parser.Parse(text.NewReader(w.text), parser.WithContext(pc))
}
