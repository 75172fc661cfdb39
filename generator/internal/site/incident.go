package site

import (
	"html/template"
	"time"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/chart"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/markdown"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/urls"
)

// IncidentPage is the data of layouts/incident.html.
type IncidentPage struct {
	Frame
	Title    string
	Summary  string
	Draft    bool
	Badges   []Badge // severity, worst level, ongoing
	Minutes  int     // to read; 0 when under two
	Updated  Moment
	Facts    []Fact
	Of       string        // what the figures among them are of, to afterword verify
	Lanes    template.HTML // "" where fewer than two times are known
	Timeline []TimelineDay
	Contents []Heading // empty under three entries
	Body     template.HTML
	Actions  *ActionTable // nil when none were recorded
	Related  []RelatedRow
	Sources  []SourceNote
	// Corrections are what was published otherwise before.
	Corrections []CorrectionNote
	Params      map[string]any // the keys of its front matter that Afterword does not know
	Edit        string         // "" where edit_url is not set
	Data        string         // path of index.json
	Earlier     *Neighbour
	Later       *Neighbour
}

// A Heading is a line of the contents.
type Heading struct {
	Level int // 2 or 3
	Text  string
	URL   string // "#h-root-cause"
}

// A RelatedRow is another incident and why it is listed.
type RelatedRow struct {
	Row
	Reason string // "same cause: expired certificate"
}

// A SourceNote says where the facts were published.
type SourceNote struct {
	Title     string
	URL       string
	Publisher string
	Date      Moment
	Archived  string
}

// A CorrectionNote says what was changed, and on which day.
type CorrectionNote struct {
	Date Moment
	Text string
}

// A Neighbour is the incident before or after this one.
type Neighbour struct {
	Title string
	URL   string
	Date  Moment
}

func (s *Site) incidentPage(i *archive.Incident) IncidentPage {
	doc := s.bodies.document(i.File)
	site := urls.Incident(i.Path)
	sub := subject{
		title:       s.uniqueTitle(i.Title, i.Path),
		description: i.Summary,
		path:        site,
		section:     urls.Incidents,
		trail:       []feeds.Crumb{{Name: yearName(i.Year), Path: urls.Year(i.Year)}},
		article:     i,
		noIndex:     i.Draft,
	}
	if i.Month != 0 {
		sub.trail = append(sub.trail, feeds.Crumb{Name: i.Month.String(), Path: s.listed(i)})
	}
	if s.archive.Settings.Outputs.Markdown && !i.Draft {
		sub.feeds = []Feed{{Label: "Markdown", Title: i.Title, Type: "text/markdown", URL: s.path(urls.IncidentMarkdown(i.Path))}}
	}
	if sub.description == "" {
		sub.description = firstText(doc)
	}
	page := IncidentPage{
		Title:    i.Title,
		Summary:  i.Summary,
		Draft:    i.Draft,
		Badges:   s.badges(i),
		Minutes:  minutes(doc),
		Updated:  s.day(i.Updated),
		Facts:    s.facts(i),
		Of:       "/" + i.Path,
		Lanes:    theme.Drawn(chart.Lanes(i.Postmortem, s.serviceName, s.zone, s.archive.AsOf)),
		Timeline: s.timeline(i),
		Body:     theme.Trusted(doc.HTML),
		Related:  s.Related(i),
		Sources:  s.sources(i),
		Params:   i.Params,
		Data:     s.path(urls.IncidentData(i.Path)),
	}
	for _, c := range i.Corrections {
		page.Corrections = append(page.Corrections, CorrectionNote{s.day(c.Date), c.Text})
	}
	if len(i.Actions) > 0 {
		table := s.actionTable(i)
		page.Actions = &table
	}
	page.Contents = s.contents(doc, page)
	page.Edit = s.editURL(i.File)
	if i.Earlier != nil {
		page.Earlier = s.neighbour(i.Earlier)
	}
	if i.Later != nil {
		page.Later = s.neighbour(i.Later)
	}
	page.Frame = s.newFrame(sub)
	return page
}

