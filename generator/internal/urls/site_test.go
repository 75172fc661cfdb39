package urls

import "testing"

func TestSitePaths(t *testing.T) {
	for _, test := range []struct{ got, want string }{
		{Incident("2018/zuora-connect"), "/incidents/2018/zuora-connect/"},
		{IncidentData("2018/zuora-connect"), "/incidents/2018/zuora-connect/index.json"},
		{Service("api"), "/services/api/"},
		{FeedsOf(Service("api")).Atom, "/services/api/feed.xml"},
		{FeedsOf(Home).JSON, "/feed.json"},
		{FeedsOf(Service("api")).Calendar, "/services/api/calendar.ics"},
		{Year(2018), "/years/2018/"},
		{YearIncidents(2018), "/years/2018/incidents/"},
		{YearMonth(2018, 3), "/years/2018/03/"},
		{YearMonth(2018, 12), "/years/2018/12/"},
		{PeriodIncidentsCSV("2018/q3"), "/years/2018/q3/incidents.csv"},
		{PeriodUptimeCSV("FY2018"), "/years/FY2018/uptime.csv"},
		{Badge("api", "2018"), "/badges/api/2018.svg"},
		{ServicePeriod("api", "FY2018"), "/services/api/FY2018/"},
		{Term("organizations", "zuora"), "/organizations/zuora/"},
		{Page("about"), "/about/"},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}

func TestParseBase(t *testing.T) {
	for text, want := range map[string]string{
		"":                                "/",
		"/":                               "/",
		"/repo":                           "/repo/",
		"/repo/":                          "/repo/",
		"http://localhost:1313":           "http://localhost:1313/",
		"https://example.org:65535/blog/": "https://example.org:65535/blog/",
		"https://EXAMPLE.org/Blog":        "https://example.org/Blog/",
		"https://Bücher.example:8080/ä/":  "https://xn--bcher-kva.example:8080/%C3%A4/",
		"http://日本.example":               "http://xn--wgv71a.example/",
		"http://[2001:DB8::1]:80/":        "http://[2001:db8::1]:80/",
		"http://my_host/":                 "http://my_host/",
	} {
		if b, err := ParseBase(text); err != nil || b.String() != want {
			t.Errorf("%q is %q, %v; want %q", text, b, err, want)
		}
	}
	for _, text := range []string{
		"example.org", "foo", "www.example.org/blog", "./repo", "../repo", "?", " ", "https:example.org", "https:///repo", "https://:80/", "//example.org/",
		"localhost:1313", "https://example.org:0/", "https://example.org:65536", "https://example.org:99999/", "https://example.org:99999999999999999999/",
		"https://-ü-.example/", "https://b\u00fc\u2028.example/",
	} {
		if b, err := ParseBase(text); err == nil {
			t.Errorf("%q is accepted as %q", text, b)
		}
	}
}

func TestRelative(t *testing.T) {
	for _, test := range [][3]string{
		{"/", "/", "./index.html"},
		{"/", "/services/", "./services/index.html"},
		{"/404.html", "/feed.xml", "./feed.xml"},
		{"/old.html", "/incidents/a b/", "./incidents/a%20b/index.html"},
		{"/services/api/", "/services/web/", "../../services/web/index.html"},
		{"/a/old.html", "/", "../index.html"},
	} {
		if got := Relative(test[0], test[1]); got != test[2] {
			t.Errorf("from %s to %s: %s, want %s", test[0], test[1], got, test[2])
		}
	}
}
