package crawl

import (
	"compress/gzip"
	"net/url"
	"strings"
	"sync"

	"afterword/generator/internal/publish"
	"afterword/generator/internal/urls"
)

// kB is the unit of the design's budgets: 14 kB is just below the 14,600 bytes of a
// first TCP window (RFC 6928).
const kB = 1 << 10

// Limits that are the same for all pages and files.
const (
	maxStyle     = 32 * kB // of one style sheet, as it is
	maxStyleGzip = 8 * kB
	// maxSearchScript bounds the scripts that the search page names, compressed.
	// The engine that they import is search's to bound.
	maxSearchScript = 3 * kB
	maxRequests     = 3
)

// An allowance bounds one kind of page: compressed bytes, and elements.
type allowance struct{ bytes, nodes int }

// The kinds of pages that the design gives bounds for.
var (
	landing  = allowance{14 * kB, 1400} // home, 404, search
	overview = allowance{25 * kB, 1400} // year, service; and the lists it does not name
	rows     = allowance{20 * kB, 1700} // a hundred incidents
	article  = allowance{30 * kB, 1400} // a postmortem or a plain page, without its images
)

// allowed says what a page may have, by its place.
func allowed(file string) allowance {
	switch path := urls.SitePath(file); path {
	case urls.Home, urls.NotFound, urls.Search:
		return landing
	case urls.Incidents:
		return rows
	case urls.Services, urls.Years, urls.Causes, urls.Tags, urls.Severities, urls.Organizations, urls.Actions, urls.Method, urls.Feeds:
		return overview
	default:
		switch first, rest, _ := strings.Cut(strings.Trim(path, "/"), "/"); urls.Join(first) {
		case urls.Services:
			return overview
		case urls.Causes, urls.Tags, urls.Severities, urls.Organizations:
			return rows
		case urls.Years:
			if strings.Contains(rest, "/") {
				return rows // its incidents, or those of a month
			}
			return overview
		}
		return article
	}
}

// budgets are the findings of T10.
func (s *site) budgets() []Finding {
	list := s.eachPage(func(p *page, r *report) {
		if p.err != nil {
			return // Pages says so
		}
		most := allowed(p.file.Path)
		if n := p.nodes; n > most.nodes {
			r.add(Budget, "the page has %d elements, %d are allowed", n, most.nodes)
		}
		if n := packed(p.file.Data, most.bytes); n > most.bytes {
			r.add(Budget, "the page has %d bytes compressed, %d are allowed", n, most.bytes)
		}
		s.requests(p, r)
		s.programs(p, r)
	})
	return append(list, s.eachFile(func(f publish.File, r *report) {
		if !strings.HasSuffix(f.Path, ".css") {
			return
		}
		if n := len(f.Data); n > maxStyle {
			r.add(Budget, "the style sheet has %d bytes, %d are allowed", n, maxStyle)
		}
		if n := packed(f.Data, maxStyleGzip); n > maxStyleGzip {
			r.add(Budget, "the style sheet has %d bytes compressed, %d are allowed", n, maxStyleGzip)
		}
	})...)
}

// requests counts what a browser fetches to show the page: itself, its style
// sheets, one of its icons, and whatever else it names. Scripts are bounded by
// programs, and the pictures of an article are its author's.
func (s *site) requests(p *page, r *report) {
	loaded := map[string]bool{}
	icons := 0
	for _, ref := range p.refs {
		switch {
		case scheme(ref.value) == "data", strings.HasPrefix(ref.value, "#"):
		case ref.use == icon:
			icons = 1
		case ref.use == picture && allowed(p.file.Path) == article:
		case ref.use == script || ref.where == "link rel=modulepreload":
		case ref.use.loads() && ref.use != hint:
			loaded[ref.value] = true
		}
	}
	if n := 1 + icons + len(loaded); n > maxRequests {
		r.add(Budget, "the page makes %d requests, %d are allowed", n, maxRequests)
	}
}

// programs judges JavaScript: none, but for the search page.
func (s *site) programs(p *page, r *report) {
	size := 0
	for _, ref := range p.refs {
		if ref.use != script && ref.where != "link rel=modulepreload" {
			continue
		}
		if urls.SitePath(p.file.Path) != urls.Search {
			r.add(Budget, "the page loads the script %q, and only %s may", short(ref.value), urls.Search)
			continue
		}
		if ref.use == script {
			size += packed(s.script(p, ref.value).Data, 0)
		}
	}
	if size > maxSearchScript {
		r.add(Budget, "the scripts of the page have %d bytes compressed, %d are allowed", size, maxSearchScript)
	}
}

// script finds the file behind an address of the site. Budgets are the same at
// any base path and are not told of it, so the longest end of the path counts
// that names a file; the zero File where none does.
func (s *site) script(p *page, address string) publish.File {
	u, err := (&url.URL{Path: urls.SitePath(p.file.Path)}).Parse(plain(address))
	if err != nil {
		return publish.File{} // Links says so
	}
	for rest, ok := u.Path, true; ok; {
		_, rest, ok = strings.Cut(rest, "/")
		if f, found := s.tree.Lookup(rest); found {
			return f
		}
	}
	return publish.File{}
}

var packers = sync.Pool{New: func() any {
	w, err := gzip.NewWriterLevel(nil, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is a constant that gzip knows
	}
	return w
}}

// packed is the size in bytes under gzip -9. What is within the limit as it is
// is not compressed, and its own size is given.
func packed(data []byte, limit int) int {
	if len(data) <= limit {
		return len(data)
	}
	var n counter
	w := packers.Get().(*gzip.Writer)
	defer packers.Put(w)
	w.Reset(&n)
	w.Write(data) // a counter takes everything
	w.Close()
	return int(n)
}

// A counter counts the bytes written to it.
type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
