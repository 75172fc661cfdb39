package site

import (
	"path"
	"slices"
	"strings"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/publish"
	"afterword/generator/internal/urls"
)

// Bodies are the files of the archive that have a body, newest incident first, pages last.
func (s *Site) Bodies() []string {
	files := make([]string, 0, len(s.bodies.all))
	for n := range s.bodies.all {
		files = append(files, s.bodies.all[n].file)
	}
	return files
}

// CheckBody renders the body of a file and reports what is wrong in it, but for
// the fragments of links to other pages.
func (s *Site) CheckBody(file string) diag.List {
	if s.bodies.byFile[file] == nil {
		return nil
	}
	return s.bodies.look(file).problems
}

// CheckReports reports what the archive's rules ask of its reports, and where these and what was measured contradict
// each other. It renders what was not rendered yet, where a rule asks for a section.
func (s *Site) CheckReports() (list diag.List) {
	if len(s.archive.Settings.Rules) > 0 {
		for _, i := range s.archive.Incidents {
			list.Add(s.CheckRulesOf(i)...)
		}
	}
	list.Add(s.checkSignals()...)
	list.Add(s.checkEvidence()...)
	return list
}

// CheckRulesOf reports what the rules ask of one report.
func (s *Site) CheckRulesOf(i *archive.Incident) diag.List {
	return i.CheckRules(s.archive.Settings, s.archive.AsOf, func() []string { return s.bodies.look(i.File).filled })
}

// CheckFragments reports links to places that the page they lead to does not
// have. It renders what was not rendered yet.
func (s *Site) CheckFragments() (list diag.List) {
	for _, file := range s.Bodies() {
		for _, link := range s.bodies.look(file).fragments {
			o, _ := s.Output(link.Page)
			if target := s.bodies.byFile[o.Owner]; target == nil || target.site != link.Page {
				continue
			}
			ids := s.bodies.look(o.Owner).ids
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

// Collision makes a diagnostic of two outputs that claim one path, or of one whose name no
// host takes, placed at the alias or the file that it comes from. display is what is printed
// for the archive's folder.
func (s *Site) Collision(display string, c publish.Collision) diag.Diagnostic {
	mine := s.newClaim(display, c.Path, c.Source)
	if c.OtherPath == "" {
		return diag.Diagnostic{Code: diag.FileName, File: mine.printed, Message: c.Reason, Hint: "Rename it."}
	}
	other := s.newClaim(display, c.OtherPath, c.OtherSource)
	if other.alias != nil && mine.alias == nil || !mine.isFile {
		mine, other = other, mine
	}
	if c.Source == c.OtherSource {
		other.what = "the page itself"
	}
	message := mine.what + " and " + other.what + " both have the address " + mine.address
	if c.Path != c.OtherPath {
		message = mine.what + " has the address " + mine.address + ", and " + other.what + " has " + other.address + ": these are one on some systems"
		if strings.HasPrefix(c.Path, c.OtherPath+"/") || strings.HasPrefix(c.OtherPath, c.Path+"/") {
			message = mine.what + " has the address " + mine.address + ", and " + other.what + " has " + other.address + ": one is a file where the other needs a folder"
		}
	}
	if a := mine.alias; a != nil {
		return mine.body.src.Errorf(diag.URLCollision, a.At, "Remove the alias, or write another old path.", "%s", message)
	}
	hint := "Rename it"
	if other.isFile {
		hint = "Rename one of them"
	}
	if mine.body != nil || other.body != nil {
		hint += ", or set another slug: in the front matter"
	}
	return diag.Diagnostic{Code: diag.URLCollision, File: mine.printed, Message: message, Hint: hint + "."}
}

// A claim is an output and what it comes from.
type claim struct {
	address string // site path
	printed string // the file, or what else it comes from: "the year 2018"
	what    string // "content/2018/a.md", "an alias of content/2018/a.md", "a page of the year 2018"
	isFile  bool
	body    *body             // of a Markdown file
	alias   *postmortem.Alias // where the output is at an alias of the file
}

func (s *Site) newClaim(display, output, source string) claim {
	c := claim{address: urls.SitePath(output), printed: source, what: "a page of " + source, body: s.bodies.byFile[source]}
	if c.isFile = c.body != nil || slices.ContainsFunc(s.copies, func(f Copy) bool { return f.File.Path == source }); c.isFile {
		c.printed = path.Join(display, source)
		c.what = c.printed
	}
	if c.body == nil {
		return c
	}
	for _, a := range c.body.aliases {
		if urls.OutputFile(a.Path) == output {
			c.alias, c.what, c.address = &a, "an alias of "+c.printed, a.Path
		}
	}
	return c
}
