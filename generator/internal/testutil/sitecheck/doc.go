// Package sitecheck checks built sites in tests, from outside: it parses what is
// published with other libraries than those that wrote it.
//
//	structure.go  headings, ids, titles, names of drawings, tables, times, images
//	origins.go    nothing from another host, no inline style or script
//	budgets.go    bytes, elements and requests of pages
//	data.go       the JSON API by its own schema, JSON-LD, the sitemap
//	feeds.go      feeds and calendars
//
// Links within the site are package linkcheck's, which the program has.
package sitecheck
