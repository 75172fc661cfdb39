package site_test

import (
	"fmt"
	"testing"
	"time"

	"golang.org/x/net/html"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/urls"
)

// The pages of which nothing but the archive's size bounds the rows keep to the
// design's 1,400 elements: a service with ten incidents in each of sixteen years,
// another with 120 in one, and the actions of them all.
func TestPagesThatGrowKeepToTheirBudget(t *testing.T) {
	set := settings.Default()
	set.Title = "Long"
	since := calendar.Time{Instant: time.Date(2008, 1, 1, 0, 0, 0, 0, time.UTC), Precision: calendar.Day}
	set.Services = []settings.Service{{ID: "api", Name: "API", Targets: []settings.Target{{Percent: 99900}}, Since: since}, {ID: "web", Name: "Web", Targets: []settings.Target{{Percent: 99900}}}}
	reports := map[string]string{}
	report := func(service string, year, k, n int) {
		start := time.Date(year, 1, 1+k*365/n, 10, 0, 0, 0, time.UTC)
		reports[fmt.Sprintf("%d/%s-%d", year, service, k)] = fmt.Sprintf("title: Incident %d of %d\ndate: %s\nservices: [%s]\nseverity: major\nstart: %s\nend: %s\n"+
			"actions:\n  - {title: Fix it, owner: team-%d, due: 2030-01-01, status: open, link: https://example.org/1}\n  - {title: Watch it, owner: team-%d, kind: detect, status: done, link: https://example.org/2}",
			k, year, start.Format(time.DateOnly), service, start.Format(time.RFC3339), start.Add(time.Hour).Format(time.RFC3339), k%8, k%8)
	}
	for year := 2008; year < 2024; year++ {
		for k := range 10 {
			report("api", year, k, 10)
		}
	}
	for k := range 120 {
		report("web", 2023, k, 120)
	}
	s, _ := newSite(t, set, time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), reports)
	for _, path := range []string{urls.Service("api"), urls.Service("web"), urls.ServicePeriod("web", "2023"), urls.Actions} {
		elements := 0
		for n := range page(t, s, path).Descendants() {
			if n.Type == html.ElementNode {
				elements++
			}
		}
		most := 1400
		if path == urls.ServicePeriod("web", "2023") {
			most = 1700 // with a cell for each day
		}
		if elements > most {
			t.Errorf("%s has %d elements", path, elements)
		}
	}
}
