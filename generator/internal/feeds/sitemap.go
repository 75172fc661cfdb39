package feeds

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/urls"
)

// https://www.sitemaps.org/protocol.html

// A Location is a page that crawlers may know of.
type Location struct {
	Path string // site path
	// Modified is when what the page says last changed; zero where nothing tells.
	// It comes from the reports, never from the clock or a file.
	Modified calendar.Time
}

// A File is a site path and what stands there.
type File struct {
	Path string
	Data []byte
}

// Bounds of one sitemap file, uncompressed.
const (
	SitemapURLs  = 50_000
	SitemapBytes = 50 << 20
)

// OneSitemap reports whether the pages are sure to fit into one file, without
// writing it. Sitemap may find that pages for which this is false fit as well.
func OneSitemap(base urls.Base, pages []Location) bool {
	// Escaping for URLs makes three bytes of one at most, escaping for XML six.
	const tags, growth = 128, 3 * 6
	bytes := 0
	origin := len(base.String())
	for _, p := range pages {
		bytes += tags + growth*(len(p.Path)+origin)
	}
	return len(pages) <= SitemapURLs && bytes < SitemapBytes-sitemapRoom
}

type sitemapURL struct {
	XMLName xml.Name
	Loc     xmlText `xml:"loc"`
	Lastmod string  `xml:"lastmod,omitempty"`
}

// sitemapRoom is kept free for one more entry and the end of the file: an
// address is bounded by urls.MaxPath, and escaping cannot take it past this.
const sitemapRoom = 16 << 10

// Sitemap lists the pages, in the order given, as /sitemap.xml. What does not
// fit into one file goes into /sitemap-1.xml, /sitemap-2.xml and so on, and
// /sitemap.xml is their index.
func Sitemap(base urls.Base, pages []Location) ([]File, error) {
	return sitemap(base, pages, SitemapURLs, SitemapBytes)
}

func sitemap(base urls.Base, pages []Location, maxURLs, maxBytes int) ([]File, error) {
	var files []File
	var index []Location
	for rest := pages; len(rest) > 0 || len(files) == 0; {
		data, n, err := sitemapFile("urlset", "url", base, rest[:min(len(rest), maxURLs)], maxBytes)
		if err != nil {
			return nil, err
		}
		part := Location{Path: numbered(len(files) + 1)}
		for _, p := range rest[:n] {
			if part.Modified.Before(p.Modified) {
				part.Modified = p.Modified
			}
		}
		files, index, rest = append(files, File{part.Path, data}), append(index, part), rest[n:]
	}
	if len(files) == 1 {
		files[0].Path = urls.Sitemap
		return files, nil
	}
	data, _, err := sitemapFile("sitemapindex", "sitemap", base, index, maxBytes)
	if err != nil {
		return nil, err
	}
	return append([]File{{urls.Sitemap, data}}, files...), nil
}

// numbered is "/sitemap-2.xml".
func numbered(n int) string {
	stem, ext, _ := strings.Cut(urls.Sitemap, ".")
	return fmt.Sprintf("%s-%d.%s", stem, n, ext)
}

// sitemapFile writes entries until the file is full, but always one, and tells
// how many it took.
func sitemapFile(root, element string, base urls.Base, pages []Location, maxBytes int) (data []byte, taken int, err error) {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	fmt.Fprintf(&b, "<%s xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">", root)
	e := xml.NewEncoder(&b)
	for _, p := range pages {
		if taken > 0 && b.Len() > maxBytes-sitemapRoom {
			break
		}
		entry := sitemapURL{XMLName: xml.Name{Local: element}, Loc: xmlText(base.Absolute(p.Path)), Lastmod: calendar.ISOTime(p.Modified)}
		b.WriteByte('\n')
		if err := e.Encode(entry); err != nil {
			return nil, 0, fmt.Errorf("writing the sitemap: %s: %w", p.Path, err)
		}
		taken++
	}
	fmt.Fprintf(&b, "\n</%s>\n", root)
	return b.Bytes(), taken, nil
}
