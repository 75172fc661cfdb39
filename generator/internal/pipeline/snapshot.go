package pipeline

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"sync"

	"afterword/generator/internal/diag"
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

	copies func() map[string]site.Copy             // by output path
	index  func() (map[string]publish.File, error) // the search index, by output path
	pages  sync.Map                                // output path → *rendered
}

// rendered is one output, made once.
type rendered struct {
	once sync.Once
	file publish.File
	err  error
}

func newSnapshot(loaded *Loaded, s *site.Site) *Snapshot {
	return &Snapshot{
		Loaded: loaded, Site: s,
		copies: sync.OnceValue(func() map[string]site.Copy {
			m := map[string]site.Copy{}
			for _, c := range s.Copies() {
				m[urls.OutputFile(c.Path)] = c
			}
			return m
		}),
		index: sync.OnceValues(func() (map[string]publish.File, error) {
			m := map[string]publish.File{}
			files, err := searchIndex(s)
			for _, f := range files {
				m[f.Path] = f
			}
			return m, err
		}),
	}
}

// File finds one by its output path, such as "services/api/index.html", and
// renders it if need be. The error is a *theme.Failure where a layout fails.
func (s *Snapshot) File(path string) (publish.File, bool, error) {
	sitePath := urls.SitePath(path)
	if urls.OutputFile(sitePath) != path {
		return publish.File{}, false, nil
	}
	if o, ok := s.Site.Output(sitePath); ok {
		kept, _ := s.pages.LoadOrStore(path, new(rendered))
		r := kept.(*rendered)
		r.once.Do(func() {
			var data bytes.Buffer
			r.err = o.Render(&data)
			r.file = publish.File{Path: path, Data: data.Bytes(), Size: int64(data.Len()), Source: o.Owner}
		})
		return r.file, true, r.err
	}
	if c, ok := s.copies()[path]; ok {
		return copyOf(c), true, nil
	}
	if strings.HasPrefix(sitePath, urls.Search) {
		index, err := s.index()
		f, ok := index[path]
		return f, ok, err
	}
	return publish.File{}, false, nil
}

// Has reports whether there is a file at an output path, without rendering it.
func (s *Snapshot) Has(path string) bool {
	sitePath := urls.SitePath(path)
	if urls.OutputFile(sitePath) != path {
		return false
	}
	if _, ok := s.Site.Output(sitePath); ok {
		return true
	}
	if _, ok := s.copies()[path]; ok {
		return true
	}
	if strings.HasPrefix(sitePath, urls.Search) {
		_, ok, _ := s.File(path) // a file that cannot be made is none
		return ok
	}
	return false
}

// Rendered counts the outputs that have been rendered so far.
func (s *Snapshot) Rendered() (n int) {
	s.pages.Range(func(any, any) bool { n++; return true })
	return n
}

// probeEach is how many pages of each layout are tried.
const probeEach = 3

// probe renders some pages to see whether the layouts hold: those of files that
// have changed and, where all may fail, some of each layout. What it does not find
// shows when the page is asked for.
func (s *Snapshot) probe(files []string, all bool) diag.List {
	tried := map[theme.Layout]int{}
	owners := map[string]bool{}
	for _, f := range files[:min(len(files), probeEach)] { // after a checkout of a thousand, some
		owners[f] = true
	}
	var failures []*theme.Failure
	for _, o := range s.Site.Plan() {
		if !owners[o.Owner] && (!all || o.Layout == "" || tried[o.Layout] >= probeEach) {
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

func copyOf(c site.Copy) publish.File {
	return publish.File{
		Path: urls.OutputFile(c.Path), Source: c.File.Path, Size: c.File.Size,
		Open: func() (io.ReadCloser, error) { return c.File.Open() },
	}
}

// searchIndex is the files of the search index, of which the plan knows nothing.
func searchIndex(s *site.Site) ([]publish.File, error) {
	index, err := s.SearchIndex()
	files := make([]publish.File, 0, len(index))
	for _, f := range index {
		files = append(files, publish.File{Path: urls.OutputFile(f.Path), Data: f.Data, Source: "the search index"})
	}
	return files, err
}
