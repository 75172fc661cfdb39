package publish

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"afterword/generator/internal/urls"
)

// A Collision is a file that New left out, and why.
type Collision struct {
	// Path and Source are those of the file left out.
	Path, Source string
	// OtherPath and OtherSource are those of the file that stands in its way.
	// They are empty where the path is not fit to be written at all.
	OtherPath, OtherSource string
	// Reason says what is wrong, without a full stop.
	Reason string
}

// Error names both owners.
func (c Collision) Error() string {
	if c.OtherPath == "" {
		return fmt.Sprintf("%s: %s", c.Source, c.Reason)
	}
	return fmt.Sprintf("%s and %s: %s", c.OtherSource, c.Source, c.Reason)
}

// A claim is a name that a file takes, for itself or for a folder above it.
type claim struct {
	path        string // as the first file spelled it
	folder      bool
	file, owner string // of the file that takes it
}

func (c claim) by() Entry { return Entry{Path: c.file, Source: c.owner} }

// claims are the names taken so far, by urls.CollisionKey, so that an archive
// built on Linux and one built on macOS or Windows are the same site.
type claims map[string]claim

// take claims a path that is fit, unless some file system would take it for another's.
func (all claims) take(file, owner string) (Collision, bool) {
	key := urls.CollisionKey(file)
	if other, reason := all.clash(file, key); reason != "" {
		return Collision{file, owner, other.Path, other.Source, reason}, false
	}
	all[key] = claim{file, false, file, owner}
	for dir := path.Dir(file); dir != "."; dir = path.Dir(dir) {
		key := urls.CollisionKey(dir)
		if _, ok := all[key]; ok {
			break // and so are all above it
		}
		all[key] = claim{dir, true, file, owner}
	}
	return Collision{}, true
}

// distinct leaves out files whose path collides with that of an earlier one.
// Files must be sorted.
func distinct(files []File) ([]File, []Collision) {
	all := make(claims, 2*len(files))
	out := make([]File, 0, len(files))
	var collisions []Collision
	for _, f := range files {
		c, ok := fit(f.Path, f.Source)
		if ok {
			c, ok = all.take(f.Path, f.Source)
		}
		if ok {
			out = append(out, f)
		} else {
			collisions = append(collisions, c)
		}
	}
	return out, collisions
}

// clash looks for an earlier claim to a name that the file would take. The
// order of claims does not matter to whether there is one.
func (all claims) clash(file, key string) (Entry, string) {
	if c, ok := all[key]; ok {
		switch {
		case c.folder:
			return c.by(), fmt.Sprintf("%s would be a file and a folder at once", c.path)
		case c.path == file:
			return c.by(), fmt.Sprintf("both are written to %s", file)
		default:
			return c.by(), fmt.Sprintf("%s and %s are one file on some systems", c.path, file)
		}
	}
	for dir := path.Dir(file); dir != "."; dir = path.Dir(dir) {
		c, ok := all[urls.CollisionKey(dir)]
		switch {
		case !ok:
		case !c.folder:
			return c.by(), fmt.Sprintf("%s would be a file and a folder at once", c.path)
		case c.path != dir:
			return c.by(), fmt.Sprintf("%s/ and %s/ are one folder on some systems", c.path, dir)
		default:
			return Entry{}, "" // the folder is known, and so are those above it
		}
	}
	return Entry{}, ""
}

// fit reports whether a path can be written on every system.
func fit(file, owner string) (Collision, bool) {
	reason := unfit(file)
	return Collision{Path: file, Source: owner, Reason: reason}, reason == ""
}

// unfit says why a path cannot be written on every system.
func unfit(file string) string {
	if !fs.ValidPath(file) || file == "." {
		return fmt.Sprintf("%q is not a path within the site", file)
	}
	first, _, _ := strings.Cut(file, "/")
	if urls.CollisionKey(first) == manifestName || urls.CollisionKey(first) == workName {
		return fmt.Sprintf("%s is kept for the generator's own use", first)
	}
	for name := range strings.SplitSeq(file, "/") {
		if err := urls.CheckName(name); err != nil {
			return err.Error()
		}
	}
	return ""
}
