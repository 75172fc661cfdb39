package site_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/urls"
)

// A service may be tracked for longer than the archive has had incidents. Every year up to
// now has its page, and nothing leads to another.
func TestServiceTrackedBeyondTheArchive(t *testing.T) {
	set := settings.Default()
	set.Title = "Long tracked"
	set.Services = []settings.Service{{ID: "api", Name: "API",
		Since: calendar.Time{Instant: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), Precision: calendar.Day}}}
	s, _ := newSite(t, set, time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC), map[string]string{
		"2022/one": "title: One\ndate: 2022-02-03\nservices: [api]\nstart: 2022-02-02T10:00:00Z\nend: 2022-02-02T11:00:00Z\nlevel: major_outage",
		"2023/two": "title: Two\ndate: 2023-02-03\nservices: [api]\nstart: 2023-02-02T10:00:00Z\nend: 2023-02-02T11:00:00Z\nlevel: major_outage",
	})
	for path, want := range map[string][]string{
		urls.Service("api"):               {"2020", "2021", "2022", "2023", "2024", "2025"},
		urls.ServicePeriod("api", "2022"): {"2021", "2023"},
		urls.ServicePeriod("api", "2025"): {"2024"},
	} {
		var years []string
		for _, a := range all(page(t, s, path), "a", "") {
			for _, attribute := range a.Attr {
				address := followed(path, attribute.Val)
				year, ok := strings.CutPrefix(address, "/services/api/")
				if attribute.Key != "href" || strings.HasPrefix(attribute.Val, "#") || !ok || strings.Contains(year, ".") || year == "" {
					continue
				}
				if _, ok := s.Output(address); !ok {
					t.Errorf("%s leads to %s, which is not there", path, address)
				}
				years = append(years, strings.TrimSuffix(year, "/"))
			}
		}
		slices.Sort(years)
		if years = slices.Compact(years); fmt.Sprint(years) != fmt.Sprint(want) {
			t.Errorf("%s leads to the years %v, want %v", path, years, want)
		}
	}
}

// Where a length is known from below only, so are what is spent of a budget,
// what is left of it, and how far it was passed.
func TestBudgetWithoutAnEnd(t *testing.T) {
	set := settings.Default()
	set.Title = "Budgets"
	set.Services = []settings.Service{{ID: "api", Name: "API", Targets: []settings.Target{{Percent: 99900}}}}
	asOf := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC) // of 2023 0.1 % are 8 h 45 min 36 s
	for end, want := range map[string][2]string{
		"2023-02-02T11:00:00Z":               {"used 1 h of 8 h 45 min 36 s (11.5 %)", "1 h of 8 h 45 min 36 s spent, 7 h 45 min 36 s left."},
		"2023-02-02T19:00:00Z":               {"used 9 h of 8 h 45 min 36 s (102.8 %), 14 min 24 s over", "9 h of 8 h 45 min 36 s spent, 14 min 24 s over."},
		"unknown\nat_least: 1h":              {"used ≥1 h of 8 h 45 min 36 s (≥11.5 %)", "at least 1 h of 8 h 45 min 36 s spent, at most 7 h 45 min 36 s left."},
		"unknown\nat_least: 9h":              {"used ≥9 h of 8 h 45 min 36 s (≥102.8 %), ≥14 min 24 s over", "at least 9 h of 8 h 45 min 36 s spent, at least 14 min 24 s over."},
		"unknown\nat_least: 1h\nat_most: 2h": {"used ≥1 h of 8 h 45 min 36 s (≥11.5 %)", "at least 1 h of 8 h 45 min 36 s spent, at most 7 h 45 min 36 s left."},
	} {
		s, _ := newSite(t, set, asOf, map[string]string{
			"one": "title: One\ndate: 2023-02-03\nservices: [api]\nlevel: major_outage\nstart: 2023-02-02T10:00:00Z\nend: " + end,
		})
		shown := strings.ReplaceAll(text(page(t, s, urls.Service("api"))), "\u00a0", " ")
		for _, part := range want {
			if !strings.Contains(shown, part) {
				t.Errorf("ended %q: the page does not say %q:\n%s", end, part, shown[strings.Index(shown, "Error budget"):][:400])
			}
		}
	}
}
