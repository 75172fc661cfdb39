package sitecheck

import (
	"bytes"
	"compress/gzip"
	"net/url"
	"strings"

	"afterword/generator/internal/urls"
)

// kB is the unit of budgets: 14 kB is just below the 14,600 bytes of a first TCP
// window (RFC 6928).
const kB = 1 << 10

// Bounds of files and pages, compressed but for maxStyle.
const (
	maxStyle     = 44 * kB // the default theme has less: see package theme
	maxStyleGzip = 11 * kB
	// The module of the search page, with the engine in it, and the line for a page opened from a folder.
	maxSearchScript = 16*kB + 128
	maxRequests     = 3 // the page, its style sheet, its icon
)

// allowed returns the bounds of a page: compressed bytes, and elements.
func allowed(path string) (bytes, elements int) {
	section, rest, _ := strings.Cut(strings.Trim(path, "/"), "/")
	switch "/" + section + "/" {
	case "//", "/404.html/", urls.Search:
		return 14 * kB, 1400
	case urls.Incidents:
		if rest == "" {
			return 20 * kB, 1700 // a hundred rows
		}
	case "/causes/", "/tags/", "/severities/", "/organizations/":
		if rest != "" {
			return 20 * kB, 1700
		}
		return 25 * kB, 1400
	case urls.Years:
		if strings.Contains(rest, "/") {
			return 20 * kB, 1700 // the rows of a year or a month
		}
		return 25 * kB, 1400
	case urls.Trends:
		return 30 * kB, 2600 // tables of numbers, a row a year
	case urls.Services:
		if strings.HasSuffix(rest, "/trends") {
			return 30 * kB, 2600
		}
		if strings.Contains(rest, "/") {
			return 25 * kB, 1700 // a year with a cell for each day
		}
		return 25 * kB, 1400
	case urls.Actions, urls.Method, urls.Feeds:
		return 25 * kB, 1400
	}
	return 30 * kB, 1400 // a postmortem or a plain page, without its images
}

// budgets checks what pages weigh.
func (s *site) budgets() {
	for _, p := range s.pages {
		size, elements := allowed(p.path)
		if n := packed(p.file.Data); n > size {
			p.fault("the page has %d bytes compressed, %d are allowed", n, size)
		}
		if n := len(p.elements); n > elements {
			p.fault("the page has %d elements, %d are allowed", n, elements)
		}
		p.requests()
	}
	for _, f := range s.files {
		if n := packed(f.Data); strings.HasSuffix(f.Path, ".css") && (len(f.Data) > maxStyle || n > maxStyleGzip) {
			s.fault(f.Path, "the style sheet has %d bytes, %d compressed", len(f.Data), n)
		}
	}
}

// requests counts what a browser fetches to show a page, apart from the pictures
// of an article, and bounds the scripts, which only the search page and the button of the page of methods may have.
func (p *page) requests() {
	loaded := map[string]bool{p.path: true}
	scripts := 0
	for _, n := range p.elements {
		address := attribute(n, "src") + attribute(n, "href")
		switch rel := attribute(n, "rel"); {
		case strings.HasPrefix(address, "data:"), address == "":
		case n.Data == "script", rel == "modulepreload":
			if p.path != urls.Search && p.path != urls.Method {
				p.fault("the page loads the script %q", address)
			} else if n.Data == "script" {
				scripts += packed(p.linked(address))
			}
		case rel == "icon", rel == "apple-touch-icon":
			loaded["an icon"] = true // a browser takes one of them
		case n.Data == "link" && (rel == "stylesheet" || rel == "preload" || rel == "manifest"):
			loaded[address] = true
		}
	}
	if len(loaded) > maxRequests || scripts > maxSearchScript {
		p.fault("the page makes %d requests, and its scripts have %d bytes compressed", len(loaded), scripts)
	}
}

// linked is the file behind an address in the page.
func (p *page) linked(address string) []byte {
	u, err := (&url.URL{Path: p.base.Path(p.path)}).Parse(address)
	if err != nil {
		return nil
	}
	f, _ := p.tree.Lookup(strings.TrimPrefix(u.Path, p.base.Root()))
	return f.Data
}

// packed is the size in bytes under gzip -9.
func packed(data []byte) int {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is a constant that gzip knows
	}
	w.Write(data) // a buffer takes everything
	w.Close()
	return b.Len()
}
