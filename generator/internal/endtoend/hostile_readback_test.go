package endtoend_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	ics "github.com/arran4/golang-ical"
	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"

	"afterword/generator/internal/linkcheck"
	"afterword/generator/internal/testutil/sitecheck"
)

// TestPayloadSite reads the payload site as programs do: feeds, calendars, JSON,
// CSV and pages, each with a parser of its own. Nothing runs, nothing is broken,
// and every title comes back as it was written. TestPayloadPages and
// TestPayloadSearch do the same in a browser.
func TestPayloadSite(t *testing.T) {
	s := newPayloadSite(t, false)
	for _, fault := range sitecheck.Hostile(s.Tree, s.Loaded.Base) {
		t.Error(fault)
	}
	for _, broken := range linkcheck.Within(s.Tree, s.Loaded.Base) {
		t.Error(broken)
	}

	found := map[string][]string{} // titles, by the file that they were read from
	for _, name := range []string{"feed.xml", "feed.json"} {
		feed, err := gofeed.NewParser().Parse(bytes.NewReader(s.read(t, name)))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if feed.Title != payloads[0] {
			t.Errorf("%s: the title of the archive became %q", name, feed.Title)
		}
		for _, item := range feed.Items {
			found[name] = append(found[name], item.Title)
			inert(t, name+": "+item.Title, item.Content)
		}
	}
	calendar, err := ics.ParseCalendar(bytes.NewReader(s.read(t, "calendar.ics")))
	if err != nil {
		t.Fatal(err)
	}
	if len(calendar.Components) != len(payloads) {
		t.Errorf("the calendar has %d components for %d events", len(calendar.Components), len(payloads))
	}
	for _, e := range calendar.Events() {
		found["calendar.ics"] = append(found["calendar.ics"], e.GetProperty(ics.ComponentPropertySummary).Value)
	}
	var api struct{ Incidents []struct{ Title string } }
	if err := json.Unmarshal(s.read(t, "api/incidents.json"), &api); err != nil {
		t.Fatal(err)
	}
	for _, i := range api.Incidents {
		found["api/incidents.json"] = append(found["api/incidents.json"], i.Title)
	}
	for _, f := range s.Tree {
		if filepath.Ext(f.Path) == ".csv" {
			cells(t, f.Path, f.Data)
		}
	}
	for _, row := range cells(t, "years/2024/incidents.csv", s.read(t, "years/2024/incidents.csv")) {
		found["years/2024/incidents.csv"] = append(found["years/2024/incidents.csv"], row[2], strings.TrimPrefix(row[2], "'"))
	}
	if len(found) != 5 {
		t.Errorf("titles were read from %d files", len(found))
	}
	for n := range payloads {
		want := title(n)
		for name, titles := range found {
			if !slices.Contains(titles, want) {
				t.Errorf("%s lost %q", name, want)
			}
		}
		path := fmt.Sprintf("incidents/2024/n%02d/index", n)
		var incident struct{ Title string }
		if err := json.Unmarshal(s.read(t, path+".json"), &incident); err != nil || incident.Title != want {
			t.Errorf("%s.json: %q, %v", path, incident.Title, err)
		}
		heading, headline := headings(t, s.read(t, path+".html"))
		if heading != want || headline != want {
			t.Errorf("%s.html: the heading is %q, that of the data %q", path, heading, headline)
		}
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
	for n := range parse(t, text).Descendants() {
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
	for n := range parse(t, string(data)).Descendants() {
		switch {
		case n.Data == "h1" && n.Type == html.ElementNode:
			heading += textOf(n)
		case n.Data == "script" && n.FirstChild != nil:
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
