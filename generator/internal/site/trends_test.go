package site_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"afterword/generator/internal/settings"
	"afterword/generator/internal/urls"
)

// years writes so many reports of each year from 2015 on: an hour each, of one service and one cause.
func years(counts ...int) map[string]string {
	reports := map[string]string{}
	for n, count := range counts {
		for k := range count {
			start := time.Date(2015+n, 1, 1+k*360/count, 10, 0, 0, 0, time.UTC)
			reports[fmt.Sprintf("%d/r%d", 2015+n, k)] = fmt.Sprintf("title: Report %d of %d\ndate: %s\nservices: [api]\ncauses: [cause %d]\nstart: %s\nend: %s\nlevel: major_outage",
				k, 2015+n, start.Format(time.DateOnly), k, start.Format(time.RFC3339), start.Add(time.Duration(k%5+k%7+1)*time.Minute).Format(time.RFC3339))
		}
	}
	return reports
}

func trendsOf(t *testing.T, counts ...int) *html.Node {
	t.Helper()
	set := settings.Default()
	set.Title = "Years"
	set.Services = []settings.Service{{ID: "api", Name: "API"}}
	s, _ := newSite(t, set, time.Date(2015+len(counts), 6, 1, 0, 0, 0, 0, time.UTC), years(counts...))
	return page(t, s, urls.Trends)
}

// A word is on the page only where a comparison bears it; the forbidden ones never are.
func TestTrendsSayNoMoreThanTheyCan(t *testing.T) {
	for name, c := range map[string]struct {
		counts []int
		words  []string // in the answers
	}{
		"as many each year": {[]int{9, 9, 9, 9, 9, 9}, []string{"Cannot tell"}},
		"twice as many":     {[]int{20, 20, 20, 60, 60, 60}, []string{"More"}},
		"a third of them":   {[]int{60, 60, 60, 20, 20, 20}, []string{"Fewer"}},
		"two years":         {[]int{3, 4}, nil},
	} {
		doc := trendsOf(t, c.counts...)
		body := text(all(doc, "main", "")[0])
		for _, never := range []string{"stable", "improv", "rising", "mean ", "MTTR"} {
			if strings.Contains(strings.ToLower(body), never) {
				t.Errorf("%s: the page says %q", name, never)
			}
		}
		var answers string
		for _, list := range all(doc, "ul", "answers") {
			answers += text(list)
		}
		for _, want := range c.words {
			if !strings.Contains(answers, want) {
				t.Errorf("%s: the answers are %q, want %q among them", name, answers, want)
			}
		}
		for _, word := range []string{"More", "Fewer", "Longer", "Shorter"} {
			if strings.Contains(answers, word) && !strings.Contains(fmt.Sprint(c.words), word) {
				t.Errorf("%s: the answers say %q: %s", name, word, answers)
			}
		}
	}
}

// Every year has its number beside its drawing, which has a mark for each incident.
func TestTrendsCountWhatTheyDraw(t *testing.T) {
	counts := []int{3, 0, 7, 12}
	doc := trendsOf(t, counts...)
	rows := all(all(all(doc, "table", "drawn")[0], "tbody", "")[0], "tr", "")
	if len(rows) != len(counts) {
		t.Fatalf("%d rows", len(rows))
	}
	for n, want := range counts {
		marks := 0
		for p := range rows[n].Descendants() {
			for _, a := range p.Attr {
				if p.Data == "path" && a.Key == "d" && strings.HasSuffix(a.Val, "z") {
					marks += strings.Count(a.Val, "z")
				}
			}
		}
		if got := text(all(rows[n], "td", "inc")[0]); got != fmt.Sprint(want) || marks != want {
			t.Errorf("%d: %s are counted, %d drawn, want %d", 2015+n, got, marks, want)
		}
	}
}

// An archive with one incident has no page of trends, and no entry of the menu that leads to it.
func TestNoTrendsWithoutYears(t *testing.T) {
	set := settings.Default()
	set.Title = "One"
	s, _ := newSite(t, set, time.Date(2016, 1, 1, 0, 0, 0, 0, time.UTC), years(1))
	if _, ok := s.Output(urls.Trends); ok {
		t.Error("there is a page of trends")
	}
	if strings.Contains(text(all(page(t, s, urls.Home), "nav", "")[0]), "Trends") {
		t.Error("the menu leads to trends")
	}
}

// Incidents of which no start is known, or one that is still to come, have no years to compare.
func TestNoTrendsWithoutStarts(t *testing.T) {
	set := settings.Default()
	set.Title = "No starts"
	set.Services = []settings.Service{{ID: "api", Name: "API"}}
	reports := years(0, 0, 0, 0, 9) // of 2019
	for n := range 9 {
		reports[fmt.Sprintf("bare/%d", n)] = fmt.Sprintf("title: Bare %d\ndate: 2015-02-0%d\nservices: [api]", n, n+1)
	}
	s, _ := newSite(t, set, time.Date(2016, 1, 1, 0, 0, 0, 0, time.UTC), reports)
	for _, path := range []string{urls.Trends, urls.ServiceTrends("api")} {
		if _, ok := s.Output(path); ok {
			t.Errorf("there is %s", path)
		}
	}
	page(t, s, urls.Report("2015"))
}

// The report names the incidents with most downtime, the heaviest first, and what its neighbours are.
func TestReportTellsWhatWeighedMost(t *testing.T) {
	set := settings.Default()
	set.Title = "Reports"
	set.Services = []settings.Service{{ID: "api", Name: "API"}}
	s, _ := newSite(t, set, time.Date(2019, 6, 1, 0, 0, 0, 0, time.UTC), years(2, 5, 0, 1))
	doc := page(t, s, urls.Report("2016"))
	var titles []string
	for _, p := range all(doc, "p", "title") {
		titles = append(titles, text(p))
	}
	if want := "[Report 4 of 2016 Report 3 of 2016 Report 2 of 2016]"; fmt.Sprint(titles) != want {
		t.Errorf("got %v, want %s", titles, want)
	}
	if _, ok := s.Output(urls.Report("2017")); ok {
		t.Error("a year without an incident has a report")
	}
	if got := text(all(doc, "nav", "pager")[0]); !strings.Contains(got, "2015") || !strings.Contains(got, "2017") {
		t.Errorf("the report leads to %q", got)
	}
	if !strings.Contains(text(page(t, s, urls.Year(2016))), "Report to send") {
		t.Error("the year does not lead to its report")
	}
}
