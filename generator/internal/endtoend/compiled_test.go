package endtoend_test

import (
	"bytes"
	"context"
	"path/filepath"
	"testing"

	"afterword/generator/internal/markdown"
	"afterword/generator/internal/pipeline"
	planned "afterword/generator/internal/site"
	"afterword/generator/internal/theme"
)

// Every page of the archives is the same, byte for byte, whether a compiled
// layout or html/template makes it, and no page needs html/template.
func TestCompiledLayoutsMakeTheSamePages(t *testing.T) {
	for _, name := range []string{"fixture", "one", "empty", "project"} {
		content, err := filepath.Abs(archives[name])
		if err != nil {
			t.Fatal(err)
		}
		u, list, err := pipeline.Open(pipeline.Options{Content: content, Display: "content", BaseURL: bases[1]}).Rebuild(context.Background(), pipeline.Edits{}, pipeline.Indexed)
		if err != nil || list.Errors() > 0 {
			t.Fatal(err, list)
		}
		loaded := u.Loaded
		plan := func(o theme.Options) []planned.Output {
			o.Base, o.Name, o.Layouts, o.Assets = loaded.Base, theme.Default, loaded.Files.Layouts, loaded.Files.Assets
			look, mistakes := theme.Load(o)
			if len(mistakes) > 0 {
				t.Fatal(mistakes)
			}
			return planned.New(planned.Input{
				Archive: loaded.Archive, Base: loaded.Base, Theme: look, Files: loaded.Files,
				Markdown: markdown.New(markdown.Options{Unsafe: loaded.Settings.Unsafe, Limits: loaded.Settings.Limits}),
			}).Plan()
		}
		compiled := plan(theme.Options{Fallback: func(layout theme.Layout, why string) {
			t.Errorf("%s: html/template renders a page of %s: %s", name, layout, why)
		}})
		plain := plan(theme.Options{Plain: true})
		pages := 0
		for n, o := range plain {
			if !o.HTML {
				continue
			}
			pages++
			var got, want bytes.Buffer
			if err := o.Render(&want); err != nil {
				t.Fatal(err)
			}
			if err := compiled[n].Render(&got); err != nil || !bytes.Equal(got.Bytes(), want.Bytes()) {
				t.Errorf("%s: %s is\n%s, %v\nwant\n%s", name, o.Path, &got, err, &want)
			}
		}
		if pages < 10 {
			t.Errorf("%s has %d pages only", name, pages)
		}
		if err := loaded.Close(); err != nil {
			t.Error(err)
		}
	}
}
