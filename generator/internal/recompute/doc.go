// Package recompute holds two more implementations of the arithmetic of uptime, each written
// from its description and not from package uptime, of which they share nothing.
//
// One is in JavaScript, with the time zones of the browser. The page of methods offers it to readers,
// who need to trust neither the program nor its authors: it computes every figure of /api/uptime.json
// anew from the published windows and services, and names those that differ. It is loaded when a
// reader asks for it, and published as it is written here.
//
// The other, in Go, does the same for afterword verify. It knows the published documents alone: no
// package that reads an archive, cuts its periods or counts its windows. Both have the rules of
// time zones from the database of the IANA.
package recompute
