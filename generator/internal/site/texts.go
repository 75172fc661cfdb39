package site

import (
	"encoding/json"
	"fmt"

	"afterword/generator/internal/cache"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/markdown"
)

// Rendered bodies as bytes, to be kept from one build to the next. There are two
// kinds: what is known of bodies, which every build needs, and the bodies as
// pages show them. The text by sections, which only the search index reads, is
// in neither but for its beginning.

// EncodeReports writes what is known of the bodies of files, which are rendered if need be.
func (s *Site) EncodeReports(files []string) ([]byte, error) {
	var w cache.Writer
	for _, file := range files {
		found := s.bodies.look(file)
		w.Number(len(found.ids))
		for _, id := range found.ids {
			w.Text(id)
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
		mistakes := ""
		if len(found.mistakes) > 0 {
			data, err := json.Marshal(found.mistakes)
			if err != nil {
				return nil, fmt.Errorf("writing what is wrong with %s: %w", file, err)
			}
			mistakes = string(data)
		}
		w.Text(mistakes)
	}
	return w.Bytes(), nil
}

// AdoptReports takes over what EncodeReports wrote for the same files with the
// same text and the same addresses. It changes nothing where it fails.
func (s *Site) AdoptReports(files []string, data []byte) error {
	r := cache.NewReader(data)
	reports := make([]report, len(files))
	for n := range files {
		found := &reports[n]
		for range r.Count(1) {
			found.ids = append(found.ids, r.Text())
		}
		for range r.Count(6) {
			found.fragments = append(found.fragments, markdown.Link{
				Page: r.Text(), URL: r.Text(), Fragment: r.Text(), Image: r.Truth(), Span: diag.Span{Start: r.Number(), End: r.Number()},
			})
		}
		if mistakes := r.Text(); mistakes != "" {
			if err := json.Unmarshal([]byte(mistakes), &found.mistakes); err != nil {
				return fmt.Errorf("reading what is wrong with %s: %w", files[n], err)
			}
		}
	}
	if err := r.Close(); err != nil {
		return err
	}
	for n, file := range files {
		now := s.bodies.byFile[file]
		now.mu.Lock()
		now.report = &reports[n]
		now.mu.Unlock()
	}
	return nil
}

// EncodeTexts writes the bodies of files as pages show them; they are rendered if need be.
func (s *Site) EncodeTexts(files []string) []byte {
	var w cache.Writer
	size := 0
	for _, file := range files {
		size += len(s.bodies.document(file).HTML) + 512 // and headings
	}
	w.Grow(size)
	for _, file := range files {
		doc := s.bodies.document(file)
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
	}
	return w.Bytes()
}

// AdoptTexts takes over what EncodeTexts wrote, as AdoptReports does.
func (s *Site) AdoptTexts(files []string, data []byte) error {
	r := cache.NewReader(data)
	docs := make([]markdown.Document, len(files))
	for n := range files {
		doc := &docs[n]
		doc.HTML = r.Text()
		for range r.Count(3) {
			doc.Headings = append(doc.Headings, markdown.Heading{Level: r.Number(), ID: r.Text(), Text: r.Text()})
		}
		if first := r.Text(); first != "" {
			doc.Sections = []markdown.Section{{Text: first}}
		}
		doc.Words, doc.CodeWords = r.Number(), r.Number()
		doc.Tables, doc.Code, doc.Images = r.Truth(), r.Truth(), r.Truth()
	}
	if err := r.Close(); err != nil {
		return err
	}
	for n, file := range files {
		now := s.bodies.byFile[file]
		now.mu.Lock()
		now.doc, now.partial = &docs[n], true
		now.mu.Unlock()
	}
	return nil
}
