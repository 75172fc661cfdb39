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

// relatedMost is how many related incidents a page shows, where authors do not name more.
const relatedMost = 5

// reach is how many neighbours in time, on either side, a shared term
// proposes. It keeps the work of one page the same in an archive of any size.
const reach = 24

// nearby is how far apart two incidents lie at most that have their time in common.
const nearby = 90 * 24 * time.Hour

// A neighbourhood finds incidents that share a term, in the order of time.
type neighbourhood struct {
	lists  [][]int32       // of each term: indices into Archive.Incidents, ascending
	kinds  []kind          // of each term
	places []place         // of all incidents, one behind the other: where it stands in lists
	ends   []int32         // of each incident's places
	when   []time.Duration // of each incident, since the first
	seen   *sync.Pool      // of *sighting, one for each call that is under way
}

// A place is a position in one of the lists of a neighbourhood.
type place struct{ list, at int32 }

// A kind is what a term is.
type kind uint8

const (
	noTerm kind = iota
	cause
	service
	tag
	pair  // a cause and a service, which counts nothing of its own
	kinds // how many there are
)

// of are the places of an incident.
func (n *neighbourhood) of(index int32) []place {
	if index == 0 {
		return n.places[:n.ends[0]]
	}
	return n.places[n.ends[index-1]:n.ends[index]]
}

// A sighting is what one call knows: which incidents it has looked at, those
// with its number, and of which kind the terms are of the one that it is about.
type sighting struct {
	call  uint32
	calls []uint32
	mine  []kind
}

// likeness scores what an incident at these places has in common with the one
// that a call is about, besides their time and that one names the other.
func (s *sighting) likeness(at []place) (score int) {
	var common [kinds]int
	for _, p := range at {
		common[s.mine[p.list]]++
	}
	if common[cause] > 0 {
		score += 3
	}
	if common[service] > 0 {
		score += 2
	}
	return score + min(3, common[tag])
}

// A key is what incidents have in common: a cause or a tag, a service, or a cause and a
// service. Such pairs are terms of their own, so that the best matches are found however far they lie.
type key struct {
	term    *Term
	service *Service
}

func newNeighbourhood(incidents []*Incident) neighbourhood {
	n := neighbourhood{ends: make([]int32, len(incidents)), when: make([]time.Duration, len(incidents))}
	number := map[key]int32{}
	for at, i := range incidents {
		n.when[at] = i.When().Instant.Sub(incidents[0].When().Instant)
		add := func(k key, is kind) {
			list, ok := number[k]
			if !ok {
				list = int32(len(n.lists))
				number[k] = list
				n.lists, n.kinds = append(n.lists, nil), append(n.kinds, is)
			}
			if have := n.lists[list]; len(have) > 0 && have[len(have)-1] == int32(at) {
				return // a term that stands there twice
			}
			n.places = append(n.places, place{list, int32(len(n.lists[list]))})
			n.lists[list] = append(n.lists[list], int32(at))
		}
		for _, s := range i.Services {
			add(key{service: s}, service)
		}
		for _, c := range i.Causes {
			add(key{term: c}, cause)
			for _, s := range i.Services {
				add(key{c, s}, pair)
			}
		}
		for _, t := range i.Tags {
			add(key{term: t}, tag)
		}
		n.ends[at] = int32(len(n.places))
	}
	n.seen = &sync.Pool{New: func() any {
		return &sighting{calls: make([]uint32, len(incidents)), mine: make([]kind, len(n.lists))}
	}}
	return n
}

// A candidate is an incident that may be shown as related.
type candidate struct {
	*Incident
	score    int
	distance time.Duration
}

// before reports whether a candidate is shown before another.
func (c candidate) before(other candidate) bool {
	switch {
	case c.score != other.score:
		return c.score > other.score
	case c.distance != other.distance:
		return c.distance < other.distance
	}
	return c.Path < other.Path
}

// Related finds incidents like this one: all that this report names or that name it, and
// then others up to five in all. Both stand in the order of what they share: a cause
// counts 3, a service 2, tags 1 each up to 3, and to lie within 90 days 1; another with fewer
// than 2 is left out. Ties go to the nearest in time, then by path.
func (a *Archive) Related(i *Incident) []Related {
	near := a.near()
	seen := near.seen.Get().(*sighting)
	defer near.seen.Put(seen)
	if seen.call++; seen.call == 0 { // counted round
		clear(seen.calls)
		seen.call = 1
	}
	seen.calls[i.index] = seen.call
	places := near.of(int32(i.index))
	for _, p := range places {
		seen.mine[p.list] = near.kinds[p.list]
	}
	defer func() {
		for _, p := range places {
			seen.mine[p.list] = noTerm
		}
	}()

	when := near.when[i.index]
	judge := func(other int32) candidate {
		c := candidate{a.Incidents[other], seen.likeness(near.of(other)), (when - near.when[other]).Abs()}
		if c.distance <= nearby {
			c.score++
		}
		return c
	}
	named := make([]candidate, 0, len(i.Named)) // all of them stand before the others, which have 9 at most
	for _, other := range i.Named {
		seen.calls[other.index] = seen.call
		named = append(named, judge(int32(other.index)))
	}
	slices.SortFunc(named, func(x, y candidate) int {
		if x.before(y) {
			return -1
		}
		return 1
	})

	room := max(0, relatedMost-len(named))
	best := make([]candidate, 0, room+1) // the first to be shown first
	consider := func(other int32) {
		if seen.calls[other] == seen.call {
			return
		}
		seen.calls[other] = seen.call
		c := judge(other)
		if c.score < 2 || len(best) == room && c.score < best[room-1].score {
			return
		}
		at := len(best)
		for at > 0 && c.before(best[at-1]) {
			at--
		}
		if at < room {
			best = slices.Insert(best, at, c)
			best = best[:min(len(best), room)]
		}
	}
	if room > 0 {
		for _, p := range places {
			list := near.lists[p.list]
			for _, n := range list[max(0, int(p.at)-reach):min(len(list), int(p.at)+reach+1)] {
				consider(n)
			}
		}
	}
	var out []Related
	for n, c := range append(named, best...) {
		out = append(out, Related{c.Incident, i.common(c.Incident, n < len(named))})
	}
	return out
}

// common says what two incidents have in common besides their time; named, that
// one of the reports names the other.
func (i *Incident) common(other *Incident, named bool) string {
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

// shared names the terms that stand in both lists.
func shared(x, y []*Term) (names []string) {
	for _, t := range x {
		if slices.Contains(y, t) {
			names = append(names, t.Name)
		}
	}
	return names
}
