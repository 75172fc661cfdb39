package pipeline

import (
	"bytes"
	"errors"
	"io"
	"path"
	"strings"
	"sync"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/edition"
	"afterword/generator/internal/publish"
	"afterword/generator/internal/site"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/urls"
)

// A Snapshot is the site of an archive without errors, each page rendered when
// it is first asked for and kept. It is immutable and safe for concurrent use.
type Snapshot struct {
	Loaded *Loaded
	Site   *site.Site
	hidden []edition.Hidden
	folder string // in which diagnostics say that documents are

	pages sync.Map // path → func() (publish.File, error)
}

// LeftOut counts the parts of a document that the edition does not show, by their kinds.
func (s *Snapshot) LeftOut(document string) map[string]int {
	kinds := map[string]int{}
	for _, h := range s.hidden {
		if h.File == path.Join(s.folder, document) {
			kinds[h.Kind]++
		}
	}
	return kinds
}

// find looks a file up by its output path, such as "services/api/index.html".
// The function that it returns makes the file; it is nil where there is none.
func (s *Snapshot) find(path string) (file func() (publish.File, error)) {
	sitePath := urls.SitePath(path)
	if urls.OutputFile(sitePath) != path {
		return nil
	}
	if o, ok := s.Site.Output(sitePath); ok {
		once, _ := s.pages.LoadOrStore(path, sync.OnceValues(func() (publish.File, error) {
			var data bytes.Buffer
			err := o.Render(&data)
			return publish.File{Path: path, Data: data.Bytes(), Size: int64(data.Len()), Source: o.Owner}, err
		}))
		return once.(func() (publish.File, error))
	}
	made := func(f publish.File, err error) func() (publish.File, error) {
		return func() (publish.File, error) { return f, err }
	}
	for _, c := range s.Site.Copies() {
		if urls.OutputFile(c.Path) == path {
			return made(copyOf(c), nil)
		}
	}
	if !strings.HasPrefix(sitePath, urls.Search) {
		return nil
	}
	files, err := s.Site.SearchFiles()
	if err != nil {
		return made(publish.File{}, err)
	}
	for _, f := range files {
		if urls.OutputFile(f.Path) == path {
			return made(publish.File{Path: path, Data: f.Data, Source: indexSource}, nil)
		}
	}
	return nil
}

// File returns the file at an output path, and renders it if need be; ok is false
// where there is none. The error is a *theme.Failure where a layout fails.
func (s *Snapshot) File(path string) (f publish.File, ok bool, err error) {
	file := s.find(path)
	if file == nil {
		return f, false, nil
	}
	f, err = file()
	return f, true, err
}

// Has reports whether there is a file at an output path, without rendering it.
func (s *Snapshot) Has(path string) bool { return s.find(path) != nil }

// probeEach is how many pages of each layout are tried.
const probeEach = 3

// probe renders some pages to see whether the layouts are sound: those of files that
// have changed and, where all may fail, some of each layout. What it does not find
// shows when the page is asked for.
func (s *Snapshot) probe(files []string, all bool) diag.List {
	tried := map[theme.Layout]int{}
	changed := map[string]bool{}
	for _, f := range files[:min(len(files), probeEach)] { // after a checkout of a thousand, some
		changed[f] = true
	}
	var failures []*theme.Failure
	for _, o := range s.Site.Plan() {
		if !changed[o.Owner] && (!all || o.Layout == "" || tried[o.Layout] >= probeEach) {
			continue
		}
		tried[o.Layout]++
		_, _, err := s.File(urls.OutputFile(o.Path))
		var failure *theme.Failure
		if errors.As(err, &failure) {
			failures = append(failures, failure)
		}
	}
	return layoutProblems(failures)
}

// copyOf is a file of the archive that is published as it is.
func copyOf(c site.Copy) publish.File {
	return publish.File{
		Path: urls.OutputFile(c.Path), Source: c.File.Path, Size: c.File.Size,
		Open: func() (io.ReadCloser, error) { return c.File.Open() },
	}
}
