package pipeline

import (
	"context"
	"path/filepath"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/markdown"
	"afterword/generator/internal/site"
	"afterword/generator/internal/theme"
)

// Prepare reads an archive and plans its site, but renders nothing yet. Where the
// list holds errors of the theme or of the settings, there is no site. Close the
// Loaded archive when the site is no longer used.
func Prepare(ctx context.Context, opt Options, timings *Timings) (*Loaded, *site.Site, diag.List, error) {
	l, list, err := read(opt, timings)
	if err != nil {
		return l, nil, list, err
	}
	look, mistakes := dress(opt, l, timings)
	list.Add(mistakes...)
	mistakes, err = l.parse(ctx, opt, nil, timings)
	list.Add(mistakes...)
	if err != nil || look == nil {
		return l, nil, list, err
	}
	return l, plan(l, look, timings), list, nil
}

// dress loads the theme; nil where the list holds errors.
func dress(opt Options, l *Loaded, timings *Timings) (*theme.Theme, diag.List) {
	done := timings.start("theme")
	defer func() { done(0) }()
	look, list := theme.Load(themeOptions(opt, l))
	if list.Errors() > 0 {
		return nil, list
	}
	return look, list
}

// plan plans the site of an archive.
func plan(l *Loaded, look *theme.Theme, timings *Timings) *site.Site {
	done := timings.start("plan")
	s := site.New(site.Input{
		Archive: l.Archive, Base: l.Base, Theme: look, Files: l.Files,
		Markdown: markdown.New(markdown.Options{Unsafe: l.Settings.Unsafe, Limits: l.Settings.Limits}),
	})
	done(len(s.Plan()))
	return s
}

func themeOptions(opt Options, l *Loaded) theme.Options {
	name := l.Settings.Theme
	if opt.Theme != "" {
		name = opt.Theme
	}
	folder := filepath.Join(opt.Themes, name)
	if filepath.IsAbs(name) {
		folder = name
	}
	return theme.Options{
		Base:    l.Base,
		Name:    name,
		Folder:  folder,
		Layouts: l.Files.Layouts,
		Assets:  l.Files.Assets,
		Display: opt.Display,
	}
}
