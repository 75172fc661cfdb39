// Package search is the search of an archive: one in-memory engine, and the
// writer of the files that the search page reads.
//
// [New], or a [Builder] where the texts come one by one, makes an [Index] of
// all reports. [Index.Search] answers queries from memory; the command line
// uses it. [Index.Files] writes the same index as a folder of small files that
// any static host can serve; the module js/search.js reads them in the
// visitor's browser. Both hosts run the same tokeniser, the same integer
// arithmetic and the same order. A test asks both the same queries and compares
// their answers.
//
// From text to answer:
//
//	document.go          a report, its fields and the values it is filtered by
//	tokens.go, folded.go text → words, folded to one spelling
//	build.go             words of reports → reports of words
//	impact.go            how much a word says in a report (BM25F), worked out once
//	index.go             the index: documents, terms and their postings
//	query.go             what was typed → words, phrases, exclusions, filters
//	match.go, forms.go   a word of the query → terms, with other forms and beginnings
//	spelling.go          a word that no report has → the terms it was meant to be
//	score.go, filter.go  which reports are found, in which order
//	search.go, excerpt.go the answer
//
// The files (format.go has their layout):
//
//	manifest.bin   the only name without a hash: which files there are
//	terms/         every word with the reports that hold it and how much it says there
//	prefixes/      the same for beginnings of words that would span many files of terms/
//	positions/     where in a report a word occurs, for phrases
//	words/         the words by first letter, for spelling
//	cards/         what a result shows
//	columns/       what reports are filtered, counted and sorted by: day, year, facets; length in seconds
package search
