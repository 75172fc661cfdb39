// Package publish puts a site into a folder: all of it or nothing, and without
// harm to files of others.
//
// # The course of a publication
//
//	Begin   locate.go       finds the folder, and refuses one that holds the project or files of others
//	        workspace.go    locks it, removes what a killed build left, makes an empty stage
//	        manifest.go     reads which files the last build wrote,
//	        survey.go       and what is there now
//	Put     collision.go    refuses a second file of the same name
//	        publication.go  compares the file with the old one; one that is new or changed is written to the stage
//	Commit  plan.go         decides what becomes of each file that is there: it stays, makes way or is removed
//	        swap.go         links all that stays into the stage, and exchanges the stage for the folder
//	        inplace.go      or, where that cannot be, moves the new files one by one
//	        memory.go       remembers a seal for the next build
//
// # What a reader sees
//
// A reader of public/ sees the old site or the new one, never a mix. The new one
// is made whole in .afterword-public/ beside it, on the same file system, flushed to
// the disk, and takes its place in one step. A build that fails, is killed, is
// cancelled or runs out of disk leaves the old site, and the next one cleans up.
// Nothing is repaired: the output is derived, and the remedy for whatever happened
// to it is to build again.
//
// Where two folders cannot be exchanged (mount points, symbolic links, systems
// other than Linux) each file is written under a temporary name, and when all
// are there they are renamed one by one, assets first. The report says so. A
// build that is killed meanwhile leaves whole files of either site.
//
// # What stays
//
// Files whose content is unchanged keep inode and modification time. Files of
// others stay. A file of ours that someone changed is replaced, or left alone if
// the site no longer has it, and reported either way. Only what the manifest in
// the output lists, and what still has the content it lists, is ever removed. A
// file that is named by its content stays for one more build, so that a page
// that a reader has open finds its style sheet.
//
// # What is known about the old site
//
// The manifest holds the hash of each file. It holds no times, so that the same
// site has the same bytes wherever it is built. The seal, which is kept outside of
// the output, is one hash over size, times and inode of every file as the build left
// them. While it holds, the manifest is believed without reading the files; once it
// is broken, by whatever, every file is read and compared. Size and modification
// time can be forged, change time cannot.
package publish
