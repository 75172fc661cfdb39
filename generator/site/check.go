package site

import (
	"fmt"
	"path"
	"slices"

	"afterword/generator/diag"
	"afterword/generator/frontmatter"
	"afterword/generator/postmortem"
	"afterword/generator/tree"
	"afterword/generator/urls"
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
	b, ok := s.bodies.byFile[file]
	if !ok {
		return nil
	}
	_, list := b.get()
	return list
}

// CheckFragments reports links to places that the page they lead to does not
// have. It renders what was not rendered yet.
func (s *Site) CheckFragments() (list diag.List) {
	for _, file := range s.Bodies() {
		b := s.bodies.byFile[file]
		doc, _ := b.get()
		for _, link := range doc.Links {
			target, ok := s.bodies.bySite[link.Page]
			if link.Fragment == "" || !ok {
				continue
			}
			other, _ := target.get()
			ids := make([]string, 0, len(other.Headings))
			for _, h := range other.Headings {
				ids = append(ids, h.ID)
			}
			if slices.Contains(ids, link.Fragment) {
				continue
			}
			hint := "the headings of that page make its fragments"
			if near, ok := frontmatter.Nearest(link.Fragment, ids); ok {
				hint = "did you mean #" + near + "?"
			}
			list.Add(b.src.Errorf(diag.LinkFragment, link.Span, hint, "%s has no place #%s", link.Page, link.Fragment))
		}
	}
	return list
}

// Collision makes a diagnostic of two outputs that claim one path, placed at
// the alias or the file that claims it. display is what is printed for the
// archive's folder.
func (s *Site) Collision(display string, c tree.Collision) diag.Diagnostic {
	if c.OtherPath == "" {
		return diag.Diagnostic{Severity: diag.Error, Code: diag.FileName, File: s.printed(display, c.Owner), Message: c.Reason}
	}
	message := fmt.Sprintf("%s claims the address of %s: %s", s.printed(display, c.Owner), s.printed(display, c.OtherOwner), address(c.Path))
	if c.Path != c.OtherPath {
		message += " and " + address(c.OtherPath) + " are one on some systems"
	}
	const hint = "rename one of them, or give one a slug"
	for _, claim := range []struct{ path, owner string }{{c.Path, c.Owner}, {c.OtherPath, c.OtherOwner}} {
		for _, a := range s.aliasesOf(claim.owner) {
			if urls.OutputFile(a.Path) == claim.path {
				return s.bodies.byFile[claim.owner].src.Errorf(diag.URLCollision, a.At, "an alias must not be the address of a page or file", "%s", message)
			}
		}
	}
	d := diag.Diagnostic{Severity: diag.Error, Code: diag.URLCollision, Message: message, Hint: hint}
	if d.File = s.printed(display, c.Owner); !s.isFile(c.Owner) && s.isFile(c.OtherOwner) {
		d.File = s.printed(display, c.OtherOwner)
	}
	return d
}

// address is an output path as a reader sees it.
func address(file string) string {
	if path.Base(file) == "index.html" {
		file = file[:len(file)-len("index.html")]
	}
	return "/" + file
}

func (s *Site) isFile(owner string) bool {
	if _, ok := s.bodies.byFile[owner]; ok {
		return true
	}
	for _, c := range s.copies {
		if c.file.Path == owner {
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
