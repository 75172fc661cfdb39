// Package goldentest holds what tests make against files that lie beside them.
// go test -update writes these anew, for somebody to look at what has changed.
package goldentest
