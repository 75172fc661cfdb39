package site

import (
	"encoding/json"
	"fmt"

	"afterword/generator/cache"
	"afterword/generator/diag"
	"afterword/generator/markdown"
)

// Rendered bodies as bytes, to be kept from one build to the next. What is
// written is what pages show and what is reported; the text by sections, which
// only the search index reads, is left out but for its beginning.

// EncodeTexts writes the rendered bodies of files, which are rendered if need be.
func (s *Site) EncodeTexts(files []string) ([]byte, error) {
	var w cache.Writer
	for _, file := range files {
		doc, found := s.bodies.document(file), s.bodies.look(file)
		w.Text(doc.HTML)
		w.Number(len(doc.Headings))
		for _, h := range doc.Headings {
			w.Number(h.Level)
			w.Text(h.ID)
			w.Text(h.Text)
		}
		w.Text(firstText(doc))
		w.Number(doc.Words)
		w.Number(doc.CodeWords)
		for _, is := range []bool{doc.Tables, doc.Code, doc.Images} {
			w.Truth(is)
		}
		w.Number(len(found.fragments))
		for _, l := range found.fragments {
			w.Text(l.Page)
			w.Text(l.URL)
			w.Text(l.Fragment)
			w.Truth(l.Image)
			w.Number(l.Span.Start)
			w.Number(l.Span.End)
		}
		mistakes, err := json.Marshal(found.mistakes)
		if err != nil {
			return nil, err
		}
		w.Text(string(mistakes))
	}
	return w.Bytes(), nil
}

// AdoptTexts takes over what EncodeTexts wrote for the same files with the same
// text and the same addresses. It changes nothing where it fails.
func (s *Site) AdoptTexts(files []string, data []byte) error {
	r := cache.NewReader(data)
	docs, reports := make([]markdown.Document, len(files)), make([]report, len(files))
	for n := range files {
		doc, found := &docs[n], &reports[n]
		doc.HTML = r.Text()
		for range r.Count(3) {
			doc.Headings = append(doc.Headings, markdown.Heading{Level: r.Number(), ID: r.Text(), Text: r.Text()})
		}
		if first := r.Text(); first != "" {
			doc.Sections = []markdown.Section{{Text: first}}
		}
		doc.Words, doc.CodeWords = r.Number(), r.Number()
		doc.Tables, doc.Code, doc.Images = r.Truth(), r.Truth(), r.Truth()
		for range r.Count(6) {
			found.fragments = append(found.fragments, markdown.Link{
				Page: r.Text(), URL: r.Text(), Fragment: r.Text(), Image: r.Truth(), Span: diag.Span{Start: r.Number(), End: r.Number()},
			})
		}
		if err := json.Unmarshal([]byte(r.Text()), &found.mistakes); err != nil {
			return fmt.Errorf("reading what is wrong with %s: %w", files[n], err)
		}
		found.headings(*doc)
	}
	if err := r.Close(); err != nil {
		return err
	}
	for n, file := range files {
		now := s.bodies.byFile[file]
		now.mu.Lock()
		now.doc, now.partial, now.report = &docs[n], true, &reports[n]
		now.mu.Unlock()
	}
	return nil
}
