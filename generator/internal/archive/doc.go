// Package archive holds all postmortems at once, indexed in one pass: by
// service, year and the terms of each taxonomy, with their neighbours in time
// and the incidents that they name as related. An Archive is immutable and knows nothing
// of pages.
package archive
