package archive

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"afterword/generator/internal/settings"
	"afterword/generator/internal/urls"
)

// A Taxonomy is one way of sorting incidents, with the terms that they have: their causes, their
// severities, the regions that they affected.
type Taxonomy struct {
	*settings.Taxonomy
	// Terms are those that an incident has, or has a term below, by name. Of severities they are
	// all of the archive's, worst first, and "not recorded" at the end where an incident has none.
	Terms []*Term

	place int // in Incident.terms
}

// Of returns the terms that an incident names, in its own order. Of severities it is one, "not
// recorded" where it names none.
func (t *Taxonomy) Of(i *Incident) []*Term {
	if i.terms == nil {
		return nil
	}
	return i.terms[t.place]
}

// Term finds one by its slug.
func (t *Taxonomy) Term(slug string) (*Term, bool) {
	n := slices.IndexFunc(t.Terms, func(term *Term) bool { return term.Slug == slug })
	if n < 0 {
		return nil, false
	}
	return t.Terms[n], true
}

// A Term is a word of a taxonomy with its incidents.
type Term struct {
	settings.Term        // its name is as archive.yaml spells it, else as most of the files do
	Slug          string // the last element of its URL
	// Rank is the place of a severity, worst first from 0; -1 for not recorded, and 0 for all other terms.
	Rank     int
	Parent   *Term // shadows the name; nil at the top
	Children []*Term
	// Incidents name the term itself or one below it, newest first; Direct is how many name it itself.
	Incidents []*Incident
	Direct    int
}

// Taxonomy finds one by its ID: "causes", "region". It is nil where the archive has none of that
// name, or no report has a term of it; causes, tags, severities and organizations are always there.
func (a *Archive) Taxonomy(id string) *Taxonomy {
	n := slices.IndexFunc(a.Taxonomies, func(t *Taxonomy) bool { return t.ID == id })
	if n < 0 {
		return nil
	}
	return a.Taxonomies[n]
}

// Added are the taxonomies that not every archive has.
func (a *Archive) Added() []*Taxonomy {
	n := slices.IndexFunc(a.Taxonomies, func(t *Taxonomy) bool { return !t.Builtin })
	if n < 0 {
		return nil
	}
	return a.Taxonomies[n:]
}

// Keywords say what an incident was about: its causes, its tags and what else is a topic.
func (a *Archive) Keywords(i *Incident) (names []string) {
	for _, t := range a.Settings.Taxonomies {
		if t.Topic {
			names = append(names, i.Names(t.ID)...)
		}
	}
	return names
}

func (a *Archive) indexTerms() {
	for _, i := range a.Incidents {
		i.terms = make([][]*Term, len(a.Settings.Taxonomies))
	}
	for n := range a.Settings.Taxonomies {
		t := &Taxonomy{Taxonomy: &a.Settings.Taxonomies[n], place: n}
		if t.index(a.Incidents); t.Ranked {
			t.rank(a)
		}
		if t.Builtin || len(t.Terms) > 0 {
			a.Taxonomies = append(a.Taxonomies, t)
		}
	}
}

// index groups incidents by the slug of their terms. Spellings that fold to one slug share a term
// under the spelling used most.
func (t *Taxonomy) index(incidents []*Incident) {
	type spelling struct {
		term *Term
		used int
	}
	bySlug := map[string]*Term{}
	spellings := map[string]*spelling{} // by name, so that each name is folded once
	for _, i := range incidents {
		for _, named := range i.Postmortem.Terms[t.ID] {
			written := spellings[named.Text]
			if written == nil {
				slug := urls.Slug(named.Text)
				if bySlug[slug] == nil {
					bySlug[slug] = &Term{Slug: slug}
				}
				written = &spelling{term: bySlug[slug]}
				spellings[named.Text] = written
			}
			written.used++
			if i.terms[t.place] == nil {
				i.terms[t.place] = make([]*Term, 0, len(i.Postmortem.Terms[t.ID]))
			}
			if own := &i.terms[t.place]; !slices.Contains(*own, written.term) {
				*own = append(*own, written.term)
				written.term.Direct++
			}
		}
	}
	most := map[*Term]int{}
	for name, s := range spellings {
		if n := most[s.term]; s.used > n || s.used == n && name < s.term.Name {
			s.term.Name, most[s.term] = name, s.used
		}
	}
	t.describe(bySlug)
	for _, i := range incidents {
		for _, term := range i.terms[t.place] {
			for ; term != nil; term = term.Parent {
				if n := len(term.Incidents); n == 0 || term.Incidents[n-1] != i {
					term.Incidents = append(term.Incidents, i)
				}
			}
		}
	}
	t.Terms = slices.SortedFunc(maps.Values(bySlug), byName)
	for _, term := range t.Terms {
		if term.Parent != nil {
			term.Parent.Children = append(term.Parent.Children, term)
		}
	}
}

func byName(x, y *Term) int {
	return cmp.Or(strings.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name)), strings.Compare(x.Slug, y.Slug))
}

// describe adds to the terms that are used what archive.yaml says of them, and their parents. What
// no report has comes to nothing: who may not see a report learns no term from it.
func (t *Taxonomy) describe(bySlug map[string]*Term) {
	declared := map[string]settings.Term{}
	for _, d := range t.Taxonomy.Terms {
		declared[urls.Slug(d.Name)] = d
	}
	if len(declared) == 0 {
		return
	}
	for _, term := range slices.Collect(maps.Values(bySlug)) {
		for {
			d, ok := declared[term.Slug]
			if !ok {
				break
			}
			term.Term = d
			if d.Parent == "" || term.Parent != nil {
				break
			}
			slug := urls.Slug(d.Parent)
			if bySlug[slug] == nil {
				bySlug[slug] = &Term{Slug: slug}
			}
			term.Parent = bySlug[slug]
			term = term.Parent
		}
	}
}

// rank puts the severities in their order, used or not, and a term for incidents without one.
func (t *Taxonomy) rank(a *Archive) {
	used := t.Terms
	t.Terms = nil
	for rank, name := range a.Settings.Severities {
		term := &Term{Term: settings.Term{Name: name}, Slug: urls.Slug(name)}
		if n := slices.IndexFunc(used, func(u *Term) bool { return u.Slug == term.Slug }); n >= 0 {
			term = used[n]
		}
		term.Rank = rank
		t.Terms = append(t.Terms, term)
	}
	unrecorded := &Term{Term: settings.Term{Name: "not recorded"}, Slug: urls.NotRecorded, Rank: -1}
	for _, i := range a.Incidents {
		if len(i.terms[t.place]) == 0 {
			i.terms[t.place] = []*Term{unrecorded}
			unrecorded.Incidents = append(unrecorded.Incidents, i)
			unrecorded.Direct++
		}
		i.Severity = i.terms[t.place][0]
	}
	if unrecorded.Direct > 0 {
		t.Terms = append(t.Terms, unrecorded)
	}
}
