package pipeline

import (
	"context"

	"afterword/generator/internal/cache"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/publish"
	"afterword/generator/internal/site"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/urls"
)

// A Built site is all files of a site, held in memory or handed to a sink.
type Built struct {
	Loaded    *Loaded
	Tree      publish.Tree // of Build; Stream holds no file
	Incidents int
	Drafts    int // left out
	Pages     int // HTML pages among the files
	Files     int
	Size      int64 // bytes
}

// Build makes the whole site of an archive and holds it in memory, for those
// who look at it rather than publish it. Where the list holds errors there is
// no tree. The error is the machine's or an *OptionError. Close the Loaded
// archive when the tree is no longer read.
func Build(ctx context.Context, opt Options, timings *Timings) (*Built, diag.List, error) {
	opt.Cache = nil
	m := new(memory)
	b, list, err := Stream(ctx, opt, m, timings)
	if err == nil && list.Errors() == 0 {
		b.Tree, _ = publish.New(m.files)
	}
	return b, list, err
}

// Stream makes the whole site of an archive and hands it to a sink, file by file
// as they are made. Where the list holds errors, what the sink holds is not
// whole. With a cache, what would come out as it did before is not made again but
// kept by the sink. The error is the machine's, the sink's or an *OptionError. Close
// the Loaded archive when the files of the sink are no longer read.
func Stream(ctx context.Context, opt Options, sink Sink, timings *Timings) (*Built, diag.List, error) {
	l, list, err := read(opt, timings)
	b := &Built{Loaded: l}
	if err != nil {
		return b, list, err
	}
	if opt.Sized != nil {
		opt.Sized(len(l.Files.Postmortems) + len(l.Files.Pages))
	}
	look, mistakes := dress(opt, l, timings)
	list.Add(mistakes...)
	r := &rendering{opt: opt, loaded: l, sink: sink, kept: map[string]publish.Entry{}}
	if opt.Cache != nil && list.Errors() == 0 {
		opt.Progress.Begin("comparing", 0)
		done := timings.start("compare")
		same, mistakes, err := r.unchanged(ctx, b, look)
		done(len(r.kept))
		if same || err != nil {
			list.Add(mistakes...)
			return b, list, err
		}
	}
	before := len(list)
	mistakes, err = r.parse(ctx, timings)
	list.Add(mistakes...)
	if err != nil || look == nil {
		return b, list, err
	}
	s := plan(l, look, timings)
	list.Add(r.collisions(s)...)
	if list.Errors() > 0 {
		mistakes, err := CheckBodies(ctx, s, opt)
		list.Add(mistakes...)
		return b, list, err
	}
	mistakes, err = r.render(ctx, s, timings)
	list.Add(mistakes...)
	if err != nil || list.Errors() > 0 {
		return b, list, err
	}
	b.Incidents, b.Drafts = len(l.Archive.Incidents), l.Drafts
	b.Files, b.Size = len(r.entries), 0
	for _, e := range r.entries {
		b.Size += e.Size
	}
	b.Pages = pages(s)
	r.remember(b, list[before:])
	return b, list, nil
}

// pages counts what people look at.
func pages(s *site.Site) (n int) {
	for _, o := range s.Plan() {
		if o.HTML {
			n++
		}
	}
	return n
}

// collisions are those of the site, unless the cache knows that its addresses have none.
func (r *rendering) collisions(s *site.Site) diag.List {
	if r.in == nil {
		return collisions(r.opt, s)
	}
	r.in.plan(s, r.loaded)
	key := cache.Of("distinct", string(r.in.claims[:]))
	if _, ok := r.opt.Cache.Get(key); ok {
		return nil
	}
	list := collisions(r.opt, s)
	if len(list) == 0 {
		r.opt.Cache.Put(key, nil)
	}
	return list
}

// collisions are outputs that claim one path, or paths that some file system
// takes for one.
func collisions(opt Options, s *site.Site) diag.List {
	var claims []publish.File
	for _, o := range s.Plan() {
		claims = append(claims, publish.File{Path: urls.OutputFile(o.Path), Source: o.Owner})
	}
	for _, c := range s.Copies() {
		claims = append(claims, publish.File{Path: urls.OutputFile(c.Path), Source: c.File.Path})
	}
	_, clashes := publish.New(claims)
	var list diag.List
	type pair struct{ one, other string }
	seen := map[pair]bool{}
	for _, c := range clashes {
		// Two files that meet at one address meet at all that lie beneath it.
		if p := (pair{c.Source, c.OtherSource}); !seen[p] {
			seen[p] = true
			list.Add(s.Collision(opt.Display, c))
		}
	}
	return list
}

// places lists where layouts fail, each place once; nil stands for no failure.
func places(failures []*theme.Failure) (list diag.List) {
	type place struct {
		file string
		line int
	}
	seen := map[place]bool{}
	for _, f := range failures {
		if f != nil && !seen[place{f.File, f.Line}] {
			seen[place{f.File, f.Line}] = true
			list.Add(f.Diagnostic)
		}
	}
	return list
}
