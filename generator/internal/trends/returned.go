package trends

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/stats"
)

// Returned says what came back: incidents that share a cause and a service with an earlier one,
// or are named as related to one.
type Returned struct {
	// Dated is how many incidents have a start known to the day; only those can come back. Came is how
	// many did.
	Dated, Came int
	// Chance is how many would come back if the causes were dealt to the incidents at random, their
	// days, services and relations fixed. It is an expectation, exact but for rounding.
	Chance float64
	// Chains are those that went on after an action against them was done first, then by number, then
	// by the last start. More of them are left out.
	Chains []Chain
	More   int
}

// A Chain is two or more incidents of one cause and one service, as the reports name them, or
// two that are related where the later came back in no other way.
type Chain struct {
	Cause     *archive.Term       // nil: related
	Service   *archive.Service    // nil: related
	Incidents []*archive.Incident // oldest first
	Gaps      []int               // days between starts, one less
	Away      int                 // days since the last start
	// Action was meant to prevent it, is done, and has a closing day: the earliest of such. Nil where
	// there is none. After is how many incidents began after that day, and Chance how many would
	// if causes were dealt at random.
	Action *postmortem.Action
	After  int
	Chance float64
}

const mostChains = 100

// A returnKey is what incidents of a chain share.
type returnKey struct {
	cause   *archive.Term
	service *archive.Service
}

// returned follows the chains of a view.
func (b *builder) returned(v *View) {
	r, causes := &v.Returned, b.a.Taxonomy("causes")
	var all []incident
	for _, i := range v.all {
		if i.Start.Precision >= calendar.Day {
			all = append(all, i)
		}
	}
	r.Dated = len(all)
	services := func(i incident) []*archive.Service {
		if v.Service == nil {
			return i.Services
		}
		return slices.DeleteFunc(slices.Clone(i.Services), func(s *archive.Service) bool { return !v.Service.Covers(s.ID) })
	}
	chains, place := map[returnKey][]int{}, map[*archive.Incident]int{}
	ofService, ofCause := map[*archive.Service]places{}, map[*archive.Term]places{}
	var related []Chain
	var earlier []int // of those that are not related to an earlier one, how many earlier ones share a service
	first := 0        // of those that began at the same time
	for n, i := range all {
		if all[first].at < i.at {
			first = n
		}
		linked := -1
		for _, other := range i.Named {
			if at, ok := place[other]; ok && at < first {
				linked = max(linked, at)
			}
		}
		again := false
		for _, s := range services(i) {
			for _, c := range causes.Of(i.Incident) {
				key := returnKey{c, s}
				again = again || len(chains[key]) > 0 && chains[key][0] < first
				chains[key] = append(chains[key], n)
			}
		}
		mine := make(places, len(all)/64+1)
		for _, s := range services(i) {
			mine.join(ofService[s])
		}
		switch {
		case linked < 0:
			earlier = append(earlier, mine.below(first))
		case !again:
			related = append(related, b.chain(all, returnKey{}, []int{linked, n}))
		}
		if again || linked >= 0 {
			r.Came++
		}
		place[i.Incident] = n
		for _, s := range services(i) {
			ofService[s] = ofService[s].with(n, len(all))
		}
		for _, c := range causes.Of(i.Incident) {
			ofCause[c] = ofCause[c].with(n, len(all))
		}
	}
	alike := make([]int, len(all))
	for n, i := range all {
		like := make(places, len(all)/64+1)
		for _, c := range causes.Of(i.Incident) {
			like.join(ofCause[c])
		}
		alike[n] = max(0, like.below(len(all))-1)
	}
	r.Chance = float64(len(all)-len(earlier)) + stats.Returns(earlier, alike)

	r.Chains = related
	for key, members := range chains {
		if len(members) > 1 {
			c := b.chain(all, key, members)
			if c.Action != nil {
				c.Chance = b.afterAction(all, c, ofService[key.service], ofCause[key.cause].below(len(all)))
			}
			r.Chains = append(r.Chains, c)
		}
	}
	slices.SortFunc(r.Chains, func(x, y Chain) int {
		again := func(c Chain) int { return min(c.After, 1) }
		return cmp.Or(cmp.Compare(again(y), again(x)), cmp.Compare(len(y.Incidents), len(x.Incidents)), cmp.Compare(x.Away, y.Away),
			strings.Compare(x.name(), y.name()))
	})
	r.More = max(0, len(r.Chains)-mostChains)
	r.Chains = r.Chains[:len(r.Chains)-r.More]
}

// name tells chains apart.
func (c Chain) name() string {
	if c.Cause == nil {
		return c.Incidents[1].Path
	}
	return c.Cause.Slug + "\x00" + c.Service.ID
}

// chain measures the gaps between incidents, and finds the first action against them that was done.
func (b *builder) chain(all []incident, key returnKey, members []int) Chain {
	c := Chain{Cause: key.cause, Service: key.service}
	var days []int
	for _, n := range members {
		d := civil(all[n].at, b.zone)
		if len(days) > 0 {
			c.Gaps = append(c.Gaps, d-days[len(days)-1])
		}
		c.Incidents, days = append(c.Incidents, all[n].Incident), append(days, d)
	}
	c.Away = civil(b.a.AsOf, b.zone) - days[len(days)-1]
	if key.cause == nil {
		return c
	}
	closed := 0
	for _, i := range c.Incidents {
		for n := range i.Actions {
			a := &i.Actions[n]
			on, known := b.day(a.Closed)
			if a.Kind == "prevent" && a.Done() && !a.Dropped() && known && (c.Action == nil || on < closed) {
				c.Action, closed = a, on
			}
		}
	}
	if c.Action != nil {
		for _, d := range days {
			if d > closed {
				c.After++
			}
		}
	}
	return c
}

// afterAction is how many of the service's incidents after the action would have the cause by chance,
// which so many incidents have; that from which the action came is left out.
func (b *builder) afterAction(all []incident, c Chain, ofService places, causes int) float64 {
	closed, _ := b.day(c.Action.Closed)
	after, _ := slices.BinarySearchFunc(all, closed+1, func(i incident, d int) int { return civil(i.at, b.zone) - d })
	return float64(ofService.below(len(all))-ofService.below(after)) * float64(causes-1) / float64(len(all)-1)
}

// places is a set of places in the list of incidents, a bit for each.
type places []uint64

func (p places) with(n, of int) places {
	if p == nil {
		p = make(places, of/64+1)
	}
	p[n/64] |= 1 << (n % 64)
	return p
}

func (p places) join(other places) {
	for n, word := range other {
		p[n] |= word
	}
}

// below counts the places before n.
func (p places) below(n int) (count int) {
	for w := range p {
		if w*64+64 <= n {
			count += bits.OnesCount64(p[w])
		} else if w*64 < n {
			count += bits.OnesCount64(p[w] & (1<<(n%64) - 1))
		}
	}
	return count
}
