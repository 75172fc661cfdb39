package search

import (
	"encoding/binary"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// Inversion: from reports with words to words with reports. Consecutive
// stretches of the archive are inverted side by side; since they are put
// together in order of the reports, it does not matter how many there are.

// stretch is the inversion of consecutive documents.
type stretch struct {
	from  int // number of its first document
	terms map[string]int32
	lists []list
}

// list is what a stretch knows of a term: for every document the gap to the
// one before, the impact, the number of positions and the gaps between them,
// all but the impact as varints.
type list struct {
	term    string
	data    []byte
	docs    int
	lastDoc int
	spelled bool // occurs as a word of its own
}

// occurrence collects what one document says with one term.
type occurrence struct {
	list      int32
	worth     int
	positions []uint32
}

func invert(docs []Document) []stretch {
	sizes := make([]lengths, len(docs))
	workers := max(1, min(runtime.GOMAXPROCS(0), (len(docs)+63)/64))
	out := make([]stretch, workers)
	each(workers, func(w int) {
		for i := w * len(docs) / workers; i < (w+1)*len(docs)/workers; i++ {
			sizes[i] = docs[i].lengths()
		}
	})
	mean := averages(sizes)
	each(workers, func(w int) {
		from, to := w*len(docs)/workers, (w+1)*len(docs)/workers
		out[w] = invertStretch(docs[from:to], sizes[from:to], mean, from)
	})
	return out
}

// each runs n pieces of work on as many processors as there are.
func each(n int, work func(int)) {
	var group sync.WaitGroup
	next := make(chan int)
	for range min(n, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			for i := range next {
				work(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	group.Wait()
}

func invertStretch(docs []Document, sizes []lengths, mean lengths, from int) stretch {
	s := stretch{from: from, terms: map[string]int32{}}
	var t tokenizer
	var found []occurrence // reused from document to document
	var slot []int32       // of a list in found, plus one; 0 when not met yet
	for i := range docs {
		used := 0
		worth := sizes[i].worth(mean)
		position := 0
		add := func(text []byte, worth, position int, spelled bool) {
			n, known := s.terms[string(text)]
			if !known {
				n = int32(len(s.lists))
				term := string(text)
				s.terms[term] = n
				s.lists = append(s.lists, list{term: term, lastDoc: -1})
				slot = append(slot, 0)
			}
			if spelled {
				s.lists[n].spelled = true
			}
			at := slot[n]
			if at == 0 {
				if used == len(found) {
					found = append(found, occurrence{})
				}
				found[used].list, found[used].worth = n, 0
				found[used].positions = found[used].positions[:0]
				used++
				at = int32(used)
				slot[n] = at
			}
			o := &found[at-1]
			o.worth += worth
			if k := len(o.positions); k == 0 || o.positions[k-1] != uint32(position) {
				o.positions = append(o.positions, uint32(position))
			}
		}
		docs[i].fieldTexts(func(field int, text string) {
			took := t.run(text, func(k token, b []byte) {
				add(b, worth[field], position+k.position, k.kind == word && field != fieldCode)
			})
			if took > 0 {
				position += took + fieldGap
			}
		})
		if name := slug(docs[i].URL); name != "" {
			add([]byte(name), worth[fieldFacets], position, false)
		}
		for k := range found[:used] {
			o := &found[k]
			l := &s.lists[o.list]
			l.data = binary.AppendUvarint(l.data, uint64(i-l.lastDoc-1))
			l.data = append(l.data, impact(o.worth))
			l.data = binary.AppendUvarint(l.data, uint64(len(o.positions)))
			before := -1
			for _, p := range o.positions {
				l.data = binary.AppendUvarint(l.data, uint64(int(p)-before-1))
				before = int(p)
			}
			l.docs++
			l.lastDoc = i
			slot[o.list] = 0
		}
	}
	return s
}

// fieldGap keeps phrases from running over the end of a field.
const fieldGap = 8

// slug is the last element of a URL as a compound, so that who types or pastes
// it finds its report first.
func slug(url string) string {
	url = strings.TrimSuffix(strings.TrimSuffix(url, "index.html"), "/")
	url = url[strings.LastIndexByte(url, '/')+1:]
	name := ""
	for _, k := range tokenize(url) {
		if k.kind == whole || k.kind == word && !k.joined {
			name += k.text
		}
	}
	if len([]rune(name)) > longest {
		return ""
	}
	return name
}

// term is a word of the archive with its lists in order of the documents.
type term struct {
	text    string
	lists   []*list
	from    []int // number of the first document of each list's stretch
	docs    int
	spelled bool
}

// gather puts the stretches together, sorted by word.
func gather(stretches []stretch) []term {
	index := map[string]int{}
	var terms []term
	for i := range stretches {
		for k := range stretches[i].lists {
			l := &stretches[i].lists[k]
			n, ok := index[l.term]
			if !ok {
				n = len(terms)
				index[l.term] = n
				terms = append(terms, term{text: l.term})
			}
			t := &terms[n]
			t.lists, t.from = append(t.lists, l), append(t.from, stretches[i].from)
			t.docs += l.docs
			t.spelled = t.spelled || l.spelled
		}
	}
	slices.SortFunc(terms, func(a, b term) int { return strings.Compare(a.text, b.text) })
	return terms
}

// postings calls use for every document that holds the term. The positions are
// good until use returns.
func (t *term) postings(use func(doc int, impact uint8, positions []uint32)) {
	var positions []uint32
	for i, l := range t.lists {
		doc := t.from[i] - 1
		for data := l.data; len(data) > 0; {
			gap, n := binary.Uvarint(data)
			doc += int(gap) + 1
			impact := data[n]
			data = data[n+1:]
			count, n := binary.Uvarint(data)
			data = data[n:]
			positions = positions[:0]
			at := -1
			for range count {
				gap, n := binary.Uvarint(data)
				data = data[n:]
				at += int(gap) + 1
				positions = append(positions, uint32(at))
			}
			use(doc, impact, positions)
		}
	}
}
