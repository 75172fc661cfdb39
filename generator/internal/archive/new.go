package archive

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
)

// New indexes what was read. The caller leaves drafts out of the postmortems and
// pages; drafts are the paths of those postmortems. asOf is what counts as now, in
// seconds since 1970. The diagnostics are about what takes the whole archive to see:
// names that refer to nothing, and dates that are likely to be mistyped.
func New(s *settings.Settings, postmortems []*postmortem.Postmortem, pages []*postmortem.Page, drafts []string, asOf int64) (*Archive, diag.List) {
	a := &Archive{Settings: s, AsOf: asOf, Pages: slices.Clone(pages), byPath: make(map[string]*Incident, len(postmortems))}
	slices.SortFunc(a.Pages, func(x, y *postmortem.Page) int { return cmp.Compare(x.Path, y.Path) })
	a.Incidents = make([]*Incident, 0, len(postmortems))
	room := make([]Incident, len(postmortems)) // one piece of memory, for speed
	for n, p := range postmortems {
		i := &room[n]
		i.place(p, s, asOf)
		a.Incidents = append(a.Incidents, i)
	}
	slices.SortFunc(a.Incidents, func(x, y *Incident) int {
		return cmp.Or(cmp.Compare(y.at, x.at), cmp.Compare(x.Path, y.Path), cmp.Compare(x.File, y.File))
	})
	for n, i := range a.Incidents {
		if n > 0 && i.Year != 0 {
			i.Later, a.Incidents[n-1].Earlier = a.Incidents[n-1], i
		}
		a.byPath[i.Path] = i
		a.Corrected = a.Corrected || len(i.Corrections) > 0
	}
	// They fill different fields, so they may run beside each other.
	var indexes sync.WaitGroup
	indexes.Go(a.indexServices)
	indexes.Go(a.indexYears)
	a.indexTerms()
	indexes.Wait()
	list := a.nameRelated(drafts)
	list.Add(a.farDates()...)
	list.Add(a.nearTerms()...)
	return a, list
}

// place fills an incident with what follows from its postmortem alone.
func (i *Incident) place(p *postmortem.Postmortem, s *settings.Settings, asOf int64) {
	i.Postmortem, i.Length = p, p.Length(asOf)
	if len(p.Windows) > 0 {
		i.Start = p.Windows[0].Start
	}
	known := true
	for _, w := range p.Windows {
		i.Ongoing = i.Ongoing || w.Ongoing
		known = known && !w.EndUnknown() && !w.Ongoing
		i.Level = max(i.Level, w.Level)
		if i.End.Before(w.End) {
			i.End = w.End
		}
	}
	if !known {
		i.End = calendar.Time{}
	}
	// A calendar day is sorted by its first second in the archive's zone, so that months
	// and years are in order.
	i.at = i.When().Span(s.Zone).Start
	if precision := i.When().Precision; precision != calendar.None {
		day := time.Unix(i.at, 0).In(s.Zone)
		i.Year, i.Month = day.Year(), day.Month()
		if precision == calendar.YearOnly {
			i.Month = 0
		}
	}
}

func (a *Archive) indexServices() {
	byID := map[string]*Service{}
	add := func(v settings.Service) *Service {
		s := &Service{Service: v}
		byID[v.ID] = s
		a.Services = append(a.Services, s)
		return s
	}
	for _, v := range a.Settings.Services {
		add(v)
	}
	for _, i := range a.Incidents {
		for _, id := range i.Postmortem.Services {
			s, ok := byID[id]
			if !ok {
				s = add(settings.Service{ID: id, Name: id})
			}
			if s.Organization == "" && !a.Settings.Declared {
				s.Organization = i.Postmortem.Organization
			}
			i.Services = append(i.Services, s)
		}
	}
	if !a.Settings.Declared {
		slices.SortFunc(a.Services, func(x, y *Service) int { return cmp.Compare(x.ID, y.ID) })
	}
	for _, s := range a.Services {
		if p := byID[s.Service.Parent]; p != nil {
			s.Parent = p
			p.Children = append(p.Children, s)
		}
	}
	for _, i := range a.Incidents {
		for _, s := range i.Services {
			for ; s != nil; s = s.Parent {
				if n := len(s.Incidents); n == 0 || s.Incidents[n-1] != i {
					s.Incidents = append(s.Incidents, i)
				}
			}
		}
	}
}

