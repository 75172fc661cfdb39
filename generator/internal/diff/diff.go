package diff

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/changes"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/site"
	"afterword/generator/internal/urls"
)

// A State is an archive as it was read at one time.
type State struct {
	Archive  *archive.Archive
	Site     *site.Site // nil where it has errors that leave no site
	Base     urls.Base
	Display  string // the archive's folder as it is printed
	Problems diag.List
	// Settings is the text of the archive's settings.
	Settings string
	// Editions are those of the archive that are compared, the widest first, and the narrowest, which
	// shows everything, last; none of an archive without.
	Editions []Edition
}

// A Report is what a change does. Its lists are never nil.
type Report struct {
	Base     string           `json:"base"` // what the archive was compared with, as it is printed
	Added    []Incident       `json:"added"`
	Changed  []Incident       `json:"changed"`
	Removed  []Incident       `json:"removed"`
	Figures  []changes.Figure `json:"figures"`
	New      []Problem        `json:"new"`      // what is newly wrong
	Resolved []Problem        `json:"resolved"` // and what no longer is
	Visible  []Visible        `json:"visible"`
	// Said is what reports say otherwise of their impact, of two states of a published site.
	Said []changes.Statement `json:"said,omitempty"`
}

// Empty reports whether the change does nothing.
func (r Report) Empty() bool {
	return len(r.Added)+len(r.Changed)+len(r.Removed)+len(r.Figures)+len(r.New)+len(r.Resolved)+len(r.Visible) == 0
}

// An Incident is a report that a change adds, alters or removes.
type Incident struct {
	Path  string `json:"path"`
	Title string `json:"title"`
	File  string `json:"file"` // as it is printed
	URL   string `json:"url"`  // of its page: an address where the archive has a base URL, else a path
	// Was is the path that a changed report had before, if another.
	Was string `json:"was,omitempty"`
	// Parts are the keys of front matter that changed, and "text".
	Parts []string `json:"parts,omitempty"`
	// Edition is the widest one that shows a new report; "" without editions.
	Edition string `json:"edition,omitempty"`
	// Similar are the first of the reports that the page of a new one lists as related.
	Similar []Similar `json:"similar,omitempty"`
}

// Similar is a report that is related to a new one, and why.
type Similar struct {
	Title  string `json:"title"`
	URL    string `json:"url"`
	Reason string `json:"reason"`
}

// A Problem is a diagnostic without its excerpt: the line may be on neither side.
type Problem struct {
	Severity string    `json:"severity"`
	Code     diag.Code `json:"code"`
	File     string    `json:"file"`
	Line     int       `json:"line,omitempty"`
	Message  string    `json:"message"`
}

// mostSimilar is how many reports are named beside a new one.
const mostSimilar = 3

// Of compares an archive with what it was before.
func Of(base string, before, after State) (Report, error) {
	r := Report{Base: base, Added: []Incident{}, Changed: []Incident{}, Removed: []Incident{}, Visible: visible(before, after)}
	var touched []pair
	moved := renamed(before, after)
	for _, i := range after.Archive.Incidents {
		was, ok := before.Archive.Incident(i.Path)
		if !ok {
			was, ok = moved[i], moved[i] != nil
		}
		if !ok {
			r.Added = append(r.Added, after.added(i))
		} else if was.Source.Text() != i.Source.Text() || was.Path != i.Path {
			about := after.incident(i)
			if about.Parts = parts(before, was, after, i); was.Path != i.Path {
				about.Was = was.Path
			}
			r.Changed = append(r.Changed, about)
		} else {
			continue
		}
		touched = append(touched, pair{was, i})
	}
	left := map[*archive.Incident]bool{}
	for _, was := range moved {
		left[was] = true
	}
	for _, i := range before.Archive.Incidents {
		if _, ok := after.Archive.Incident(i.Path); !ok && !left[i] {
			r.Removed = append(r.Removed, before.incident(i))
			touched = append(touched, pair{i, nil})
		}
	}
	var err error
	if r.Figures, err = figures(before, after, touched); err != nil {
		return r, err
	}
	r.New, r.Resolved = missing(after.Problems, before.Problems), missing(before.Problems, after.Problems)
	return r, nil
}

// A pair is a report before and after; either may be nil.
type pair struct{ before, after *archive.Incident }

func (s State) incident(i *archive.Incident) Incident {
	return Incident{Path: i.Path, Title: i.Title, File: s.Display + "/" + i.File, URL: s.Base.Absolute(urls.Incident(i.Path))}
}

// added is a new report, with those that are like it.
func (s State) added(i *archive.Incident) Incident {
	about := s.incident(i)
	for _, e := range s.Editions {
		if _, ok := e.Texts[i.File]; ok {
			about.Edition = e.ID
			break
		}
	}
	if s.Site == nil {
		return about
	}
	related := s.Site.Related(i)
	for _, row := range related[:min(len(related), mostSimilar)] {
		about.Similar = append(about.Similar, Similar{row.Title, s.Base.Origin() + row.URL, row.Reason})
	}
	return about
}

// renamed finds for new reports the one of before, gone by its own path, that has the same text
// or whose path they name among their aliases.
func renamed(before, after State) map[*archive.Incident]*archive.Incident {
	gone, byText := map[string]*archive.Incident{}, map[string]*archive.Incident{}
	for _, i := range before.Archive.Incidents {
		if _, ok := after.Archive.Incident(i.Path); !ok {
			gone[urls.Incident(i.Path)], byText[i.Source.Text()] = i, i
		}
	}
	moved := map[*archive.Incident]*archive.Incident{}
	for _, i := range after.Archive.Incidents {
		if _, ok := before.Archive.Incident(i.Path); ok {
			continue
		}
		was := byText[i.Source.Text()]
		for _, alias := range i.Aliases {
			was = cmp.Or(was, gone[alias.Path])
		}
		if was != nil {
			moved[i] = was
			delete(gone, urls.Incident(was.Path))
			delete(byText, was.Source.Text())
		}
	}
	return moved
}

// parts are the keys of front matter that two versions of a report do not have in common, sorted,
// and "text" where their bodies differ. Comments and layout of front matter are no part.
func parts(before State, was *archive.Incident, after State, is *archive.Incident) (parts []string) {
	keys := func(s State, i *archive.Incident) map[string]any {
		root, _, _ := frontmatter.Parse(i.Source, s.Archive.Settings.Limits.ForFrontMatter()) // problems are among the archive's
		return frontmatter.Values(root.Fields)
	}
	old, now := keys(before, was), keys(after, is)
	for key, value := range now {
		if before, ok := old[key]; !ok || !reflect.DeepEqual(before, value) {
			parts = append(parts, key)
		}
	}
	for key := range old {
		if _, ok := now[key]; !ok {
			parts = append(parts, key)
		}
	}
	slices.Sort(parts)
	if was.Source.Text()[was.Body:] != is.Source.Text()[is.Body:] {
		parts = append(parts, "text")
	}
	return parts
}

// missing lists the problems of one list that the other does not have. Where a problem is
// in its file does not count: lines move.
func missing(of, in diag.List) []Problem {
	problem := func(d diag.Diagnostic) Problem {
		return Problem{d.Severity.String(), d.Code, d.File, 0, d.Message}
	}
	there := map[Problem]int{}
	for _, d := range in {
		there[problem(d)]++
	}
	list := []Problem{}
	for _, d := range of {
		p := problem(d)
		if there[p]--; there[p] < 0 {
			p.Line = d.Line
			list = append(list, p)
		}
	}
	return list
}

// place is where a problem is: "content/2018/a.md:12".
func (p Problem) place() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d", p.File, p.Line)
}
