package urls

import "testing"

func TestSitePaths(t *testing.T) {
	for _, test := range []struct{ got, want string }{
		{Incident("2018/zuora-connect"), "/incidents/2018/zuora-connect/"},
		{IncidentData("2018/zuora-connect"), "/incidents/2018/zuora-connect/index.json"},
		{Service("api"), "/services/api/"},
		{ServiceAtom("api"), "/services/api/feed.xml"},
		{ServiceJSON("api"), "/services/api/feed.json"},
		{ServiceCalendar("api"), "/services/api/calendar.ics"},
		{Year(2018), "/years/2018/"},
		{YearIncidents(2018), "/years/2018/incidents/"},
		{YearMonth(2018, 3), "/years/2018/03/"},
		{YearMonth(2018, 12), "/years/2018/12/"},
		{YearIncidentsCSV(2018), "/years/2018/incidents.csv"},
		{YearUptimeCSV(2018), "/years/2018/uptime.csv"},
		{Badge("api", 2018), "/badges/api/2018.svg"},
		{Cause("split-brain"), "/causes/split-brain/"},
		{Tag("dns"), "/tags/dns/"},
		{Severity("not-recorded"), "/severities/not-recorded/"},
		{Organization("zuora"), "/organizations/zuora/"},
		{Page("about"), "/about/"},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}
