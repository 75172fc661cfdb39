package site

import (
	"encoding/binary"
	"encoding/json"
	"errors"

	"afterword/generator/diag"
	"afterword/generator/markdown"
)

// Rendered bodies as bytes, to be kept from one build to the next. What is
// written is what pages show and what is reported; the text by sections, which
// only the search index reads, is left out but for its beginning.

// EncodeTexts writes the rendered bodies of files, which are rendered if need be.
func (s *Site) EncodeTexts(files []string) ([]byte, error) {
	var w textWriter
	for _, file := range files {
		doc, found := s.bodies.document(file), s.bodies.look(file)
		w.text(doc.HTML)
		w.number(len(doc.Headings))
		for _, h := range doc.Headings {
			w.number(h.Level)
			w.text(h.ID)
			w.text(h.Text)
		}
		w.text(firstText(doc))
		w.number(doc.Words)
		w.number(doc.CodeWords)
		for _, is := range []bool{doc.Tables, doc.Code, doc.Images} {
			w.truth(is)
		}
		w.number(len(found.fragments))
		for _, l := range found.fragments {
			w.text(l.Page)
			w.text(l.URL)
			w.text(l.Fragment)
			w.truth(l.Image)
			w.number(l.Span.Start)
			w.number(l.Span.End)
		}
		mistakes, err := json.Marshal(found.mistakes)
		if err != nil {
			return nil, err
		}
		w.text(string(mistakes))
	}
	return w.out, nil
}

// errTexts is the error of bytes that EncodeTexts did not write.
var errTexts = errors.New("these are no rendered bodies")

// AdoptTexts takes over what EncodeTexts wrote for the same files with the same
// text and the same addresses. It changes nothing where it fails.
func (s *Site) AdoptTexts(files []string, data []byte) error {
	r := textReader{rest: data}
	docs, reports := make([]markdown.Document, len(files)), make([]report, len(files))
	for n := range files {
		doc, found := &docs[n], &reports[n]
		doc.HTML = r.text()
		for range r.count(3) {
			doc.Headings = append(doc.Headings, markdown.Heading{Level: r.number(), ID: r.text(), Text: r.text()})
		}
		if first := r.text(); first != "" {
			doc.Sections = []markdown.Section{{Text: first}}
		}
		doc.Words, doc.CodeWords = r.number(), r.number()
		doc.Tables, doc.Code, doc.Images = r.truth(), r.truth(), r.truth()
		for range r.count(6) {
			found.fragments = append(found.fragments, markdown.Link{
				Page: r.text(), URL: r.text(), Fragment: r.text(), Image: r.truth(), Span: diag.Span{Start: r.number(), End: r.number()},
			})
		}
		if err := json.Unmarshal([]byte(r.text()), &found.mistakes); err != nil {
			return errTexts
		}
		found.headings(*doc)
	}
	if r.failed || len(r.rest) > 0 {
		return errTexts
	}
	for n, file := range files {
		now := s.bodies.byFile[file]
		now.mu.Lock()
		now.doc, now.partial, now.report = &docs[n], true, &reports[n]
		now.mu.Unlock()
	}
	return nil
}

// A textWriter writes numbers as varints and texts after their length.
type textWriter struct{ out []byte }

func (w *textWriter) number(n int) { w.out = binary.AppendUvarint(w.out, uint64(n)) }

func (w *textWriter) text(s string) {
	w.number(len(s))
	w.out = append(w.out, s...)
}

func (w *textWriter) truth(is bool) {
	n := 0
	if is {
		n = 1
	}
	w.number(n)
}

// A textReader reads them again. After a mistake it gives nothing but zeroes.
type textReader struct {
	rest   []byte
	failed bool
}

func (r *textReader) number() int {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 || n > 1<<40 {
		r.fail()
		return 0
	}
	r.rest = r.rest[size:]
	return int(n)
}

// count is a number of things of which each takes at least so many bytes.
func (r *textReader) count(least int) int {
	n := r.number()
	if n > len(r.rest)/least {
		r.fail()
		return 0
	}
	return n
}

func (r *textReader) text() string {
	n := r.number()
	if n > len(r.rest) {
		r.fail()
		return ""
	}
	s := string(r.rest[:n])
	r.rest = r.rest[n:]
	return s
}

func (r *textReader) truth() bool { return r.number() == 1 }

func (r *textReader) fail() { r.rest, r.failed = nil, true }
