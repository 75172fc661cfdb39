package diff

import (
	"cmp"
	"slices"

	"afterword/generator/internal/changes"
)

// Published compares two states of a published site: which reports came, went and say something else of their impact, and
// which figures moved, by which of them. The problems and texts of reports are not published.
func Published(base string, before, after changes.Documents) (Report, error) {
	r := Report{Base: base, Added: []Incident{}, Changed: []Incident{}, Removed: []Incident{}, New: []Problem{}, Resolved: []Problem{}, Visible: []Visible{}}
	old, err := changes.Read(before)
	if err != nil {
		return r, err
	}
	now, err := changes.Read(after)
	if err != nil {
		return r, err
	}
	var said []changes.Statement
	said, r.Figures = changes.Between(old, now)
	incident := func(i changes.Report) Incident { return Incident{Path: i.Path, Title: i.Title, URL: i.URL} }
	for _, s := range said {
		is, here := now.Reports[s.Path]
		if _, there := old.Reports[s.Path]; !here || !there {
			continue
		}
		r.Said = append(r.Said, s)
		if n := len(r.Changed); n == 0 || r.Changed[n-1].Path != s.Path {
			r.Changed = append(r.Changed, incident(is))
		}
		about := &r.Changed[len(r.Changed)-1]
		about.Parts = slices.Compact(append(about.Parts, s.What))
	}
	for _, list := range []struct {
		to       *[]Incident
		of, over map[string]changes.Report
	}{{&r.Added, now.Reports, old.Reports}, {&r.Removed, old.Reports, now.Reports}} {
		for path, i := range list.of {
			if _, both := list.over[path]; !both {
				*list.to = append(*list.to, incident(i))
			}
		}
		slices.SortFunc(*list.to, func(a, b Incident) int { return cmp.Compare(a.Path, b.Path) })
	}
	return r, nil
}
