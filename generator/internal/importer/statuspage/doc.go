// Package statuspage imports incidents and maintenance of Atlassian Statuspage in
// four shapes: JSON of the public API v2 and of API v1, which differ in what may
// be absent, a saved incident page, and the text copied from one.
package statuspage
