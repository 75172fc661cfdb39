package search

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Similar finds the reports that are like a long text, says why, and says so where none is. A
// clue counts as a word of a query does. js/similar.js does the same, but for the sentences.

// SimilarOptions narrow what is looked for.
type SimilarOptions struct {
	Service []string // only reports of one of these, by ID
	Without string   // path of a report that is left out
	Limit   int      // results at most; 0 means 5
	All     bool     // also results that are not like it: for measuring the order
}

// Similar is what was found for a text. Either list is empty.
type Similar struct {
	Results []Like `json:"results"` // are like the text
	Guess   []Like `json:"guess"`   // where none is: the best of those that are not, if any
}

// Like is a report and what it shares with a text, what tells it apart first.
type Like struct {
	Hit                  // its Excerpt is the sentence with the rarest shared words
	Identifiers []string `json:"identifiers"` // as the text has them
	Words       []string `json:"words"`
	Named       []string `json:"named"` // names of its services, causes and tags that the text has, too
	Ended       []string `json:"ended"` // how the incident ended
	likeness    likeness
}

// weighing is the clues of a text and what they mean in the archive.
type weighing struct {
	clues  []clue
	groups []group
	rarity []int // of each clue; 0 where no report that it could tell apart has it
	total  int   // of all
	short  bool  // the text is a query, rather: reports with most of its words are like it
}

// common is beyond how many reports a word tells them apart no more: a quarter of all.
func (x *Index) common() int { return max(2, len(x.docs)/4) }

// mostTyped is how many words a query has. More are a text.
const mostTyped = 12

// long reports whether a text in normal form C is more than a query: over twelve words, or over one line.
func long(text string) bool {
	words := 0
	for _, k := range tokenize(text[:min(len(text), 1<<12)]) {
		if k.kind == word || k.kind == pair {
			words++
		}
	}
	return words > mostTyped || strings.Contains(strings.TrimSpace(text), "\n")
}

// weigh finds what the clues of a text in normal form C mean.
func (x *Index) weigh(text string) *weighing {
	w := &weighing{}
	if !long(text) {
		w.short = true
		w.groups = slices.DeleteFunc(x.lookupAll(x.parse(Plain(text)).words), func(g group) bool { return x.english() && stopped[g.text] })
		for _, g := range w.groups {
			w.clues = append(w.clues, clue{g.text, clueWord, g.start, g.end})
		}
	} else {
		w.clues = x.cluesOf(text)
		for _, c := range w.clues {
			g := x.meaning(wanted{text: c.text, start: c.start, end: c.end})
			g.members = slices.DeleteFunc(g.members, func(m member) bool { return m.size() > x.common() })
			w.groups = append(w.groups, g)
		}
	}
	total := max(fewReports, len(x.docs))
	for n := range w.groups {
		own, begun := w.groups[n].rarities(total)
		if len(w.groups[n].members) == 0 {
			own = 0
		}
		if w.groups[n].begun != nil {
			own = max(own, begun)
		}
		w.rarity, w.total = append(w.rarity, own), w.total+own
		if w.short && own == 0 {
			w.total += rarity(total, 1)
		}
	}
	return w
}

// likeness is how much of the clues one report has.
type likeness struct {
	doc    int
	score  int
	rarity int   // of the clues that it has
	clues  []int // these, by number
}

// rank is the score, scaled by the square root of what the report has of all clues, as search scales by
// the share of words.
func (l likeness) rank() int { return l.score * int(math.Sqrt(float64(l.rarity<<10))) }

// likenesses are those of all reports that have any clue, the best first.
func (x *Index) likenesses(w *weighing) (found []likeness) {
	all := make([]likeness, len(x.docs))
	best := make([]int, len(x.docs)) // per report: what the clue says there, with its weight
	for n := range w.groups {
		var touched []uint32
		count := func(doc uint32, said int) {
			if best[doc] == 0 {
				touched = append(touched, doc)
			}
			best[doc] = max(best[doc], said)
		}
		for _, m := range w.groups[n].members {
			docs, impacts := x.postings(m.term)
			for k, doc := range docs {
				count(doc, int(impacts[k])*m.weight)
			}
		}
		for doc, said := range w.groups[n].begun {
			if said > 0 {
				count(uint32(doc), int(said)*weightPrefix)
			}
		}
		for _, doc := range touched {
			a := &all[doc]
			a.score += w.rarity[n] * best[doc] * w.clues[n].weight / clueWord
			a.rarity += w.rarity[n]
			a.clues = append(a.clues, n)
			best[doc] = 0
		}
	}
	for doc := range all {
		if all[doc].doc = doc; all[doc].score > 0 {
			found = append(found, all[doc])
		}
	}
	slices.SortFunc(found, func(a, b likeness) int { return cmp.Or(cmp.Compare(b.rank(), a.rank()), cmp.Compare(b.doc, a.doc)) })
	return found
}

