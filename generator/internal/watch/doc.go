// Package watch reports which files below some folders have changed. It is the
// only package that imports fsnotify; it imports nothing else of this program.
//
// Events wake, a snapshot decides: the truth is what stat says of every file, its
// size, times and inode (tree.go), and an event of the system only says where to
// look again. So renames, atomic saves, and events that are lost, doubled or out of
// order all come out as the same list of paths, and polling is the same code on a
// timer. Folders are watched, never files.
package watch
