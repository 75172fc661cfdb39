// Package scaffold writes the first lines for people: the text of a new
// postmortem and the files of a new archive. It is pure: names, settings and the
// time go in, paths and text come out, and nothing is written to disk. What it
// makes passes `afterword check`; the tests hold that.
package scaffold
