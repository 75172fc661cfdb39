// Package diag holds the one message type for everything an author can get
// wrong: a position in a file, what is wrong, and how to fix it. The terminal,
// the browser overlay, JSON, SARIF and GitHub annotations are all written from
// it. It imports the standard library and x/text only.
package diag
