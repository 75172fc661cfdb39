package site

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/urls"
)

// TermsPage is the data of layouts/terms.html: all terms of a taxonomy.
type TermsPage struct {
	Frame
	Title string
	Lede  string
	Terms []TermRow
}

// A TermRow is a term in the list of its taxonomy.
type TermRow struct {
	Counted
	Badge *Badge // severities only
	Share string // "42 %"
}

// TermPage is the data of layouts/term.html.
type TermPage struct {
	Frame
	Kind     string // "Cause"
	Title    string
	Lede     string
	Badge    *Badge
	Figures  []KeyFigure
	Years    []YearCount
	Together []Facet
	Rows     []Row
	More     string // says where the older ones are; "" where all are shown
}

// A YearCount is a bar of the by-year table.
type YearCount struct {
	Link
	Count   int
	Percent float64 // of the largest year, for the bar
}

// shown is the name of a term as a reader sees it: severities with a capital.
func shown(k *archive.Taxonomy, t *archive.Term) string {
	if k.Ranked {
		return capital(t.Name)
	}
	return t.Name
}

// termBadge is the badge of a severity; nil for other terms.
func (s *Site) termBadge(k *archive.Taxonomy, t *archive.Term) *Badge {
	if !k.Ranked {
		return nil
	}
	return new(s.severity(t))
}

// termLink leads to the page of a term.
func (s *Site) termLink(k *archive.Taxonomy, t *archive.Term) Link {
	return s.link(shown(k, t), urls.Term(k.ID, t.Slug))
}

// termLinks lead to the pages of the terms of an incident.
func (s *Site) termLinks(k *archive.Taxonomy, i *archive.Incident) []Link {
	links := make([]Link, 0, len(k.Of(i)))
	for _, t := range k.Of(i) {
		links = append(links, s.termLink(k, t))
	}
	return links
}

// termCounts are links to the terms that incidents have.
func (s *Site) termCounts(k *archive.Taxonomy) []Counted {
	out := make([]Counted, 0, len(k.Terms))
	for _, t := range k.Terms {
		if len(t.Incidents) > 0 {
			out = append(out, Counted{Link: s.termLink(k, t), Count: len(t.Incidents)})
		}
	}
	return out
}

// facet counts the terms of a taxonomy in a list of incidents.
func (s *Site) facet(k *archive.Taxonomy, list []*archive.Incident) Facet {
	return Facet{Title: k.Title, URL: s.path(urls.Taxonomy(k.ID)), Terms: tally(list, func(i *archive.Incident) []Link { return s.termLinks(k, i) })}
}

func (s *Site) termsPage(k *archive.Taxonomy) TermsPage {
	page := TermsPage{Title: k.Title, Lede: k.Lede}
	for _, t := range k.Terms {
		page.Terms = append(page.Terms, TermRow{
			Counted: Counted{Link: s.termLink(k, t), Count: len(t.Incidents)},
			Badge:   s.termBadge(k, t),
			Share:   share(len(t.Incidents), len(s.archive.Incidents)),
		})
	}
	page.Frame = s.newFrame(subject{
		title:       k.Title,
		description: strings.TrimSpace(fmt.Sprintf("%s Each of the %d with its incidents.", k.Lede, len(k.Terms))),
		path:        urls.Taxonomy(k.ID), section: urls.Incidents,
	})
	return page
}

// share is a part of a whole in whole per cent, never 0 or 100 unless it is.
func share(part, whole int) string {
	if whole == 0 {
		return ""
	}
	percent := part * 100 / whole
	if percent == 0 && part > 0 {
		return "<1\u00a0%"
	}
	return fmt.Sprintf("%d\u00a0%%", percent)
}

// togetherFrom is how many incidents a term needs before it is worth saying what it goes with.
const togetherFrom = 5

