package exporter

import (
	"strings"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/markdown"
	"afterword/generator/internal/urls"
)

// A record is an incident as the site's API has it, and what the API leaves to the
// page. Like the API's, its keys are never left out.
type record struct {
	feeds.IncidentRecord
	Timeline []eventRecord `json:"timeline"`
	Markdown string        `json:"body_markdown"` // as written, its links relative to the file
	HTML     string        `json:"body_html"`     // its links absolute
	Text     string        `json:"body_text"`     // without markup, paragraphs separated by line breaks
}

type eventRecord struct {
	Time   *string `json:"time"`
	Status *string `json:"status"`
	Text   *string `json:"text"`
}

// records is the json format: {"incidents": […]}, one object per line.
func records(s selection) ([]File, error) {
	data, err := feeds.JSONList("incidents", s.Incidents, func(i *archive.Incident) any { return feeds.WithTerms(s.Archive, i, s.record(i)) })
	return []File{{"incidents.json", data}}, err
}

func (s selection) record(i *archive.Incident) record {
	doc := s.Body(i)
	r := record{
		IncidentRecord: feeds.NewIncidentRecord(i, s.Base), Timeline: []eventRecord{},
		Markdown: s.source(i), HTML: markdown.Absolutise(doc.HTML, s.Base, urls.Incident(i.Path)), Text: plain(doc),
	}
	for _, e := range i.Timeline {
		r.Timeline = append(r.Timeline, eventRecord{orNull(calendar.ISOTime(e.Time)), orNull(e.Status), orNull(e.Text)})
	}
	return r
}

// plain is a postmortem without markup, for searching.
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
