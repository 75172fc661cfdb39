package scan

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/urls"
)

// Unsaved are texts that an editor holds, by their paths: they are read in the place of files, and
// may be of files that are not there yet.
type Unsaved map[string]string

// With returns the files as something to be read again, with the texts of an editor from then on.
func (f *Files) With(texts Unsaved) *Files {
	next := *f
	next.unsaved = texts
	return &next
}

// text is readText, but for what an editor holds.
func (f *Files) text(name, printed string, limit int64, hint string) (*diag.Source, diag.List) {
	text, open := f.unsaved[name]
	switch {
	case !open:
		return readText(f.root, name, printed, limit, hint)
	case int64(len(text)) > limit:
		return nil, diag.List{tooLarge(printed, limit, hint)}
	}
	return Text(printed, []byte(text))
}

// unsaved lists the Markdown files that only an editor holds so far.
func (w *walker) unsaved() {
	for name := range w.files.unsaved {
		first, _, _ := strings.Cut(name, "/")
		kind, ok := special[first]
		if !ok {
			kind = incidents
		}
		wrong := func(element string) bool { return urls.CheckName(element) != nil }
		if path.Ext(name) != ".md" || !kind.holdsMarkdown() || Ignores(name) || len(name) > urls.MaxPath || slices.ContainsFunc(strings.Split(name, "/"), wrong) {
			continue
		}
		if _, err := w.files.root.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if kind == pages {
			w.files.Pages = append(w.files.Pages, Document{Path: name})
		} else {
			w.files.Postmortems = append(w.files.Postmortems, Document{Path: name})
		}
	}
}
