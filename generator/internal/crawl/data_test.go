package crawl_test

import (
	"strings"
	"testing"
)

// edits of one file, each with what is found in it.
func edits(file string, rows ...[3]string) (out []change) {
	for _, row := range rows {
		var want []string
		if row[2] != "" {
			want = []string{file + ": T11: " + row[2]}
		}
		out = append(out, change{row[0] + " → " + row[1], file, row[0], row[1], want})
	}
	return out
}

func TestAtom(t *testing.T) {
	check(t, edits("feed.xml",
		[3]string{"</feed>", "", "this is no Atom feed: XML syntax error on line 6: unexpected EOF"},
		[3]string{"</feed>", "</feed><feed/>", "this is no Atom feed: something stands behind the root element"},
		[3]string{"2005/Atom", "2006/Atom", "this is no Atom feed: expected element <feed> in name space http://www.w3.org/2005/Atom but have http://www.w3.org/2006/Atom"},
		[3]string{"<title>Outages</title>", "", "the feed has no title"},
		[3]string{"<id>tag:example.org,2026:/repo/</id>", "<id>/repo/</id>", `the feed has the id "/repo/", which is no absolute IRI`},
		[3]string{"<updated>2018-12-05T00:00:00Z</updated>", "<updated>2018-12-05</updated>", `the feed has the updated "2018-12-05", which is no RFC 3339 time`},
		[3]string{"<published>2018-12-05T00:00:00Z", "<published>2018-12-05T00:00:00", `entry 1 has the published "2018-12-05T00:00:00", which is no RFC 3339 time`},
		[3]string{"<published>2018-12-05T00:00:00Z</published>", "", ""},
		[3]string{`rel="self"`, `rel="via"`, "the feed has no self link"},
		[3]string{"https://example.org/repo/feed.xml", "https://example.org/repo/feed.json", `the feed says that it stands at "https://example.org/repo/feed.json"`},
		[3]string{"https://example.org/repo/feed.xml", "/repo/feed.xml", `the feed: the self link "/repo/feed.xml" is not absolute`},
		[3]string{"<author><name>Me</name></author>", "", "entry 1 has no author, and neither has the feed"},
		[3]string{"<title>A</title>", "", "entry 1 has no title"},
		[3]string{"incidents/2018/a/\"/></entry>", "incidents/2018/b/\"/></entry>", `entry 1: the alternate link "https://example.org/repo/incidents/2018/b/" leads nowhere: there is no incidents/2018/b/index.html`},
		[3]string{"</entry>", `</entry><entry><id>tag:example.org,2026:/repo/incidents/2018/a/</id><title/><title>A</title><updated>2018-12-05T00:00:00Z</updated><link href="https://example.org/repo/"/></entry>`,
			`entry 2 has the id "tag:example.org,2026:/repo/incidents/2018/a/" of an entry before it`},
	))
}

func TestJSONFeed(t *testing.T) {
	check(t, edits("feed.json",
		[3]string{"}]}", "}]", "this is not JSON: unexpected EOF"},
		[3]string{"}]}", "}]} 1", "this is not JSON: something stands behind the value"},
		[3]string{"version/1.1", "version/1", `version is not one of https://jsonfeed.org/version/1.1: "https://jsonfeed.org/version/1"`},
		[3]string{`"title":"Outages"`, `"title":" "`, `title is not a text with something in it: " "`},
		[3]string{`"items":[`, `"ITEMS":[`, "items is missing"},
		[3]string{`"id":"1"`, `"id":1`, "items[0].id is not a text with something in it: 1"},
		[3]string{`"content_html":"",`, "", "items[0] has neither content_html nor content_text"},
		[3]string{`content_html`, "content_text", ""},
		[3]string{"/feed.json", "/feed.xml", `the feed says that it stands at "https://example.org/repo/feed.xml"`},
		[3]string{`"url":"https://example.org/repo/incidents/2018/a/"`, `"url":"https://elsewhere.example/"`, `items[0].url "https://elsewhere.example/" is not an address of the site`},
		[3]string{`"date_published":"2018-12-05T00:00:00Z"`, `"date_published":"2018-12-05"`, `items[0].date_published is not an RFC 3339 time in UTC: "2018-12-05"`},
		[3]string{`"windows":[]`, `"windows":null`, "items[0]._incident.windows is no list"},
		[3]string{`"downtime_seconds":null`, `"downtime_seconds":{"min":1,"max":2}`, ""},
		[3]string{`"items":[`, `"items":[{"id":"1","url":"https://example.org/repo/","title":"B","content_text":"","date_published":"2018-12-05T00:00:00Z","date_modified":"2018-12-05T00:00:00Z","_incident":{"severity":"major","services":["a"],"windows":[],"downtime_seconds":null}},`,
			`items[1] has the id "1" of an item before it`},
	))
}

