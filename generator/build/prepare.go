package build

import (
	"context"
	"path/filepath"

	"afterword/generator/diag"
	"afterword/generator/markdown"
	"afterword/generator/site"
	"afterword/generator/theme"
)

// Prepare reads an archive and plans its site, but renders nothing yet. Where the
// list holds errors of the theme or of the settings, there is no site. Close the
// Loaded archive when the site is no longer used.
func Prepare(ctx context.Context, opt Options, timings *Timings) (*Loaded, *site.Site, diag.List, error) {
	loaded, list, err := Load(ctx, opt, timings)
	if err != nil || loaded.Archive == nil {
		return loaded, nil, list, err
	}

	done := timings.start("theme")
	look, mistakes := theme.Load(themeOptions(opt, loaded))
	done(0)
	list.Add(mistakes...)
	if mistakes.Errors() > 0 {
		return loaded, nil, list, nil
	}

	done = timings.start("plan")
	s := site.New(site.Input{
		Archive: loaded.Archive, Base: loaded.Base, Theme: look, Files: loaded.Files,
		Markdown: markdown.New(markdown.Options{Unsafe: loaded.Settings.Unsafe, Limits: loaded.Settings.Limits}),
	})
	done(len(s.Plan()))

	return loaded, s, list, nil
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

// bodies renders all Markdown and checks what only all of it together can tell.
func bodies(ctx context.Context, s *site.Site, jobs int) (diag.List, error) {
	files := s.Bodies()
	lists := make([]diag.List, len(files))
	err := each(ctx, len(files), jobs, func(n int) error {
		lists[n] = s.CheckBody(files[n])
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
