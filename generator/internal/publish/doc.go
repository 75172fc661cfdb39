// Package publish puts a site into a folder. Begin finds the folder and locks
// it, Put adds a file, Commit makes the folder hold exactly these files and
// those of others.
//
// # What a reader sees
//
// A reader of public/ sees the old site or the new one, never a mix. The new one
// is made whole in a workspace beside it, on the same file system, and takes its
// place in one step:
//
//	public/                         .afterword-public/stage-…/
//	  old site        Begin           empty; what a killed build left is removed
//	     │  compare    Put                │
//	     ├────────────────▶  a file that is new or changed is written at once
//	     │  link       Commit             ▼
//	     ├────────────────▶  links to all files that stay, those of others too; manifest
//	     │             sync               │  all of it is on the disk
//	     └──────────── exchange ──────────┘
//	  new site                        old site, which is removed
//
// A build that fails, is killed, is cancelled or runs out of disk leaves the old
// site, and the next one cleans up. Nothing is repaired: the output is derived,
// and the remedy for whatever happened to it is to build again.
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
// site has the same bytes wherever it is built. Beside it, in the workspace, lies
// a seal: one hash over size, times and inode of every file in the output as the
// build left them. While it holds, the manifest is believed without reading the
// files; once it is broken, by whatever, every file is read and compared. Size and
// modification time can be forged, change time cannot.
package publish
