// Command afterword turns a directory of postmortems into a static site.
//
// Each verb has a file of its own, and a line in the table of main.go: it reads
// flags, calls one function of package generator and prints what that returns.
// Data goes to standard output, everything else to standard error. What verbs
// share is in flags.go (flags, environment, usage), run.go (verbs that read the
// archive), print.go (numbers and words) and output.go (the terminal).
package main