func TestCalendar(t *testing.T) {
	cut := func(line string) [3]string { return [3]string{line + "\r\n", "", ""} }
	found := func(row [3]string, what string) [3]string { row[2] = what; return row }
	check(t, edits("calendar.ics",
		[3]string{"VERSION:2.0\r\n", "VERSION:2.0\n", "a line ends in something other than CRLF"},
		[3]string{"END:VCALENDAR\r\n", "END:VCALENDAR", "the file does not end in CRLF"},
		found(cut("END:VCALENDAR"), "there are 1 calendars, and 1 components that are not closed"),
		found(cut("VERSION:2.0"), "VCALENDAR has VERSION 0 times, or it is empty"),
		[3]string{"VERSION:2.0", "VERSION:2.0\r\nVERSION:2.0", "VCALENDAR has VERSION 2 times, or it is empty"},
		[3]string{"VERSION:2.0", "VERSION:1.0", `the version of the calendar is "1.0"`},
		found(cut("UID:2018/b@example.org"), "VEVENT has UID 0 times, or it is empty"),
		[3]string{"2018/b@", "2018/a@", `two events have the UID "2018/a@example.org"`},
		found(cut("SUMMARY:B"), `the event "2018/b@example.org" has SUMMARY 0 times, or it is empty`),
		[3]string{"DTSTART:20181204T140000Z", "DTSTART:20181204T140000", `the event "2018/a@example.org" has the DTSTART "20181204T140000", which is no UTC time or date`},
		[3]string{";VALUE=DATE:20181204", ":20181204", `the event "2018/b@example.org" has the DTSTART "20181204", which is no UTC time or date`},
		[3]string{"DTEND:20181204T150000Z", "DTEND:20181205", `the event "2018/a@example.org" has the DTEND "20181205", which is no UTC time or date`},
		[3]string{"DTEND:20181204T150000Z", "DTEND:20181204T140000Z", `the event "2018/a@example.org" ends at 20181204T140000Z, which is not after 20181204T140000Z`},
		found(cut("DTEND:20181204T150000Z"), ""),
		[3]string{"SUMMARY:B", "SUMMARY:" + strings.Repeat("x", 67), ""},
		[3]string{"SUMMARY:B", "SUMMARY:" + strings.Repeat("x", 68), "line 18 has 76 octets, 75 are allowed"},
		[3]string{"SUMMARY:B", "SUMMARY:" + strings.Repeat("é", 34), "line 18 has 76 octets, 75 are allowed"},
		[3]string{"SUMMARY:B", "SUMMARY:\x01", "line 18 holds the control character 0x1"},
		[3]string{"SUMMARY:B", "SUMMARY:B\xff", "the file is not UTF-8"},
		[3]string{"SUMMARY:B", "SUMMARY:B\r\nno property", `the line "no property" is no property`},
		[3]string{"SUMMARY:B", "SUMMARY;LANGUAGE=en;X-A=\"a:b\",c:B", ""},
		[3]string{"END:VEVENT", "END:VTODO", "END:VTODO closes VEVENT"},
		[3]string{"BEGIN:VCALENDAR", "X:1\r\nBEGIN:VCALENDAR", "X stands outside of any component"},
		[3]string{"URL:https://example.org/repo/incidents/2018/a/", "URL:/repo/incidents/2018/a/", `the event "2018/a@example.org": URL "/repo/incidents/2018/a/" is not absolute`},
	))
}

func TestSitemap(t *testing.T) {
	const service = "<url><loc>https://example.org/repo/services/api/</loc></url>"
	changes := edits("sitemap.xml",
		[3]string{"</urlset>", "", "this is no sitemap: XML syntax error on line 8: unexpected EOF"},
		[3]string{"<lastmod>2018-12-05</lastmod>", "<lastmod>5 December</lastmod>", `the lastmod "5 December" of https://example.org/repo/ is no RFC 3339 time or date`},
		[3]string{service, service + service, `the entry "https://example.org/repo/services/api/" stands here twice`},
		[3]string{service, service + "<url><loc>https://example.org/repo/none/</loc></url>", `the entry "https://example.org/repo/none/" leads nowhere: there is no none/index.html`},
		[3]string{service, service + "<url><loc>https://example.org/none/</loc></url>", `the entry "https://example.org/none/" is not an address of the site`},
	)
	changes[0].want = append([]string{
		incident + ": T11: the sitemap does not name this page, and it does not say noindex",
		"index.html: T11: the sitemap does not name this page, and it does not say noindex",
		"services/api/index.html: T11: the sitemap does not name this page, and it does not say noindex",
	}, append(changes[0].want, "years/2018/incidents/index.html: T11: the sitemap does not name this page, and it does not say noindex")...)
	for _, file := range []string{"404", "old/index", "search/index"} {
		changes = append(changes, change{file + " is listed", "sitemap.xml", service, service + "<url><loc>https://example.org/repo/" + strings.TrimSuffix(file, "index") + map[string]string{"404": ".html"}[file] + "</loc></url>",
			[]string{file + ".html: T11: the sitemap names this page, which is not for indexes"}})
	}
	check(t, append(changes,
		change{"a page is not listed", "sitemap.xml", service, "", []string{"services/api/index.html: T11: the sitemap does not name this page, and it does not say noindex"}},
		change{"another root", "sitemap.xml", "", `<urls/>`, []string{
			incident + ": T11: the sitemap does not name this page, and it does not say noindex",
			"index.html: T11: the sitemap does not name this page, and it does not say noindex",
			"services/api/index.html: T11: the sitemap does not name this page, and it does not say noindex",
			`sitemap.xml: T11: the root element is urls in the name space ""`,
			"years/2018/incidents/index.html: T11: the sitemap does not name this page, and it does not say noindex",
		}},
		change{"robots.txt", "robots.txt", "/repo/sitemap.xml", "/sitemap.xml", []string{"robots.txt: T11: robots.txt does not name the sitemap"}},
	))
}

