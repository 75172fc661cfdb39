package endtoend_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"

	"afterword/generator/internal/linkcheck"
	"afterword/generator/internal/testutil/sitecheck"
)

// TestPayloadSite reads the payload site as programs do: its feeds with two
// parsers, its JSON, CSV, iCalendar and XML with the standard library or with
// package sitecheck, its pages with a parser of HTML. Every title comes back as it
// was written. TestPayloadPages and TestPayloadSearch do the same in a browser.
func TestPayloadSite(t *testing.T) {
	s := newPayloadSite(t, false)
	var want []string
	for n := range payloads {
		want = append(want, title(n))
	}
	intact := func(where string, got []string) {
		t.Helper()
		for _, title := range want {
			if !slices.Contains(got, title) {
				t.Errorf("%s lost %q", where, title)
			}
		}
	}

	for _, fault := range sitecheck.Hostile(s.Tree, s.Loaded.Base) {
		t.Error(fault)
	}
	for _, broken := range linkcheck.Within(s.Tree, s.Loaded.Base) {
		t.Error(broken)
	}

	// Atom, by encoding/xml and by gofeed; JSON Feed, by encoding/json and by gofeed.
	var atom struct {
		Title   string `xml:"title"`
		Entries []struct {
			Title   string `xml:"title"`
			Summary string `xml:"summary"`
			Content string `xml:"content"`
		} `xml:"entry"`
	}
	decode(t, s.read(t, "feed.xml"), &atom)
	var titles []string
	for _, e := range atom.Entries {
		titles = append(titles, e.Title)
		inert(t, "feed.xml: "+e.Title, e.Content)
	}
	intact("feed.xml by encoding/xml", titles)
	var feed struct {
		Title string
		Items []struct {
			Title string
			HTML  string `json:"content_html"`
		}
	}
	if err := json.Unmarshal(s.read(t, "feed.json"), &feed); err != nil {
		t.Fatal(err)
	}
	titles = nil
	for _, e := range feed.Items {
		titles = append(titles, e.Title)
		inert(t, "feed.json: "+e.Title, e.HTML)
	}
	intact("feed.json by encoding/json", titles)
	if atom.Title != payloads[0] || feed.Title != payloads[0] {
		t.Errorf("the title of the archive became %q and %q", atom.Title, feed.Title)
	}
	for _, name := range []string{"feed.xml", "feed.json"} {
		parsed, err := gofeed.NewParser().Parse(bytes.NewReader(s.read(t, name)))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		titles = nil
		for _, item := range parsed.Items {
			titles = append(titles, item.Title)
			for _, link := range append(item.Links, item.Link) {
				if !strings.HasPrefix(link, "https://archive.example.net/repo/") {
					t.Errorf("%s: the link %q", name, link)
				}
			}
		}
		intact(name+" by gofeed", titles)
	}

	files := 0
	for _, f := range s.Tree.Files() {
		data := s.read(t, f.Path)
		switch filepath.Ext(f.Path) {
		case ".xml", ".svg":
			decode(t, data, new(struct{}))
		case ".json":
			var object map[string]json.RawMessage
			if err := json.Unmarshal(data, &object); err != nil {
				t.Errorf("%s: %v", f.Path, err)
			}
		case ".csv":
			cells(t, f.Path, data)
		case ".ics":
			unfolded := strings.ReplaceAll(string(data), "\r\n ", "")
			if begin, end := strings.Count("\r\n"+unfolded, "\r\nBEGIN:VEVENT\r\n"), strings.Count(unfolded, "\r\nEND:VEVENT\r\n"); begin != end || strings.Contains(unfolded, "\r\nSUMMARY:x\r\n") {
				t.Errorf("%s: %d events begin and %d end", f.Path, begin, end)
			}
		default:
			continue
		}
		files++
	}
	if files < 3*len(payloads) {
		t.Errorf("%d files for programs were read", files)
	}

	var api struct{ Incidents []struct{ Title string } }
	if err := json.Unmarshal(s.read(t, "api/incidents.json"), &api); err != nil {
		t.Fatal(err)
	}
	titles = nil
	for _, i := range api.Incidents {
		titles = append(titles, i.Title)
	}
	intact("api/incidents.json", titles)

	var rows []string
	for _, row := range cells(t, "years/2024/incidents.csv", s.read(t, "years/2024/incidents.csv")) {
		rows = append(rows, row...)
	}
	calendar := strings.NewReplacer(`\\`, `\`, `\;`, ";", `\,`, ",", `\n`, "\n").Replace(strings.ReplaceAll(string(s.read(t, "calendar.ics")), "\r\n ", ""))
	for n, title := range want {
		cell := title
		if strings.ContainsAny(title[:1], "=+-@") {
			cell = "'" + title
		}
		if !slices.Contains(rows, cell) {
			t.Errorf("the CSV lost %q", cell)
		}
		if !strings.Contains(calendar, "SUMMARY:"+title) {
			t.Errorf("the calendar lost %q", title)
		}
		path := fmt.Sprintf("incidents/2024/n%02d/index", n)
		var incident struct{ Title string }
		if err := json.Unmarshal(s.read(t, path+".json"), &incident); err != nil || incident.Title != title {
			t.Errorf("%s.json: %q, %v", path, incident.Title, err)
		}
		heading, headline := headings(t, s.read(t, path+".html"))
		if heading != title || headline != title {
			t.Errorf("%s.html: the heading is %q, that of the data %q", path, heading, headline)
		}
	}
}

// decode parses all of an XML document, and its first element into v.
func decode(t *testing.T, data []byte, v any) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("%v in %.200s", err, data)
		}
	}
	if err := xml.Unmarshal(data, v); err != nil {
		t.Fatal(err)
	}
}

// cells reads a CSV file, none of whose cells a spreadsheet may run.
func cells(t *testing.T, name string, data []byte) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if first := strings.TrimSpace(cell); first != "" && strings.ContainsAny(first[:1], "=+-@") || strings.HasPrefix(cell, "\t") {
				t.Errorf("%s: a spreadsheet would run the cell %q", name, cell)
			}
		}
	}
	return rows
}

// inert fails where HTML of a feed could do something in a reader that shows it as it is.
func inert(t *testing.T, where, text string) {
	t.Helper()
	nodes, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for n := range nodes.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if slices.Contains([]string{"script", "style", "iframe", "object", "embed", "base", "meta", "link", "form", "svg", "math", "template"}, n.Data) {
			t.Errorf("%s: a %s", where, n.Data)
		}
		for _, a := range n.Attr {
			relative := (a.Key == "href" || a.Key == "src") && !strings.HasPrefix(a.Val, "https://") && !strings.HasPrefix(a.Val, "http://") && !strings.HasPrefix(a.Val, "mailto:")
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc" || relative {
				t.Errorf("%s: %s has %s=%q", where, n.Data, a.Key, a.Val)
			}
		}
	}
}

// headings returns the heading of a page, and that of its structured data.
func headings(t *testing.T, data []byte) (heading, headline string) {
	t.Helper()
	nodes, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	for n := range nodes.Descendants() {
		if n.Type != html.ElementNode || n.FirstChild == nil {
			continue
		}
		switch n.Data {
		case "h1":
			for c := range n.Descendants() {
				if c.Type == html.TextNode {
					heading += c.Data
				}
			}
		case "script":
			var data struct {
				Graph []struct{ Headline string } `json:"@graph"`
			}
			if err := json.Unmarshal([]byte(n.FirstChild.Data), &data); err != nil {
				t.Fatalf("the structured data is no JSON: %v", err)
			}
			headline = data.Graph[0].Headline
		}
	}
	return strings.TrimSpace(heading), headline
}
