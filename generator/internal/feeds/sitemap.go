package feeds

import (
	"cmp"
	"slices"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/urls"
)

// https://www.sitemaps.org/protocol.html

// A Location is a page that the sitemap lists.
type Location struct {
	Path string // site path
	// Modified is when what the page says last changed; zero where that is not known.
	// It comes from the reports, never from the clock or a file.
	Modified calendar.Time
}

// A File is a file that programs read, written when it is asked for.
type File struct {
	Path  string // site path
	Write func() ([]byte, error)
}

// Bounds of one sitemap file, uncompressed.
const (
	SitemapURLs  = 50_000
	SitemapBytes = 50 << 20
)

// Sitemap lists the pages, in the order given, as /sitemap.xml. What does not
// fit into one file goes into /sitemap-1.xml, /sitemap-2.xml and so on, and
// /sitemap.xml is their index.
func Sitemap(base urls.Base, pages []Location) []File {
	file := func(path, root, item string, list []Location) File {
		return File{path, func() ([]byte, error) {
			all := newElement(root, "")
			all.Children = make([]element, len(list))
			for n, p := range list {
				e := newElement(item, "")
				e.add("loc", base.Absolute(p.Path))
				e.addText("lastmod", calendar.ISOTime(p.Modified))
				all.Children[n] = e
			}
			return all.document("http://www.sitemaps.org/schemas/sitemap/0.9")
		}}
	}
	parts := sitemapParts(base, pages)
	if len(parts) == 1 {
		return []File{file(urls.Sitemap, "urlset", "url", pages)}
	}
	var index []Location
	var files []File
	for n, list := range parts {
		last := slices.MaxFunc(list, func(x, y Location) int { return cmp.Compare(x.Modified.Unix(), y.Modified.Unix()) })
		index = append(index, Location{urls.SitemapPart(n + 1), last.Modified})
		files = append(files, file(urls.SitemapPart(n+1), "urlset", "url", list))
	}
	return append([]File{file(urls.Sitemap, "sitemapindex", "sitemap", index)}, files...)
}

// sitemapParts cuts the pages into lists that fit into one file each: there is one at least.
func sitemapParts(base urls.Base, pages []Location) [][]Location {
	// What an entry takes at most: its tags and a date, and its address, of which
	// escaping makes five bytes of one.
	const tags, growth = 128, 5
	parts := [][]Location{nil}
	size := 0
	for _, p := range pages {
		last, bytes := &parts[len(parts)-1], tags+len(base.String())+growth*len(p.Path)
		if len(*last) == SitemapURLs || size+bytes > SitemapBytes-tags {
			parts, size = append(parts, nil), 0
			last = &parts[len(parts)-1]
		}
		*last, size = append(*last, p), size+bytes
	}
	return parts
}

// Robots is /robots.txt: everything may be read, and where the sitemap is. It is
// false where the site is not at the root of its host, since crawlers look nowhere
// else (RFC 9309, 2.3). Without an origin the sitemap is not named: its address
// must be absolute.
func Robots(base urls.Base) ([]byte, bool) {
	if !base.AtRoot() {
		return nil, false
	}
	text := "User-agent: *\nDisallow:\n"
	if base.Origin() != "" {
		text += "\nSitemap: " + base.Absolute(urls.Sitemap) + "\n"
	}
	return []byte(text), true
}
