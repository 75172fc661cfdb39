package site

import (
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/uptime"
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
	Badge      *Badge // severities only
	Share      string // "42 %"
	Definition template.HTML
	Parent     *Link // the term that it is a kind of
}

// TermPage is the data of layouts/term.html.
type TermPage struct {
	Frame
	Kind  string // "Cause"
	Title string
	Lede  string
	// Definition is what archive.yaml says that the term means, and Synonyms are other words for it.
	Definition template.HTML
	Synonyms   []string
	Parent     *Link     // the term that it is a kind of
	Children   []Counted // its kinds, whose incidents are among its own
	Note       string    // how many name the term itself, where it has kinds
	Badge      *Badge
	Figures    []KeyFigure
	Years      []YearCount
	Downtime   bool // the years say how much of their downtime it was
	Feeds      []Feed
	Together   []Facet
	Rows       []Row
	More       string // says where the older ones are; "" where all are shown
}

// A YearCount is a bar of the by-year table.
type YearCount struct {
	Link
	Count   int
	Percent float64 // of the largest year, for the bar
	// Downtime is "3 h of 12 h", and Share is "25 %": how much of the weighted downtime of the year's
	// incidents was that of those counted here. They are "" but for taxonomies that not every archive has.
	Downtime, Share string

	year int
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
			Counted:    Counted{Link: s.termLink(k, t), Count: len(t.Incidents)},
			Badge:      s.termBadge(k, t),
			Share:      share(len(t.Incidents), len(s.archive.Incidents)),
			Definition: s.definitions[t],
			Parent:     s.parentLink(k, t),
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
		Kind:       k.Singular,
		Title:      name,
		Badge:      s.termBadge(k, t),
		Rows:       s.rows(first(t.Incidents, pageRows)),
		Years:      s.byYear(t.Incidents, !k.Builtin),
		Definition: s.definitions[t], Synonyms: t.Synonyms, Parent: s.parentLink(k, t),
		Feeds: s.feeds(name, urls.Term(k.ID, t.Slug))[:1],
	}
	for _, c := range t.Children {
		page.Children = append(page.Children, Counted{Link: s.termLink(k, c), Count: len(c.Incidents)})
	}
	if len(t.Children) > 0 {
		page.Note = fmt.Sprintf("Counted with its kinds: of %s, %s the term itself.", incidents(len(t.Incidents)), plural(t.Direct, "names", "name"))
	}
	page.Downtime = !k.Builtin
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
		feeds:   page.Feeds,
	})
	return page
}

// parentLink leads to the term that one is a kind of; nil where there is none.
func (s *Site) parentLink(k *archive.Taxonomy, t *archive.Term) *Link {
	if t.Parent == nil {
		return nil
	}
	return new(s.termLink(k, t.Parent))
}

// define renders what archive.yaml says of the terms that are used.
func (s *Site) define() map[*archive.Term]template.HTML {
	definitions := map[*archive.Term]template.HTML{}
	from := newLinks(s).from("archive.yaml")
	for _, k := range s.archive.Taxonomies {
		for _, t := range k.Terms {
			if t.Definition == "" {
				continue
			}
			_, problems := s.bodies.md.Render(diag.NewSource("", t.Definition), 0, from)
			for _, d := range problems {
				s.wrong(d.Code, t.At, d.Hint, "the definition of %q: %s", t.Name, d.Message)
			}
			definitions[t] = theme.Trusted(s.bodies.md.Inline(t.Definition, from))
		}
	}
	return definitions
}

// downtimes are the weighted downtime of incidents by year, in thousandths of a second: of each, and of all together.
type downtimes struct {
	of  map[*archive.Incident]map[int]yearDowntime
	all map[int]yearDowntime
}

// yearDowntime is a sum, and how many of its parts nothing bounds from above.
type yearDowntime struct {
	calendar.Bound
	open int
}

func (d yearDowntime) plus(e yearDowntime) yearDowntime {
	return yearDowntime{d.Plus(e.Bound), d.open + e.open}
}

// newDowntimes cuts all incidents but drafts by the years of the archive.
func (s *Site) newDowntimes() downtimes {
	d := downtimes{map[*archive.Incident]map[int]yearDowntime{}, map[int]yearDowntime{}}
	for _, i := range s.archive.Incidents {
		if i.Draft || len(i.Windows) == 0 {
			continue
		}
		last := i.Year
		for _, w := range i.Windows {
			_, longest := w.Span(s.archive.AsOf)
			last = max(last, calendar.YearOf(max(longest.Start, longest.End-1), s.zone))
			if w.Open() {
				last = s.archive.Years[len(s.archive.Years)-1].Number
			}
		}
		d.of[i] = map[int]yearDowntime{}
		for year := i.Year; year <= last; year++ {
			in := yearDowntime{Bound: uptime.DowntimeIn(calendar.Year(year, s.zone), i.Postmortem, s.archive.Settings.Weights, s.archive.AsOf)}
			if in.Open {
				in.open = 1
			}
			if in.Open || in.Max > 0 {
				d.of[i][year], d.all[year] = in, d.all[year].plus(in)
			}
		}
	}
	return d
}

// addDowntime says how much of the downtime of each year was that of some incidents.
func (s *Site) addDowntime(years []YearCount, list []*archive.Incident) {
	d := s.downtimes()
	for n := range years {
		y := &years[n]
		all, ok := d.all[y.year]
		if !ok {
			continue
		}
		var own yearDowntime
		for _, i := range list {
			own = own.plus(d.of[i][y.year])
		}
		y.Downtime = duration(own.Per(1000)).Text + " of " + duration(all.Per(1000)).Text
		others := calendar.Bound{Min: all.Min - own.Min, Max: all.Max - own.Max, Open: all.open > own.open}
		y.Share = shareOf(own.Bound, others)
	}
}

// shareOf is a part in whole per cent of what it and the others are together: the least where those are as
// large as they may be, and the most where they are as small. It is "" where nothing is known of it.
func shareOf(part, others calendar.Bound) string {
	least, most := int64(0), int64(100)
	if whole := part.Min + others.Max; !others.Open && whole > 0 {
		least = part.Min * 100 / whole
	}
	if whole := part.Max + others.Min; !part.Open && whole > 0 {
		most = (part.Max*100 + whole - 1) / whole
	}
	switch {
	case part.Exact() && others.Exact():
		return share(int(part.Min), int(part.Min+others.Min))
	case least == 0 && most == 100:
		return ""
	}
	return calendar.Bound{Min: least, Max: most, Open: most == 100 && least < 100}.Text(calendar.Count) + "\u00a0%"
}

// byYear counts a list by year, newest first and the undated last. Years of the archive
// without any of the list are included between those with some. With downtime, so are those into which
// one lasted, and each says how much of its downtime was that of the list.
func (s *Site) byYear(list []*archive.Incident, downtime bool) []YearCount {
	if len(list) == 0 {
		return nil
	}
	has := map[int]int{}
	for _, i := range list {
		has[i.Year]++
		if downtime {
			for year := range s.downtimes().of[i] {
				has[year] += 0
			}
		}
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
			year:    year,
		})
	}
	if downtime {
		s.addDowntime(out, list)
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
