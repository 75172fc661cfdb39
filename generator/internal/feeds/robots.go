package feeds

import "afterword/generator/internal/urls"

// Robots is /robots.txt: everything may be read, and where the sitemap is. It
// tells false where the site does not stand at the root of its host, since
// crawlers look nowhere else (RFC 9309, 2.3). Without an origin the sitemap is
// not named: its address must be absolute.
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
