// Package rename finds where the files of an archive name a term or a service, and gives it another
// name there, without touching any other byte. Where that cannot be done safely it says so.
package rename
