package site

import (
	"fmt"
	"slices"
	"strings"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/markdown"
	"afterword/generator/internal/search"
	"afterword/generator/internal/urls"
)

// searchTitles is up to how many incidents the search page lists all titles,
// for those who search with their browser.
const searchTitles = 500

// A SearchPage is the data of layouts/search.html. What it lists is there
// without JavaScript, and until something is searched for.
type SearchPage struct {
	Frame
	Count  string
	Years  []YearLink
	Facets []Facet
	Titles []Link // A–Z; empty in large archives
	Added  string // names of the facets that not every archive has, with spaces between
}

func (s *Site) searchPage() SearchPage {
	a := s.archive
	page := SearchPage{
		Count:  incidents(len(a.Incidents)),
		Years:  s.yearLinks(urls.YearIncidents),
		Facets: s.facets(a.Incidents),
	}
	if len(a.Incidents) <= searchTitles {
		for _, i := range a.Incidents {
			page.Titles = append(page.Titles, s.link(i.Title, urls.Incident(i.Path)))
		}
		slices.SortStableFunc(page.Titles, func(x, y Link) int {
			return strings.Compare(strings.ToLower(x.Label), strings.ToLower(y.Label))
		})
	}
	for _, k := range a.Added() {
		page.Added = strings.TrimPrefix(page.Added+" "+k.Facet, " ")
	}
	page.Frame = s.newFrame(subject{
		title:       "Search",
		description: fmt.Sprintf("Search %s by words, phrases, services, severities, years and causes.", incidents(len(a.Incidents))),
		path:        urls.Search, section: urls.Search,
	})
	page.Frame.Head.Search, page.Frame.Head.Script = true, s.path(urls.Search+"page.js")
	return page
}

// searchModules plans the modules of the search page and what browsers need to search from
// their address bar. The index itself has names that depend on its content:
// see SearchFiles.
func (p *planner) searchModules() {
	s := p.site
	scripts, err := search.Scripts()
	if err != nil {
		p.data(urls.Search+"search.js", func() ([]byte, error) { return nil, err })
	}
	for _, f := range scripts {
		p.data(urls.Search+f.Path, func() ([]byte, error) { return f.Data, nil })
	}
	if s.base.Origin() != "" {
		p.data(urls.OpenSearch, func() ([]byte, error) { return feeds.OpenSearch(s.archive.Settings, s.base) })
	}
}

// SearchIndex makes an index of an archive to be searched in memory. It renders
// every body, but no page, and needs neither theme nor files.
func SearchIndex(a *archive.Archive, base urls.Base, md *markdown.Renderer) (*search.Index, error) {
	// Where links lead is no part of the text.
	nowhere := func(markdown.Reference) markdown.Resolution { return markdown.Resolution{URL: "."} }
	return newIndex(a, base.Path, func(i *archive.Incident) []markdown.Section {
		doc, _ := md.Render(i.Source, i.Body, nowhere) // what is wrong with it is for check to say
		return doc.Sections
	})
}

// newIndex makes an index of an archive. link returns how results lead to a site path.
func newIndex(a *archive.Archive, link func(site string) string, sections func(*archive.Incident) []markdown.Section) (*search.Index, error) {
	body := func(n int) []search.Section { return searchBody(a.Incidents[n], sections(a.Incidents[n])) }
	return search.New(searchFacets(a), searchDocuments(a, link), body, a.Settings.Language, a.Settings.Abbreviations...)
}

// SearchFiles are the files of the index, as site paths below /search/. They are
// made when they are first asked for, from every body of the archive.
func (s *Site) SearchFiles() ([]search.File, error) { return s.index() }

func (s *Site) newSearchFiles() ([]search.File, error) {
	index, err := newIndex(s.archive, fromSearch, func(i *archive.Incident) []markdown.Section { return s.Sections(i.File) })
	if err != nil {
		return nil, err
	}
	files, err := index.Files()
	for n, f := range files {
		files[n].Path = urls.Search + f.Path
	}
	return files, err
}