// The threshold, in what a word says that one report has, in its title alone. It was set on
// one half of testdata/relevance; the benchmark says how often it is wrong on the other.
const (
	leastScore = 1.2 // of such words, and two clues
	leastShare = .2  // of the rarity of all clues, unless the score is
	sureScore  = 4.0
	fewReports = 32 // fewer say too little of how rare a word is: it counts as in so many
)

// alike reports whether a report is like the text.
func (x *Index) alike(w *weighing, l likeness) bool {
	if w.short {
		return 2*l.rarity >= w.total
	}
	if len(x.docs) < fewReports && !slices.ContainsFunc(l.clues, func(n int) bool { return w.clues[n].weight != clueFrequent }) {
		return false
	}
	score := float64(l.score) / float64(rarity(max(fewReports, len(x.docs)), 1)*maxImpact*weightExact)
	return len(l.clues) > 1 && score >= leastScore && (score >= sureScore || float64(l.rarity) >= leastShare*float64(w.total))
}

// Similar finds reports like a text: an alert, log lines, a stack trace, a draft, or a few words,
// which are a query without syntax then.
func (x *Index) Similar(text string, o SimilarOptions) Similar {
	text = normalText(text)
	w := x.weigh(text)
	f := x.filterOf(x.anything(), &Query{Filters: map[string][]string{"service": o.Service}})
	found := Similar{Results: []Like{}, Guess: []Like{}}
	for _, l := range x.likenesses(w) {
		d := &x.docs[l.doc]
		if d.Path == o.Without || !f.passes(d) {
			continue
		}
		if !o.All && !x.alike(w, l) {
			if len(found.Results) == 0 {
				found.Guess = append(found.Guess, x.like(text, w, l))
			}
			break
		}
		if found.Results = append(found.Results, x.like(text, w, l)); len(found.Results) == cmp.Or(o.Limit, 5) {
			break
		}
	}
	return found
}

// mostReasons is how many identifiers, and how many words, a reason has.
const mostReasons = 6

// like says what a report shares with a text.
func (x *Index) like(text string, w *weighing, l likeness) Like {
	slices.SortStableFunc(l.clues, func(a, b int) int { return w.rarity[b]*w.clues[b].weight - w.rarity[a]*w.clues[a].weight })
	d := &x.docs[l.doc]
	r := Like{Hit: x.hit(l.doc, nil, nil), Identifiers: []string{}, Words: []string{}, Named: []string{}, Ended: d.Ended, likeness: l}
	r.Score = l.score
	var groups []group
	few := len(x.docs) < fewReports
	covered := func(c clue) bool { // by an identifier of which it is a part
		return slices.ContainsFunc(groups, func(g group) bool { return g.start <= c.start && c.end <= g.end })
	}
	for _, n := range l.clues {
		c := w.clues[n]
		list := &r.Words
		if c.weight == clueIdentifier {
			list = &r.Identifiers
		}
		if len(*list) < mostReasons && !covered(c) && !(few && c.weight == clueFrequent && len(groups) > 0) {
			shown := text[c.start:c.end]
			if c.weight == cluePart { // whose word, of which it is a piece, is not shared
				shown = c.text
			}
			*list = append(*list, shown)
			groups = append(groups, w.groups[n])
		}
	}
	var names []string
	for n, f := range x.facets {
		if f.Topic {
			for _, v := range d.facet(n, f.Name) {
				names = append(names, v.Name)
			}
		}
	}
	words := map[string]bool{}
	for _, k := range tokenize(text) {
		words[k.text] = true
	}
	for _, name := range names {
		if !slices.ContainsFunc(tokenize(name), func(k token) bool { return k.kind == word && !words[k.text] }) && !slices.Contains(r.Named, name) {
			r.Named = append(r.Named, name)
		}
	}
	r.Excerpt = x.excerpt(groups, x.sentence(groups, l.doc))
	return r
}

// sentence returns the one of a report that has most of some words; of its card where nothing
// else is known of it.
func (x *Index) sentence(groups []group, doc int) (best string) {
	texts := []string{x.docs[doc].text}
	if x.body != nil {
		for _, s := range x.body(doc) {
			texts = append(texts, s.Text, s.Code)
		}
	}
	most := -1
	for _, text := range texts {
		for _, s := range sentences(normalText(text)) {
			seen := make([]bool, len(groups))
			value := 0
			for _, k := range tokenize(s) {
				if n := x.answers(groups, k.text); n >= 0 && !seen[n] {
					seen[n] = true
					value += len(groups) - n // the rarest are first
				}
			}
			if value > most {
				best, most = s, value
			}
		}
	}
	return best
}

// sentences cuts a text at its lines, and after a full stop and the like before a space.
func sentences(text string) (all []string) {
	for line := range strings.Lines(text) {
		for line = strings.TrimSpace(line); line != ""; {
			end := len(line)
			for at := 0; at < len(line)-1; at++ {
				if strings.IndexByte(".!?", line[at]) >= 0 && line[at+1] == ' ' {
					end = at + 1
					break
				}
			}
			all, line = append(all, line[:end]), strings.TrimSpace(line[end:])
		}
	}
	return all
}
