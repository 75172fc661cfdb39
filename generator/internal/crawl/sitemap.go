package crawl

import (
	"encoding/xml"
	"path"
	"strings"

	"afterword/generator/internal/publish"
	"afterword/generator/internal/urls"
)

// Bounds of one sitemap file. https://www.sitemaps.org/protocol.html
const (
	maxSitemapURLs  = 50_000
	maxSitemapBytes = 50 << 20
)

// A sitemapFile is a list of pages, or an index of such lists.
type sitemapFile struct {
	XMLName xml.Name
	Pages   []sitemapEntry `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 url"`
	Parts   []sitemapEntry `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemap"`
}

type sitemapEntry struct {
	Loc     string `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 loc"`
	Lastmod string `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 lastmod"`
}

// sitemaps judges the sitemap against the pages: it names those that may be
// indexed, each once, and no others.
func (s *site) sitemaps() []Finding {
	var reports []report
	listed := map[string]bool{} // files
	for _, f := range s.files {
		if ok, err := path.Match("sitemap*.xml", f.Path); ok && err == nil {
			r := report{file: f}
			s.sitemap(&r, listed)
			reports = append(reports, r)
		}
	}
	if len(reports) == 0 {
		return nil // data said so
	}
	return append(joined(reports), s.eachPage(func(p *page, r *report) {
		indexed := !p.noindex && !p.redirect && p.file.Path != urls.OutputFile(urls.NotFound)
		switch {
		case indexed && !listed[p.file.Path]:
			r.add(Machine, "the sitemap does not name this page, and it does not say noindex")
		case !indexed && listed[p.file.Path]:
			r.add(Machine, "the sitemap names this page, which is not for indexes")
		}
	})...)
}

func (s *site) sitemap(r *report, listed map[string]bool) {
	var m sitemapFile
	if err := decodeXML(r.file.Data, &m); err != nil {
		r.add(Machine, "this is no sitemap: %v", err)
		return
	}
	const space = "http://www.sitemaps.org/schemas/sitemap/0.9"
	if m.XMLName.Space != space || m.XMLName.Local != "urlset" && m.XMLName.Local != "sitemapindex" {
		r.add(Machine, "the root element is %s in the name space %q", m.XMLName.Local, m.XMLName.Space)
	}
	if len(m.Pages) > maxSitemapURLs || len(m.Parts) > maxSitemapURLs || len(r.file.Data) > maxSitemapBytes {
		r.add(Machine, "the sitemap is too large: %d addresses, %d bytes", len(m.Pages)+len(m.Parts), len(r.file.Data))
	}
	for _, e := range append(m.Pages, m.Parts...) {
		s.published(r, "the entry", e.Loc)
		if e.Lastmod != "" && !isInstant(e.Lastmod) && !isDay(e.Lastmod) {
			r.add(Machine, "the lastmod %q of %s is no RFC 3339 time or date", short(e.Lastmod), short(e.Loc))
		}
		file := urls.OutputFile(s.locate(r.file.Path, e.Loc).path)
		if listed[file] {
			r.add(Machine, "the entry %q stands here twice", short(e.Loc))
		}
		listed[file] = true
	}
	s.robots(r)
}

// robots checks that robots.txt, where there is one, names the sitemap.
func (s *site) robots(r *report) {
	f, ok := s.tree.Lookup(urls.OutputFile(urls.Robots))
	if !ok || f.Open != nil || r.file.Path != urls.OutputFile(urls.Sitemap) || s.base.Origin() == "" {
		return
	}
	for line := range strings.Lines(string(f.Data)) {
		if strings.TrimSpace(line) == "Sitemap: "+s.base.Absolute(urls.Sitemap) {
			return
		}
	}
	robots := report{file: publish.File{Path: f.Path, Source: f.Source}}
	robots.add(Machine, "robots.txt does not name the sitemap")
	r.list = append(r.list, robots.list...)
}
