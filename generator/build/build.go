package build

import (
	"context"
	"errors"

	"afterword/generator/diag"
	"afterword/generator/site"
	"afterword/generator/theme"
	"afterword/generator/tree"
	"afterword/generator/urls"
)

// A Built site is a tree ready to be published.
type Built struct {
	Loaded *Loaded
	Tree   tree.Tree
	Pages  int // HTML pages among its files
}

// Build makes the whole site of an archive. Where the list holds errors there
// is no tree. The error is the machine's or an *OptionError. Close the Loaded
// archive when the tree is no longer read.
func Build(ctx context.Context, opt Options, timings *Timings) (*Built, diag.List, error) {
	loaded, s, list, err := Prepare(ctx, opt, timings)
	b := &Built{Loaded: loaded}
	if err != nil || s == nil {
		return b, list, err
	}
	list.Add(collisions(opt, s)...)
	if list.Errors() > 0 {
		return b, list, nil
	}

	done := timings.start("render")
	files, mistakes, err := render(ctx, s, opt.jobs())
	done(len(files))
	list.Add(mistakes...)
	if err != nil || mistakes.Errors() > 0 {
		return b, list, err
	}
	done = timings.start("search index")
	index, err := searchIndex(s)
	done(len(index))
	if err != nil {
		return b, list, err
	}
	files = append(files, index...)
	b.Tree, _ = tree.New(files)
	for _, o := range s.Plan() {
		if o.HTML {
			b.Pages++
		}
	}
	return b, list, nil
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

// render makes every output, and lists where layouts fail: once for each place,
// however many pages meet it.
func render(ctx context.Context, s *site.Site, jobs int) ([]tree.File, diag.List, error) {
	plan := s.Plan()
	files := make([]tree.File, len(plan), len(plan)+len(s.Copies()))
	failures := make([]*theme.Failure, len(plan))
	err := each(ctx, len(plan), jobs, func(n int) error {
		o := plan[n]
		data, err := o.Render()
		files[n] = tree.File{Path: urls.OutputFile(o.Path), Data: data, Owner: o.Owner}
		if errors.As(err, &failures[n]) {
			return nil
		}
		return err
	})
	for _, c := range s.Copies() {
		files = append(files, copyOf(c))
	}
	return files, places(failures), err
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
