package site

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/trends"
	"afterword/generator/internal/uptime"
	"afterword/generator/internal/urls"
)

// ReportPage is the data of layouts/report.html: a period as it is sent to those who ask for it,
// on three sheets at most.
type ReportPage struct {
	Frame
	Title     string // "2024", or what the author called it
	Kind      string // "Incident report for 2024, to 1 Nov 2024"
	Own       *OwnWords
	Figures   []KeyFigure
	Services  []UptimeRow
	Weekly    bool   // a bar is a week, not a day
	Bar       string // "week", "day"
	Rest      string // says how many services were not affected and have no row; "" where all have one
	Heaviest  []HeavyRow
	Returned  []ChainRow // that came back in the period
	Promised  *Grid      // nil where nothing was
	Told      []Answer   // nil but of a calendar year
	Uncertain *OpenIncidents
	Period    Link // its page in full
	Trends    *Link
	Edit      string // of the words
	Earlier   *Link
	Later     *Link
}

// OwnWords are what an author says before the figures.
type OwnWords struct {
	Body template.HTML
	By   string // "Ingrid Aas, head of operations · 12 Jan 2026"
}

// A HeavyRow is one of the incidents that weigh most.
type HeavyRow struct {
	Row
	Downtime string        // weighted
	Ended    template.HTML // what ended it, in the words of its report
}

const (
	heaviest     = 3  // how many incidents a report tells of
	reportRows   = 16 // services with a row at most, so that the report keeps to its sheets
	reportChains = 4
)

// words are those of an author on a period; nil where there are none.
func (s *Site) words(p calendar.Period) *postmortem.Page {
	n := slices.IndexFunc(s.archive.Pages, func(page *postmortem.Page) bool { return page.Period == p.ID() })
	if n < 0 {
		return nil
	}
	return s.archive.Pages[n]
}

func (s *Site) reportPage(p period) ReportPage {
	page := ReportPage{
		Title:     p.String(),
		Kind:      "Incident report for the " + p.Cycle.Noun(),
		Figures:   s.yearFigures(p, urls.Period(p.ID())),
		Weekly:    weekly(p.Period),
		Heaviest:  s.heaviest(p.incidents),
		Promised:  s.promisedIn(p),
		Uncertain: s.uncertain(p.incidents),
		Period:    s.link(p.String()+" in full", urls.Period(p.ID())),
	}
	if p.Contains(s.archive.AsOf) {
		page.Kind += ", to " + s.today()
	}
	if page.Bar = "day"; page.Weekly {
		page.Bar = "week"
	}
	page.Services = s.uptimeRows(p.figures)
	if n := len(page.Services); n > reportRows {
		page.Services = page.Services[:reportRows]
		page.Rest = fmt.Sprintf("The %d services with most downtime of %d.", reportRows, n)
	}
	title := "Report on " + p.String()
	if words := s.words(p.Period); words != nil {
		title = cmp.Or(words.Title, title)
		page.Title = cmp.Or(words.Title, page.Title)
		by := []string{words.Author, s.day(words.Updated).Text}
		page.Own = &OwnWords{theme.Trusted(s.bodies.document(words.File).HTML), strings.Join(slices.DeleteFunc(by, func(t string) bool { return t == "" }), " · ")}
		page.Edit = s.editURL(words.File)
	}
	s.addTrends(&page, p)
	page.Earlier, page.Later = s.beside(p.Cycle, p.Year, p.Part, func(other calendar.Period) string {
		return cmp.Or(s.reportOf(other), urls.Period(other.ID()))
	})
	page.Frame = s.newFrame(subject{
		title:       s.uniqueTitle(title, "report on "+p.String()),
		description: fmt.Sprintf("Report on %s: %s, each service in a line, what weighed most, what came back and what was promised.", p, incidents(len(p.incidents))),
		path:        urls.Report(p.ID()), section: urls.Years,
		trail: []feeds.Crumb{{Name: p.String(), Path: urls.Period(p.ID())}},
	})
	return page
}

// reportOf is the site path of a period's report; "" where it has none.
func (s *Site) reportOf(p calendar.Period) string {
	if path := urls.Report(p.ID()); s.exists(path) {
		return path
	}
	return ""
}

