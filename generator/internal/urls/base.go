package urls

import (
	"fmt"
	"net/url"
	"path"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// A Base is where the site will stand: an origin and a base path. The zero
// Base is a site at "/" whose origin is not known.
type Base struct {
	origin string // "https://example.org", without a slash at its end; may be empty
	path   string // "/repo", without a slash at its end; empty at the root
}

// ParseBase reads a base URL such as "https://example.org/repo/" or "/repo/".
// The path may end in a slash or not. Queries, fragments, user names, schemes
// other than http and https and ports beyond 1 to 65535 are errors, and so is
// a host without a scheme, which would be taken for a folder. A host with
// other letters than those of ASCII is written as the DNS has it. "" is the zero Base.
func ParseBase(text string) (Base, error) {
	u, err := url.Parse(text)
	if err != nil {
		return Base{}, fmt.Errorf("%q is not a URL: %w", text, err)
	}
	if u.RawQuery != "" || u.Fragment != "" || u.User != nil || u.ForceQuery {
		return Base{}, fmt.Errorf("%q must not have a query, a fragment or a user name", text)
	}
	b := Base{path: strings.TrimRight(path.Clean("/"+u.EscapedPath()), "/")}
	switch {
	case text == "", strings.HasPrefix(text, "/") && u.Host == "":
	case (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "":
		if !ValidPort(u) {
			return Base{}, fmt.Errorf("%q has the port %s; ports lie between 1 and 65535", text, u.Port())
		}
		host, err := asciiHost(u)
		if err != nil {
			return Base{}, fmt.Errorf("%q has no valid host: %w", text, err)
		}
		b.origin = u.Scheme + "://" + host
	default:
		return Base{}, fmt.Errorf("%q must begin with https://, http:// or /", text)
	}
	return b, nil
}

// ValidPort reports whether a URL names no port, or one that there is.
func ValidPort(u *url.URL) bool {
	port, err := strconv.Atoi(u.Port())
	return u.Port() == "" || err == nil && 1 <= port && port <= 65535
}

// asciiHost is the host of a URL with its port, in lower case. Where it holds
// other letters than those of ASCII, it is written as the DNS has it (RFC
// 5891): feeds, calendars and sitemaps take no other name.
func asciiHost(u *url.URL) (string, error) {
	if strings.IndexFunc(u.Host, func(r rune) bool { return r > unicode.MaxASCII }) < 0 {
		return strings.ToLower(u.Host), nil
	}
	name, err := idna.Lookup.ToASCII(u.Hostname())
	if u.Port() != "" {
		name += ":" + u.Port()
	}
	return name, err
}

// Path returns the path that a link within the site carries: the base path and
// the site path. "/services/#a" becomes "/repo/services/#a".
func (b Base) Path(site string) string { return b.path + escape(site) }

// Absolute returns the whole address of a site path, for feeds, canonical links
// and data. Where the origin is not known it is the same as Path.
func (b Base) Absolute(site string) string { return b.origin + b.Path(site) }

// Origin is the scheme and host, or "" where base_url has none.
func (b Base) Origin() string { return b.origin }

// Host is the host of the origin with its port, or "".
func (b Base) Host() string {
	_, host, _ := strings.Cut(b.origin, "://")
	return host
}

// AtRoot reports whether the site stands at the root of its host.
func (b Base) AtRoot() bool { return b.path == "" }

// Root is the base path with a slash at its end: "/" or "/repo/".
func (b Base) Root() string { return b.path + "/" }

// String is the base URL with a slash at its end.
func (b Base) String() string { return b.origin + b.path + "/" }

// Site turns a path that carries the base path into a site path. It returns
// false for a path outside the site.
func (b Base) Site(p string) (string, bool) {
	rest, ok := strings.CutPrefix(p, b.path)
	if !ok || !strings.HasPrefix(rest, "/") {
		return "", false
	}
	return rest, true
}

// escape percent-encodes what may not stand in a path, leaving query and fragment alone.
func escape(site string) string {
	end := strings.IndexAny(site, "?#")
	if end < 0 {
		end = len(site)
	}
	return (&url.URL{Path: site[:end]}).EscapedPath() + site[end:]
}

// ToRoot returns the path from a page to the root of the site, with a slash at its end: "../../"
// for "/services/api/", "./" for pages at the root.
func ToRoot(page string) string {
	if up := strings.Repeat("../", strings.Count(OutputFile(page), "/")); up != "" {
		return up
	}
	return "./"
}

// Relative returns the link from one page to a site path. It works wherever the site is put, and
// in a folder, where no server completes the address of a page: it ends in "index.html" then.
func Relative(page, site string) string {
	return ToRoot(page) + strings.TrimPrefix(escape("/"+OutputFile(site)), "/")
}

// OutputFile returns the file that a site path is written to, relative to the
// output folder: "/a/" is "a/index.html", "/feed.xml" is "feed.xml".
func OutputFile(site string) string {
	if strings.HasSuffix(site, "/") {
		site += "index.html"
	}
	return strings.TrimPrefix(site, "/")
}

// SitePath is the site path that is written to an output file, the reverse of
// OutputFile: "a/index.html" is "/a/".
func SitePath(file string) string {
	if file == "index.html" || strings.HasSuffix(file, "/index.html") {
		file = strings.TrimSuffix(file, "index.html")
	}
	return "/" + file
}

// Beneath appends a relative path to the address of a folder: the page on
// which a file of the archive can be edited. It returns "" where folder is "".
func Beneath(folder, file string) string {
	if folder == "" {
		return ""
	}
	return strings.TrimRight(folder, "/") + (&url.URL{Path: "/" + file}).EscapedPath()
}
