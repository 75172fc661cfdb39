// Package calendar holds everything that depends on the calendar: time zones
// from the binary's own copy of the IANA database, times as authors wrote them
// down, years, months and days as intervals of seconds, sets of intervals, and
// the one way in which each quantity is printed.
//
// Instants are whole seconds since 1970-01-01T00:00:00Z. The machine's clock,
// its time zone and its zone files are never consulted, so that the same
// archive returns the same site everywhere.
//
// A file for each idea:
//
//	zones.go, names.go    zones by their exact names; what to say of other names
//	labels.go             abbreviations and words that people write for zones
//	wall.go               local time to instants: gaps, doubles, first instants
//	time.go               Time and Precision
//	parse.go, scan.go     text to Time
//	guess.go              text of other systems to Time
//	mistakes.go, repair.go what to say of a text that is not a time
//	duration.go           text to a length of time
//	interval.go           Interval and Set
//	period.go             years, months and days of a zone
//	figures.go, show.go   numbers and times to text
//
// The package imports the standard library and diag.
package calendar
