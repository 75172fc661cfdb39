package search

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/text/unicode/norm"
)

// Inversion: from reports with words to words with reports. Each report becomes
// a record, a few bytes per word, so that its text can be dropped at once; when
// all records are there, the postings of every word are laid out in order.

// A Builder makes an index of reports whose bodies come one by one.
type Builder struct {
	index     *Index
	number    []int    // in the index, of each document as it was given
	records   [][]byte // of the documents of the index
	recorders sync.Pool

	mu    sync.Mutex
	words map[string]uint32 // numbers of the words of all records
	texts []string          // of the words
}

// NewBuilder takes what is known of the reports besides their bodies. Language is
// a BCP 47 tag; under "en" the forms of a word find each other. facets are those that reports have terms of, besides
// services and severities. The words of each further text mean the same. It returns an error where a date is none or two documents have the same path.
func NewBuilder(facets []Facet, docs []Document, language string, same ...string) (*Builder, error) {
	order := make([]int, len(docs))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(strings.Compare(docs[i].Date, docs[j].Date), strings.Compare(docs[i].Path, docs[j].Path))
	})
	x := &Index{language: strings.ToLower(language), docs: make([]document, len(docs)), facets: allFacets(facets), abbreviations: abbreviations(append(strings.Split(shortened, "\n"), same...))}
	x.pattern = patternOf(x.facets)
	b := &Builder{index: x, number: make([]int, len(docs)), records: make([][]byte, len(docs)), words: map[string]uint32{}}
	b.recorders.New = func() any { return &recorder{builder: b, known: map[string]*wordOfReport{}} }
	seen := make(map[string]bool, len(docs))
	for number, given := range order {
		b.number[given] = number
		d := &x.docs[number]
		d.Document = docs[given].normal()
		var err error
		if d.day, err = dayNumber(d.Date); err != nil {
			return nil, fmt.Errorf("search index: %s: %w", d.Path, err)
		}
		if seen[d.Path] {
			return nil, fmt.Errorf("search index: two reports have the path %s", d.Path)
		}
		seen[d.Path] = true
	}
	return b, nil
}

// New makes an index at once: body is called once for each document of docs, from
// several goroutines, and again for what [Index.Similar] quotes. Its errors are NewBuilder's.
func New(facets []Facet, docs []Document, body func(n int) []Section, language string, same ...string) (*Index, error) {
	b, err := NewBuilder(facets, docs, language, same...)
	if err != nil {
		return nil, err
	}
	each(len(docs), func(n int) { b.Add(n, body(n)) })
	x := b.Index()
	given := make([]int, len(docs))
	for n, number := range b.number {
		given[number] = n
	}
	x.body = func(doc int) []Section { return body(given[doc]) }
	return x, nil
}

// Add reads document n of those that NewBuilder was given, with its body. It is
// called once for each, in any order and from any number of goroutines.
func (b *Builder) Add(n int, body []Section) {
	r := b.recorders.Get().(*recorder)
	defer b.recorders.Put(r)
	number := b.number[n]
	b.records[number] = r.read(&b.index.docs[number], body)
}

// word returns the number of a word and its text.
func (b *Builder) word(text []byte) (uint32, string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if n, ok := b.words[string(text)]; ok {
		return n, b.texts[n]
	}
	own, n := string(text), uint32(len(b.texts))
	b.words[own] = n
	b.texts = append(b.texts, own)
	return n, own
}

// A recorder turns reports into records: for each word of a report its number,
// the bytes of its places and the places, all as varints.
type recorder struct {
	builder *Builder
	tokens  tokenizer
	known   map[string]*wordOfReport // some words of the builder
	words   []*wordOfReport          // of this report
	record  []byte
}

type wordOfReport struct {
	number uint32
	last   place  // of those in places
	places []byte // each as the gap to the one before; empty where the word is not in the report
}

// mostKnown bounds the memory of a recorder.
const mostKnown = 1 << 13

// A place is the position of a word in a report, its field, and whether it is a
// word of its own, all in one number.
type place uint32

func newPlace(position, field int, spelled bool) place {
	p := place(min(position, 1<<28-1)<<4 | field<<1)
	if spelled {
		p++
	}
	return p
}

func (p place) position() int { return int(p >> 4) }
func (p place) field() int    { return int(p >> 1 & 7) }
func (p place) spelled() bool { return p&1 == 1 } // no part of another word

// appendPlaces decodes places of one word in one report.
func appendPlaces(places []place, data []byte) []place {
	last := place(0)
	for len(data) > 0 {
		gap, n := binary.Uvarint(data)
		last += place(gap)
		places, data = append(places, last), data[n:]
	}
	return places
}

// fieldGap keeps phrases from running over the end of a field.
const fieldGap = 8

