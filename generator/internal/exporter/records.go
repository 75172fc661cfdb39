package exporter

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/markdown"
	"afterword/generator/internal/urls"
)

// An account is what the site's API leaves to the page: what was said of an
// incident. Like the API's, its keys are never left out; where the texts are not
// exported, they are null.
type account struct {
	DetectedBy *string       `json:"detected_by"`
	Timeline   []eventRecord `json:"timeline"`
	Markdown   *string       `json:"body_markdown"` // as written, its links relative to the file
	HTML       *string       `json:"body_html"`     // its links absolute
	Text       *string       `json:"body_text"`     // without markup, paragraphs apart by line breaks
}

type eventRecord struct {
	Time   *string `json:"time"`
	Status *string `json:"status"`
	Text   *string `json:"text"`
}

// records is the json format: {"incidents": […]}, one object a line.
func records(s selection) ([]File, error) {
	var b bytes.Buffer
	b.WriteString("{\"incidents\":[")
	for n, i := range s.incidents {
		record, err := s.record(i)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		b.Write(record)
	}
	b.WriteString("\n]}\n")
	return []File{{"incidents.json", b.Bytes()}}, nil
}

// record is an incident as the site's API has it, with its account, on one line
// without a line break.
func (s selection) record(i *archive.Incident) ([]byte, error) {
	known, err := feeds.IncidentJSON(i, s.Base)
	if err != nil {
		return nil, err
	}
	a := account{DetectedBy: orNull(i.DetectedBy), Timeline: []eventRecord{}}
	for _, e := range i.Timeline {
		a.Timeline = append(a.Timeline, eventRecord{orNull(calendar.ISOTime(e.Time)), orNull(e.Status), orNull(e.Text)})
	}
	if s.Body != nil {
		doc := s.body(i)
		source, html, text := s.source(i), markdown.Absolutise(doc.HTML, s.Base, urls.Incident(i.Path)), plain(doc)
		a.Markdown, a.HTML, a.Text = &source, &html, &text
	}
	said, err := json.Marshal(a)
	if err != nil {
		return nil, fmt.Errorf("writing %s as JSON: %w", i.Path, err)
	}
	return joined(bytes.TrimSpace(known), said), nil
}

// joined makes one object of two, neither of them empty.
func joined(a, b []byte) []byte {
	return append(append(a[:len(a)-1:len(a)-1], ','), b[1:]...)
}

// plain is a report without markup, for searching.
func plain(doc markdown.Document) string {
	var parts []string
	for _, section := range doc.Sections {
		for _, part := range []string{section.Heading, section.Text, section.Code} {
			if part = strings.TrimSpace(part); part != "" {
				parts = append(parts, part)
			}
		}
	}
	return strings.Join(parts, "\n")
}

func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
