// Package search writes the search index of an archive and reads it again.
//
// The index is a folder of small files that any static host can serve. The
// visitor's browser reads it with the module search.js, the command line with
// [Open]; both run the same tokeniser, the same integer arithmetic and the same
// order, so that they agree on every result.
//
// What the files hold (format.go has the layout, manifest.go their list):
//
//	manifest.bin   the only name without a hash: which files there are
//	terms/         every word with the reports that hold it and how much it says there
//	prefixes/      the same for beginnings of words that would span many files of terms/
//	positions/     where in a report a word stands, for phrases
//	words/         the words by first letter, for spelling
//	cards/         what a result shows
//	columns/       what reports are filtered, counted and sorted by: day, year, facets; length in seconds
//
// A word is indexed as it was written (folded.go, tokens.go); its other forms
// are found when a query is read (forms.go), so that prefixes stay exact. How
// much a word says in a report is worked out here, once (impact.go), so that a
// query only adds up small integers (score.go).
//
// It is made in two steps. [Invert] turns a run of reports into a [Segment],
// which depends on them alone, so that their text can be let go of at once and
// the segment be kept until one of them changes. [Assemble] puts the segments
// together, works out what depends on all reports and writes the files. [Build]
// does both.
//
// The package stands on its own: it imports the standard library,
// golang.org/x/text/unicode/norm, a gzip writer that is twice as fast as the
// standard one, and a minifier for its scripts.
package search

import "crypto/sha256"

// Document is a report as the index sees it: plain text only.
type Document struct {
	Path         string // the report's file, unique in the archive
	URL          string // of its page, as a link on the search page would have it
	Title        string
	Summary      string
	Organization string
	Date         string // day of the incident as yyyy-mm-dd, "" when unknown
	Year         int    // the year the archive files it under
	Severity     string
	Services     []Facet
	Causes, Tags []string
	Seconds      int64 // how long it lasted, at least; -1 when unknown
	AtLeast      bool  // it may have lasted longer than Seconds
	Sections     []Section
}

// Facet is a value to filter by and the name to show for it.
type Facet struct{ ID, Name string }

// Section is a stretch of a report under one heading.
type Section struct{ Heading, Text, Code string }

// Options of an index.
type Options struct {
	// Language is a BCP 47 tag. Under "en" the forms of a word find each other.
	Language string
	// Cards is asked once for the files of cards that were made before under a key
	// that holds all that goes into them. Those that it gives are among the result
	// as they are, and need no data; nil lets them be made. It may be nil itself.
	Cards func(key [sha256.Size]byte) []File
}

// File is one file of the index; Path is relative to the folder of the search
// page, with slashes.
type File struct {
	Path string
	Data []byte
}
