package endtoend_test

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/chart"
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

// affected adds up the bars of a strip that stand for impact.
func affected(s chart.Strip) (seconds int64, bars int) {
	for _, b := range s.Bars {
		if strings.HasPrefix(b.Class, "l") {
			seconds, bars = seconds+b.Seconds, bars+1
		}
	}
	return seconds, bars
}

// T7: the bars of every row add up to the figure beside them.
func TestBarsAddUp(t *testing.T) {
	for name := range archives {
		r := report(t, name)
		check := func(what string, strip chart.Strip, want uptime.Stats) {
			if got, _ := affected(strip); got != want.Impacted.Min {
				t.Errorf("%s, %s: the bars add up to %d s, the figure is %d s", name, what, got, want.Impacted.Min)
			}
		}
		series := func(what string, s uptime.Series) {
			check(what+" by week", chart.Weeks(s.Weeks(), r.Zone), s.Stats)
			for m, bins := range s.Days() {
				check(fmt.Sprintf("%s by day of month %d", what, m+1), chart.Days(bins, r.Zone), s.Months[m])
			}
		}
		for _, y := range r.Years {
			series(fmt.Sprintf("all services in %d", y.Year), y.All)
			for _, v := range y.Services {
				series(fmt.Sprintf("%s in %d", v.Service.ID, y.Year), v.Series)
			}
		}
	}
}

// T7, on the pages: every row draws as many bars as there are days or weeks with
// impact, and prints what they add up to.
func TestPagesDrawWhatTheyPrint(t *testing.T) {
	for _, name := range []string{"fixture", "project"} {
		b, r := site(t, name, "/"), report(t, name)
		drawn := 0
		// Where a row prints the impacted time, it is that of the bars; other rows print downtime.
		row := func(path, what string, tr *html.Node, strip chart.Strip, impacted bool) {
			seconds, bars := affected(strip)
			drawn += bars
			if got := barsIn(tr); got != bars {
				t.Errorf("%s %s: %s: %d bars drawn, want %d", name, path, what, got, bars)
			}
			cell := textOf(byClass(tr, "down")[0])
			if impacted && seconds > 0 && !strings.Contains(cell, calendar.Duration(seconds)) {
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
						if href(byClass(tr, "up")) == b.base.Path(urls.ServiceYear(v.Service.ID, y.Year)) {
							row(path, v.Service.ID, tr, chart.Weeks(v.Weeks(), r.Zone), true)
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
					row(path, fmt.Sprint("month ", m+1), tr, chart.Days(y.All.Days()[m], r.Zone), true)
				}
			}
			for _, v := range y.Services {
				path := urls.ServiceYear(v.Service.ID, y.Year)
				if _, ok := b.tree.Lookup(urls.OutputFile(path)); !ok {
					continue
				}
				for m, tr := range rowsOf(parse(t, b.page(t, path)), "months") {
					row(path, fmt.Sprint("month ", m+1), tr, chart.Days(v.Days()[m], r.Zone), false)
				}
			}
		}
		if drawn == 0 {
			t.Errorf("%s: no bar was looked at", name)
		}
	}
}

// A drawn bar is what the browser makes of one.
type drawnBar struct {
	Class               string
	X, Y, Width, Height float64 // in px, from the corner of the strip
	Strip               float64 // the width of the strip
}

// The style sheet draws bars by their classes: they come out as figure measured them.
func TestBarsAreDrawnAsMeasured(t *testing.T) {
	b, r := site(t, "fixture", "/repo/"), report(t, "fixture")
	v := openTab(t, b)
	v.width(1440)
	bars := 0
	check := func(path, table string, strips []chart.Strip) {
		v.open(path)
		drawn := eval[[][]drawnBar](v, `[...document.querySelectorAll("`+table+` .strip")].map(svg => {
			const at = svg.getBoundingClientRect();
			return [...svg.querySelectorAll("rect:is(.l1, .l2, .l3, .l4, .plan)")].map(e => {
				const box = e.getBBox();
				return {Class: e.getAttribute("class"), X: box.x, Y: box.y, Width: box.width, Height: box.height, Strip: at.width};
			});
		})`)
		if len(drawn) != len(strips) {
			t.Fatalf("%s: %d strips are drawn, want %d", path, len(drawn), len(strips))
		}
		for n, s := range strips {
			want := slices.DeleteFunc(slices.Clone(s.Bars), func(b chart.StripBar) bool { return b.Hatched })
			if len(drawn[n]) != len(want) {
				t.Errorf("%s, strip %d: %d bars are drawn, want %d", path, n, len(drawn[n]), len(want))
				continue
			}
			for k, w := range want {
				bars++
				d := drawn[n][k]
				off := func(got, want float64) bool { return math.Abs(got-want) > 0.05 }
				if !strings.HasSuffix(d.Class, w.Class) || off(d.Y, w.Y) || off(d.Height, w.Height) || off(d.X, w.X*d.Strip/100) || off(d.Width, w.Width*d.Strip/100) {
					t.Errorf("%s, strip %d: the bar %+v is drawn as %+v", path, n, w, d)
				}
			}
		}
	}
	for _, y := range r.Years {
		for _, s := range y.Services {
			if s.Service.ID != "payments" || y.Year < 2024 {
				continue
			}
			var days []chart.Strip
			for _, bins := range s.Days() {
				days = append(days, chart.Days(bins, r.Zone))
			}
			check(urls.ServiceYear(s.Service.ID, y.Year), "table.months", days)
		}
	}
	var weeks []chart.Strip
	years := r.Service("payments")
	for n := len(years) - 1; n >= 0; n-- {
		weeks = append(weeks, chart.Weeks(years[n].Weeks(), r.Zone))
	}
	check(urls.Service("payments"), "table.uptime:not(.months)", weeks)
	if bars < 20 {
		t.Errorf("only %d bars were looked at", bars)
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
