package feeds

import (
	"afterword/generator/internal/settings"
	"afterword/generator/internal/urls"
)

// Bounds of the format, in characters.
const (
	shortNameMost   = 16
	descriptionMost = 1024
)

// OpenSearch lets browsers search the archive from their address bar. Its
// address must be absolute, so it is of no use without an origin.
// https://github.com/dewitt/opensearch/blob/master/opensearch-1-1-draft-6.md
func OpenSearch(s *settings.Settings, base urls.Base) ([]byte, error) {
	d := newElement("OpenSearchDescription", "")
	d.add("ShortName", first(s.Title, shortNameMost))
	d.add("Description", first("Search "+s.Title, descriptionMost))
	d.add("InputEncoding", "UTF-8")
	d.add("Url", "", "type", "text/html", "method", "get", "template", base.Absolute(urls.Search)+"?q={searchTerms}")
	return d.document("http://a9.com/-/spec/opensearch/1.1/")
}

// first cuts text to at most n characters.
func first(text string, n int) string {
	if runes := []rune(text); len(runes) > n {
		return string(runes[:n-1]) + "…"
	}
	return text
}
