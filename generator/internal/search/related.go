package search

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"
)

// Related finds, for each report of an archive, others that are like it. A report is compared by the few
// words and terms that tell it apart best, so that one costs the same in an archive of any size, and
// from its text as written: every page of a report lists those related to it, before all bodies are rendered.
type Related struct {
	best   [][]trait   // of each report, that tell it apart, the best first
	of     [][]bearing // reports with each trait
	rarity []int       // of each trait; 0 where it tells nothing
	path   func(n int) string
	sums   sync.Pool // of *tally
}

// Traits are what a report is compared by.
type Traits struct {
	Texts []string // the title first, which counts more
	Terms []Trait
}

// A Trait is a term that a report carries: a service, a cause or a tag.
type Trait struct{ Kind, Name string }

// frequentBit is set in the hash of a frequent word, which counts half, and nothing in few reports.
const frequentBit = 1

// A Profile is what a report says. It is made once: a server keeps it while the report does not change.
type Profile []said

// said is a word with its forms, or a term.
type said struct {
	hash   uint64
	at     uint32 // where it is first, in all texts after each other
	length uint8  // 0 for a term, at is its number then
	times  uint8
}

// trait is what a report says and others say, too.
type trait struct {
	number uint32
	said
}

// bearing is that a report has a trait.
type bearing struct {
	report uint32
	times  uint8
}

// relation is how much one report is like another, and in how many traits.
type relation struct{ score, traits int }

// tally is used again for one report after another.
type tally struct {
	sums  []relation // of each report, all zero
	found []int      // reports with any
}

const (
	titleTimes = 3  // what an occurrence in the title counts
	termTimes  = 4  // what a term counts
	mostTimes  = 16 // of one word that count
	traitsMost = 16 // by which a report is compared
	wordsMost  = 4  // of a reason
)

// A Profiler reads reports, by several goroutines. What it has learnt of words it keeps.
type Profiler struct {
	english  bool
	learners sync.Pool
}

// learner is what one goroutine uses again.
type learner struct {
	tokens tokenizer
	roots  map[string]uint64 // hashes, by word; 0 for those that tell nothing
	known  map[uint64]int    // places in the profile
}

// mostRoots is how many words a learner keeps.
const mostRoots = 1 << 16

// NewProfiler returns one for reports in a language.
func NewProfiler(language string) *Profiler {
	p := &Profiler{english: isEnglish(language)}
	p.learners.New = func() any { return &learner{roots: map[string]uint64{}, known: map[uint64]int{}} }
	return p
}

// Profile reads the texts of a report.
func (r *Profiler) Profile(t Traits) (p Profile) {
	l := r.learners.Get().(*learner)
	defer r.learners.Put(l)
	clear(l.known)
	if len(l.roots) > mostRoots {
		clear(l.roots)
	}
	add := func(w said) {
		n, ok := l.known[w.hash]
		if !ok {
			n = len(p)
			l.known[w.hash] = n
			p = append(p, said{w.hash, w.at, w.length, 0})
		}
		p[n].times = min(p[n].times+w.times, mostTimes)
	}
	before := 0
	for n, text := range t.Texts {
		text = normalText(text)
		times := uint8(1)
		if n == 0 {
			times = titleTimes
		}
		l.tokens.run(text, func(k token, b []byte) {
			if k.kind != word && k.kind != whole && k.kind != pair || len(b) < 3 || k.end-k.start > 255 {
				return
			}
			root, seen := l.roots[string(b)]
			if !seen {
				switch w := string(b); {
				case masked(w) || r.english && (stopped[w] || idle[w]):
				case r.english && frequent(w):
					root = hash(stem(w)) | frequentBit
				case r.english:
					root = hash(stem(w)) &^ frequentBit
				default:
					root = hash(w)
				}
				l.roots[string(b)] = root
			}
			if root != 0 {
				add(said{root, uint32(before + k.start), uint8(k.end - k.start), times})
			}
		})
		before += len(text)
	}
	for n, term := range t.Terms {
		add(said{hash(term.root()), uint32(n), 0, termTimes})
	}
	return slices.Clip(p)
}

// Text is all that a report says, as [Related.Shared] quotes it.
func (t Traits) Text() string {
	var b strings.Builder
	for _, text := range t.Texts {
		b.WriteString(normalText(text))
	}
	return b.String()
}

func (t Trait) root() string { return t.Kind + "\x00" + t.Name }

// hash is FNV-1a of 64 bits.
func hash(text string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * 1099511628211
	}
	return h
}

