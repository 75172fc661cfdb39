package search

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// Document is a report as the index sees it, in plain text. Its body comes apart, as Sections.
type Document struct {
	Path     string // the report's file, unique in the archive
	URL      string // of its page, as a link on the search page would have it
	Title    string
	Summary  string
	Date     string // of the incident: yyyy-mm-dd, yyyy-mm or yyyy; "" when unknown
	Year     int    // the year the archive files it under, 0 for none
	Severity string
	Services []Value
	Terms    map[string][]string // by the names of facets: "cause", "tag"
	Seconds  int64               // how long it lasted, at least; -1 when unknown
	AtLeast  bool                // it may have lasted longer than Seconds
	Ended    []string            // how it ended: not searched, for [Like]
}

// Value is a value to filter by and the name to show for it.
type Value struct{ ID, Name string }

// Facet is something to filter reports by: a taxonomy of the archive.
type Facet struct {
	Name  string // in queries and results: "cause"
	Title string // on the page: "Cause"
	Topic bool   // its values say what a report is about
}

// Section is a part of a report's body under one heading.
type Section struct{ Heading, Text, Code string }

// A text belongs to a field, which decides how much its words count.
const (
	fieldTitle = iota
	fieldFacets
	fieldSummary
	fieldHeading
	fieldText
	fieldCode
	fieldCount
)

// texts calls use for every text of a report, in the order in which positions
// of words are counted.
func (d *document) texts(facets []Facet, body []Section, use func(field int, text string)) {
	use(fieldTitle, d.Title)
	for _, s := range d.Services {
		use(fieldFacets, s.ID)
		if s.Name != s.ID {
			use(fieldFacets, s.Name)
		}
	}
	for _, f := range facets[ownFacets:] {
		for _, s := range d.Terms[f.Name] {
			use(fieldFacets, s)
		}
	}
	use(fieldSummary, d.Summary)
	for _, s := range body {
		use(fieldHeading, s.Heading)
		use(fieldText, s.Text)
		use(fieldCode, s.Code)
	}
}

// normal returns the document in normal form C, in which a folded word can be
// found again in the text.
func (d Document) normal() Document {
	for _, s := range []*string{&d.Title, &d.Summary, &d.Severity} {
		*s = norm.NFC.String(*s)
	}
	d.Services = slices.Clone(d.Services)
	for i, s := range d.Services {
		d.Services[i] = Value{norm.NFC.String(s.ID), norm.NFC.String(s.Name)}
	}
	d.Terms = maps.Clone(d.Terms)
	for facet, list := range d.Terms {
		list = slices.Clone(list)
		for i, s := range list {
			list[i] = norm.NFC.String(s)
		}
		d.Terms[facet] = list
	}
	return d
}

// The facets that every index has, before those of its archive. Years are apart from all.
const (
	facetService = iota
	facetSeverity
	ownFacets
)

// allFacets adds to the facets of an archive those that every index has.
func allFacets(archive []Facet) []Facet {
	return append([]Facet{{"service", "Service", true}, {"severity", "Severity", false}}, archive...)
}

// facet returns the document's values of a facet, by its place and its name.
func (d *Document) facet(n int, name string) (values []Value) {
	terms := d.Terms[name]
	switch n {
	case facetService:
		return d.Services
	case facetSeverity:
		terms = []string{d.Severity}
	}
	for _, v := range terms {
		if v != "" {
			values = append(values, Value{v, v})
		}
	}
	return values
}

// values are the values of a facet that occur, as pairs of ID and name, sorted
// by ID. A value's number is its place here.
type values [][2]string

func valuesOf(docs []document, n int, name string) values {
	names := map[string]string{}
	for i := range docs {
		for _, v := range docs[i].facet(n, name) {
			if have, ok := names[v.ID]; !ok || v.Name < have {
				names[v.ID] = v.Name
			}
		}
	}
	out := values{}
	for id, name := range names {
		out = append(out, [2]string{id, name})
	}
	slices.SortFunc(out, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	return out
}

// numbers of some values, sorted.
func (v values) numbers(of []Value) []int {
	numbers := make([]int, 0, len(of))
	for _, value := range of {
		n, _ := slices.BinarySearchFunc(v, value.ID, func(have [2]string, id string) int { return strings.Compare(have[0], id) })
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

// dayZero is the day before 0001-01-01, so that 0 can mean an unknown day.
var dayZero = time.Date(0, 12, 31, 0, 0, 0, 0, time.UTC)

// dayNumber counts days from 1 for 0001-01-01, to the first of a month or a year; 0 for "".
func dayNumber(date string) (int, error) {
	if date == "" {
		return 0, nil
	}
	layout := time.DateOnly[:min(len(date), len(time.DateOnly))]
	t, err := time.Parse(layout, date)
	if err != nil || t.Year() < 1 {
		return 0, fmt.Errorf("%q is no date of the form yyyy-mm-dd, yyyy-mm or yyyy", date)
	}
	return int((t.Unix() - dayZero.Unix()) / 86400), nil
}

// The text of a card is the summary, or how the report begins.
const (
	summaryWords = 120 // at most
	openingWords = 32  // of a report without a summary: as many as an excerpt has
)

// cardText is what an excerpt is cut from. The marks of code in a summary are no part of it.
func cardText(d *Document, body []Section) string {
	if summary := strings.ReplaceAll(d.Summary, "`", ""); summary != "" {
		return firstWords(summary, summaryWords)
	}
	for _, s := range body {
		if len(tokenize(s.Text)) > 0 {
			return firstWords(s.Text, openingWords)
		}
	}
	return ""
}

// firstWords cuts a text after n words.
func firstWords(text string, n int) string {
	limit := min(len(text), n*64)
	for limit < len(text) && text[limit]&0xC0 == 0x80 {
		limit++
	}
	end := limit
	words := 0
	new(tokenizer).run(text[:limit], func(k token, _ []byte) {
		if k.kind == word || k.kind == pair {
			if words++; words == n {
				end = k.end
			}
		}
	})
	if end < len(text) {
		return text[:end] + " …"
	}
	return text
}
