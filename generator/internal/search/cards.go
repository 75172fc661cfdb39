package search

import (
	"encoding/json"
	"fmt"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// A card is what a result shows.
type card struct {
	path, url, title, summary string
	seconds                   int64
	atLeast                   int // 1 where seconds are a bound
	day                       int
	severity, services        []int // numbers of the manifest's dictionaries; one severity or none
}

// cardsPerFile trades requests against bytes: ten results fetch ten files of
// which they use one card each.
const cardsPerFile = 16

// cards of one file. What is alike stands together, which packs better.
type cards struct {
	paths, urls, titles, summaries []string
	seconds                        []int64
	days                           []int
	severities, services           [][]int
	atLeast                        []int
}

func (c *cards) columns() [9]any {
	return [...]any{&c.paths, &c.urls, &c.titles, &c.summaries, &c.seconds, &c.days, &c.severities, &c.services, &c.atLeast}
}

// pathMark stands in an address for the path; no address has braces.
const pathMark = "{path}"

func encodeCards(docs []Document, ledes []string, days []int, facets []dictionary) ([]byte, error) {
	var c cards
	for i := range docs {
		d := &docs[i]
		c.paths, c.urls = append(c.paths, d.Path), append(c.urls, strings.Replace(d.URL, d.Path, pathMark, 1))
		c.titles, c.summaries = append(c.titles, d.Title), append(c.summaries, ledes[i])
		c.seconds, c.days = append(c.seconds, d.Seconds), append(c.days, days[i])
		c.severities = append(c.severities, facets[facetSeverity].numbers(d.values(facetSeverity)))
		c.services = append(c.services, facets[facetService].numbers(d.values(facetService)))
		atLeast := 0
		if d.AtLeast {
			atLeast = 1
		}
		c.atLeast = append(c.atLeast, atLeast)
	}
	data, err := json.Marshal(c.columns())
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
	var raw [9]json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return nil, fmt.Errorf("reading cards: %w", err)
	}
	var c cards
	for i, column := range c.columns() {
		if err := json.Unmarshal(raw[i], column); err != nil {
			return nil, fmt.Errorf("reading cards: %w", err)
		}
	}
	n := len(c.paths)
	for _, column := range []int{len(c.urls), len(c.titles), len(c.summaries), len(c.seconds), len(c.days), len(c.severities), len(c.services), len(c.atLeast)} {
		if column != n {
			return nil, errTruncated
		}
	}
	out := make([]card, n)
	for i := range out {
		out[i] = card{
			c.paths[i], strings.Replace(c.urls[i], pathMark, c.paths[i], 1), c.titles[i], c.summaries[i],
			c.seconds[i], c.atLeast[i], c.days[i], c.severities[i], c.services[i],
		}
	}
	return out, nil
}

// ledeWords is how many words of a report without a summary stand in for one.
const ledeWords = 40

// opening is how the report begins, to stand in for a summary.
func (d *Document) opening() string {
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