// heaviest are the incidents with most downtime, then those that took longest.
func (s *Site) heaviest(list []*archive.Incident) (rows []HeavyRow) {
	down := map[*archive.Incident]calendar.Bound{}
	for _, i := range list {
		down[i] = uptime.Downtime(i.Postmortem, s.archive.Settings.Weights, s.archive.AsOf).Per(1000)
	}
	list = slices.DeleteFunc(slices.Clone(list), func(i *archive.Incident) bool { return len(i.Windows) == 0 })
	slices.SortStableFunc(list, func(a, b *archive.Incident) int {
		return cmp.Or(cmp.Compare(down[b].Min, down[a].Min), cmp.Compare(b.Length.Min, a.Length.Min))
	})
	for _, i := range first(list, heaviest) {
		row := HeavyRow{Row: s.row(i), Downtime: down[i].Duration()}
		if how := resolution(i); len(how) > 0 {
			row.Ended = theme.Trusted(s.inline(i, shorten(how[0], 400)))
		}
		rows = append(rows, row)
	}
	return rows
}

// promisedIn counts the actions that were opened in a period, and before it.
func (s *Site) promisedIn(p period) *Grid {
	var within, before trends.ActionCounts
	for _, i := range s.archive.Incidents {
		for _, a := range i.Actions {
			opened := cmp.Or(a.Opened, i.Date)
			switch {
			case i.Draft, opened.IsZero(), opened.Span(s.zone).Start >= p.End:
			case opened.Span(s.zone).Start >= p.Start:
				within.Count(a, s.archive.AsOf)
			default:
				before.Count(a, s.archive.AsOf)
			}
		}
	}
	g := &Grid{Caption: "Actions by when they were opened, and what has become of them", Head: []string{"Opened", "Actions", "Done", "Dropped", "Open", "Overdue"}}
	add := func(label string, counts trends.ActionCounts) {
		if counts.Opened > 0 {
			g.Rows = append(g.Rows, GridRow{Link: Link{Label: label}, Cells: plainCells(counts.List()[:len(g.Head)-1])})
		}
	}
	add("in "+p.String(), within)
	add("before", before)
	if len(g.Rows) == 0 {
		return nil
	}
	return g
}

// addTrends adds what came back in a period, and what the comparisons that end with it say.
func (s *Site) addTrends(page *ReportPage, p period) {
	if !s.exists(urls.Trends) {
		return
	}
	page.Trends = new(s.link("Trends", urls.Trends))
	v := s.trends().Archive
	for _, c := range v.Returned.Chains {
		again := slices.ContainsFunc(c.Incidents[1:], func(i *archive.Incident) bool { return p.Contains(i.Start.Span(s.zone).Start) })
		if again && len(page.Returned) < reportChains {
			page.Returned = append(page.Returned, s.chainRow(c, p.Interval))
		}
	}
	last, _ := lastClosed(v)
	for _, c := range v.Comparisons {
		if p.Cycle == calendar.Yearly && c.B.To == p.Year && (!c.Halves || last != nil && last.Number == p.Year) {
			class := "told"
			if c.Word == trends.CannotTell {
				class = "cannot"
			}
			page.Told = append(page.Told, Answer{Word: capital(string(c.Word)), Class: class, Text: c.Sentence()})
		}
	}
}

// reports plans the report of each year, quarter and fiscal year that holds an incident, and of every period on which an
// author has said something.
func (p *planner) reports(layout theme.Layout) {
	s := p.site
	spoken := map[string]bool{}
	for _, of := range s.allPeriods() {
		words := s.words(of.Period)
		if words == nil && (len(of.incidents) == 0 || of.Cycle == calendar.Monthly) {
			continue
		}
		o := p.html(urls.Report(of.ID()), of.owner(), layout, words == nil || !words.Draft, func() any { return s.reportPage(of) })
		if words != nil {
			spoken[words.Period] = true
			o.Owner, o.Modified, o.Bodies = words.File, words.Updated, []string{words.File}
		}
	}
	for _, page := range s.archive.Pages {
		if page.Period != "" && !spoken[page.Period] {
			s.lookProblems.Add(diag.Diagnostic{Severity: diag.Error, Code: diag.FileName, File: page.Source.File(),
				Message: "the site has no page of this period", Hint: "Years have one as soon as they have a report; periods in archive.yaml asks for quarters, months and fiscal years."})
		}
	}
}
