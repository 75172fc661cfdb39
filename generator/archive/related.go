package archive

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// A Related incident, and why it is thought to be.
type Related struct {
	*Incident
	Reason string // "named in the report", "same cause: split brain"
}

// relatedMost is how many related incidents a page shows.
const relatedMost = 5

// reach is how many neighbours in time, on either side, a shared term
// proposes. It keeps the work of one page the same in an archive of any size.
const reach = 24

// A neighbourhood finds incidents that share a term, in the order of time.
type neighbourhood struct {
	lists map[string][]int32 // term → indices into Archive.Incidents, ascending
}

func newNeighbourhood(incidents []*Incident) neighbourhood {
	n := neighbourhood{lists: map[string][]int32{}}
	for _, i := range incidents {
		for _, key := range i.keys() {
			n.lists[key] = append(n.lists[key], int32(i.index))
		}
	}
	return n
}

// keys are the terms under which an incident can be found. Pairs of cause and
// service are terms of their own, so that the best matches are found however far they lie.
func (i *Incident) keys() []string {
	var keys []string
	for _, s := range i.Services {
		keys = append(keys, "s"+s.ID)
	}
	for _, c := range i.Causes {
		keys = append(keys, "c"+c.Slug)
		for _, s := range i.Services {
			keys = append(keys, "p"+c.Slug+"/"+s.ID)
		}
	}
	for _, t := range i.Tags {
		keys = append(keys, "t"+t.Slug)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// Related finds up to five incidents like this one. Named ones count 10, a shared
// cause 3, a shared service 2, shared tags 1 each up to 3, and to lie within 90 days 1; what
// has fewer than 2 is left out. Ties go to the nearest in time, then by path.
func (a *Archive) Related(i *Incident) []Related {
	type candidate struct {
		*Incident
		score  int
		reason string
	}
	seen := map[*Incident]bool{i: true}
	var found []candidate
	consider := func(other *Incident) {
		if seen[other] {
			return
		}
		seen[other] = true
		if score, reason := i.likeness(other); score >= 2 {
			found = append(found, candidate{other, score, reason})
		}
	}
	for _, other := range i.Named {
		consider(other)
	}
	near := a.near()
	for _, key := range i.keys() {
		list := near.lists[key]
		at, _ := slices.BinarySearch(list, int32(i.index))
		for _, n := range list[max(0, at-reach):min(len(list), at+reach+1)] {
			consider(a.Incidents[n])
		}
	}
	slices.SortFunc(found, func(x, y candidate) int {
		return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(i.distance(x.Incident), i.distance(y.Incident)), cmp.Compare(x.Path, y.Path))
	})
	var out []Related
	for _, c := range found[:min(len(found), relatedMost)] {
		out = append(out, Related{c.Incident, c.reason})
	}
	return out
}

func (i *Incident) distance(other *Incident) time.Duration {
	return i.When().Instant.Sub(other.When().Instant).Abs()
}

// likeness scores two incidents and says what they have in common.
func (i *Incident) likeness(other *Incident) (score int, reason string) {
	var reasons []string
	if slices.Contains(i.Named, other) {
		score += 10
		reasons = append(reasons, "named in the report")
	}
	if causes := shared(i.Causes, other.Causes); len(causes) > 0 {
		score += 3
		reasons = append(reasons, "same cause: "+strings.Join(causes, ", "))
	}
	var services []string
	for _, s := range i.Services {
		if slices.Contains(other.Services, s) {
			services = append(services, s.Name)
		}
	}
	if len(services) > 0 {
		score += 2
		reasons = append(reasons, "same service: "+strings.Join(services, ", "))
	}
	if tags := shared(i.Tags, other.Tags); len(tags) > 0 {
		score += min(3, len(tags))
		reasons = append(reasons, "shared tags: "+strings.Join(tags, ", "))
	}
	if i.distance(other) <= 90*24*time.Hour {
		score++
	}
	return score, strings.Join(reasons, "; ")
}

// shared names the terms that stand in both lists.
func shared(x, y []*Term) (names []string) {
	for _, t := range x {
		if slices.Contains(y, t) {
			names = append(names, t.Name)
		}
	}
	return names
}
