package site

import (
	"slices"
	"strings"
	"sync"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/search"
)

// relatedMost is how many related incidents a page lists, where authors do not name more.
const relatedMost = 5

// relations are the reports that are like each other, and what was read of each, which the site after an
// edit takes over.
type relations struct {
	*search.Related
	profiles map[*diag.Source]search.Profile
	number   map[*archive.Incident]int
}

// newRelations compares all reports, when the first page of one is made. keep is for a site that another
// will come after.
func (s *Site) newRelations(before map[*diag.Source]search.Profile, keep bool) *relations {
	all, reader := s.archive.Incidents, search.NewProfiler(s.archive.Settings.Language)
	k := &relations{profiles: map[*diag.Source]search.Profile{}, number: make(map[*archive.Incident]int, len(all))}
	var mu sync.Mutex
	k.Related = search.NewRelated(len(all), func(n int) search.Profile {
		p, known := before[all[n].Source]
		if !known {
			own, _ := s.traits(all[n])
			p = reader.Profile(own)
		}
		if keep {
			mu.Lock()
			k.profiles[all[n].Source] = p
			mu.Unlock()
		}
		return p
	}, func(n int) string { return all[n].Path })
	for n, i := range all {
		k.number[i] = n
	}
	return k
}

// relationsAfter returns what compares all reports, once; what the site before has read is not read again.
func (s *Site) relationsAfter(before *Site, keep bool) func() *relations {
	var known map[*diag.Source]search.Profile
	if before != nil && before.archive.Settings == s.archive.Settings && before.compared.Load() {
		known = before.relations().profiles
	}
	return sync.OnceValue(func() *relations {
		defer s.compared.Store(true)
		return s.newRelations(known, keep)
	})
}

// traits are what a report is compared by: its text as written, and its terms, whose names are as readers see them.
func (s *Site) traits(i *archive.Incident) (t search.Traits, names []string) {
	add := func(kind, id, name string) {
		t.Terms, names = append(t.Terms, search.Trait{Kind: kind, Name: id}), append(names, name)
	}
	t = search.Traits{Texts: []string{i.Title, i.Summary}}
	for _, e := range i.Timeline {
		t.Texts = append(t.Texts, e.Text)
	}
	for _, a := range i.Actions {
		t.Texts = append(t.Texts, a.Title)
	}
	t.Texts = append(t.Texts, i.Source.Text()[i.Body:])
	for n, k := range s.archive.Taxonomies {
		if k.Topic {
			for _, term := range k.Of(i) {
				add("same "+strings.ToLower(k.Singular), term.Slug, term.Name)
			}
		}
		if n == 0 { // between causes and tags, as reasons are given
			for _, v := range i.Services {
				add("same service", v.ID, v.Name)
			}
		}
	}
	return t, names
}

// Related lists the incidents that a report names or that name it, in the order of the archive, and
// then those most like it up to five in all, without those that are named unrelated. Each has what the
// two share as its reason: "same cause: split brain; both say: lease, quorum".
func (s *Site) Related(i *archive.Incident) (rows []RelatedRow) {
	k := s.relations()
	own, names := s.traits(i)
	text := own.Text()
	add := func(other *archive.Incident, reasons ...string) {
		terms, words := k.Shared(k.number[i], k.number[other], text)
		kind := ""
		for _, n := range terms {
			if t := own.Terms[n]; t.Kind == kind {
				reasons[len(reasons)-1] += ", " + names[n]
			} else {
				reasons = append(reasons, t.Kind+": "+names[n])
				kind = t.Kind
			}
		}
		if len(words) > 0 {
			reasons = append(reasons, "both say: "+strings.Join(words, ", "))
		}
		rows = append(rows, RelatedRow{Row: s.row(other), Reason: strings.Join(reasons, "; ")})
	}
	for _, other := range i.Named {
		add(other, "named in the report")
	}
	near := k.Of(k.number[i], max(0, relatedMost-len(rows)), func(n int) bool {
		other := s.archive.Incidents[n]
		return slices.Contains(i.Named, other) || slices.Contains(i.Apart, other)
	})
	for _, n := range near {
		add(s.archive.Incidents[n])
	}
	return rows
}