// uniqueTitle adds the path to a title that several pages have.
func (s *Site) uniqueTitle(title, path string) string {
	if s.titles[title] > 1 {
		return title + " (" + path + ")"
	}
	return title
}

func (s *Site) serviceName(id string) string {
	if v, ok := s.archive.Service(id); ok {
		return v.Name
	}
	return id
}

func (s *Site) badges(i *archive.Incident) []Badge {
	badges := []Badge{s.severity(i.Severity)}
	if len(i.Windows) > 0 {
		badges = append(badges, s.levelBadge(i.Level))
	}
	if i.Ongoing {
		badges = append(badges, Badge{Word: "Ongoing at " + s.about.AsOf.Text, Class: "ongoing"})
	}
	return badges
}

// Reading speeds: 238 words a minute for non-fiction, measured by Brysbaert
// (2019, doi:10.1016/j.jml.2019.104047); code is skimmed, at a third of its words.
func minutes(doc markdown.Document) int {
	words := doc.Words + doc.CodeWords/3
	if m := (words + 237) / 238; m >= 2 {
		return m
	}
	return 0
}

// listed leads to an incident in a list of its year.
func (s *Site) listed(i *archive.Incident) string {
	if y, ok := s.archive.Year(i.Year); ok && !crowded(y) && i.Start.IsZero() {
		return urls.YearIncidents(i.Year) + "#undated"
	}
	return s.monthPath(i.Year, i.Month)
}

// monthPath leads to where the incidents of a month are listed.
func (s *Site) monthPath(year int, month time.Month) string {
	if y, ok := s.archive.Year(year); ok && crowded(y) && month != 0 {
		return urls.YearMonth(year, int(month))
	}
	return urls.YearIncidents(year) + "#" + monthID(year, month)
}

func (s *Site) neighbour(i *archive.Incident) *Neighbour {
	return &Neighbour{Title: i.Title, URL: s.path(urls.Incident(i.Path)), Date: s.filed(i)}
}

func (s *Site) sources(i *archive.Incident) []SourceNote {
	var notes []SourceNote
	for _, src := range i.Sources {
		n := SourceNote{Title: src.Title, URL: src.URL, Publisher: src.Publisher, Date: s.day(src.Date), Archived: src.Archived}
		if n.Title == "" {
			n.Title = src.URL
		}
		notes = append(notes, n)
	}
	return notes
}

func (s *Site) editURL(file string) string {
	return urls.Beneath(s.archive.Settings.EditURL, file)
}

// contents lists the sections of the page: the recorded ones and those of the text.
func (s *Site) contents(doc markdown.Document, page IncidentPage) []Heading {
	var out []Heading
	add := func(shown bool, text, url string) {
		if shown {
			out = append(out, Heading{Level: 2, Text: text, URL: url})
		}
	}
	add(len(page.Timeline) > 0, "Timeline", "#timeline")
	out = append(out, headings(doc)...)
	add(page.Actions != nil, "Action items", "#actions")
	add(len(page.Sources) > 0, "Sources", "#sources")
	add(len(page.Corrections) > 0, "Corrections", "#corrections")
	add(len(page.Related) > 0, "Related incidents", "#related")
	if len(out) < 3 {
		return nil
	}
	return out
}

// headings are the first two levels of a text.
func headings(doc markdown.Document) (out []Heading) {
	for _, h := range doc.Headings {
		if h.Level <= 3 {
			out = append(out, Heading{Level: h.Level, Text: h.Text, URL: "#" + h.ID})
		}
	}
	return out
}

// firstText is the beginning of a text, for pages without a summary.
func firstText(doc markdown.Document) string {
	for _, section := range doc.Sections {
		if section.Text != "" {
			return section.Text
		}
	}
	return ""
}

func (p *planner) incidents(layout theme.Layout) {
	s := p.site
	for _, i := range s.archive.Incidents {
		o := p.html(urls.Incident(i.Path), i.File, layout, !i.Draft, func() any { return s.incidentPage(i) })
		o.Modified, o.Bodies = feeds.Edited(i), []string{i.File}
	}
}
