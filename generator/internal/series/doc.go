// Package series reads samples over time from the files that monitoring exports: CSV and TSV, also as
// Grafana saves them, and the answers of Prometheus. What is wrong with a file is reported at its place in
// it; nothing is repaired and no value is made up: where a sample is missing there is none.
//
//	series.go      Table, Series and Sample; runs between gaps
//	read.go        a file → Table, by its extension; limits
//	text.go        CSV and TSV
//	prometheus.go  query_range as JSON
//	times.go       the times of rows, all of one form
//	thin.go        fewer samples that look the same
//	beyond.go      when a series was beyond a threshold
package series