func (a *Archive) indexYears() {
	zone := a.Settings.Zone
	has := map[int]bool{}
	add := func(in calendar.Interval) {
		last := calendar.YearOf(max(in.Start, in.End-1), zone)
		for year := calendar.YearOf(in.Start, zone); year <= last; year++ {
			has[year] = true
		}
	}
	for _, i := range a.Incidents {
		if i.Year == 0 {
			if a.Undated == nil {
				a.Undated = &Year{}
			}
			a.Undated.Incidents = append(a.Undated.Incidents, i)
			continue
		}
		has[i.Year] = true
		for _, w := range i.Windows {
			certain, _ := w.Span(a.AsOf) // over New Year it adds downtime to the next year
			add(certain)
		}
	}
	for _, v := range a.Settings.Services {
		if life := v.Life(zone, a.AsOf); !v.Since.IsZero() && !life.Empty() {
			add(life)
		}
	}
	for _, n := range calendar.Years(has) {
		a.Years = append(a.Years, &Year{Number: n})
	}
	for _, i := range a.Incidents {
		if y, ok := a.Year(i.Year); ok {
			y.Incidents = append(y.Incidents, i)
			if i.Month == 0 {
				y.Monthless = append(y.Monthless, i)
			} else {
				y.Months[i.Month-1] = append(y.Months[i.Month-1], i)
			}
		}
	}
}

// nameRelated follows the lists related and unrelated, in both directions. drafts are the paths of
// postmortems that were left out.
func (a *Archive) nameRelated(drafts []string) diag.List {
	var list diag.List
	var paths []string
	linked := map[[2]*Incident]bool{}                      // an incident may be named by all others
	byFile := sync.OnceValue(func() map[string]*Incident { // seldom asked for
		files := make(map[string]*Incident, len(a.Incidents))
		for _, i := range a.Incidents {
			files[strings.TrimSuffix(strings.TrimSuffix(i.File, path.Ext(i.File)), "/index")] = i
		}
		return files
	})
	// find takes a path as an address has it, else as the files do: a slug renames the last element.
	find := func(path string) (other *Incident, ok bool) {
		if other, ok = a.byPath[path]; !ok {
			other, ok = a.byPath[strings.TrimPrefix(path, "incidents/")]
		}
		if !ok {
			other, ok = byFile()[path]
		}
		return other, ok
	}
	follow := func(i *Incident, key string, refs []postmortem.Reference, link func(i, other *Incident)) {
		for _, ref := range refs {
			other, ok := find(ref.Path)
			switch {
			case !ok && (slices.Contains(drafts, ref.Path) || slices.Contains(drafts, strings.TrimPrefix(ref.Path, "incidents/"))):
				list.Add(i.Source.Errorf(diag.RelatedUnknown, ref.At, "Publish the draft, or take it out of "+key+"; --drafts builds with all drafts.", "%q is a draft that is left out", ref.Path))
			case !ok:
				if paths == nil {
					paths = slices.Sorted(maps.Keys(a.byPath))
				}
				hint := diag.DidYouMean(ref.Path, paths, "Write the file's path in the archive without its extension, as in 2018/zuora-connect.")
				list.Add(i.Source.Errorf(diag.RelatedUnknown, ref.At, hint, "no postmortem has the path %q", ref.Path))
			case other == i:
				list.Add(i.Source.Errorf(diag.RelatedUnknown, ref.At, "Remove it.", "a postmortem cannot be %s to itself", key))
			default:
				link(i, other)
				link(other, i)
			}
		}
	}
	for _, i := range a.Incidents {
		follow(i, "related", i.Related, func(i, other *Incident) {
			if pair := [2]*Incident{i, other}; !linked[pair] {
				linked[pair] = true
				i.Named = append(i.Named, other)
			}
		})
		follow(i, "unrelated", i.Unrelated, func(i, other *Incident) { i.Apart = append(i.Apart, other) })
	}
	return list
}
