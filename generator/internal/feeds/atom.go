package feeds

import (
	"bytes"
	"encoding/xml"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/urls"
)

// RFC 4287.

type atomFeed struct {
	XMLName   xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang      xmlText     `xml:"xml:lang,attr,omitempty"`
	Title     xmlText     `xml:"title"`
	Subtitle  xmlText     `xml:"subtitle,omitempty"`
	ID        xmlText     `xml:"id"`
	Updated   string      `xml:"updated"`
	Links     []atomLink  `xml:"link"`
	Author    atomPerson  `xml:"author"`
	Generator string      `xml:"generator"`
	Entries   []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string  `xml:"rel,attr"`
	Type string  `xml:"type,attr"`
	Href xmlText `xml:"href,attr"`
}

type atomPerson struct {
	Name xmlText `xml:"name"`
}

type atomEntry struct {
	Title      xmlText        `xml:"title"`
	ID         xmlText        `xml:"id"`
	Published  string         `xml:"published"`
	Updated    string         `xml:"updated"`
	Links      []atomLink     `xml:"link"`
	Categories []atomCategory `xml:"category"`
	Summary    xmlText        `xml:"summary,omitempty"`
	Content    *atomContent   `xml:"content"`
}

type atomCategory struct {
	Scheme xmlText `xml:"scheme,attr"`
	Term   xmlText `xml:"term,attr"`
	Label  xmlText `xml:"label,attr,omitempty"`
}

type atomContent struct {
	Type string  `xml:"type,attr"`
	Body xmlText `xml:",chardata"`
}

// neverUpdated is the date of a feed without entries: the format demands one, and
// the time of the build would make every build different.
const neverUpdated = "1970-01-01T00:00:00Z"

// Atom writes the newest postmortems as Atom 1.0, media type application/atom+xml.
// An entry's id is a tag: URI that outlives its title; updated is the last
// edit; the author is that of the feed. Without Body, and past Shown, entries carry the summary alone.
func (f Feed) Atom() ([]byte, error) {
	newest := f.newest()
	feed := atomFeed{
		Lang:     xmlText(f.Archive.Settings.Language),
		Title:    xmlText(f.title()),
		Subtitle: xmlText(f.description()),
		ID:       xmlText(f.id(f.home())),
		Updated:  neverUpdated,
		Links: []atomLink{
			{"self", "application/atom+xml", f.link(f.own(urls.FeedAtom, urls.ServiceAtom))},
			{"alternate", "text/html", f.link(f.home())},
		},
		Author:    atomPerson{xmlText(f.author())},
		Generator: "Afterword",
	}
	if len(newest) > 0 {
		feed.Updated = calendar.RFC3339(LastEdited(newest).Unix())
	}
	for n, i := range newest {
		feed.Entries = append(feed.Entries, f.atomEntry(i, n < f.whole()))
	}
	return encodeXML(feed)
}

func (f Feed) link(site string) xmlText { return xmlText(f.Base.Absolute(site)) }

func (f Feed) atomEntry(i *archive.Incident, whole bool) atomEntry {
	e := atomEntry{
		Title:     xmlText(i.Title),
		ID:        xmlText(f.id(urls.Incident(i.Path))),
		Published: calendar.RFC3339(i.Date.Unix()),
		Updated:   calendar.RFC3339(Edited(i).Unix()),
		Links:     []atomLink{{"alternate", "text/html", f.link(urls.Incident(i.Path))}},
		Summary:   xmlText(i.Summary),
	}
	category := func(scheme, term, label string) {
		e.Categories = append(e.Categories, atomCategory{f.link(scheme), xmlText(term), xmlText(label)})
	}
	if i.Postmortem.Severity != "" {
		category(urls.Severities, i.Postmortem.Severity, "")
	}
	if i.Postmortem.Organization != "" {
		category(urls.Organizations, i.Postmortem.Organization, "")
	}
	for _, s := range i.Services {
		category(urls.Services, s.ID, s.Name)
	}
	for _, c := range i.Postmortem.Causes {
		category(urls.Causes, c, "")
	}
	for _, t := range i.Postmortem.Tags {
		category(urls.Tags, t, "")
	}
	if f.Body != nil && whole {
		e.Content = &atomContent{"html", xmlText(f.Body(i))}
	}
	return e
}

// encodeXML writes a document with its declaration.
func encodeXML(v any) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	e := xml.NewEncoder(&b)
	e.Indent("", "  ")
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}
