package feeds

import (
	"bytes"
	"fmt"
	"slices"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/urls"
)

// JSON-LD with the vocabulary of https://schema.org: one @graph a page. What
// these functions return may stand inside a script element as it is.

// A Crumb is a step of the way from the home page to a page, the page included.
type Crumb struct {
	Name string
	Path string // site path
}

type ldGraph struct {
	Context string `json:"@context"`
	Graph   []any  `json:"@graph"`
}

type ldReport struct {
	Type      []string `json:"@type"`
	URL       string   `json:"url"`
	Headline  string   `json:"headline"`
	Published string   `json:"datePublished"`
	Modified  string   `json:"dateModified"`
	Author    ldThing  `json:"author"`
	Publisher ldThing  `json:"publisher"`
	Language  string   `json:"inLanguage,omitempty"`
	Number    string   `json:"reportNumber"`
	BasedOn   []string `json:"isBasedOn,omitempty"`
	Keywords  []string `json:"keywords,omitempty"`
	Reference string   `json:"contentReferenceTime,omitempty"`
	About     *ldEvent `json:"about,omitempty"`
}

// An ldThing is an Organization, or a Person. Where only ID is set, it is the one
// that the page describes under it.
type ldThing struct {
	Type string `json:"@type,omitempty"`
	ID   string `json:"@id,omitempty"`
	Name string `json:"name,omitempty"`
}

type ldEvent struct {
	Type  string `json:"@type"`
	Name  string `json:"name"`
	Start string `json:"startDate"`
	End   string `json:"endDate,omitempty"`
}

type ldWebSite struct {
	Type        string `json:"@type"`
	ID          string `json:"@id"`
	URL         string `json:"url"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Language    string `json:"inLanguage,omitempty"`
}

type ldBreadcrumbs struct {
	Type  string   `json:"@type"`
	Items []ldStep `json:"itemListElement"`
}

type ldStep struct {
	Type     string `json:"@type"`
	Position int    `json:"position"`
	Name     string `json:"name"`
	Item     string `json:"item"`
}

type ldDataset struct {
	Type         string       `json:"@type"`
	ID           string       `json:"@id"`
	URL          string       `json:"url"`
	Name         string       `json:"name"`
	Description  string       `json:"description"`
	Language     string       `json:"inLanguage,omitempty"`
	Creator      ldThing      `json:"creator"`
	Modified     string       `json:"dateModified,omitempty"`
	Temporal     string       `json:"temporalCoverage"`
	Free         bool         `json:"isAccessibleForFree"`
	Distribution []ldDownload `json:"distribution"`
}

type ldDownload struct {
	Type   string `json:"@type"`
	Name   string `json:"name"`
	Format string `json:"encodingFormat"`
	URL    string `json:"contentUrl"`
}

// HomeLD describes the home page: a WebSite.
func HomeLD(a *archive.Archive, base urls.Base) ([]byte, error) {
	return encodeLD(webSite(a, base))
}

// TrailLD describes any page by its place: a BreadcrumbList.
func TrailLD(base urls.Base, trail []Crumb) ([]byte, error) {
	return encodeLD(breadcrumbs(base, trail))
}

// IncidentLD describes a postmortem: a TechArticle and Report about an Event,
// and a BreadcrumbList of the trail above it. There is no type for incidents; an
// article that names the time and the event it is about is schema.org's own way of
// saying it. An end that is unknown or still to come is left out, and so is the event of
// an incident without a window. The summary stands in the description of the page.
//
// It stands on every postmortem, so it says nothing twice: an archive that is its own
// author is described once.
func IncidentLD(a *archive.Archive, base urls.Base, i *archive.Incident, trail []Crumb) ([]byte, error) {
	home := base.Absolute(urls.Home)
	archive := ldThing{Type: "Organization", ID: home, Name: a.Settings.Title}
	report := ldReport{
		Type: []string{"TechArticle", "Report"}, URL: base.Absolute(urls.Incident(i.Path)),
		Headline:  i.Title,
		Published: calendar.ISOTime(i.Date), Modified: calendar.ISOTime(Edited(i)),
		Author: archive, Publisher: ldThing{ID: home},
		Language: a.Settings.Language, Number: i.Path,
	}
	if a.Settings.Author != "" {
		report.Author, report.Publisher = author(a), archive
	}
	for _, s := range i.Sources {
		if s.URL != "" {
			report.BasedOn = append(report.BasedOn, s.URL)
		}
	}
	report.Keywords = slices.Concat(i.Postmortem.Causes, i.Postmortem.Tags, serviceNames(i))
	if !i.Start.IsZero() {
		report.Reference = calendar.ISOTime(i.Start)
		report.About = &ldEvent{Type: "Event", Name: i.Title, Start: calendar.ISOTime(i.Start), End: calendar.ISOTime(i.End)}
	}
	return encodeLD(report, breadcrumbs(base, trail))
}

// YearLD describes the page of a year: a Dataset with its tables, and a
// BreadcrumbList. The year is one of the archive's zone.
func YearLD(a *archive.Archive, base urls.Base, y *archive.Year, trail []Crumb) ([]byte, error) {
	address := base.Absolute(urls.Year(y.Number))
	download := func(name, format, site string) ldDownload {
		return ldDownload{"DataDownload", name, format, base.Absolute(site)}
	}
	set := ldDataset{
		Type: "Dataset", ID: address, URL: address,
		Name: fmt.Sprintf("Incidents and uptime of %d: %s", y.Number, a.Settings.Title),
		Description: fmt.Sprintf("The incidents of %d with their impact windows, severities and causes, and the uptime "+
			"of each service with its bounds, from %s.", y.Number, a.Settings.Title),
		Language: a.Settings.Language, Creator: author(a), Modified: calendar.ISOTime(LastEdited(y.Incidents)),
		Temporal: fmt.Sprintf("%04d-01-01/%04d-12-31", y.Number, y.Number), Free: true,
		Distribution: []ldDownload{
			download("Incidents of the year", "text/csv", urls.YearIncidentsCSV(y.Number)),
			download("Uptime of the year", "text/csv", urls.YearUptimeCSV(y.Number)),
			download("Incidents of all years", "application/json", urls.APIIncidents),
			download("Uptime of all years", "application/json", urls.APIUptime),
		},
	}
	return encodeLD(set, breadcrumbs(base, trail))
}

func webSite(a *archive.Archive, base urls.Base) ldWebSite {
	home := base.Absolute(urls.Home)
	return ldWebSite{
		Type: "WebSite", ID: home + "#site", URL: home, Name: a.Settings.Title,
		Description: a.Settings.Description, Language: a.Settings.Language,
	}
}

// author is the archive's author, and without one the archive itself.
func author(a *archive.Archive) ldThing {
	if a.Settings.Author != "" {
		return ldThing{Type: "Person", Name: a.Settings.Author}
	}
	return ldThing{Type: "Organization", Name: a.Settings.Title}
}

func breadcrumbs(base urls.Base, trail []Crumb) ldBreadcrumbs {
	list := ldBreadcrumbs{Type: "BreadcrumbList", Items: make([]ldStep, len(trail))}
	for n, c := range trail {
		list.Items[n] = ldStep{"ListItem", n + 1, c.Name, base.Absolute(c.Path)}
	}
	return list
}

func encodeLD(graph ...any) ([]byte, error) {
	b, err := encodeJSON(ldGraph{Context: "https://schema.org", Graph: graph})
	return bytes.TrimSuffix(b, []byte("\n")), err
}
