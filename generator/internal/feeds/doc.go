// Package feeds writes everything that the site publishes for programs: Atom,
// JSON Feed and iCalendar, the JSON API and its schema, CSV tables, the sitemap,
// robots.txt, headers for hosts, badges, and the JSON-LD of pages. Each is a pure
// function from the archive to bytes: no clock, no files, no network, and the same
// bytes for the same archive. It does not depend on themes or pages.
//
// Every address is absolute where base_url names an origin. Where it does not,
// addresses are root-relative, and formats that have no such thing leave them
// out (iCalendar) or fall back to a name that nobody can own (see Feed.id).
//
// Text is escaped in one place per format: xml.go, object.go and escape.go. Markup comes from
// encoding/xml and encoding/json, never from joining strings.
package feeds
