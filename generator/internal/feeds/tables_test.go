package feeds_test

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/feeds"
)

var locations = []feeds.Location{
	{Path: "/", Modified: at("2018-12-20")},
	{Path: "/incidents/2018/zuora-connect/", Modified: at("2018-12-18T13:53:00-08:00")},
	{Path: "/tags/r&d <störung>/"},
}

type readSitemap struct {
	XMLName xml.Name
	Pages   []struct {
		Loc     string `xml:"loc"`
		Lastmod string `xml:"lastmod"`
	} `xml:",any"`
}

func TestSitemap(t *testing.T) {
	files := feeds.Sitemap(base(t, "https://example.org/repo/"), locations)
	if len(files) != 1 || files[0].Path != "/sitemap.xml" {
		t.Fatalf("%v", files)
	}
	var got readSitemap
	if err := xml.Unmarshal(must(t)(files[0].Write()), &got); err != nil {
		t.Fatal(err)
	}
	if got.XMLName != (xml.Name{Space: "http://www.sitemaps.org/schemas/sitemap/0.9", Local: "urlset"}) {
		t.Errorf("root is %v", got.XMLName)
	}
	var lines []string
	for _, p := range got.Pages {
		lines = append(lines, p.Loc+" "+p.Lastmod)
	}
	want := []string{
		"https://example.org/repo/ 2018-12-20",
		"https://example.org/repo/incidents/2018/zuora-connect/ 2018-12-18T21:53:00Z",
		"https://example.org/repo/tags/r&d%20%3Cst%C3%B6rung%3E/ ",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestALargeSitemapIsSplit(t *testing.T) {
	var pages []feeds.Location
	for n := range feeds.SitemapURLs + 1 {
		pages = append(pages, feeds.Location{Path: fmt.Sprintf("/incidents/%d/", n), Modified: at("2018-12-20")})
	}
	files := feeds.Sitemap(base(t, "https://example.org/"), pages)
	var paths, listed []string
	total := 0
	for n, f := range files {
		paths = append(paths, f.Path)
		data := must(t)(f.Write())
		var got readSitemap
		if err := xml.Unmarshal(data, &got); err != nil {
			t.Fatal(err)
		}
		if len(data) > feeds.SitemapBytes || len(got.Pages) > feeds.SitemapURLs {
			t.Errorf("%s: %d bytes, %d pages", f.Path, len(data), len(got.Pages))
		}
		if n > 0 {
			total += len(got.Pages)
			continue
		}
		for _, p := range got.Pages {
			listed = append(listed, p.Loc+" "+p.Lastmod)
		}
		if got.XMLName.Local != "sitemapindex" {
			t.Errorf("the first file is a %s", got.XMLName.Local)
		}
	}
	if want := []string{"/sitemap.xml", "/sitemap-1.xml", "/sitemap-2.xml"}; !slices.Equal(paths, want) {
		t.Errorf("files are %v", paths)
	}
	if want := []string{"https://example.org/sitemap-1.xml 2018-12-20", "https://example.org/sitemap-2.xml 2018-12-20"}; !slices.Equal(listed, want) {
		t.Errorf("the index lists %v", listed)
	}
	if total != len(pages) {
		t.Errorf("%d pages are listed, want %d", total, len(pages))
	}
}

func TestRobotsStandOnlyAtTheRoot(t *testing.T) {
	if _, ok := feeds.Robots(base(t, "https://example.org/repo/")); ok {
		t.Error("a robots.txt below the root is never read")
	}
	text, ok := feeds.Robots(base(t, "/"))
	if !ok || strings.Contains(string(text), "Sitemap") {
		t.Errorf("without an origin the sitemap has no address to give: %q", text)
	}
}

func TestCSVReadsBackAsWritten(t *testing.T) {
	f := whole(t)
	data := string(feeds.IncidentsCSV(f.Archive, f.Archive.Incidents, f.Base))
	rows, err := csv.NewReader(strings.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != len(f.Archive.Incidents)+1 {
		t.Fatalf("%d rows", len(rows))
	}
	if strings.Count(data, "\n") != strings.Count(data, "\r\n") {
		t.Error("rows do not end in CRLF")
	}
	cell := func(path, column string) string {
		for _, row := range rows[1:] {
			if row[0] == path {
				return row[slices.Index(rows[0], column)]
			}
		}
		t.Fatalf("no row for %s", path)
		return ""
	}
	for _, test := range []struct{ path, column, want string }{
		{"2013/day", "title", hostile},
		{"2013/day", "tags", "'+1; " + hostile},
		{"2013/day", "started", "2013-02-12"},
		{"2013/day", "seconds_min", "5400"},
		{"2013/day", "seconds_max", ""},
		{"2013/day", "uncertain", "true"},
		{"2012/no-windows", "title", "'+1 for the status page"},
		{"2012/no-windows", "level", ""},
		{"2012/no-windows", "seconds_min", ""},
		{"2018/zuora-connect", "level", "major_outage"},
		{"2018/zuora-connect", "services", "connect-apps; quiet"},
		{"2018/zuora-connect", "seconds_max", "81960"},
		{"2018/zuora-connect", "uncertain", "false"},
		{"2026/still", "ongoing", "true"},
	} {
		if got := cell(test.path, test.column); got != test.want {
			t.Errorf("%s of %s is %q, want %q", test.column, test.path, got, test.want)
		}
	}
}

func TestCSVCells(t *testing.T) {
	for _, test := range []struct{ cell, want string }{
		{"plain", "plain"},
		{"", ""},
		{"a,b", `"a,b"`},
		{`a"b`, `"a""b"`},
		{"a\nb", "\"a\r\nb\""},
		{"=1+1", "'=1+1"},
		{"+1", "'+1"},
		{"-1", "'-1"},
		{"@sum", "'@sum"},
		{"\t1", "'\t1"},
		{"\r1", "\"'1\""},
		{" =1", "' =1"},
		{"\u00a0=1", "'\u00a0=1"},
		{"＝1", "'＝1"},
		{"a=1", "a=1"},
		{"x;=1+1", "x;'=1+1"},
		{"x|\u200b=1", "x|'\u200b=1"},
		{"\u200b\u2060@sum", "'\u200b\u2060@sum"},
		{"a; b-c", "a; b-c"},
		{" a", `" a"`},
		{`=a","b`, `"'=a"",""b"`},
	} {
		if got := string(feeds.CSV([][]string{{test.cell}})); got != test.want+"\r\n" {
			t.Errorf("%q is written as %q, want %q", test.cell, got, test.want)
		}
	}
}

func TestJSONLDIsSafeInAScriptElementAndReadsBack(t *testing.T) {
	f := whole(t)
	for _, i := range f.Archive.Incidents {
		data := must(t)(feeds.IncidentLD(f.Archive, f.Base, i, []feeds.Crumb{{Name: i.Title, Path: "/"}}))
		if strings.ContainsAny(string(data), "<>&\u2028\u2029\n") {
			t.Errorf("%s may end its script element: %s", i.Path, data)
		}
		var got struct {
			Context string           `json:"@context"`
			Graph   []map[string]any `json:"@graph"`
		}
		if err := json.Unmarshal(data, &got); err != nil {
			t.Fatal(err)
		}
		report := got.Graph[0]
		if report["headline"] != i.Title {
			t.Errorf("the title came back as %q", report["headline"])
		}
		_, has := report["about"]
		if has != (len(i.Windows) > 0) {
			t.Errorf("%s: about is there: %v", i.Path, has)
		}
		if event, ok := report["about"].(map[string]any); ok {
			_, has := event["endDate"]
			if has == i.End.IsZero() {
				t.Errorf("%s: endDate is there: %v", i.Path, has)
			}
		}
	}
}

func FuzzFormats(f *testing.F) {
	for _, s := range []string{hostile, illegal, long, "\xff\xfe", "a\r\nb;c,d\\e", strings.Repeat("é", 80), "𝄞 \U0010FFFF \uFFFD", "]]>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		feed := whole(t)
		i, _ := feed.Archive.Incident("2018/zuora-connect")
		i.Title, i.Summary, i.Postmortem.Terms = "t"+s, s, terms("causes: "+s)
		feed.Body = func(*archive.Incident) string { return s }
		readAtom(t, feed)
		events := readCalendar(t, feed.Calendar())
		if len(events) != 5 {
			t.Errorf("%d events", len(events))
		}
		unmarshal(t, must(t)(feed.JSON()))
		unmarshal(t, must(t)(feeds.IncidentJSON(feed.Archive, i, feed.Base)))
		if _, err := csv.NewReader(strings.NewReader(string(feeds.IncidentsCSV(feed.Archive, feed.Archive.Incidents, feed.Base)))).ReadAll(); err != nil {
			t.Error(err)
		}
	})
}
