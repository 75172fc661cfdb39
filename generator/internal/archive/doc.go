// Package archive holds all postmortems at once, indexed in one pass: by
// service, year, cause, tag, severity and organization, with their neighbours
// in time and the incidents like them. An Archive is immutable and knows nothing
// of pages.
package archive
