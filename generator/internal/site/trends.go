package site

import (
	"fmt"
	"html/template"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/trends"
	"afterword/generator/internal/urls"
)

// TrendsPage is the data of layouts/trends.html: what the years of the archive, or of a service, can tell.
type TrendsPage struct {
	Frame
	Title    string // "Trends"; the name of the service
	Service  *Link  // nil for the whole archive
	Lede     string
	Answers  []Answer // what can be told, shortly
	Parts    []TrendsPart
	Services []Link // those with trends of their own
	Data     *Link  // all of it as JSON
}

// An Answer is a finding of the page, before its working.
type Answer struct {
	Word   string // "More", "Came back", "Cannot tell"
	Class  string // "told" where the numbers bear it, "cannot" where they do not, "" where nothing was compared
	Text   string
	Detail Link // the part that shows how
}

// A TrendsPart answers one question. What it has no data for is empty.
type TrendsPart struct {
	ID, Title string
	Counted   []string // what was counted, and what is left out
	// The sentence, of which Finding is the answer.
	Lead, Finding, More string
	Note                string // how to read the drawing
	Tables              []DrawnTable
	Drawing             template.HTML
	Grids               []Grid
	Chains              []ChainRow
	Files               []Link // the same as tables
}

// A DrawnTable has a drawing in each row; all of its drawings share one axis.
type DrawnTable struct {
	Caption string
	Folded  bool // it opens when asked to
	Wide    bool // its first column holds sentences
	Heads   TableHeads
	Rows    []DrawnRow
	Labels  template.HTML // of the axis
	Legend  []Mark
}

// TableHeads are what stands above the first column and those behind the drawing.
type TableHeads struct{ First, Count, Between, Figure string }

// A DrawnRow is a row of it: the first column, the drawing and three more.
type DrawnRow struct {
	Link                          // without an address where it leads nowhere
	Note                          string
	Drawing                       template.HTML
	Count, Between, Figure, Small string
	Sure                          bool // Figure is a word that the numbers bear
}

// A Mark explains one mark of a drawing.
type Mark struct {
	Label   string
	Drawing template.HTML
}

// A Grid is a table of counts.
type Grid struct {
	Caption string
	Folded  bool
	Head    []string
	Rows    []GridRow
}

// A GridRow is a row of counts.
type GridRow struct {
	Link
	Cells []GridCell
}

// A GridCell is one number, and how much it is beside the others: "t1" to "t5", "" for a sum.
type GridCell struct{ Text, Class string }

// A ChainRow is what came back again and again.
type ChainRow struct {
	Links     []Link // the cause and the service; none where reports name each other as related
	After     bool   // also after an action against it was done
	Text      string
	Drawing   template.HTML
	Incidents []DatedLink
	More      int // earlier ones without a link
}

// A DatedLink leads to an incident by its day.
type DatedLink struct {
	Link
	Length string
}

// hasTrends reports whether there is anything to say across the years of a list: two incidents that began.
func (s *Site) hasTrends(list []*archive.Incident) bool {
	n := 0
	for _, i := range list {
		if !i.Draft && len(i.Windows) > 0 && i.Start.Span(s.zone).Start < s.archive.AsOf {
			n++
		}
	}
	return n > 1
}

func (s *Site) trendsPage() TrendsPage {
	v := s.trends().Archive
	page := s.newTrendsPage(v)
	page.Title = "Trends"
	page.Lede = fmt.Sprintf("%s in %s: what changed, what came back, and what the numbers cannot tell.", incidents(v.Incidents), plural(len(v.Years), "year", "years"))
	for _, of := range s.trends().Services {
		if !s.exists(urls.ServiceTrends(of.Service.ID)) {
			continue
		}
		page.Services = append(page.Services, s.link(of.Service.Name, urls.ServiceTrends(of.Service.ID)))
	}
	page.Frame = s.newFrame(subject{title: page.Title, description: page.Lede, path: urls.Trends, section: urls.Trends})
	return page
}

func (s *Site) serviceTrendsPage(of *archive.Service) TrendsPage {
	v, _ := s.trends().Service(of.ID)
	page := s.newTrendsPage(v)
	page.Title = of.Name
	page.Service = new(s.link(of.Name, urls.Service(of.ID)))
	page.Lede = fmt.Sprintf("%s of this service in %s: what changed, what came back, and what the numbers cannot tell.", incidents(v.Incidents), plural(len(v.Years), "year", "years"))
	page.Frame = s.newFrame(subject{
		title: s.uniqueService(of) + ", trends", description: of.Name + ": " + page.Lede,
		path: urls.ServiceTrends(of.ID), section: urls.Services,
		trail: []feeds.Crumb{{Name: of.Name, Path: urls.Service(of.ID)}},
	})
	return page
}

// newTrendsPage fills the parts of a view, and leaves out those without data.
func (s *Site) newTrendsPage(v *trends.View) TrendsPage {
	page := TrendsPage{}
	if s.exists(urls.APITrends) {
		page.Data = new(s.link("All of it as JSON", urls.APITrends))
	}
	for _, part := range []func(*trends.View) *TrendsPart{s.howMany, s.howLong, s.what, s.when, s.howFound, s.promised, s.cameBack, s.canTell} {
		if p := part(v); p != nil {
			page.Parts = append(page.Parts, *p)
		}
	}
	page.Answers = s.answers(v)
	return page
}

func (p *planner) trends(layout theme.Layout) {
	s := p.site
	if !s.hasTrends(s.archive.Incidents) {
		return
	}
	p.html(urls.Trends, wholeArchive, layout, true, func() any { return s.trendsPage() })
	for _, v := range s.archive.Services {
		if trends.Shown(v) && s.hasTrends(v.Incidents) {
			p.html(urls.ServiceTrends(v.ID), ownerOfService(v), layout, true, func() any { return s.serviceTrendsPage(v) })
		}
	}
}
