package feeds_test

import (
	"path/filepath"
	"testing"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/testutil/goldentest"
	"afterword/generator/internal/trends"
	"afterword/generator/internal/urls"
)

func TestGolden(t *testing.T) {
	f := whole(t)
	a, b := f.Archive, f.Base
	one := ofService(t, "connect-apps")
	incident := func(path string) *archive.Incident {
		i, ok := a.Incident(path)
		if !ok {
			t.Fatalf("no incident %s", path)
		}
		return i
	}
	year, _ := a.Year(2018)
	figures := a.Uptime()
	of2018, _ := figures.Year(2018)
	trail := []feeds.Crumb{{Name: "Home", Path: urls.Home}, {Name: "Incidents", Path: urls.Incidents}}
	robots, _ := feeds.Robots(base(t, "https://example.org/"))
	ok := must(t)
	for name, got := range map[string][]byte{
		"feed.xml":              ok(f.Atom()),
		"feed.json":             ok(f.JSON()),
		"calendar.ics":          f.Calendar(),
		"service-feed.xml":      ok(one.Atom()),
		"service-feed.json":     ok(one.JSON()),
		"service-calendar.ics":  one.Calendar(),
		"incidents.json":        ok(feeds.IncidentsJSON(a, b)),
		"incident.json":         ok(feeds.IncidentJSON(a, incident("2018/zuora-connect"), b)),
		"services.json":         ok(feeds.ServicesJSON(a, b)),
		"actions.json":          ok(feeds.ActionsJSON(a, b)),
		"trends.json":           ok(feeds.TrendsJSON(trends.New(a))),
		"incidents.csv":         feeds.IncidentsCSV(a, a.Incidents, b),
		"uptime.json":           ok(feeds.UptimeJSON(figures)),
		"uptime.csv":            feeds.UptimeCSV(of2018, b),
		"badge.svg":             ok(feeds.Badge("Connect apps uptime 2018", "99.922\u00a0%")),
		"sitemap.xml":           ok(feeds.Sitemap(b, locations)[0].Write()),
		"robots.txt":            robots,
		"home.ld.json":          ok(feeds.HomeLD(a, b)),
		"trail.ld.json":         ok(feeds.TrailLD(b, trail)),
		"incident.ld.json":      ok(feeds.IncidentLD(a, b, incident("2018/zuora-connect"), trail)),
		"incident-edge.ld.json": ok(feeds.IncidentLD(a, b, incident("2013/day"), trail)),
		"year.ld.json":          ok(feeds.YearLD(a, b, year, trail)),
	} {
		t.Run(name, func(t *testing.T) {
			goldentest.Equal(t, filepath.Join("testdata", name), got)
		})
	}
}