func (r *recorder) read(d *document, body []Section) []byte {
	body = slices.Clone(body)
	for i, s := range body {
		body[i] = Section{norm.NFC.String(s.Heading), norm.NFC.String(s.Text), norm.NFC.String(s.Code)}
	}
	position := 0
	d.texts(r.builder.index.facets, body, func(field int, text string) {
		d.lengths[field] += len(text)
		took := r.tokens.run(text, func(k token, b []byte) {
			r.add(b, newPlace(position+k.position, field, k.kind == word && field != fieldCode))
		})
		if took > 0 {
			position += took + fieldGap
		}
	})
	if name := slug(d.URL); name != "" {
		r.add([]byte(name), newPlace(position, fieldFacets, false))
	}
	d.text = cardText(&d.Document, body)

	r.record = r.record[:0]
	for _, w := range r.words {
		r.record = binary.AppendUvarint(r.record, uint64(w.number))
		r.record = binary.AppendUvarint(r.record, uint64(len(w.places)))
		r.record = append(r.record, w.places...)
		w.last, w.places = 0, w.places[:0]
	}
	r.words = r.words[:0]
	if len(r.known) > mostKnown {
		clear(r.known)
	}
	return slices.Clone(r.record)
}

func (r *recorder) add(text []byte, at place) {
	w := r.known[string(text)]
	if w == nil {
		number, own := r.builder.word(text)
		w = &wordOfReport{number: number}
		r.known[own] = w
	}
	if len(w.places) == 0 {
		r.words = append(r.words, w)
	}
	at = max(at, w.last)
	w.places = binary.AppendUvarint(w.places, uint64(at-w.last))
	w.last = at
}

// slug is the last element of a URL as a compound, so that those who type or
// paste it find its report first.
func slug(url string) string {
	url = strings.TrimSuffix(strings.TrimSuffix(url, "index.html"), "/")
	url = url[strings.LastIndexByte(url, '/')+1:]
	name := strings.Join(compounds(url), "")
	if len([]rune(name)) > longest {
		return ""
	}
	return name
}

// compounds are the words of a text, those that are joined as one.
func compounds(text string) (words []string) {
	for _, k := range tokenize(text) {
		if k.kind == whole || k.kind == word && !k.joined {
			words = append(words, k.text)
		}
	}
	return words
}

// Index returns the index when all documents were added. The Builder is of no use afterwards.
func (b *Builder) Index() *Index {
	x := b.index
	x.values = make([]values, len(x.facets))
	for i := range x.docs {
		x.docs[i].values = make([][]int, len(x.facets))
	}
	for n, f := range x.facets {
		x.values[n] = valuesOf(x.docs, n, f.Name)
		for i := range x.docs {
			d := &x.docs[i]
			d.values[n] = x.values[n].numbers(d.facet(n, f.Name))
		}
	}
	terms := b.layOut()
	mean := averages(x.docs)
	var decoded []place
	for doc, record := range b.records {
		worth := x.docs[doc].lengths.worth(mean)
		eachWord(record, func(word uint64, places []byte) {
			t := terms[word]
			decoded = appendPlaces(decoded[:0], places)
			occurrences := 0
			for _, p := range decoded {
				occurrences += worth[p.field()]
				t.spelled = t.spelled || p.spelled()
			}
			x.postingDocs[t.to], x.postingImpacts[t.to] = uint32(doc), impact(occurrences)
			t.to++
			t.placesTo += binary.PutUvarint(x.postingPlaces[t.placesTo:], uint64(len(places)))
			t.placesTo += copy(x.postingPlaces[t.placesTo:], places)
		})
		b.records[doc] = nil
	}
	return x
}

// layOut makes the terms, with room for their postings, and returns them by the
// numbers of their words.
func (b *Builder) layOut() []*term {
	x := b.index
	x.terms = make([]term, len(b.texts))
	for n, text := range b.texts {
		x.terms[n].text = text
	}
	slices.SortFunc(x.terms, func(s, t term) int { return strings.Compare(s.text, t.text) })
	terms := make([]*term, len(x.terms))
	for i := range x.terms {
		terms[b.words[x.terms[i].text]] = &x.terms[i]
	}
	var room [binary.MaxVarintLen64]byte
	for _, record := range b.records {
		eachWord(record, func(word uint64, places []byte) {
			terms[word].to++
			terms[word].placesTo += binary.PutUvarint(room[:], uint64(len(places))) + len(places)
		})
	}
	postings, places := 0, 0
	for i := range x.terms {
		t := &x.terms[i]
		t.from, t.places = postings, places
		postings, places = postings+t.to, places+t.placesTo
		t.to, t.placesTo = t.from, t.places
	}
	x.postingDocs, x.postingImpacts, x.postingPlaces = make([]uint32, postings), make([]uint8, postings), make([]byte, places)
	return terms
}

// eachWord calls use for every word of a record.
func eachWord(record []byte, use func(word uint64, places []byte)) {
	for len(record) > 0 {
		word, n := binary.Uvarint(record)
		size, m := binary.Uvarint(record[n:])
		record = record[n+m:]
		use(word, record[:size])
		record = record[size:]
	}
}

// each runs n pieces of work on as many processors as there are.
func each(n int, work func(int)) {
	var group sync.WaitGroup
	var next atomic.Int64
	for range min(n, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				work(int(i))
			}
		})
	}
	group.Wait()
}
