package archive

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// A Related incident, and why it is thought to be.
type Related struct {
	*Incident
	Reason string // "named in the report", "same cause: split brain"
}

// relatedMost is how many related incidents a page shows, where authors do not name more.
const relatedMost = 5

// reach is how many neighbours in time, on either side, a shared term
// proposes. It keeps the work of one page the same in an archive of any size.
const reach = 24

// nearby is how far apart two incidents are at most that count as near in time, in seconds.
const nearby = 90 * 24 * 60 * 60

// A key is what incidents have in common: a cause or a tag, a service, or a cause and a
// service. Such pairs have lists of their own, so that the best matches are found however
// far away they are.
type key struct {
	term    *Term
	service *Service
}

// keys lists what other incidents may have in common with this one.
func (i *Incident) keys() []key {
	all := make([]key, 0, (len(i.Causes)+1)*(len(i.Services)+1)+len(i.Tags))
	for _, s := range i.Services {
		all = append(all, key{service: s})
	}
	for _, c := range i.Causes {
		all = append(all, key{term: c})
		for _, s := range i.Services {
			all = append(all, key{c, s})
		}
	}
	for _, t := range i.Tags {
		all = append(all, key{term: t})
	}
	return all
}

// byKey lists the incidents of each key by their indexes, which ascend.
func byKey(incidents []*Incident) map[key][]int {
	lists := map[key][]int{}
	for at, i := range incidents {
		for _, k := range i.keys() {
			if list := lists[k]; len(list) == 0 || list[len(list)-1] != at { // a service may be named twice
				lists[k] = append(list, at)
			}
		}
	}
	return lists
}

// A candidate is an incident that may be shown as related.
type candidate struct {
	*Incident
	score    int
	distance int64 // in time, in seconds
}

// compare scores what another incident has in common with this one.
func (i *Incident) compare(other *Incident) candidate {
	c := candidate{Incident: other, distance: max(i.when-other.when, other.when-i.when)}
	if i.Year == 0 || other.Year == 0 {
		c.distance = math.MaxInt64
	}
	if common(i.Causes, other.Causes) > 0 {
		c.score += 3
	}
	if common(i.Services, other.Services) > 0 {
		c.score += 2
	}
	c.score += min(3, common(i.Tags, other.Tags))
	if c.distance <= nearby {
		c.score++
	}
	return c
}

// common counts the elements of one list that are in another, too.
func common[T comparable](x, y []T) (n int) {
	for _, e := range x {
		if slices.Contains(y, e) {
			n++
		}
	}
	return n
}

// bestFirst orders candidates as they are shown.
func bestFirst(x, y candidate) int {
	if order := cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.distance, y.distance)); order != 0 {
		return order
	}
	return cmp.Compare(x.Path, y.Path)
}

// Related finds incidents like this one: all that this report names or that name it, and
// then others up to five in all. Both are in the order of what they share: a cause
// counts 3, a service 2, tags 1 each up to 3, and to be within 90 days 1; another with fewer
// than 2 is left out. Ties go to the nearest in time, then by path.
func (a *Archive) Related(i *Incident) (related []Related) {
	var named, best []candidate
	for _, other := range i.Named {
		named = append(named, i.compare(other))
	}
	slices.SortFunc(named, bestFirst)
	room := max(0, relatedMost-len(named))
	for _, n := range a.proposed(i) {
		other := a.Incidents[n]
		if other == i || slices.Contains(i.Named, other) {
			continue
		}
		c := i.compare(other)
		if c.score < 2 || len(best) == room && (room == 0 || bestFirst(best[room-1], c) < 0) {
			continue
		}
		at, _ := slices.BinarySearchFunc(best, c, bestFirst)
		best = slices.Insert(best[:min(len(best), room-1)], at, c)
	}
	for n, c := range append(named, best...) {
		related = append(related, Related{c.Incident, i.reason(c.Incident, n < len(named))})
	}
	return related
}

// proposed lists the indexes of incidents that share a key with one, itself among
// them: of each key those nearest in time.
func (a *Archive) proposed(i *Incident) (indexes []int) {
	lists, keys := a.sharing(), i.keys()
	indexes = make([]int, 0, len(keys)*(2*reach+1))
	for _, k := range keys {
		list := lists[k]
		at, _ := slices.BinarySearch(list, i.index)
		indexes = append(indexes, list[max(0, at-reach):min(len(list), at+reach+1)]...)
	}
	slices.Sort(indexes)
	return slices.Compact(indexes)
}

// reason says what two incidents have in common besides their time; named, that
// one of the reports names the other.
func (i *Incident) reason(other *Incident, named bool) string {
	var reasons []string
	if named {
		reasons = append(reasons, "named in the report")
	}
	if causes := shared(i.Causes, other.Causes); len(causes) > 0 {
		reasons = append(reasons, "same cause: "+strings.Join(causes, ", "))
	}
	var services []string
	for _, s := range i.Services {
		if slices.Contains(other.Services, s) {
			services = append(services, s.Name)
		}
	}
	if len(services) > 0 {
		reasons = append(reasons, "same service: "+strings.Join(services, ", "))
	}
	if tags := shared(i.Tags, other.Tags); len(tags) > 0 {
		reasons = append(reasons, "shared tags: "+strings.Join(tags, ", "))
	}
	return strings.Join(reasons, "; ")
}

// shared names the terms that are in both lists.
func shared(x, y []*Term) (names []string) {
	for _, t := range x {
		if slices.Contains(y, t) {
			names = append(names, t.Name)
		}
	}
	return names
}
