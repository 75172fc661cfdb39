package feeds

import (
	"encoding/xml"

	"afterword/generator/internal/settings"
	"afterword/generator/internal/urls"
)

// https://github.com/dewitt/opensearch/blob/master/opensearch-1-1-draft-6.md

type openSearch struct {
	XMLName     xml.Name      `xml:"http://a9.com/-/spec/opensearch/1.1/ OpenSearchDescription"`
	ShortName   xmlText       `xml:"ShortName"`
	Description xmlText       `xml:"Description"`
	Encoding    string        `xml:"InputEncoding"`
	URL         openSearchURL `xml:"Url"`
}

type openSearchURL struct {
	Type     string  `xml:"type,attr"`
	Method   string  `xml:"method,attr"`
	Template xmlText `xml:"template,attr"`
}

// Bounds of the format, in characters.
const (
	shortNameMost   = 16
	descriptionMost = 1024
)

// OpenSearch lets browsers search the archive from their address bar. Its
// address must be absolute, so it is of no use without an origin.
func OpenSearch(s *settings.Settings, base urls.Base) ([]byte, error) {
	return encodeXML(openSearch{
		ShortName:   xmlText(first(s.Title, shortNameMost)),
		Description: xmlText(first("Search "+s.Title, descriptionMost)),
		Encoding:    "UTF-8",
		URL:         openSearchURL{Type: "text/html", Method: "get", Template: xmlText(base.Absolute(urls.Search) + "?q={searchTerms}")},
	})
}

// first cuts text to at most n characters.
func first(text string, n int) string {
	if runes := []rune(text); len(runes) > n {
		return string(runes[:n-1]) + "…"
	}
	return text
}
