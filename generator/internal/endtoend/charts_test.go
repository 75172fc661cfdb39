package endtoend_test

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/uptime"
	"afterword/generator/internal/urls"
)

// report works out the figures of an archive once more, from its files.
func report(t *testing.T, name string) *uptime.Report {
	t.Helper()
	content, err := filepath.Abs(archives[name])
	if err != nil {
		t.Fatal(err)
	}
	line := pipeline.Open(pipeline.Options{Content: content, Display: "content"})
	u, list, err := line.Rebuild(context.Background(), pipeline.Edits{}, pipeline.Indexed)
	if err != nil || list.Errors() > 0 {
		t.Fatal(err, list)
	}
	t.Cleanup(func() { line.Close() })
	return u.Loaded.Archive.Uptime()
}

// affected adds up the days or weeks with impact, each of which has a bar.
func affected(bins []uptime.Bin) (seconds int64, bars int) {
	for _, b := range bins {
		if b.Impacted() > 0 {
			seconds, bars = seconds+b.Impacted(), bars+1
		}
	}
	return seconds, bars
}

// Every row draws as many bars as there are days or weeks with
// impact, and prints what they add up to.
func TestPagesDrawWhatTheyPrint(t *testing.T) {
	for _, name := range []string{"fixture", "project"} {
		b, r := site(t, name, "/"), report(t, name)
		drawn := 0
		row := func(path, what string, tr *html.Node, bins []uptime.Bin) {
			seconds, bars := affected(bins)
			drawn += bars
			if got := barsIn(tr); got != bars {
				t.Errorf("%s %s: %s: %d bars drawn, want %d", name, path, what, got, bars)
			}
			cell := textOf(byClass(tr, "down")[0])
			if seconds > 0 && !strings.Contains(cell, calendar.Duration(seconds)) {
				t.Errorf("%s %s: %s: the bars add up to %s, the cell says %q", name, path, what, calendar.Duration(seconds), cell)
			}
		}
		for _, y := range r.Years {
			path := urls.Year(y.Year)
			if _, ok := b.tree.Lookup(urls.OutputFile(path)); ok && len(y.Services) > 0 {
				doc := parse(t, b.page(t, path))
				found := 0
				for _, tr := range rowsOf(doc, "uptime") {
					for _, v := range y.Services {
						if strings.HasSuffix(href(byClass(tr, "up")), urls.ServicePeriod(v.Service.ID, y.ID())+"index.html") {
							row(path, v.Service.ID, tr, v.Weeks())
							found++
						}
					}
				}
				if found != len(y.Services) {
					t.Errorf("%s %s has rows for %d services, want %d", name, path, found, len(y.Services))
				}
				months := rowsOf(doc, "months")
				if len(months) != 12 {
					t.Fatalf("%s %s has %d months", name, path, len(months))
				}
				for m, tr := range months {
					row(path, fmt.Sprint("month ", m+1), tr, y.All.Days()[m])
				}
			}
			for _, v := range y.Services {
				path := urls.ServicePeriod(v.Service.ID, y.ID())
				if _, ok := b.tree.Lookup(urls.OutputFile(path)); !ok {
					continue
				}
				months := byClass(parse(t, b.page(t, path)), "calendar")[0]
				m := 0
				for n := range months.ChildNodes() {
					if n.Data != "table" {
						continue
					}
					_, days := affected(v.Days()[m])
					drawn += days
					if got := barsIn(n); got != days {
						t.Errorf("%s %s: month %d: %d days with impact drawn, want %d", name, path, m+1, got, days)
					}
					m++
				}
				if m != 12 {
					t.Errorf("%s %s has %d months", name, path, m)
				}
			}
		}
		if drawn == 0 {
			t.Errorf("%s: no bar was looked at", name)
		}
	}
}

// More impact makes a higher bar, and all bars of a strip stand on its foot.
func TestBarsRiseWithTheirLevel(t *testing.T) {
	v := openTab(t, site(t, "fixture", "/repo/"))
	for _, path := range []string{urls.Service("payments"), urls.Year(2024)} {
		v.open(path)
		strips := eval[[]struct {
			Heights map[string]float64
			Feet    int
		}](v, `[...document.querySelectorAll(".strip")].map(svg => {
			const bars = [...svg.querySelectorAll("rect:is(.l1, .l2, .l3, .l4):not(.hollow)")];
			return {Heights: Object.fromEntries(bars.map(e => [e.getAttribute("class"), e.getBBox().height])), Feet: new Set(bars.map(e => e.getBBox().y + e.getBBox().height)).size};
		})`)
		heights := map[string]float64{}
		for _, s := range strips {
			maps.Copy(heights, s.Heights)
			if s.Feet > 1 {
				t.Errorf("%s: the bars of a strip stand at %d heights", path, s.Feet)
			}
		}
		last := 0.0
		for _, class := range slices.Sorted(maps.Keys(heights)) {
			if heights[class] <= last {
				t.Errorf("%s: bars of %s are not higher than those below: %v", path, class, heights)
			}
			last = heights[class]
		}
		if len(heights) < 2 {
			t.Errorf("%s: only %v were looked at", path, heights)
		}
	}
}

func parse(t *testing.T, page string) *html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// byClass finds the elements with a class, in the order of the page.
func byClass(n *html.Node, class string) (list []*html.Node) {
	for d := range n.Descendants() {
		for _, a := range d.Attr {
			if a.Key == "class" && strings.Contains(" "+a.Val+" ", " "+class+" ") {
				list = append(list, d)
			}
		}
	}
	return list
}

// rowsOf finds the body rows of the tables with a class; "uptime" leaves out
// those of months, which are tables of uptime too.
func rowsOf(doc *html.Node, class string) (list []*html.Node) {
	for _, table := range byClass(doc, class) {
		if table.Data != "table" || class == "uptime" && strings.Contains(attribute(table, "class"), "months") {
			continue
		}
		for d := range table.Descendants() {
			if d.Type == html.ElementNode && d.Data == "tr" && d.Parent.Data == "tbody" {
				list = append(list, d)
			}
		}
	}
	return list
}

// barsIn counts the bars of impact that an element draws.
func barsIn(n *html.Node) (count int) {
	for _, class := range []string{"l1", "l2", "l3", "l4"} {
		count += len(byClass(n, class))
	}
	return count
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// href is where the first link within the elements leads.
func href(list []*html.Node) string {
	for _, n := range list {
		for d := range n.Descendants() {
			if d.Type == html.ElementNode && d.Data == "a" {
				return attribute(d, "href")
			}
		}
	}
	return ""
}

func textOf(n *html.Node) string {
	var out strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			out.WriteString(d.Data)
		}
	}
	return out.String()
}
