package publish

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"strings"

	"afterword/generator/internal/urls"
)

// A Collision is a file that cannot be part of the site beside another, and why.
type Collision struct {
	// Path and Source are those of the file.
	Path, Source string
	// OtherPath and OtherSource are those of the file in its way. They are empty
	// where the path cannot be written at all.
	OtherPath, OtherSource string
	// Reason says what is wrong, without a full stop.
	Reason string
}

// Error names both sources.
func (c Collision) Error() string {
	if c.OtherPath == "" {
		return fmt.Sprintf("%s: %s", c.Source, c.Reason)
	}
	return fmt.Sprintf("%s and %s: %s", c.OtherSource, c.Source, c.Reason)
}

// A claim is a name that a file takes, for itself or for a folder above it.
type claim struct {
	name         string // as the first file spelled it
	folder       bool
	file, source string // of the file that takes it
}

// claims are the names taken so far, by urls.CollisionKey, so that an archive
// built on Linux and one built on macOS or Windows are the same site.
type claims map[string]claim

// take claims a path, unless it cannot be written on every system, or some file
// system would take it for another's. The order of claims does not matter to
// whether it would.
func (all claims) take(file, source string) (Collision, bool) {
	if reason := unfit(file); reason != "" {
		return Collision{Path: file, Source: source, Reason: reason}, false
	}
	free := claims{}
	for name := file; name != "."; name = path.Dir(name) {
		key, folder := urls.CollisionKey(name), name != file
		other, taken := all[key]
		if !taken {
			free[key] = claim{name, folder, file, source}
			continue
		}
		if reason := other.clash(name, folder); reason != "" {
			return Collision{file, source, other.file, other.source, reason}, false
		}
		break // the folder is known, and so are all above it
	}
	maps.Copy(all, free)
	return Collision{}, true
}

// clash returns why another file cannot have a name, for itself or for a folder
// above it; "" where it can.
func (c claim) clash(name string, folder bool) string {
	switch {
	case c.folder != folder:
		return fmt.Sprintf("%s would be a file and a folder at once", c.name)
	case !folder && c.name == name:
		return fmt.Sprintf("both are written to %s", name)
	case !folder:
		return fmt.Sprintf("%s and %s are one file on some systems", c.name, name)
	case c.name != name:
		return fmt.Sprintf("%s/ and %s/ are one folder on some systems", c.name, name)
	}
	return ""
}

// unfit returns why a path cannot be written on every system; "" where it can.
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
