// Package calendar holds everything that depends on the calendar: time zones
// from the binary's own copy of the IANA database, times as people write them,
// years, months and days as intervals of seconds, sets of intervals, numbers that
// are known from two sides, and the one way in which each quantity is shown.
//
// Instants are whole seconds since 1970-01-01T00:00:00Z. The clock, the time zone
// and the zone files of the computer are never consulted, so that the same archive
// always makes the same site.
//
// A file for each idea:
//
//	zones.go, names.go     zones by their exact names; what to say of other names
//	labels.go              abbreviations and words that people write for zones
//	wall.go                local time to instants: gaps, doubles, first instants
//	time.go                Time and Precision
//	parse.go, scan.go      text to Time, strictly
//	errors.go, repair.go   what to say of a text that is not a time
//	guess.go               text of other programs to Time; what other forms seem to say
//	duration.go            text to a length of time
//	interval.go            Interval and Set
//	period.go              years, months and days of a zone
//	cycle.go               quarters, fiscal years and other periods by their names
//	hours.go               parts of every week: business hours
//	bound.go               Bound, a number with two sides
//	numbers.go, show.go    numbers and times to text
package calendar