// NewSearchIndex prepares an index of the archive's incidents, in their order,
// for those who render their bodies one by one.
func (s *Site) NewSearchIndex() (*search.Builder, error) {
	a := s.archive
	return search.NewBuilder(searchFacets(a), searchDocuments(a, fromSearch), a.Settings.Language, a.Settings.Abbreviations...)
}

// SearchBody is what the index reads of a report besides its search.Document.
func (s *Site) SearchBody(i *archive.Incident) []search.Section {
	return searchBody(i, s.Sections(i.File))
}

func searchBody(i *archive.Incident, text []markdown.Section) (body []search.Section) {
	for _, section := range text {
		body = append(body, search.Section{Heading: section.Heading, Text: section.Text, Code: section.Code})
	}
	for _, e := range i.Timeline {
		body = append(body, search.Section{Text: strings.TrimSpace(e.Status + " " + e.Text)})
	}
	for _, a := range i.Actions {
		body = append(body, search.Section{Text: a.Title})
	}
	for _, w := range i.Windows {
		if w.Note != "" {
			body = append(body, search.Section{Text: w.Note})
		}
	}
	for _, text := range frontmatter.PlainTexts(i.Params) {
		body = append(body, search.Section{Text: text})
	}
	return body
}

// fromSearch is the link to a page that a published index holds.
func fromSearch(site string) string { return urls.Relative(urls.Search, site) }

// searchFacets are the taxonomies by which the search can filter, besides severities.
func searchFacets(a *archive.Archive) (facets []search.Facet) {
	for _, k := range a.Taxonomies {
		if !k.Ranked {
			facets = append(facets, search.Facet{Name: k.Facet, Title: k.Singular, Topic: k.Topic})
		}
	}
	return facets
}

// withParents are the names of terms and of those that they are kinds of, since a term counts its kinds.
func withParents(terms []*archive.Term) (names []string) {
	for _, t := range terms {
		for ; t != nil && !slices.Contains(names, t.Name); t = t.Parent {
			names = append(names, t.Name)
		}
	}
	return names
}

// searchDocuments are the reports as the index sees them, but for their bodies. link returns how
// results lead to a site path.
func searchDocuments(a *archive.Archive, link func(site string) string) []search.Document {
	docs := make([]search.Document, 0, len(a.Incidents))
	for _, i := range a.Incidents {
		d := search.Document{
			Path:     i.Path,
			URL:      link(urls.Incident(i.Path)),
			Title:    i.Title,
			Summary:  i.Summary,
			Date:     isoDay(i.When(), a.Settings.Zone),
			Year:     i.Year,
			Severity: i.Postmortem.Severity,
			Terms:    map[string][]string{},
			Seconds:  -1,
		}
		if i.Length.Min > 0 {
			d.Seconds, d.AtLeast = i.Length.Min, i.Ongoing || !i.Length.Exact()
		}
		d.Ended = ended(i)
		for _, v := range i.Services {
			d.Services = append(d.Services, search.Value{ID: v.ID, Name: v.Name})
		}
		for _, k := range a.Taxonomies {
			d.Terms[k.Facet] = withParents(k.Of(i))
		}
		docs = append(docs, d)
	}
	return docs
}

// mostEnded is how many of the things that ended an incident are quoted.
const mostEnded = 3

// ended is how an incident ended, in its own words: its resolution, and its action items.
func ended(i *archive.Incident) []string {
	how := resolution(i)
	for _, a := range i.Actions {
		how = append(how, a.Title)
	}
	return how[:min(len(how), mostEnded)]
}

// resolution is what the timeline of an incident says when it was resolved, or else last.
func resolution(i *archive.Incident) (how []string) {
	for _, e := range i.Timeline {
		if strings.EqualFold(e.Status, "resolved") && e.Text != "" {
			how = append(how, e.Text)
		}
	}
	if n := len(i.Timeline); len(how) == 0 && n > 0 && !i.Ongoing && i.Timeline[n-1].Text != "" {
		how = append(how, i.Timeline[n-1].Text)
	}
	return how
}
