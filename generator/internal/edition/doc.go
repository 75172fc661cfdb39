// Package edition makes what one circle of readers may see of an archive that others see more of.
//
// archive.yaml lists editions, widest first. An edition holds what is marked with it or with a wider
// one. [Set.Project] takes a file as its author wrote it and returns the same file without what the edition
// hides, as if it had never been written: front matter is written anew from the tree that remains, and
// hidden bytes of the body are cut out. This happens before anything is parsed, so that no later stage has to
// know that there are editions. What is left knows its places in the file that its author wrote, and never
// shows a line that holds something hidden.
//
// Where it is in doubt, it hides or refuses: a mark that it cannot read is an error.
package edition