func (s *Site) termPage(k *archive.Taxonomy, t *archive.Term) TermPage {
	name := shown(k, t)
	page := TermPage{
		Kind:  k.Singular,
		Title: name,
		Badge: s.termBadge(k, t),
		Rows:  s.rows(first(t.Incidents, pageRows)),
		Years: s.byYear(t.Incidents),
	}
	if page.Badge != nil && t.Rank < 0 {
		page.Lede = "No severity was recorded. This says nothing about how bad they were."
	}
	page.Figures = []KeyFigure{
		{Label: "Incidents", Value: calendar.Count(int64(len(t.Incidents)))},
		{Label: "Of all incidents", Value: share(len(t.Incidents), len(s.archive.Incidents))},
	}
	page.Figures = append(page.Figures, s.longestFigure(t.Incidents)...)
	if len(t.Incidents) >= togetherFrom {
		page.Together = s.together(k, t)
	}
	if len(t.Incidents) > pageRows {
		page.More = fmt.Sprintf("The newest %d of %s are shown; the years list the others.", pageRows, incidents(len(t.Incidents)))
	}
	page.Frame = s.newFrame(subject{
		title:       k.Singular + ": " + name,
		description: fmt.Sprintf("%s “%s”: %s, by year, and what else they have in common.", k.Singular, name, incidents(len(t.Incidents))),
		path:        urls.Term(k.ID, t.Slug), section: urls.Incidents,
		trail: []feeds.Crumb{{Name: k.Title, Path: urls.Taxonomy(k.ID)}},
		// A page about one incident says nothing that the incident's does not.
		noIndex: len(t.Incidents) <= 1,
	})
	return page
}

// byYear counts a list by year, newest first and the undated last. Years of the archive
// without any of the list are included between those with some.
func (s *Site) byYear(list []*archive.Incident) []YearCount {
	if len(list) == 0 {
		return nil
	}
	has := map[int]int{}
	for _, i := range list {
		has[i.Year]++
	}
	years := slices.Sorted(maps.Keys(has))
	if has[0] > 0 {
		years = years[1:]
	}
	var numbers, counts []int
	for _, y := range slices.Backward(s.archive.Years) {
		if len(years) > 0 && years[0] <= y.Number && y.Number <= years[len(years)-1] {
			numbers, counts = append(numbers, y.Number), append(counts, has[y.Number])
		}
	}
	if has[0] > 0 {
		numbers, counts = append(numbers, 0), append(counts, has[0])
	}
	most := slices.Max(counts)
	out := make([]YearCount, 0, len(counts))
	for n, year := range numbers {
		out = append(out, YearCount{
			Link:    s.link(yearName(year), urls.Year(year)),
			Count:   counts[n],
			Percent: float64((counts[n]*1000+most-1)/most) / 10, // one that is not 0 can be seen
		})
	}
	return out
}

// together names what a term's incidents often have besides it.
func (s *Site) together(k *archive.Taxonomy, t *archive.Term) (facets []Facet) {
	self := s.termLink(k, t)
	for _, f := range s.facets(t.Incidents) {
		if f.Title == "Severities" {
			continue
		}
		var terms []Counted
		for _, c := range f.Terms {
			if c.Link != self && len(terms) < 5 {
				terms = append(terms, c)
			}
		}
		if f.Terms = terms; len(terms) > 0 {
			facets = append(facets, f)
		}
	}
	return facets
}

func (p *planner) termLists(layout theme.Layout) {
	s := p.site
	for _, k := range s.archive.Taxonomies {
		p.html(urls.Taxonomy(k.ID), wholeArchive, layout, true, func() any { return s.termsPage(k) })
	}
}

func (p *planner) terms(layout theme.Layout) {
	s := p.site
	for _, k := range s.archive.Taxonomies {
		for _, t := range k.Terms {
			p.html(urls.Term(k.ID, t.Slug), fmt.Sprintf("%s %q", k.Title, t.Name), layout, len(t.Incidents) > 1, func() any { return s.termPage(k, t) })
		}
	}
}
