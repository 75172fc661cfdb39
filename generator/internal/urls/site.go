package urls

import "strconv"

// The fixed places of a site, as site paths.
const (
	Home          = "/"
	Incidents     = "/incidents/"
	Services      = "/services/"
	Years         = "/years/"
	Causes        = "/causes/"
	Tags          = "/tags/"
	Severities    = "/severities/"
	Organizations = "/organizations/"
	Actions       = "/actions/"
	Search        = "/search/"
	Method        = "/method/"
	Feeds         = "/feeds/"
	NotFound      = "/404.html"

	FeedAtom     = "/feed.xml"
	FeedJSON     = "/feed.json"
	FeedCalendar = "/calendar.ics"

	OpenSearch = "/search/opensearch.xml"

	Sitemap  = "/sitemap.xml"
	Robots   = "/robots.txt"
	NoJekyll = "/.nojekyll"
	CNAME    = "/CNAME"
	Headers  = "/_headers"

	APIIncidents = "/api/incidents.json"
	APIServices  = "/api/services.json"
	APIUptime    = "/api/uptime.json"
	APIActions   = "/api/actions.json"
)

// SitemapPart is a part of a sitemap that is too large for one file, from 1: "/sitemap-2.xml".
func SitemapPart(n int) string { return "/sitemap-" + strconv.Itoa(n) + ".xml" }

// APISchema is the JSON Schema of a document of the API, by its name: "incidents".
func APISchema(name string) string { return "/api/schema/" + name + ".json" }

// Incident is the page of a postmortem, by its path in the archive.
func Incident(path string) string { return Incidents + path + "/" }

// IncidentData is the same postmortem as JSON.
func IncidentData(path string) string { return Incident(path) + "index.json" }

// Service is the page of a service, by its ID.
func Service(id string) string { return Services + id + "/" }

// ServiceAtom is the Atom feed of a service.
func ServiceAtom(id string) string { return Service(id) + "feed.xml" }

// ServiceJSON is the JSON Feed of a service.
func ServiceJSON(id string) string { return Service(id) + "feed.json" }

// ServiceCalendar is the iCalendar of a service.
func ServiceCalendar(id string) string { return Service(id) + "calendar.ics" }

// ServiceYear shows which windows made a service's figures of a year.
func ServiceYear(id string, n int) string { return Service(id) + strconv.Itoa(n) + "/" }

// Year is the summary of a calendar year.
func Year(n int) string { return Years + strconv.Itoa(n) + "/" }

// YearIncidents lists the incidents of a year.
func YearIncidents(n int) string { return Year(n) + "incidents/" }

// YearMonth lists the incidents of a month, 1 to 12: "/years/2018/03/".
func YearMonth(n, month int) string {
	m := strconv.Itoa(month)
	if month < 10 {
		m = "0" + m
	}
	return Year(n) + m + "/"
}

// YearIncidentsCSV is the table of a year's incidents.
func YearIncidentsCSV(n int) string { return Year(n) + "incidents.csv" }

// YearUptimeCSV is the table of a year's uptime.
func YearUptimeCSV(n int) string { return Year(n) + "uptime.csv" }

// Badge is the picture of a service's uptime in a year.
func Badge(id string, n int) string { return "/badges/" + id + "/" + strconv.Itoa(n) + ".svg" }

// Cause is the page of a contributing cause, by the slug of its term.
func Cause(slug string) string { return Causes + slug + "/" }

// Tag is the page of a tag, by the slug of its term.
func Tag(slug string) string { return Tags + slug + "/" }

// NotRecorded is the slug of the severity page for incidents without one.
const NotRecorded = "not-recorded"

// Severity is the page of a severity, by the slug of its term.
func Severity(slug string) string { return Severities + slug + "/" }

// Organization is the page of an organization, by the slug of its term.
func Organization(slug string) string { return Organizations + slug + "/" }

// Page is a plain page, by its path: "about" is "/about/".
func Page(path string) string { return "/" + path + "/" }
