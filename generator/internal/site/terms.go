package site

import (
	"fmt"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/chart"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/urls"
)

// TermsPage is the data of layouts/terms.html: all causes, tags, severities or organizations.
type TermsPage struct {
	Frame
	Title string
	Lede  string
	Terms []TermRow
}

// A TermRow is a term in the list of its kind.
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

// A kind is one way to sort incidents: by cause, tag, severity or organization.
type kind struct {
	one, many string // "Cause", "Causes"
	index     string // site path of the list
	page      func(slug string) string
	terms     []*archive.Term
	lede      string
	ranked    bool // the terms are severities: each has a badge, and is shown with a capital
}

// shown is the name of a term as a reader sees it.
func (k kind) shown(t *archive.Term) string {
	if k.ranked {
		return capital(t.Name)
	}
	return t.Name
}

func (s *Site) kinds() []kind {
	a := s.archive
	return []kind{
		{"Cause", "Causes", urls.Causes, urls.Cause, a.Causes, "Contributing causes as the reports name them. An incident may have several.", false},
		{"Tag", "Tags", urls.Tags, urls.Tag, a.Tags, "What the reports are about.", false},
		{"Severity", "Severities", urls.Severities, urls.Severity, usedSeverities(a), "How bad an incident was judged to be, worst first.", true},
		{"Organization", "Organizations", urls.Organizations, urls.Organization, a.Organizations, "Whose services were affected.", false},
	}
}

// usedSeverities leaves out "not recorded" where every incident has a severity.
func usedSeverities(a *archive.Archive) []*archive.Term {
	last := len(a.Severities) - 1
	if len(a.Severities[last].Incidents) == 0 {
		return a.Severities[:last]
	}
	return a.Severities
}

func (s *Site) termsPage(k kind) TermsPage {
	page := TermsPage{Title: k.many, Lede: k.lede}
	for _, t := range k.terms {
		row := TermRow{
			Counted: Counted{Link: s.link(k.shown(t), k.page(t.Slug)), Count: len(t.Incidents)},
			Share:   share(len(t.Incidents), len(s.archive.Incidents)),
		}
		if k.ranked {
			badge := s.severity(t)
			row.Badge = &badge
		}
		page.Terms = append(page.Terms, row)
	}
	page.Frame = s.newFrame(subject{
		title:       k.many,
		description: fmt.Sprintf("%s Each of the %d with its incidents.", k.lede, len(k.terms)),
		path:        k.index, section: urls.Incidents,
		trail: []feeds.Crumb{{Name: "Incidents", Path: urls.Incidents}},
	})
	return page
}

// share is a part of a whole in whole per cent, never 0 or 100 unless it is.
func share(part, whole int) string {
	if whole == 0 {
		return ""
	}
	percent := part * 100 / whole
	switch {
	case percent == 0 && part > 0:
		return "<1\u00a0%"
	default:
		return fmt.Sprintf("%d\u00a0%%", percent)
	}
}

// togetherFrom is how many incidents a term needs before it is worth saying what it goes with.
const togetherFrom = 5

func (s *Site) termPage(k kind, t *archive.Term) TermPage {
	name := k.shown(t)
	page := TermPage{
		Kind:  k.one,
		Title: name,
		Rows:  s.rows(newest(t.Incidents, pageRows)),
		Years: s.byYear(t.Incidents),
	}
	if k.ranked {
		badge := s.severity(t)
		page.Badge = &badge
		if t.Rank < 0 {
			page.Lede = "No severity was recorded. This says nothing about how bad they were."
		}
	}
	page.Figures = []KeyFigure{
		{Label: "Incidents", Value: calendar.Count(int64(len(t.Incidents)))},
		{Label: "Of all incidents", Value: share(len(t.Incidents), len(s.archive.Incidents))},
	}
	if top := longest(t.Incidents, 1); len(top) > 0 {
		page.Figures = append(page.Figures, KeyFigure{Label: "Longest", Value: s.lengthOf(top[0]).Text, Note: top[0].Title, URL: s.path(urls.Incident(top[0].Path))})
	}
	if len(t.Incidents) >= togetherFrom {
		page.Together = s.together(k, t)
	}
	if len(t.Incidents) > pageRows {
		page.More = fmt.Sprintf("The newest %d of %s are shown; the years list the others.", pageRows, incidents(len(t.Incidents)))
	}
	page.Frame = s.newFrame(subject{
		title:       k.one + ": " + name,
		description: fmt.Sprintf("%s “%s”: %s, by year, and what else they have in common.", k.one, name, incidents(len(t.Incidents))),
		path:        k.page(t.Slug), section: urls.Incidents,
		trail: []feeds.Crumb{{Name: "Incidents", Path: urls.Incidents}, {Name: k.many, Path: k.index}},
		// A page about one incident says nothing that the incident's does not.
		noIndex: len(t.Incidents) <= 1,
	})
	return page
}

// byYear counts a list by year, years without any included.
func (s *Site) byYear(list []*archive.Incident) []YearCount {
	if len(list) == 0 {
		return nil
	}
	first, last := list[len(list)-1].Year, list[0].Year
	counts := make([]int, last-first+1)
	for _, i := range list {
		counts[i.Year-first]++
	}
	widths := chart.Counts(counts)
	out := make([]YearCount, 0, len(counts))
	for n := len(counts) - 1; n >= 0; n-- {
		out = append(out, YearCount{
			Link:    s.link(fmt.Sprint(first+n), urls.Year(first+n)),
			Count:   counts[n],
			Percent: widths[n],
		})
	}
	return out
}

// together names what a term's incidents often have besides it.
func (s *Site) together(k kind, t *archive.Term) (facets []Facet) {
	self := s.link(t.Name, k.page(t.Slug))
	for _, f := range s.facets(t.Incidents) {
		if f.Title == "Severities" {
			continue
		}
		var terms []Counted
		for _, c := range f.Terms {
			if c.Link.URL != self.URL && len(terms) < 5 {
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
	for _, k := range s.kinds() {
		p.html(k.index, wholeArchive, layout, true, func() view { return s.termsPage(k) })
	}
}

func (p *planner) terms(layout theme.Layout) {
	s := p.site
	for _, k := range s.kinds() {
		for _, t := range k.terms {
			p.html(k.page(t.Slug), fmt.Sprintf("%s %q", k.many, t.Name), layout, len(t.Incidents) > 1, func() view { return s.termPage(k, t) })
		}
	}
}
