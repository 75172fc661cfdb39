// Package scan reads an archive's directory: it lists what is there, reads the
// texts and refuses what must not be published.
//
// Nothing outside of the directory is ever read: everything goes through an
// os.Root, and symbolic links are not followed. Every file is part of the result or
// named in a diagnostic, unless its name says that it is to be skipped (names.go).
// What only looks wrong, such as a file that belongs to no postmortem, is a warning.
package scan
