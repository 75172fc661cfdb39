package scan

import (
	"os"
	"path"
	"slices"
	"strings"

	"afterword/generator/internal/settings"
)

// of reports whether the files are those of a folder, which may have been replaced.
func (f *Files) of(dir string) bool {
	if f.root == nil {
		return false
	}
	was, err := f.root.Stat(".")
	if err != nil {
		return false
	}
	is, err := os.Stat(dir)
	return err == nil && os.SameFile(was, is)
}

// Reread reads some Markdown files again, and returns Files in which those whose
// text has changed have a new source. It returns false where the archive has to be
// read as a whole: a file is new, has gone or cannot be read, or dir is another
// folder now.
func (f *Files) Reread(dir string, names []string, display string, limits settings.Limits) (*Files, bool) {
	if !f.of(dir) {
		return nil, false
	}
	next := *f
	next.Postmortems, next.Pages = slices.Clone(f.Postmortems), slices.Clone(f.Pages)
	for _, name := range names {
		d := next.Document(name)
		if d == nil {
			return nil, false
		}
		if _, open := f.unsaved[name]; !open {
			info, err := f.root.Lstat(name)
			if err != nil || !info.Mode().IsRegular() {
				return nil, false
			}
			d.Size, d.ModTime = info.Size(), info.ModTime()
		}
		src, list := f.text(name, path.Join(display, name), limits.File, raiseFile)
		if len(list) > 0 {
			return nil, false
		}
		if d.Source.Text() != src.Text() {
			d.Source = src
		}
	}
	return &next, true
}

// Document finds a Markdown file by its path; nil where there is none.
func (f *Files) Document(name string) *Document {
	for _, list := range [][]Document{f.Postmortems, f.Pages} {
		n, ok := slices.BinarySearchFunc(list, name, func(d Document, name string) int { return strings.Compare(d.Path, name) })
		if ok {
			return &list[n]
		}
	}
	return nil
}
