// Package linkcheck finds links that do not work: those within a built site, and
// those to other sites.
//
// Within the site (Within) every address leads to a file, every fragment to an
// id, no address leaves the base path, and every page can be reached from the
// home page. This reads the files of the site and nothing else:
//
//	within.go      the rules
//	page.go        the addresses and ids of a page
//	references.go  which attributes hold addresses
//	css.go         the addresses in a style sheet
//	address.go     what an address means at the place where it is written
//
// Other sites (Ask) are asked whether they still have an address. This is the
// only part of the program that connects to other hosts, on behalf of text that
// is not trusted. It sends the address and the program's name: no cookies, no
// password, no referrer. It reads the head of the answer and nothing more:
//
//	external.go  each distinct address once, a few at a time, for a bounded time
//	answer.go    what an answer means
//	allow.go     which addresses may be asked at all
//	client.go    the only file that dials; a test of package generator checks that
package linkcheck