// NewRelated compares n reports. profileOf returns what a Profiler made of one, and is called by several
// goroutines; path returns its path.
func NewRelated(n int, profileOf func(n int) Profile, path func(n int) string) *Related {
	k := &Related{best: make([][]trait, n), path: path}
	k.sums.New = func() any { return &tally{sums: make([]relation, n)} }
	profiles := make([]Profile, n)
	each(n, func(i int) { profiles[i] = profileOf(i) })
	numbers := map[uint64]uint32{}
	for i, p := range profiles {
		for _, s := range p {
			number, known := numbers[s.hash]
			if !known {
				number = uint32(len(k.of))
				numbers[s.hash], k.of = number, append(k.of, nil)
			}
			k.of[number] = append(k.of[number], bearing{uint32(i), s.times})
		}
	}
	k.rarity = make([]int, len(k.of))
	for number, of := range k.of {
		if len(of) > 1 && len(of) <= max(2, n/4) { // what more than a quarter have is no reason
			k.rarity[number] = rarity(max(fewReports, n), len(of))
		}
	}
	each(n, func(i int) {
		all := make([]trait, 0, len(profiles[i]))
		for _, s := range profiles[i] {
			if t := (trait{numbers[s.hash], s}); k.worth(t) > 0 {
				all = append(all, t)
			}
		}
		slices.SortFunc(all, func(a, b trait) int {
			return cmp.Or(cmp.Compare(k.worth(b), k.worth(a)), cmp.Compare(a.hash, b.hash))
		})
		k.best[i] = slices.Clone(all[:min(len(all), traitsMost)])
	})
	return k
}

func isEnglish(language string) bool {
	language = strings.ToLower(language)
	return language == "en" || strings.HasPrefix(language, "en-")
}

// worth is how well a trait tells a report apart.
func (k *Related) worth(t trait) int {
	worth := k.rarity[t.number] * saturated[t.times]
	switch {
	case t.length == 0 || t.hash&frequentBit == 0:
		return worth
	case len(k.best) < fewReports:
		return 0
	}
	return worth / 2
}

// saturated is how much a number of occurrences says, in 1/64.
var saturated = func() (says [mostTimes + 1]int) {
	for times := range says {
		says[times] = 64 * times / (times + 1)
	}
	return says
}()

// leastRelated is the threshold: how much related reports share at least, in what a word says that only two reports
// have, once each.
const leastRelated = 3

// Of returns the reports that are most like one, the best first, by number; of equals by path, for a
// date may be a guess. Those under the threshold are not among them.
func (k *Related) Of(n, most int, leaveOut func(other int) bool) []int {
	pooled := k.sums.Get().(*tally)
	defer k.sums.Put(pooled)
	sums, found := pooled.sums, pooled.found[:0]
	for _, t := range k.best[n] {
		worth := k.worth(t)
		for _, b := range k.of[t.number] {
			s := &sums[b.report]
			if s.traits == 0 {
				found = append(found, int(b.report))
			}
			s.score += worth * saturated[b.times]
			s.traits++
		}
	}
	least := leastRelated * rarity(max(fewReports, len(k.best)), 2) * saturated[1] * saturated[1]
	near := make(map[int]int, most) // scores
	for _, other := range found {
		if s := sums[other]; s.score >= least && s.traits > 1 && other != n && !leaveOut(other) {
			near[other] = s.score
		}
		sums[other] = relation{}
	}
	pooled.found = found
	best := slices.SortedFunc(maps.Keys(near), func(a, b int) int {
		return cmp.Or(cmp.Compare(near[b], near[a]), strings.Compare(k.path(a), k.path(b)))
	})
	return best[:min(len(best), most)]
}

// Shared returns what tells a report apart and another has as well: terms, by their number among the
// first report's traits, and words as its text has them, the best first.
func (k *Related) Shared(n, other int, text string) (terms []int, words []string) {
	var shown []said // a compound and its parts are one reason
	for _, own := range k.best[n] {
		_, ok := slices.BinarySearchFunc(k.of[own.number], uint32(other), func(b bearing, report uint32) int { return cmp.Compare(b.report, report) })
		switch {
		case !ok:
		case own.length == 0:
			terms = append(terms, int(own.at))
		case len(words) < wordsMost && !slices.ContainsFunc(shown, func(w said) bool { return w.at < own.at+uint32(own.length) && own.at < w.at+uint32(w.length) }):
			words, shown = append(words, text[own.at:int(own.at)+int(own.length)]), append(shown, own.said)
		}
	}
	slices.Sort(terms)
	return terms, words
}
