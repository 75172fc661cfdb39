package pipeline

import (
	"context"
	"slices"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/markdown"
	"afterword/generator/internal/publish"
	"afterword/generator/internal/site"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/urls"
)

// check renders all Markdown of the site, and finds what only all of it together
// shows. The site of a snapshot keeps none of it: few pages are asked for.
func (p *Pipeline) check(ctx context.Context, next *state, u *Update) error {
	files := next.site.Bodies()
	lists := make([]diag.List, len(files))
	p.opt.Progress.Begin("checking", len(files))
	err := each(ctx, len(files), p.opt.jobs(), func(n int) error {
		lists[n] = next.site.CheckBody(files[n])
		p.opt.Progress.Add(1)
		return nil
	})
	u.Rendered = next.site.Rendered()
	if err != nil {
		return err
	}
	next.problems[Checked] = slices.Concat(append(lists, next.site.CheckFragments(), next.site.CheckReports())...)
	next.done = Checked
	return nil
}

// CheckDrafts reports what the archive's rules ask of the drafts that were left out.
func (l *Loaded) CheckDrafts() (list diag.List) {
	if len(l.Settings.Rules) == 0 {
		return nil
	}
	md := markdown.New(l.markdown())
	for _, p := range l.leftOut {
		list.Add(p.CheckRules(l.Settings, l.Archive.AsOf, func() []string {
			doc, _ := md.Render(p.Source, p.Body, nil) // its links are checked once it is published
			return doc.Filled()
		})...)
	}
	return list
}

// collisions are outputs with the same path, or with paths that some file system
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
		// Two files that meet at one address meet at all addresses beneath it.
		if p := (pair{c.Source, c.OtherSource}); !seen[p] {
			seen[p] = true
			list.Add(s.Collision(opt.Display, c))
		}
	}
	return list
}

// layoutProblems lists where layouts fail, each place once. A nil failure is none.
func layoutProblems(failures []*theme.Failure) (list diag.List) {
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
