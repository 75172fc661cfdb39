package linkcheck

import (
	"errors"
	"net/url"
	"strings"

	"afterword/generator/internal/urls"
)

// A target is what an address means to a browser.
type target struct {
	elsewhere bool   // on another site, or of a scheme that no web server answers: "mailto", "data"
	outside   bool   // on the site's host, but not below its base path
	path      string // site path below the base path, decoded; where outside, the whole path
	fragment  string // decoded, without "#"
	full      bool   // it was written with a host
	relative  bool   // it depends on the folder of the page: "next/"
	err       error  // why it cannot be read
}

// served is the address at which a file of the tree is served, without the origin.
func (s *site) served(file string) *url.URL {
	u, err := url.Parse(s.base.Path(urls.SitePath(file)))
	if err != nil {
		return &url.URL{Path: "/"} // no base path: no address leads anywhere then
	}
	return u
}

// resolve returns what an address means in a page that is served at from.
func (s *site) resolve(from *url.URL, address string) target {
	u, err := url.Parse(stripped(address))
	if err != nil {
		// The error repeats the address; its cause is what counts.
		if cause := (*url.Error)(nil); errors.As(err, &cause) {
			err = cause.Err
		}
		return target{err: err}
	}
	if u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
		return target{elsewhere: true}
	}
	t := target{full: u.Host != "", fragment: u.Fragment}
	if t.full {
		scheme, host, _ := strings.Cut(s.base.Origin(), "://")
		if u.Scheme != "" && u.Scheme != scheme || !strings.EqualFold(u.Host, host) {
			return target{elsewhere: true}
		}
		if u.Path == "" {
			u.Path = "/"
		}
	} else {
		t.relative = u.Scheme == "" && !strings.HasPrefix(u.Path, "/") && (u.Path != "" || u.RawQuery != "")
		u = from.ResolveReference(u)
	}
	escaped := u.EscapedPath()
	if escaped+"/" == s.base.Root() {
		escaped += "/"
	}
	rest, ok := s.base.Site(escaped)
	if !ok {
		t.outside, t.path = true, u.Path
		return t
	}
	t.path, t.err = url.PathUnescape(rest)
	return t
}

// stripped removes what a browser removes before it reads an address: space around
// it, tabs and line breaks within. https://url.spec.whatwg.org/#concept-basic-url-parser
func stripped(address string) string {
	address = strings.TrimFunc(address, func(r rune) bool { return r <= ' ' })
	return strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(address)
}
