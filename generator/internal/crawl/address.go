package crawl

import (
	"net/url"
	"strings"

	"afterword/generator/internal/urls"
)

// A place is what an address means to a browser.
type place struct {
	// scheme is that of an address no browser asks a web server for: "mailto",
	// "data", "javascript"; "" otherwise.
	scheme string
	// foreign tells an address of another origin.
	foreign bool
	// outside tells an address of the site's origin that is not beneath the base path.
	outside bool
	// path is the site path within the base path, decoded; only where none of the above holds.
	path     string
	fragment string // decoded, without "#"
	full     bool   // it was written with a host
	bad      string // why it cannot be read; "" where it can
}

// within tells an address of the site itself.
func (p place) within() bool { return p.scheme == "" && !p.foreign && !p.outside && p.bad == "" }

// served is the address at which a file of the tree is served, without the origin.
func (s *site) served(file string) *url.URL {
	u, err := url.Parse(s.base.Path(urls.SitePath(file)))
	if err != nil {
		return &url.URL{Path: "/"} // a base path that is none; no address leads anywhere then
	}
	return u
}

// locate reads an address as it stands in a file of the tree.
func (s *site) locate(file, address string) place { return s.resolve(s.served(file), address) }

// resolve reads an address as it stands in what is served at another.
func (s *site) resolve(from *url.URL, address string) place {
	u, err := url.Parse(plain(address))
	if err != nil {
		// The error repeats the address; its cause is what counts.
		if cause, ok := err.(*url.Error); ok {
			err = cause.Err
		}
		return place{scheme: scheme(address), bad: err.Error()}
	}
	if u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
		return place{scheme: u.Scheme}
	}
	p := place{full: u.Host != "", fragment: u.Fragment}
	if p.full {
		own, _, _ := strings.Cut(s.base.Origin(), "://")
		if u.Scheme == "" {
			u.Scheme = own
		}
		if u.Scheme+"://"+strings.ToLower(u.Host) != s.base.Origin() {
			p.foreign = true
			return p
		}
		if u.Path == "" {
			u.Path = "/"
		}
	} else {
		u = from.ResolveReference(u)
	}
	escaped := u.EscapedPath()
	if escaped+"/" == s.base.Root() {
		escaped += "/"
	}
	rest, ok := s.base.Site(escaped)
	if !ok {
		p.outside, p.path = true, u.Path
		return p
	}
	if p.path, err = url.PathUnescape(rest); err != nil {
		p.bad = err.Error()
	}
	return p
}

// plain removes what a browser removes before it reads an address: space around
// it, tabs and line breaks within. https://url.spec.whatwg.org/#concept-basic-url-parser
func plain(address string) string {
	address = strings.TrimFunc(address, func(r rune) bool { return r <= ' ' })
	if strings.ContainsAny(address, "\t\n\r") {
		address = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(address)
	}
	return address
}

// scheme is what stands before the colon, in lower case; "" without one.
func scheme(address string) string {
	before, _, ok := strings.Cut(plain(address), ":")
	if !ok || before == "" {
		return ""
	}
	for i, r := range before {
		letter := 'a' <= r|0x20 && r|0x20 <= 'z'
		if !letter && (i == 0 || !('0' <= r && r <= '9' || strings.ContainsRune("+-.", r))) {
			return ""
		}
	}
	return strings.ToLower(before)
}

// has reports whether the tree holds the file that a site path is served from.
func (s *site) has(path string) bool {
	_, ok := s.tree.Lookup(urls.OutputFile(path))
	return ok
}
