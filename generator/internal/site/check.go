package site

import (
	"path"
	"slices"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/publish"
	"afterword/generator/internal/urls"
)

// Bodies are the files of the archive that have a body, newest incident first, pages last.
func (s *Site) Bodies() []string {
	files := make([]string, 0, len(s.archive.Incidents)+len(s.archive.Pages))
	for _, i := range s.archive.Incidents {
		files = append(files, i.File)
	}
	for _, p := range s.archive.Pages {
		files = append(files, p.File)
	}
	return files
}

// CheckBody renders the body of a file and reports what is wrong in it, but for
// the fragments of links to other pages.
func (s *Site) CheckBody(file string) diag.List {
	if s.bodies.byFile[file] == nil {
		return nil
	}
	return s.bodies.look(file).mistakes
}

// CheckFragments reports links to places that the page they lead to does not
// have. It renders what was not rendered yet.
func (s *Site) CheckFragments() (list diag.List) {
	var byPage map[string]string // site path → file; made for the first link
	for _, file := range s.Bodies() {
		for _, link := range s.bodies.look(file).fragments {
			if byPage == nil {
				byPage = make(map[string]string, len(s.bodies.byFile))
				for file, b := range s.bodies.byFile {
					byPage[b.site] = file
				}
			}
			target, ok := byPage[link.Page]
			if !ok {
				continue
			}
			ids := s.bodies.look(target).ids
			fragment := written(link.Fragment)
			if slices.Contains(ids, fragment) {
				continue
			}
			hint := "That page has no headings."
			if near, ok := diag.Nearest(fragment, ids); ok {
				hint = "Did you mean #" + near + "?"
			} else if len(ids) > 0 {
				hint = "Its headings are #" + strings.Join(ids[:min(len(ids), 8)], ", #") + "."
			}
			list.Add(s.bodies.byFile[file].src.Errorf(diag.LinkFragment, link.Span, hint, "%s has no heading with the id %q", link.Page, fragment))
		}
	}
	return list
}

// written is an id as authors write it: without the prefix that keeps ids of
// content apart from those of the layout.
func written(id string) string { return strings.TrimPrefix(id, "h-") }

// Collision makes a diagnostic of two outputs that claim one path, placed at
// the alias or the file that claims it. display is what is printed for the
// archive's folder.
func (s *Site) Collision(display string, c publish.Collision) diag.Diagnostic {
	if c.OtherPath == "" {
		return diag.Diagnostic{Code: diag.FileName, File: s.printed(display, c.Source), Message: c.Reason, Hint: "Rename it."}
	}
	mine, other := claim{c.Path, c.Source}, claim{c.OtherPath, c.OtherSource}
	for range 2 {
		if a, ok := s.aliasAt(mine); ok {
			is := "is"
			if mine.path != other.path {
				is = "cannot be, since"
			}
			return s.bodies.byFile[mine.owner].src.Errorf(diag.URLCollision, a.At, "Remove the alias, or write another old path.",
				"the alias %s %s %s", a.Path, is, s.taken(display, mine, other))
		}
		mine, other = other, mine
	}
	if !s.isFile(mine.owner) {
		mine, other = other, mine
	}
	becomes := " becomes " + urls.SitePath(mine.path) + ", "
	if mine.path != other.path {
		becomes += "and "
	}
	return diag.Diagnostic{Code: diag.URLCollision, File: s.printed(display, mine.owner), Hint: s.apart(display, mine.owner, other.owner),
		Message: s.printed(display, mine.owner) + becomes + s.taken(display, mine, other)}
}

// apart tells how to give a file another address than another owner's. Only
// Markdown has a slug.
func (s *Site) apart(display, mine, other string) string {
	var slugs []string
	for _, owner := range []string{mine, other} {
		if s.bodies.byFile[owner] != nil {
			slugs = append(slugs, s.printed(display, owner))
		}
	}
	switch {
	case len(slugs) == 2:
		return "Rename one of them, or give one another slug:."
	case len(slugs) == 1 && s.isFile(other):
		return "Rename one of them, or give " + slugs[0] + " another slug:."
	case len(slugs) == 1:
		return "Rename it, or give it another slug:."
	case s.isFile(other):
		return "Rename one of them."
	}
	return "Rename it."
}

// A claim is an output path and what it comes from.
type claim struct{ path, owner string }

// taken says whose address a claim's is already, or what becomes an address too near to it.
func (s *Site) taken(display string, mine, other claim) string {
	here, there := urls.SitePath(mine.path), urls.SitePath(other.path)
	_, alias := s.aliasAt(other)
	owner := "a page of " + s.printed(display, other.owner)
	switch {
	case mine.owner == other.owner:
		owner = "this page"
	case alias && mine.path == other.path:
		return "an alias of " + s.printed(display, other.owner) + " too"
	case alias:
		owner = "an alias of " + s.printed(display, other.owner)
	case s.isFile(other.owner):
		owner = s.printed(display, other.owner)
	}
	switch {
	case mine.path == other.path:
		return "the address of " + owner
	case strings.HasPrefix(mine.path, other.path+"/"), strings.HasPrefix(other.path, mine.path+"/"):
		return owner + " becomes " + there + ": one is a file where the other needs a folder"
	}
	return owner + " becomes " + there + ": " + here + " and " + there + " are one on some systems"
}

// aliasAt is the alias that makes a claim.
func (s *Site) aliasAt(c claim) (postmortem.Alias, bool) {
	for _, a := range s.aliasesOf(c.owner) {
		if urls.OutputFile(a.Path) == c.path {
			return a, true
		}
	}
	return postmortem.Alias{}, false
}

func (s *Site) isFile(owner string) bool {
	if _, ok := s.bodies.byFile[owner]; ok {
		return true
	}
	for _, c := range s.copies {
		if c.File.Path == owner {
			return true
		}
	}
	return false
}

// printed names an owner: a file by its path, anything else by its words.
func (s *Site) printed(display, owner string) string {
	if s.isFile(owner) {
		return path.Join(display, owner)
	}
	return owner
}

func (s *Site) aliasesOf(file string) []postmortem.Alias {
	for _, i := range s.archive.Incidents {
		if i.File == file {
			return i.Aliases
		}
	}
	for _, p := range s.archive.Pages {
		if p.File == file {
			return p.Aliases
		}
	}
	return nil
}