// A sitemap of several files is one sitemap.
func TestSitemapIndex(t *testing.T) {
	files := good(t)
	for i, f := range files {
		if f.Path != "sitemap.xml" {
			continue
		}
		files[i].Path = "sitemap-1.xml"
		index := change{file: "sitemap.xml", new: `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://example.org/repo/sitemap-1.xml</loc></sitemap></sitemapindex>`}
		files = index.edit(t, files)
	}
	for _, f := range all(t, files) {
		t.Error(f)
	}
}

func TestStructuredData(t *testing.T) {
	check(t, edits(incident,
		[3]string{`}]}]}</script>`, `}]}]</script>`, "the JSON-LD is not JSON: unexpected EOF"},
		[3]string{`https://schema.org`, `http://schema.org`, "the JSON-LD has no @context https://schema.org"},
		[3]string{`"@graph":[`, `"@graf":[`, "the JSON-LD has no @graph with things in it"},
		[3]string{`"@graph":[`, `"@graph":[{"name":"x"},`, "the JSON-LD has no @type at @graph[0]"},
		[3]string{`"headline":"A"`, `"headline":""`, "the JSON-LD has a TechArticle without headline"},
		[3]string{`"reportNumber":"2018/a",`, ``, "the JSON-LD has a Report without reportNumber"},
		[3]string{`"@type":"Person","name":"Me"`, `"@type":"Person"`, "the JSON-LD has a Person without name"},
		[3]string{`"startDate":"2018-12-04T14:00:00Z"`, `"startDate":"4 December"`, `the JSON-LD has the startDate "4 December", which is no RFC 3339 time in UTC or date`},
		[3]string{`"datePublished":"2018-12-05"`, `"datePublished":"2018-12-05T00:00:00+01:00"`, `the JSON-LD has the datePublished "2018-12-05T00:00:00+01:00", which is no RFC 3339 time in UTC or date`},
		[3]string{`"position":2`, `"position":3`, "the JSON-LD has the position 3 at breadcrumb 2"},
		[3]string{`"item":"https://example.org/repo/"`, `"item":"https://example.org/"`, `the JSON-LD: item "https://example.org/" is not an address of the site`},
		[3]string{`"itemListElement":[`, `"itemListElement":[],"x":[`, "the JSON-LD has a BreadcrumbList without itemListElement"},
	))
}

