package exporter

import (
	"strings"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/markdown"
	"afterword/generator/internal/urls"
)

// records is the json format: {"incidents": […]}, one object per line.
func records(s selection) ([]File, error) {
	data, err := feeds.JSONList("incidents", s.Incidents, func(i *archive.Incident) feeds.Object { return feeds.WithTerms(s.Archive, i, s.record(i)) })
	return []File{{"incidents.json", data}}, err
}

// record is an incident as the site's API has it, and what the API leaves to the page: its
// Markdown as written, with links relative to the file; as HTML, with absolute ones; and without
// markup, paragraphs separated by line breaks.
func (s selection) record(i *archive.Incident) feeds.Object {
	doc, timeline := s.Body(i), []feeds.Object{}
	for _, e := range i.Timeline {
		timeline = append(timeline, feeds.Object{}.With("time", orNull(calendar.ISOTime(e.Time))).With("status", orNull(e.Status)).With("text", orNull(e.Text)))
	}
	return feeds.IncidentRecord(i, s.Base).With("timeline", timeline).With("body_markdown", s.source(i)).
		With("body_html", markdown.Absolutise(doc.HTML, s.Base, urls.Incident(i.Path))).With("body_text", plain(doc))
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
