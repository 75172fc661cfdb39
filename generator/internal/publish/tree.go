// Package publish holds the built site as a value: an immutable set of output
// files by path, which can be compared with another, published to a folder and
// served over HTTP. A site that is too large for memory is published file by
// file, by a Publication.
//
// It may import diag, urls and calendar, and knows nothing of pages. The
// Publication and the handler are the only parts that touch the world.
//
// # Publishing
//
// A reader of public/ sees the old site or the new one, never a mix. The new one
// is made whole in a workspace beside it, on the same file system, and takes its
// place in one step:
//
//	public/                         .afterword-public/stage/
//	  old site        Begin           nothing, or the spare: the site before the old one,
//	     │                            or whatever a killed build left
//	     │  compare    Put                │
//	     ├────────────────▶  other: written at once
//	     │             Keep               │
//	     │  links      Commit             ▼
//	     ├────────────────▶  the same files, foreign files; all else removed; manifest
//	     │             sync               │  all of it is on the disk
//	     └──────────── swap ──────────────┘
//	  new site                        old site
//	     ▲             rescue             │
//	     └────────────────────  what others put there meanwhile
//	                                      ▼
//	                                  removed, or the spare of the next build
//
// A build that fails, is killed or cancelled at any point leaves the old site or
// the new one. Nothing in the stage is believed: a file there counts only if it
// is the very file of the output, by inode, so that there is nothing to repair.
// The lock in the workspace goes with the process that holds it.
//
// Files whose content is unchanged keep inode and modification time. Files of
// others stay. A file of ours that someone changed since is replaced, or left
// where it is if the site no longer has it, and reported either way. Only what a
// manifest lists, and what still is what it lists, is ever removed.
//
// Where two folders cannot be exchanged (mount points, symbolic links, systems
// other than Linux) files are replaced one by one from a complete stage in
// public/.afterword-work/new, assets first, under a journal by which the next
// build finishes what a killed one began; the report says so in a note.
//
// A program that holds public/ open, such as a shell or a web server, may go on
// seeing the old site until it opens it again; the build after the next one
// changes what it sees.
package publish

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A File is one file of the site. It is either held in memory (Data) or opened
// when it is needed (Open), for large files that are copied as they are.
type File struct {
	// Path is relative to the root of the site, slash-separated, as
	// urls.OutputFile gives it: "services/api/index.html".
	Path string
	Data []byte
	// Open, where it is set, stands in for Data. It may be called several
	// times, also at the same time, and gives the same bytes each time.
	Open func() (io.ReadCloser, error)
	// Size is the length in bytes. New sets it for files in memory; for others
	// it is what the caller believes, and only shown.
	Size int64
	// Source is where the file comes from, for messages and the manifest:
	// "content/2018/zuora-connect.md".
	Source string
}

// A Sum is the SHA-256 of a file's content.
type Sum [sha256.Size]byte

// Sum reads the file once and gives the hash of its content. Errors are those of Open.
func (f File) Sum() (Sum, error) {
	if f.Open == nil {
		return sha256.Sum256(f.Data), nil
	}
	sum, _, err := f.copyTo(io.Discard)
	return sum, err
}

// copyTo writes the content to w and tells its hash and length in bytes.
func (f File) copyTo(w io.Writer) (sum Sum, size int64, err error) {
	r, err := f.reader()
	if err != nil {
		return sum, 0, fmt.Errorf("opening %s: %w", f.Source, err)
	}
	hash := sha256.New()
	size, err = io.Copy(io.MultiWriter(w, hash), r)
	if err == nil {
		err = r.Close()
	} else {
		r.Close() // the first error says more
	}
	return Sum(hash.Sum(nil)), size, err
}

func (f File) reader() (io.ReadCloser, error) {
	if f.Open != nil {
		return f.Open()
	}
	return io.NopCloser(bytes.NewReader(f.Data)), nil
}

// A Tree is a whole site. The zero Tree is a site without files. It is
// immutable and safe for concurrent use.
type Tree struct {
	files []File // by path, each path once
}

// New makes a tree of files. Files that cannot stand beside one that came
// before them, in the order of paths and owners, are left out and reported; a
// tree with collisions is fit for a preview, not for publication.
func New(files []File) (Tree, []Collision) {
	files = slices.Clone(files)
	slices.SortStableFunc(files, func(a, b File) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Source, b.Source))
	})
	for i := range files {
		if files[i].Open == nil {
			files[i].Size = int64(len(files[i].Data))
		}
	}
	files, collisions := distinct(files)
	return Tree{files}, collisions
}

// Lookup finds a file by its path, as in File.Path.
func (t Tree) Lookup(path string) (File, bool) {
	i, ok := slices.BinarySearchFunc(t.files, path, func(f File, path string) int { return strings.Compare(f.Path, path) })
	if !ok {
		return File{}, false
	}
	return t.files[i], true
}

// Files returns all files by path. The slice is the caller's, the data is not.
func (t Tree) Files() []File { return slices.Clone(t.files) }

// Len is the number of files.
func (t Tree) Len() int { return len(t.files) }

// Changes are the paths in which two trees differ, each list sorted.
type Changes struct{ Added, Changed, Removed []string }

// Diff compares two trees by content. Files in memory are compared as they
// are, others are read; errors are those of Open.
func Diff(old, next Tree) (Changes, error) {
	var c Changes
	for _, f := range next.files {
		before, ok := old.Lookup(f.Path)
		if !ok {
			c.Added = append(c.Added, f.Path)
			continue
		}
		same, err := sameContent(before, f)
		if err != nil {
			return Changes{}, fmt.Errorf("comparing %s: %w", f.Path, err)
		}
		if !same {
			c.Changed = append(c.Changed, f.Path)
		}
	}
	for _, f := range old.files {
		if _, ok := next.Lookup(f.Path); !ok {
			c.Removed = append(c.Removed, f.Path)
		}
	}
	return c, nil
}

func sameContent(a, b File) (bool, error) {
	if a.Open == nil && b.Open == nil {
		return bytes.Equal(a.Data, b.Data), nil
	}
	sumA, err := a.Sum()
	if err != nil {
		return false, err
	}
	sumB, err := b.Sum()
	return sumA == sumB, err
}