func TestAPI(t *testing.T) {
	var changes []change
	changes = append(changes, edits("api/incidents.json",
		[3]string{`{"incidents":[`, `[`, "this is not JSON: something stands behind the value"},
		[3]string{`"summary":null,`, ``, "incidents[0].summary is missing"},
		[3]string{`"summary":null`, `"summary":null,"added":{"later":1}`, ""},
		[3]string{`"services":["api"],"causes"`, `"services":null,"causes"`, "incidents[0].services is no list"},
		[3]string{`"date":"2018-12-05T00:00:00Z"`, `"date":"2018-12-05T01:00:00+01:00"`, `incidents[0].date is not an RFC 3339 time in UTC, or a date: "2018-12-05T01:00:00+01:00"`},
		[3]string{`"date":"2018-12-05T00:00:00Z"`, `"date":null`, "incidents[0].date is not an RFC 3339 time in UTC, or a date: null"},
		[3]string{`"level":"unknown"`, `"level":"outage"`, `incidents[0].windows[0].level is not one of major_outage, partial_outage, degraded_performance, maintenance, unknown: "outage"`},
		[3]string{`"ongoing":false`, `"ongoing":"false"`, `incidents[0].windows[0].ongoing is neither true nor false: "false"`},
		[3]string{`"at_least":60`, `"at_least":60.5`, "incidents[0].windows[0].at_least is not an integer from 0: 60.5"},
		[3]string{`"at_least":60`, `"at_least":"1m"`, `incidents[0].windows[0].at_least is not an integer from 0: "1m"`},
		[3]string{`"seconds":{"min":60,"max":null}`, `"seconds":{"min":60,"max":59}`, "incidents[0].seconds has a min above its max: 60, 59"},
		[3]string{`"seconds":{"min":60,"max":null}`, `"seconds":60`, "incidents[0].seconds is no object"},
		[3]string{`"due":"2018-12-13"`, `"due":"2018-12-13T00:00:00Z"`, `incidents[0].actions[0].due is not a date: "2018-12-13T00:00:00Z"`},
		[3]string{`"url":"https://elsewhere.example/"`, `"url":"javascript:x"`, `incidents[0].sources[0].url is not an http or https address: "javascript:x"`},
		[3]string{`"url":"https://example.org/repo/incidents/2018/a/"`, `"url":"https://example.org/repo/incidents/2018/a"`, `incidents[0].url "https://example.org/repo/incidents/2018/a" leads nowhere: there is no incidents/2018/a`},
		[3]string{`"url":"https://example.org/repo/incidents/2018/a/"`, `"url":null`, "incidents[0].url is no address: null"},
	)...)
	changes = append(changes, edits("api/services.json",
		[3]string{`"slo":99.9`, `"slo":"99.9"`, `services[0].slo is not a number from 0: "99.9"`},
		[3]string{`"since":"2017-01-01"`, `"since":"2017"`, `services[0].since is not a date: "2017"`},
	)...)
	changes = append(changes, edits("api/uptime.json",
		[3]string{`"as_of":"2026-11-01T00:00:00Z"`, `"as_of":"2026-11-01"`, `as_of is not an RFC 3339 time in UTC: "2026-11-01"`},
		[3]string{`"maintenance":0}`, `"x":0}`, "weights.maintenance is missing"},
		[3]string{`"year":2018`, `"year":"2018"`, `years[0].year is not a year: "2018"`},
		[3]string{`"weighted":{"min":18.0,"max":null}`, `"weighted":{"min":-1,"max":null}`, "years[0].services[0].weighted.min is not a number from 0: -1"},
		[3]string{`"month":12`, `"month":13`, "years[0].services[0].months[0].month is not a month: 13"},
		[3]string{`"months":[`, `"months":[{},`, ""},
		[3]string{`"budget":{"total":31536,"spent":{"min":18,"max":null}}`, `"budget":null`, ""},
		[3]string{`"budget":{"total":31536,`, `"budget":{`, "years[0].services[0].budget.total is missing"},
	)...)
	changes = append(changes, edits("api/actions.json",
		[3]string{`"overdue":true`, `"overdue":null`, "actions[0].overdue is neither true nor false: null"},
		[3]string{`"incident":{`, `"incident":{"x":1},"y":{`, ""},
	)...)
	for i, c := range changes {
		switch {
		case strings.Contains(c.new, `[{},`):
			for _, key := range strings.Fields("degraded from id impacted incidents maintenance major month partial seconds strict to uptime weighted") {
				changes[i].want = append(changes[i].want, "api/uptime.json: T11: years[0].services[0].months[0]."+key+" is missing")
			}
		case strings.Contains(c.new, `"y":{`):
			for _, key := range []string{"path", "title", "url"} {
				changes[i].want = append(changes[i].want, "api/actions.json: T11: actions[0].incident."+key+" is missing")
			}
		}
	}
	check(t, changes)
}

// The data of one incident has the shape of one object of the list.
func TestIncidentData(t *testing.T) {
	files := change{file: "incidents/2018/a/index.json", new: `{"path":""}`}.edit(t, good(t))
	found := all(t, files)
	if len(found) != 22 || !strings.Contains(strings.Join(found, "\n"), "incidents/2018/a/index.json: T11: windows is missing") {
		t.Errorf("%d findings: %s", len(found), strings.Join(found, "\n"))
	}
}

// Files that every site has are missed.
func TestMissingFiles(t *testing.T) {
	found := all(t, nil)
	want := "api/actions.json: T11, api/incidents.json: T11, api/services.json: T11, api/uptime.json: T11, calendar.ics: T11, feed.json: T11, feed.xml: T11, index.html: T2, sitemap.xml: T11"
	var got []string
	for _, f := range found {
		file, rest, _ := strings.Cut(f, ": ")
		rule, _, _ := strings.Cut(rest, ":")
		got = append(got, file+": "+rule)
	}
	if strings.Join(got, ", ") != want {
		t.Errorf("got %s", strings.Join(got, ", "))
	}
}
