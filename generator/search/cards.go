package search

import (
	"encoding/json"
	"fmt"

	"golang.org/x/text/unicode/norm"
)

// A card is what a result shows.
type card struct {
	path, url, title, summary string
	seconds                   int64
	day                       int
	severity, services        []int // numbers of the manifest's dictionaries; one severity or none
}

// cardsPerFile trades requests against bytes: ten results fetch ten files of
// which they use one card each.
const cardsPerFile = 14

func encodeCards(docs []Document, days []int, facets []dictionary) ([]byte, error) {
	rows := make([][8]any, len(docs))
	for i := range docs {
		d := &docs[i]
		numbers := func(facet int) []int { return facets[facet].numbers(d.values(facet)) }
		rows[i] = [8]any{d.Path, d.URL, d.Title, d.lede(), d.Seconds, days[i], numbers(facetSeverity), numbers(facetService)}
	}
	data, err := json.Marshal(rows)
	if err != nil {
		return nil, fmt.Errorf("writing cards: %w", err)
	}
	return compress(data), nil
}

func decodeCards(data []byte) ([]card, error) {
	data, err := decompress(data)
	if err != nil {
		return nil, err
	}
	var rows [][8]json.RawMessage
	if err := json.Unmarshal(data, &rows); err != nil {
		return nil, fmt.Errorf("reading cards: %w", err)
	}
	cards := make([]card, len(rows))
	for i, row := range rows {
		c := &cards[i]
		for k, to := range []any{&c.path, &c.url, &c.title, &c.summary, &c.seconds, &c.day, &c.severity, &c.services} {
			if err := json.Unmarshal(row[k], to); err != nil {
				return nil, fmt.Errorf("reading cards: %w", err)
			}
		}
	}
	return cards, nil
}

// ledeWords is how many words of a report without a summary stand in for one.
const ledeWords = 40

// lede is the summary, or else how the report begins.
func (d *Document) lede() string {
	if d.Summary != "" {
		return firstWords(d.Summary, 3*ledeWords)
	}
	for _, s := range d.Sections {
		if len(tokenize(s.Text)) > 0 {
			return firstWords(s.Text, ledeWords)
		}
	}
	return ""
}

// firstWords cuts a text after n words.
func firstWords(text string, n int) string {
	var t tokenizer
	end, words := len(text), 0
	limit := min(len(text), n*64)
	for limit < len(text) && text[limit]&0xC0 == 0x80 {
		limit++
	}
	t.run(text[:limit], func(k token, _ []byte) {
		if k.kind == word || k.kind == pair {
			if words++; words == n {
				end = k.end
			}
		}
	})
	if end == len(text) {
		end = max(limit, 0)
	}
	if end < len(text) {
		return text[:end] + " …"
	}
	return text
}

// normal brings the texts of a document into normal form C, in which a folded
// word can be found again.
func (d Document) normal() Document {
	for _, s := range []*string{&d.Title, &d.Summary, &d.Organization, &d.Severity} {
		*s = norm.NFC.String(*s)
	}
	d.Services = append([]Facet(nil), d.Services...)
	for i, s := range d.Services {
		d.Services[i] = Facet{norm.NFC.String(s.ID), norm.NFC.String(s.Name)}
	}
	d.Causes, d.Tags = normals(d.Causes), normals(d.Tags)
	d.Sections = append([]Section(nil), d.Sections...)
	for i, s := range d.Sections {
		d.Sections[i] = Section{norm.NFC.String(s.Heading), norm.NFC.String(s.Text), norm.NFC.String(s.Code)}
	}
	return d
}

func normals(in []string) []string {
	out := make([]string, len(in))
	for i, s := range in {
		out[i] = norm.NFC.String(s)
	}
	return out
}
