package site_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/settings"
	"afterword/generator/internal/urls"
)

// said is the text of a page without its spaces.
func said(t *testing.T, reports map[string]string, path string) string {
	t.Helper()
	set := settings.Default()
	set.Title = "Dates"
	set.ExtraFacts = []settings.ExtraFact{{Key: "incident_id", Label: "Number"}, {Key: "ticket", Label: "Ticket"}}
	s, _ := newSite(t, set, time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC), reports)
	return squeezed(text(page(t, s, path)))
}

func squeezed(text string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(text, "\u00a0", " ")), "")
}

// TestWhatIsNotKnownOfDates promises that no page says more of a date than its author.
func TestWhatIsNotKnownOfDates(t *testing.T) {
	reports := map[string]string{
		"never":   "title: Never dated\ndate: unknown",
		"year":    "title: In a year\ndate: 2012",
		"month":   "title: In a month\ndate: 2013-02",
		"derived": "title: Derived\ndate: {value: 2013-02-17, note: The earliest day that fits.}",
		"window":  "title: Undated report\ndate: unknown\nstart: 2013-03\nend: unknown",
		"old":     "title: A ship\ndate: 1628-08-10",
	}
	for path, want := range map[string][]string{
		urls.Home:                {"by 17 Feb 2013 published", "2012 published", "undated Never dated", "1629–2011: nothing recorded", "Undated 1"},
		urls.Years:               {"1629–2011: nothing recorded", "2012 1", "Undated 1"},
		urls.Year(0):             {"1 incident.", "Never dated"},
		urls.YearIncidents(2012): {"Listed by the date of publication", "In a year"},
		urls.YearIncidents(2013): {"March 2013 1", "March 2013 Undated report", "February 2013 published In a month"},
		urls.Incident("derived"): {"Published by 17 Feb 2013 The earliest day that fits."},
		urls.Incident("year"):    {"Published 2012 "},
		urls.Incident("never"):   {"Published not recorded"},
		urls.Incident("window"):  {"Started March 2013 day not recorded", "Published not recorded"},
	} {
		got := said(t, reports, path)
		for _, part := range want {
			if !strings.Contains(got, squeezed(part)) {
				t.Errorf("%s does not say %q:\n%s", path, part, got)
			}
		}
	}
	set := settings.Default()
	set.Title = "Dates"
	s, _ := newSite(t, set, time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC), reports)
	if n := len(s.Plan()); n > 200 {
		t.Errorf("%d outputs for six reports", n)
	}
	for _, path := range []string{"never", "year", "month", "derived"} {
		for _, meta := range all(page(t, s, urls.Incident(path)), "meta", "") {
			if attribute(meta, "property") == "article:published_time" {
				t.Errorf("%s: structured data has a time of publication", path)
			}
		}
		for _, script := range all(page(t, s, urls.Incident(path)), "script", "") {
			if strings.Contains(text(script), "datePublished") || strings.Contains(text(script), "dateModified") {
				t.Errorf("%s: structured data has a date: %s", path, text(script))
			}
		}
		for _, node := range all(page(t, s, urls.Incident(path)), "time", "") {
			if strings.HasPrefix(attribute(node, "datetime"), "0001") || attribute(node, "datetime") == "" {
				t.Errorf("%s: a <time> of %q", path, attribute(node, "datetime"))
			}
		}
	}
}

// TestActionsOfUnknownStatus promises that they are neither open nor done.
func TestActionsOfUnknownStatus(t *testing.T) {
	reports := map[string]string{"one": "title: One\ndate: 2024-02-03\nactions:\n  - {title: Old, status: unknown, due: 2024-02-05}\n  - {title: New}\n  - {title: Past, status: done}"}
	got := said(t, reports, urls.Actions)
	for _, part := range []string{"Open 1 ", "Overdue 0", "Done 1 ", "Status not recorded 1 ", "1 action of unrecorded status"} {
		if !strings.Contains(got, squeezed(part)) {
			t.Errorf("the actions do not say %q: %s", part, got)
		}
	}
	if got := said(t, reports, urls.Incident("one")); !strings.Contains(got, squeezed("3 actions, 1 done, 1 of unrecorded status")) || !strings.Contains(got, squeezed("Not recorded")) {
		t.Error(got)
	}
}

// TestCustomKeys promises that keys of the archive's own reach the facts and the search.
func TestCustomKeys(t *testing.T) {
	reports := map[string]string{
		"one": "title: One\ndate: 2024-02-03\nincident_id: PM2021-004\nticket: [https://example.org/4, none]\nfloors: {b: second, a: first}",
		"two": "title: Two\ndate: 2024-02-04",
	}
	got := said(t, reports, urls.Incident("one"))
	for _, part := range []string{"Number PM2021-004", "Ticket https://example.org/4 none"} {
		if !strings.Contains(got, squeezed(part)) {
			t.Errorf("the facts do not say %q: %s", part, got)
		}
	}
	set := settings.Default()
	set.Title = "Keys"
	s, a := newSite(t, set, time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC), reports)
	var words []string
	for _, section := range s.SearchBody(a.Incidents[1]) {
		words = append(words, section.Text)
	}
	if want := []string{"first", "second", "PM2021-004", "https://example.org/4", "none"}; !slices.Equal(words[len(words)-len(want):], want) {
		t.Errorf("the search reads %q", words)
	}
}
