package site_test

import (
	"bytes"
	"cmp"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/markdown"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/scan"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/site"
	"afterword/generator/internal/theme"
)

// pageRows is how many incidents one page may list.
const pageRows = 100

// crowded is the site of n incidents of one service in the January and February of one year, of
// lengths and levels drawn by lot; every twentieth has no end.
func crowded(t *testing.T, n int) (*site.Site, *archive.Archive) {
	t.Helper()
	lot := rand.New(rand.NewPCG(uint64(n), 8))
	set := settings.Default()
	set.Title, set.Services = "Crowded", []settings.Service{{ID: "api", Name: "API"}}
	levels := []string{"major_outage", "partial_outage", "degraded_performance", "maintenance"}
	reports := make(map[string]string, n)
	for k := range n {
		start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(lot.IntN(60*24*60)) * time.Minute)
		end := start.Add(time.Duration(1+lot.IntN(600)) * time.Minute).Format(time.RFC3339)
		if k%20 == 0 {
			end = "unknown"
		}
		reports[fmt.Sprintf("2024/%04d", k)] = fmt.Sprintf("title: Incident %d\ndate: 2024-04-01\nservices: [api]\nimpact:\n  - start: %s\n    end: %s\n    level: %s",
			k, start.Format(time.RFC3339), end, levels[lot.IntN(len(levels))])
	}
	return newSite(t, set, time.Date(2024, 12, 31, 0, 0, 0, 0, time.UTC), reports)
}

// newSite is the site of reports, given as their front matter by path.
func newSite(t *testing.T, set *settings.Settings, asOf time.Time, reports map[string]string) (*site.Site, *archive.Archive) {
	t.Helper()
	var parsed []*postmortem.Postmortem
	for path, front := range reports {
		p, list := postmortem.Parse(path+".md", diag.NewSource("content/"+path+".md", "---\n"+front+"\n---\n"), set)
		if list.Errors() > 0 {
			t.Fatal(list)
		}
		parsed = append(parsed, p)
	}
	a, list := archive.New(set, parsed, nil, nil, asOf.Unix())
	if list.Errors() > 0 {
		t.Fatal(list)
	}
	look, list := theme.Load(theme.Options{Name: theme.Default, Required: site.Layouts()})
	if list.Errors() > 0 {
		t.Fatal(list)
	}
	return site.New(site.Input{Archive: a, Theme: look, Files: &scan.Files{}, Markdown: markdown.New(markdown.Options{})}), a
}

func page(t *testing.T, s *site.Site, path string) *html.Node {
	t.Helper()
	o, ok := s.Output(path)
	if !ok {
		t.Fatalf("there is no %s", path)
	}
	var data bytes.Buffer
	if err := o.Render(&data); err != nil {
		t.Fatal(err)
	}
	doc, err := html.Parse(&data)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// all finds the elements of a name that have a class, or any for "".
func all(n *html.Node, name, class string) (list []*html.Node) {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.Data == name && (class == "" || slices.Contains(strings.Fields(attribute(d, "class")), class)) {
			list = append(list, d)
		}
	}
	return list
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// seconds reads the first text of a cell, after the sign that phones show before
// it: "24 588.5 s" in thousandths.
func seconds(t *testing.T, cell *html.Node) int64 {
	t.Helper()
	node := cell.FirstChild
	if node.Data == "span" {
		node = node.NextSibling
	}
	text := strings.ReplaceAll(strings.TrimSuffix(node.Data, "\u00a0s"), "\u00a0", "")
	whole, rest, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(whole+(rest + "000")[:3], 10, 64)
	if err != nil {
		t.Fatalf("%q is no number of seconds: %v", node.Data, err)
	}
	return n
}

// However many windows a service's year has, its page lists fifty at most, those that count
// most, and the rows of a month add up to the figure of the month.
func TestWindowsOfAYearAddUp(t *testing.T) {
	for _, n := range []int{30, 50, 400} {
		s, _ := crowded(t, n)
		doc := page(t, s, "/services/api/2024/")
		year, _ := s.Uptime().Year(2024)
		figures := year.Services[0]
		rows, rests := 0, 0
		var shown, every []int64
		for _, table := range all(doc, "table", "windows") {
			month, err := strconv.Atoi(strings.TrimPrefix(attribute(table, "id"), "w"))
			if err != nil {
				t.Fatal(err)
			}
			var counted, down int64
			for _, tr := range all(all(table, "tbody", "")[0], "tr", "") {
				cells := all(tr, "td", "")
				counted, down = counted+seconds(t, cells[1]), down+seconds(t, cells[3])
				if len(all(tr, "a", "")) == 0 {
					rests++
					continue
				}
				rows++
				shown = append(shown, seconds(t, cells[3]))
			}
			var want int64
			for _, c := range figures.MonthContributions(month - 1) {
				want += c.Low.Seconds * 1000
				every = append(every, c.Low.Weighted)
			}
			if down != figures.Months[month-1].Weighted.Min || counted != want {
				t.Errorf("%d incidents, month %d: the rows add up to %d and %d ms, want %d and %d", n, month, counted, down, want, figures.Months[month-1].Weighted.Min)
			}
		}
		if want := min(len(every), 30); rows != want || (rests > 0) != (len(every) > 30) {
			t.Errorf("%d incidents: %d windows are listed, want %d, and %d rows sum up others", n, rows, want, rests)
		}
		slices.SortFunc(every, func(x, y int64) int { return cmp.Compare(y, x) })
		slices.SortFunc(shown, func(x, y int64) int { return cmp.Compare(y, x) })
		if !slices.Equal(shown, every[:len(shown)]) {
			t.Errorf("%d incidents: the windows listed are not those that count most", n)
		}
		if open := all(doc, "p", "note"); n == 400 && !strings.Contains(text(open[0]), "20 incidents leave") {
			t.Errorf("what leaves the figures open is not said: %q", text(open[0]))
		}
	}
}

// A month has a hundred rows at most; it still leads to each of its incidents once.
func TestMonthsLeadToAllTheirIncidents(t *testing.T) {
	for _, n := range []int{150, 400} {
		s, a := crowded(t, n)
		for month := 1; month <= 2; month++ {
			path := fmt.Sprintf("/years/2024/%02d/", month)
			doc := page(t, s, path)
			if rows := len(all(doc, "li", "h-entry")); rows > pageRows {
				t.Errorf("%d incidents, month %d: %d rows", n, month, rows)
			}
			var got, want []string
			for _, link := range all(doc, "a", "") {
				if href := followed(path, attribute(link, "href")); strings.HasPrefix(href, "/incidents/2024/") {
					got = append(got, href)
				}
			}
			for _, i := range a.Incidents { // newest first
				if i.Start.Precision != calendar.Day && i.Month == time.Month(month) {
					want = append(want, "/incidents/"+i.Path+"/")
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%d incidents, month %d: leads to %d of %d incidents, or in another order", n, month, len(got), len(want))
			}
		}
	}
}

// followed returns the site path that a link of a page leads to.
func followed(page, link string) string {
	to, err := (&url.URL{Path: page}).Parse(link)
	if err != nil || to.Host != "" {
		return ""
	}
	return strings.TrimSuffix(to.Path, "index.html")
}

func text(n *html.Node) string {
	var out strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			out.WriteString(d.Data)
		}
	}
	return out.String()
}
