package urls

import (
	"fmt"
	"strconv"
	"strings"
)

// The fixed places of a site, as site paths.
const (
	Home      = "/"
	Incidents = "/incidents/"
	Services  = "/services/"
	Years     = "/years/"
	Actions   = "/actions/"
	Trends    = "/trends/"
	Search    = "/search/"
	Method    = "/method/"
	Feeds     = "/feeds/"
	Changes   = "/method/changes/"
	NotFound  = "/404.html"

	OpenSearch = "/search/opensearch.xml"

	Sitemap  = "/sitemap.xml"
	Robots   = "/robots.txt"
	NoJekyll = "/.nojekyll"
	CNAME    = "/CNAME"
	Headers  = "/_headers"

	LLMs     = "/llms.txt"
	LLMsFull = "/llms-full.txt"

	APIIncidents = "/api/incidents.json"
	APIServices  = "/api/services.json"
	APIUptime    = "/api/uptime.json"
	APIActions   = "/api/actions.json"
	APITrends    = "/api/trends.json"
	APIObserved  = "/api/observed.json"
)

// Reserved reports whether a name at the root of the site is that of a page or folder of its own, other
// than those of taxonomies, plain pages and static files.
func Reserved(name string) bool {
	switch name {
	case "incidents", "services", "years", "actions", "search", "method", "feeds", "trends", "api", "assets", "badges":
		return true
	}
	return false
}

// SitemapPart is a part of a sitemap that is too large for one file, from 1: "/sitemap-2.xml".
func SitemapPart(n int) string { return "/sitemap-" + strconv.Itoa(n) + ".xml" }

// APISchema is the JSON Schema of a document of the API, by its name: "incidents".
func APISchema(name string) string { return "/api/schema/" + name + ".json" }

// Incident is the page of a postmortem, by its path in the archive.
func Incident(path string) string { return Incidents + path + "/" }

// IncidentData is the same postmortem as JSON.
func IncidentData(path string) string { return Incident(path) + "index.json" }

// IncidentMarkdown is the same postmortem as Markdown.
func IncidentMarkdown(path string) string { return Incident(path) + "index.md" }

// Service is the page of a service, by its ID.
func Service(id string) string { return Services + id + "/" }

// FeedPaths are the three ways to subscribe.
type FeedPaths struct{ Atom, JSON, Calendar string }

// FeedsOf are the feeds of what a page is about: those of Home have the whole archive.
func FeedsOf(page string) FeedPaths {
	return FeedPaths{page + "feed.xml", page + "feed.json", page + "calendar.ics"}
}

// ServicePeriod shows which windows made a service's figures of a year, by the id of the year: "2018", "FY2024".
func ServicePeriod(id, period string) string { return Service(id) + period + "/" }

// Period is the summary of a year, a quarter or a month, by its id: "2018", "2018/q3", "2018/03", "FY2024".
func Period(period string) string { return Years + period + "/" }

// ServiceTrends shows what the years of a service can tell.
func ServiceTrends(id string) string { return Service(id) + "trends/" }

// TrendsTable is a table behind the trends of the archive, by its name: "counts".
func TrendsTable(name string) string { return Trends + name + ".csv" }

// Report is the report of a period, to be sent.
func Report(period string) string { return Period(period) + "report/" }

// Year is the summary of a calendar year; of 0, the list of what no year is known of.
func Year(n int) string {
	if n == 0 {
		return Years + "undated/"
	}
	return Years + strconv.Itoa(n) + "/"
}

// YearIncidents lists the incidents of a year.
func YearIncidents(n int) string { return Year(n) + "incidents/" }

// YearMonth lists the incidents of a month, 1 to 12: "/years/2018/03/".
func YearMonth(n, month int) string {
	return fmt.Sprintf("%s%02d/", Year(n), month)
}

// PeriodIncidentsCSV is the table of a period's incidents.
func PeriodIncidentsCSV(period string) string { return Period(period) + "incidents.csv" }

// PeriodUptimeCSV is the table of a period's uptime.
func PeriodUptimeCSV(period string) string { return Period(period) + "uptime.csv" }

// Badge is the picture of a service's uptime in a period, by its id: "2018", "90d".
func Badge(id, period string) string { return "/badges/" + id + "/" + period + ".svg" }

// Taxonomy is the list of the terms of a taxonomy, by its ID, of a–z, 0–9, dashes and underscores: "/causes/".
func Taxonomy(id string) string { return "/" + strings.ReplaceAll(id, "_", "-") + "/" }

// Term is the page of a term, by the ID of its taxonomy and its slug: "/causes/dns/".
func Term(taxonomy, slug string) string { return Taxonomy(taxonomy) + slug + "/" }

// NotRecorded is the slug of the severity page for incidents without one.
const NotRecorded = "not-recorded"

// OwnerActions is what has the actions of one owner, by the slug of its name; of "", of all.
func OwnerActions(slug string) string {
	if slug == "" {
		return Actions
	}
	return Actions + slug + "/"
}

// ActionsCalendar has the due days of the actions of an owner, as OwnerActions.
func ActionsCalendar(slug string) string { return OwnerActions(slug) + "actions.ics" }

// Page is a plain page, by its path: "about" is "/about/".
func Page(path string) string { return "/" + path + "/" }
