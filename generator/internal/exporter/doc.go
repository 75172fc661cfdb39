// Package exporter writes an archive in the formats of other systems, so that
// it can be read elsewhere and taken away. Each format is a pure function from
// the archive to files: no clock, no disk, no network, and the same bytes for the
// same archive.
//
// A file for each format:
//
//	statuspage*.go  an /api/v2/ tree, as Statuspage's public API has it
//	tables.go       csv: incidents.csv and windows.csv
//	records.go      json: the site's API with the texts of the postmortems
//	opensearch.go   opensearch: a mapping and files for _bulk
//	document*.go    html: one printable file that needs no other
package exporter
