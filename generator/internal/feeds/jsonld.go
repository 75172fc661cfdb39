package feeds

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/urls"
)

// JSON-LD with the vocabulary of https://schema.org: one @graph a page. What
// these functions return may be put into a script element as it is.

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
	Published string   `json:"datePublished,omitempty"`
	Modified  string   `json:"dateModified,omitempty"`
	Author    ldThing  `json:"author"`
	Publisher ldThing  `json:"publisher"`
	Language  string   `json:"inLanguage,omitempty"`
	Number    string   `json:"reportNumber"`
	BasedOn   []string `json:"isBasedOn,omitempty"`
	Keywords  []string `json:"keywords,omitempty"`
	Reference string   `json:"contentReferenceTime,omitempty"`
	About     *ldThing `json:"about,omitempty"`
}

// An ldThing is anything smaller than a page: an Organization, a Person, an Event, a
// WebSite, a ListItem, a DataDownload. Properties that its type lacks are empty. Where
// only ID is set, it is the one that the page describes under it.
type ldThing struct {
	Type        string `json:"@type,omitempty"`
	ID          string `json:"@id,omitempty"`
	Position    int    `json:"position,omitempty"`
	URL         string `json:"url,omitempty"`
	Name        string `json:"name,omitempty"`
	Description string `json:"description,omitempty"`
	Language    string `json:"inLanguage,omitempty"`
	Start       string `json:"startDate,omitempty"`
	End         string `json:"endDate,omitempty"`
	Item        string `json:"item,omitempty"`
	Format      string `json:"encodingFormat,omitempty"`
	Content     string `json:"contentUrl,omitempty"`
}

type ldBreadcrumbs struct {
	Type  string    `json:"@type"`
	Items []ldThing `json:"itemListElement"`
}

type ldDataset struct {
	ldThing
	Creator      ldThing   `json:"creator"`
	Modified     string    `json:"dateModified,omitempty"`
	Temporal     string    `json:"temporalCoverage"`
	Free         bool      `json:"isAccessibleForFree"`
	Distribution []ldThing `json:"distribution"`
}

// HomeLD describes the home page: a WebSite.
func HomeLD(a *archive.Archive, base urls.Base) ([]byte, error) {
	home := base.Absolute(urls.Home)
	return encodeLD(ldThing{
		Type: "WebSite", ID: home + "#site", URL: home, Name: a.Settings.Title,
		Description: a.Settings.Description, Language: a.Settings.Language,
	})
}

// TrailLD describes any page by its place: a BreadcrumbList.
func TrailLD(base urls.Base, trail []Crumb) ([]byte, error) {
	return encodeLD(breadcrumbs(base, trail))
}

// IncidentLD describes a postmortem: a TechArticle and Report about an Event,
// and a BreadcrumbList of the trail above it. There is no type for incidents; an
// article that names the time and the event it is about is schema.org's own way of
// saying it. An end that is unknown or still to come is left out, and so is the event of
// an incident without a window or a day, and a date that is not exact. The summary is in the description of the page.
//
// It is on every postmortem, so it says nothing twice: an archive that is its own
// author is described once.
func IncidentLD(a *archive.Archive, base urls.Base, i *archive.Incident, trail []Crumb) ([]byte, error) {
	home := base.Absolute(urls.Home)
	archive := ldThing{Type: "Organization", ID: home, Name: a.Settings.Title}
	report := ldReport{
		Type: []string{"TechArticle", "Report"}, URL: base.Absolute(urls.Incident(i.Path)),
		Headline:  i.Title,
		Published: calendar.ISOTime(i.Published()), Modified: calendar.ISOTime(Edited(i)),
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
	report.Keywords = slices.Concat(a.Keywords(i), i.ServiceNames())
	if i.Start.Precision >= calendar.Day {
		report.Reference = calendar.ISOTime(i.Start)
		report.About = &ldThing{Type: "Event", Name: i.Title, Start: calendar.ISOTime(i.Start), End: calendar.ISOTime(i.End)}
	}
	return encodeLD(report, breadcrumbs(base, trail))
}

// YearLD describes the page of a year: a Dataset with its tables, and a
// BreadcrumbList. The year is one of the archive's zone.
func YearLD(a *archive.Archive, base urls.Base, y *archive.Year, trail []Crumb) ([]byte, error) {
	address := base.Absolute(urls.Year(y.Number))
	download := func(name, format, site string) ldThing {
		return ldThing{Type: "DataDownload", Name: name, Format: format, Content: base.Absolute(site)}
	}
	set := ldDataset{
		ldThing: ldThing{
			Type: "Dataset", ID: address, URL: address, Language: a.Settings.Language,
			Name: fmt.Sprintf("Incidents and uptime of %d: %s", y.Number, a.Settings.Title),
			Description: fmt.Sprintf("The incidents of %d with their impact windows, severities and causes, and the uptime "+
				"of each service with its bounds, from %s.", y.Number, a.Settings.Title),
		},
		Creator: author(a), Modified: calendar.ISOTime(LastEdited(y.Incidents)),
		Temporal: fmt.Sprintf("%04d-01-01/%04d-12-31", y.Number, y.Number), Free: true,
		Distribution: []ldThing{
			download("Incidents of the year", "text/csv", urls.PeriodIncidentsCSV(strconv.Itoa(y.Number))),
			download("Uptime of the year", "text/csv", urls.PeriodUptimeCSV(strconv.Itoa(y.Number))),
			download("Incidents of all years", "application/json", urls.APIIncidents),
			download("Uptime of all years", "application/json", urls.APIUptime),
		},
	}
	return encodeLD(set, breadcrumbs(base, trail))
}

// author is the archive's author, and without one the archive itself.
func author(a *archive.Archive) ldThing {
	if a.Settings.Author != "" {
		return ldThing{Type: "Person", Name: a.Settings.Author}
	}
	return ldThing{Type: "Organization", Name: a.Settings.Title}
}

func breadcrumbs(base urls.Base, trail []Crumb) ldBreadcrumbs {
	list := ldBreadcrumbs{Type: "BreadcrumbList", Items: make([]ldThing, len(trail))}
	for n, c := range trail {
		list.Items[n] = ldThing{Type: "ListItem", Position: n + 1, Name: c.Name, Item: base.Absolute(c.Path)}
	}
	return list
}

func encodeLD(graph ...any) ([]byte, error) {
	b, err := encodeJSON(ldGraph{Context: "https://schema.org", Graph: graph})
	return bytes.TrimSuffix(b, []byte("\n")), err
}
