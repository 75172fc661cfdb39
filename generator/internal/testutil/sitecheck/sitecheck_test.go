package sitecheck

import (
	"strings"
	"testing"

	"afterword/generator/internal/publish"
	"afterword/generator/internal/urls"
)

// TestFaults promises that each kind of fault is found: a check that finds nothing
// in a site must not be one that cannot find anything.
func TestFaults(t *testing.T) {
	const schema = `{"type": "object", "required": ["incidents"], "properties": {"incidents": {"type": "array", "items": {"type": "object", "properties": {"url": {"type": "string"}, "seconds": {}}}}}}`
	files := map[string]string{
		"index.html": `<html><head><title></title><script>open()</script><script src="x.js"></script><link rel="preload" href="a"><link rel="preload" href="b"><link rel="stylesheet" href="c">
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": ["Report", "Event"], "startDate": "today", "url": "https://elsewhere.example/"}]}</script></head>
<body style="x" onclick="x"><h2></h2><p id="a"></p><p id="a" aria-labelledby="b"></p><a href="javascript:alert(1)">x</a><form action="//elsewhere.example/"></form>
<svg></svg><svg aria-hidden="true"><a></a></svg><table><tr><th></th></tr></table><time>now</time><img src="//elsewhere.example/x">` + strings.Repeat("<i></i>", 1400),
		"style.css":                 `@import "//elsewhere.example/x.css"; a { b: "` + strings.Repeat("x", maxStyle) + `" }`,
		"sitemap.xml":               `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://example.org/none/</loc><lastmod>today</lastmod></url></urlset>`,
		"robots.txt":                "User-agent: *\n",
		"feed.xml":                  `<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="https://example.org/none/"/></entry></feed>`,
		"calendar.ics":              "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nURL:https://example.org/none/\r\nX-LONG:" + strings.Repeat("x", 75) + "\r\nEND:VEVENT\r\nEND:VCALENDAR",
		"api/incidents.json":        `{"incidents": [{"url": 1}, {"url": "https://example.org/none/"}, {"seconds": {"min": 2, "max": 1}}], "more": 1}`,
		"api/schema/incidents.json": schema,
		"badge.svg":                 "<svg>",
	}
	var list []publish.File
	for path, text := range files {
		list = append(list, publish.File{Path: path, Data: []byte(text), Source: "test"})
	}
	tree, _ := publish.New(list)
	base, err := urls.ParseBase("https://example.org/")
	if err != nil {
		t.Fatal(err)
	}
	faults := strings.Join(All(tree, base), "\n")
	for _, want := range []string{
		"html has no lang", "there are 1 titles", "0 descriptions", `the heading "" is h2 after h0`, "there are 0 h1", `the id "a" is empty, repeated`, `names the id "b"`,
		"an svg is neither hidden", "an svg holds something to focus", `the header cell "" has no scope`, `a table has the caption ""`, `the time "now"`, "lacks its alt, width or height",
		"an inline script", "the attribute style of body", "the attribute onclick of body", "can run code", `form action "//elsewhere.example/" is of another origin`,
		`img src "//elsewhere.example/x" is of another origin`, "style.css: an address of another origin", "style.css: the style sheet has",
		"elements, 1400 are allowed", `loads the script "x.js"`, "the page makes 4 requests",
		"feed.json: the file is missing", "has a Report without reportNumber", "has a Event without name", `has the startDate "today"`, "is not a whole address of the site",
		"got number, want string", "at '/more': false schema", "api/incidents.json: url \"https://example.org/none/\" leads nowhere", "2 is above 1",
		"sitemap.xml: the entry", `the lastmod "today"`, "may be indexed: true, named by the sitemap: false", "robots.txt: it does not name", "badge.svg: this is no XML",
		"the feed names \"\" as its own address", "feed.xml: the feed lacks", "entry 1 lacks", "feed.xml: the link of an entry",
		"does not end in CRLF", "is too long or holds", `the event "1" lacks its stamp or summary`, `the event "1" has no start in UTC`, "the address of an event",
	} {
		if !strings.Contains(faults, want) {
			t.Errorf("not found: %s", want)
		}
	}
	if t.Failed() {
		t.Log(faults)
	}
}
