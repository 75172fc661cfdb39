package pipeline

import (
	"bytes"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/edition"
	"afterword/generator/internal/publish"
)

// Leaks looks in everything that the edition shows for what it hides: in the files of the archive, so
// that a finding has its place, then in those of the site, their names, and the words of the search index.
func (b *Built) Leaks() (diag.List, error) {
	if len(b.hidden) == 0 {
		return nil, nil
	}
	var texts []edition.Shown
	for _, d := range slices.Concat(b.Loaded.Files.Postmortems, b.Loaded.Files.Pages) {
		texts = append(texts, edition.Shown{File: d.Source.File(), Text: d.Source.Text(), Source: d.Source})
	}
	for _, f := range b.Tree {
		text, err := textOf(f)
		if err != nil {
			return nil, err
		}
		texts = append(texts, edition.Shown{File: f.Path, Text: f.Path + "\n" + text})
	}
	index, err := b.Loaded.SearchIndex()
	if err != nil {
		return nil, err
	}
	// Words of an index follow each other by the alphabet: a sign between them keeps them from being phrases.
	texts = append(texts, edition.Shown{File: indexSource, Text: strings.Join(index.Words(), " 0 ")})
	return edition.Leaks(b.hidden, texts, b.Loaded.Files.Settings.Text()), nil
}

// textOf is what a file of the site says: of a page its text and the values of its attributes.
func textOf(f publish.File) (string, error) {
	data, err := f.Bytes()
	if err != nil {
		return "", err
	}
	switch path.Ext(f.Path) {
	case ".ics":
		return strings.ReplaceAll(string(data), "\r\n ", ""), nil
	case ".html", ".svg", ".xml":
	default:
		return string(data), nil
	}
	var b strings.Builder
	z := html.NewTokenizer(bytes.NewReader(data))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String(), nil
		case html.TextToken, html.CommentToken:
			b.WriteString(z.Token().Data + " ")
		case html.StartTagToken, html.SelfClosingTagToken:
			for _, a := range z.Token().Attr {
				value, err := url.PathUnescape(a.Val) // addresses escape what is not of ASCII
				if err != nil {
					value = a.Val
				}
				b.WriteString(value + " \n")
			}
		}
	}
}
