package archive

import (
	"slices"
	"strings"
	"sync"
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

// nearby is how far apart two incidents lie at most that have their time in common.
const nearby = 90 * 24 * time.Hour

// A neighbourhood finds incidents that share a term, in the order of time.
type neighbourhood struct {
	lists  [][]int32       // of each term: indices into Archive.Incidents, ascending
	traits []traits        // of each incident
	places [][]place       // of each incident: where it stands in lists
	when   []time.Duration // of each incident, since the first
	seen   *sync.Pool      // of *sighting, one for each call that is under way
}

// Traits are the causes, services and tags of an incident by number, behind one
// another, so that two incidents are compared without looking at either.
type traits struct {
	of       []int32
	services int // where they begin in of
	tags     int // where they begin in of
}

// likeness scores what two incidents have in common besides their time and that
// one names the other.
func (t *traits) likeness(other *traits) (score int) {
	if meet(t.of[:t.services], other.of[:other.services]) {
		score += 3
	}
	if meet(t.of[t.services:t.tags], other.of[other.services:other.tags]) {
		score += 2
	}
	tags := 0
	for _, tag := range t.of[t.tags:] {
		if slices.Contains(other.of[other.tags:], tag) {
			tags++
		}
	}
	return score + min(3, tags)
}

// meet tells whether two short lists have something in common.
func meet(a, b []int32) bool {
	for _, x := range a {
		if slices.Contains(b, x) {
			return true
		}
	}
	return false
}

// A place is a position in one of the lists of a neighbourhood.
type place struct{ list, at int32 }

// A sighting tells which incidents a call has looked at: those with its number.
type sighting struct {
	call  uint32
	calls []uint32
}

// A key is what incidents have in common: a cause or a tag, a service, or a cause and a
// service. Such pairs are terms of their own, so that the best matches are found however far they lie.
type key struct {
	term    *Term
	service *Service
}

func newNeighbourhood(incidents []*Incident) neighbourhood {
	n := neighbourhood{
		places: make([][]place, len(incidents)), when: make([]time.Duration, len(incidents)),
		seen: &sync.Pool{New: func() any { return &sighting{calls: make([]uint32, len(incidents))} }},
	}
	number := map[key]int32{}
	n.traits = make([]traits, len(incidents))
	for at, i := range incidents {
		n.when[at] = i.When().Instant.Sub(incidents[0].When().Instant)
		add := func(k key) {
			list, ok := number[k]
			if !ok {
				list = int32(len(n.lists))
				number[k] = list
				n.lists = append(n.lists, nil)
			}
			if have := n.lists[list]; len(have) > 0 && have[len(have)-1] == int32(at) {
				return // a term that stands there twice
			}
			n.places[at] = append(n.places[at], place{list, int32(len(n.lists[list]))})
			n.lists[list] = append(n.lists[list], int32(at))
		}
		for _, s := range i.Services {
			add(key{service: s})
		}
		for _, c := range i.Causes {
			add(key{term: c})
			for _, s := range i.Services {
				add(key{c, s})
			}
		}
		for _, t := range i.Tags {
			add(key{term: t})
		}
		all := make([]int32, 0, len(i.Causes)+len(i.Services)+len(i.Tags))
		for _, c := range i.Causes {
			all = append(all, number[key{term: c}])
		}
		for _, s := range i.Services {
			all = append(all, number[key{service: s}])
		}
		for _, t := range i.Tags {
			all = append(all, number[key{term: t}])
		}
		n.traits[at] = traits{all, len(i.Causes), len(i.Causes) + len(i.Services)}
	}
	return n
}

// A candidate is an incident that may be shown as related.
type candidate struct {
	*Incident
	score    int
	distance time.Duration
}

// before tells whether a candidate is shown before another.
func (c candidate) before(other candidate) bool {
	switch {
	case c.score != other.score:
		return c.score > other.score
	case c.distance != other.distance:
		return c.distance < other.distance
	}
	return c.Path < other.Path
}

// Related finds up to five incidents like this one. Named ones count 10, a shared
// cause 3, a shared service 2, shared tags 1 each up to 3, and to lie within 90 days 1; what
// has fewer than 2 is left out. Ties go to the nearest in time, then by path.
func (a *Archive) Related(i *Incident) []Related {
	near := a.near()
	seen := near.seen.Get().(*sighting)
	defer near.seen.Put(seen)
	if seen.call++; seen.call == 0 { // counted round
		clear(seen.calls)
		seen.call = 1
	}
	seen.calls[i.index] = seen.call

	best := make([]candidate, 0, relatedMost+1) // the first to be shown first
	mine, when := &near.traits[i.index], near.when[i.index]
	consider := func(other int32) {
		if seen.calls[other] == seen.call {
			return
		}
		seen.calls[other] = seen.call
		score, distance := mine.likeness(&near.traits[other]), (when - near.when[other]).Abs()
		if len(i.Named) > 0 && slices.Contains(i.Named, a.Incidents[other]) {
			score += 10
		}
		if distance <= nearby {
			score++
		}
		if score < 2 || len(best) == relatedMost && score < best[relatedMost-1].score {
			return
		}
		c := candidate{a.Incidents[other], score, distance}
		at := len(best)
		for at > 0 && c.before(best[at-1]) {
			at--
		}
		if at < relatedMost {
			best = slices.Insert(best, at, c)
			best = best[:min(len(best), relatedMost)]
		}
	}
	for _, other := range i.Named {
		consider(int32(other.index))
	}
	for _, p := range near.places[i.index] {
		list := near.lists[p.list]
		for _, n := range list[max(0, int(p.at)-reach):min(len(list), int(p.at)+reach+1)] {
			consider(n)
		}
	}
	var out []Related
	for _, c := range best {
		out = append(out, Related{c.Incident, i.common(c.Incident)})
	}
	return out
}

// common says what two incidents have in common besides their time.
func (i *Incident) common(other *Incident) string {
	var reasons []string
	if slices.Contains(i.Named, other) {
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

// shared names the terms that stand in both lists.
func shared(x, y []*Term) (names []string) {
	for _, t := range x {
		if slices.Contains(y, t) {
			names = append(names, t.Name)
		}
	}
	return names
}
