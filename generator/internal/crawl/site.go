package crawl

import (
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"afterword/generator/internal/publish"
	"afterword/generator/internal/urls"
)

// A site is a tree with its pages parsed.
type site struct {
	tree  publish.Tree
	base  urls.Base
	files []publish.File // those that the generator made
	pages []*page        // by path
	at    map[string]*page
}

// read parses every page of the tree, several at once.
func read(t publish.Tree, base urls.Base) *site {
	s := &site{tree: t, base: base, at: map[string]*page{}}
	for _, f := range t.Files() {
		if f.Open != nil {
			continue
		}
		s.files = append(s.files, f)
		if strings.HasSuffix(f.Path, ".html") {
			s.pages = append(s.pages, &page{file: f})
		}
	}
	parallel(len(s.pages), func(i int) {
		p := s.pages[i]
		p.parse()
		from := s.served(p.file.Path)
		for n, ref := range p.refs {
			p.refs[n].at = s.resolve(from, ref.value)
		}
	})
	for _, p := range s.pages {
		s.at[p.file.Path] = p
	}
	return s
}

// eachPage judges pages, several at once, and gives the findings in the order of the pages.
func (s *site) eachPage(judge func(p *page, r *report)) []Finding {
	reports := make([]report, len(s.pages))
	parallel(len(s.pages), func(i int) {
		reports[i].file = s.pages[i].file
		judge(s.pages[i], &reports[i])
	})
	return joined(reports)
}

// eachFile judges the files that the generator made, pages included.
func (s *site) eachFile(judge func(f publish.File, r *report)) []Finding {
	reports := make([]report, len(s.files))
	parallel(len(s.files), func(i int) {
		reports[i].file = s.files[i]
		judge(s.files[i], &reports[i])
	})
	return joined(reports)
}

func joined(reports []report) (list []Finding) {
	for _, r := range reports {
		list = append(list, r.list...)
	}
	return list
}

// parallel does 0 … n−1, one job a core.
func parallel(n int, do func(int)) {
	var next atomic.Int64
	var jobs sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		jobs.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	jobs.Wait()
}
