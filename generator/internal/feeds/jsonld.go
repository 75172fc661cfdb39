package feeds

import (
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

// HomeLD describes the home page: a WebSite.
func HomeLD(a *archive.Archive, base urls.Base) ([]byte, error) {
	home := base.Absolute(urls.Home)
	return encodeLD(Object{
		{"@type", "WebSite"},
		{"@id", home + "#site"},
		{"url", home},
		{"name", a.Settings.Title},
		{"description", a.Settings.Description},
		{"inLanguage", a.Settings.Language},
	}.known())
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
	archive := Object{{"@type", "Organization"}, {"@id", home}, {"name", a.Settings.Title}}
	by, publisher := archive, Object{{"@id", home}}
	if a.Settings.Author != "" {
		by, publisher = author(a), archive
	}
	var sources []string
	for _, s := range i.Sources {
		if s.URL != "" {
			sources = append(sources, s.URL)
		}
	}
	var reference string
	var event Object
	if i.Start.Precision >= calendar.Day {
		reference = calendar.ISOTime(i.Start)
		event = Object{{"@type", "Event"}, {"name", i.Title}, {"startDate", reference}, {"endDate", calendar.ISOTime(i.End)}}.known()
	}
	return encodeLD(Object{
		{"@type", []string{"TechArticle", "Report"}},
		{"url", base.Absolute(urls.Incident(i.Path))},
		{"headline", i.Title},
		{"datePublished", calendar.ISOTime(i.Published())},
		{"dateModified", calendar.ISOTime(Edited(i))},
		{"author", by},
		{"publisher", publisher},
		{"inLanguage", a.Settings.Language},
		{"reportNumber", i.Path},
		{"isBasedOn", sources},
		{"keywords", slices.Concat(a.Keywords(i), i.ServiceNames())},
		{"contentReferenceTime", reference},
		{"about", event},
	}.known(), breadcrumbs(base, trail))
}

// YearLD describes the page of a year: a Dataset with its tables, and a
// BreadcrumbList. The year is one of the archive's zone.
func YearLD(a *archive.Archive, base urls.Base, y *archive.Year, trail []Crumb) ([]byte, error) {
	address := base.Absolute(urls.Year(y.Number))
	download := func(name, format, site string) Object {
		return Object{{"@type", "DataDownload"}, {"name", name}, {"encodingFormat", format}, {"contentUrl", base.Absolute(site)}}
	}
	return encodeLD(Object{
		{"@type", "Dataset"},
		{"@id", address},
		{"url", address},
		{"name", fmt.Sprintf("Incidents and uptime of %d: %s", y.Number, a.Settings.Title)},
		{"description", fmt.Sprintf("The incidents of %d with their impact windows, severities and causes, and the uptime "+
			"of each service with its bounds, from %s.", y.Number, a.Settings.Title)},
		{"inLanguage", a.Settings.Language},
		{"creator", author(a)},
		{"dateModified", calendar.ISOTime(LastEdited(y.Incidents))},
		{"temporalCoverage", fmt.Sprintf("%04d-01-01/%04d-12-31", y.Number, y.Number)},
		{"isAccessibleForFree", true},
		{"distribution", []Object{
			download("Incidents of the year", "text/csv", urls.PeriodIncidentsCSV(strconv.Itoa(y.Number))),
			download("Uptime of the year", "text/csv", urls.PeriodUptimeCSV(strconv.Itoa(y.Number))),
			download("Incidents of all years", "application/json", urls.APIIncidents),
			download("Uptime of all years", "application/json", urls.APIUptime),
		}},
	}.known(), breadcrumbs(base, trail))
}

// author is the archive's author, and without one the archive itself.
func author(a *archive.Archive) Object {
	if a.Settings.Author != "" {
		return Object{{"@type", "Person"}, {"name", a.Settings.Author}}
	}
	return Object{{"@type", "Organization"}, {"name", a.Settings.Title}}
}

func breadcrumbs(base urls.Base, trail []Crumb) Object {
	items := []Object{}
	for n, c := range trail {
		items = append(items, Object{{"@type", "ListItem"}, {"position", n + 1}, {"name", c.Name}, {"item", base.Absolute(c.Path)}})
	}
	return Object{{"@type", "BreadcrumbList"}, {"itemListElement", items}}
}

func encodeLD(graph ...Object) ([]byte, error) {
	return Object{{"@context", "https://schema.org"}, {"@graph", graph}}.append(nil)
}
