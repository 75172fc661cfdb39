package build

import (
	"context"

	"afterword/generator/diag"
	"afterword/generator/site"
	"afterword/generator/theme"
	"afterword/generator/tree"
	"afterword/generator/urls"
)

// A Built site is all files of a site, held in memory or handed to a sink.
type Built struct {
	Loaded *Loaded
	Tree   tree.Tree // of Build; Stream holds no file
	Files  int
	Pages  int // HTML pages among the files
}

// Build makes the whole site of an archive and holds it in memory, for those
// who look at it rather than publish it. Where the list holds errors there is
// no tree. The error is the machine's or an *OptionError. Close the Loaded
// archive when the tree is no longer read.
func Build(ctx context.Context, opt Options, timings *Timings) (*Built, diag.List, error) {
	m := new(memory)
	b, list, err := Stream(ctx, opt, m, timings)
	if err == nil && list.Errors() == 0 {
		b.Tree, _ = tree.New(m.files)
	}
	return b, list, err
}

// Stream makes the whole site of an archive and hands it to a sink, file by file
// as they are made. Where the list holds errors, what the sink holds is not
// whole. The error is the machine's, the sink's or an *OptionError. Close the Loaded
// archive when the files of the sink are no longer read.
func Stream(ctx context.Context, opt Options, sink Sink, timings *Timings) (*Built, diag.List, error) {
	loaded, s, list, err := Prepare(ctx, opt, timings)
	b := &Built{Loaded: loaded}
	if err != nil || s == nil {
		return b, list, err
	}
	list.Add(collisions(opt, s)...)
	if list.Errors() > 0 {
		mistakes, err := CheckBodies(ctx, s, opt.jobs())
		list.Add(mistakes...)
		return b, list, err
	}

	r := rendering{site: s, sink: sink, clock: newClock()}
	err = r.run(ctx, batches(s), opt.jobs())
	if err == nil {
		err = r.copies(ctx, opt.jobs())
	}
	list.Add(r.list...)
	list.Add(places(r.failures)...)
	if err != nil {
		return b, list, err
	}
	list.Add(s.CheckFragments()...)
	b.Files = len(s.Plan()) + len(s.Copies())
	for _, o := range s.Plan() {
		if o.HTML {
			b.Pages++
		}
	}
	r.clock.split(timings, [kinds]int{markdownTime: len(s.Bodies()), pagesTime: b.Pages, writeTime: b.Files})
	if list.Errors() > 0 {
		return b, list, nil
	}

	done := timings.start("search index")
	index, err := searchIndex(s)
	for _, f := range index {
		if err == nil {
			err = sink.Put(f)
		}
	}
	b.Files += len(index)
	done(len(index))
	return b, list, err
}

// collisions are outputs that claim one path, or paths that some file system
// takes for one.
func collisions(opt Options, s *site.Site) diag.List {
	var claims []tree.File
	for _, o := range s.Plan() {
		claims = append(claims, tree.File{Path: urls.OutputFile(o.Path), Owner: o.Owner})
	}
	for _, c := range s.Copies() {
		claims = append(claims, tree.File{Path: urls.OutputFile(c.Path), Owner: c.File.Path})
	}
	_, clashes := tree.New(claims)
	var list diag.List
	type pair struct{ one, other string }
	seen := map[pair]bool{}
	for _, c := range clashes {
		// Two files that meet at one address meet at all that lie beneath it.
		if p := (pair{c.Owner, c.OtherOwner}); !seen[p] {
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
