package site_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/markdown"
	"afterword/generator/internal/search"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/site"
	"afterword/generator/internal/urls"
)

// A window of which the day alone is known has its place in the timeline, and
// its note with it: nothing else on the page would tell it.
func TestTimelineHoldsWindowsWithoutATime(t *testing.T) {
	set := settings.Default()
	set.Title = "Windows"
	s, _ := newSite(t, set, time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), map[string]string{
		"one": `title: One
date: 2024-02-03
detected: 2024-01-07
impact:
  - {start: 2024-01-05 10:00Z, end: 2024-01-05 11:00Z, level: major_outage}
  - {start: 2024-01-07, end: unknown, level: partial_outage, note: The second loss.}
timeline:
  - {time: 2024-01-07 09:30Z, text: A customer called.}`,
	})
	var got []string
	for _, timeline := range all(page(t, s, urls.Incident("one")), "div", "timeline") {
		for _, n := range slices.Concat(all(timeline, "h3", ""), all(timeline, "li", "")) {
			got = append(got, strings.Join(strings.Fields(text(n)), " "))
		}
	}
	want := []string{"5 Jan 2024", "7 Jan 2024",
		"10:00 UTC Impact began Full outage.", "11:00 UTC Impact ended +1 h",
		"Impact began Partial outage. The second loss.", "Detected", "09:30 UTC A customer called. +1 d 23 h"}
	if !slices.Equal(got, want) {
		t.Errorf("the timeline is %q, want %q", got, want)
	}
}

// Contents name the sections in the order in which they stand on the page.
func TestContentsFollowThePage(t *testing.T) {
	set := settings.Default()
	set.Title = "Contents"
	s, _ := newSite(t, set, time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), map[string]string{
		"one": "title: One\ndate: 2024-02-03\nservices: [api]\nstart: 2024-02-02 10:00Z\nend: 2024-02-02 11:00Z\nrelated: [two]\n" +
			"actions:\n  - {title: Fix it}\nsources:\n  - {title: Report, url: https://example.org/}",
		"two": "title: Two\ndate: 2024-02-03",
	})
	doc := page(t, s, urls.Incident("one"))
	var listed, standing []string
	for _, nav := range all(doc, "nav", "contents") {
		for _, a := range all(nav, "a", "") {
			listed = append(listed, strings.TrimPrefix(attribute(a, "href"), "#"))
		}
	}
	for _, h := range all(doc, "h2", "") {
		if id := attribute(h, "id"); id != "contents" {
			standing = append(standing, id)
		}
	}
	if len(listed) != 4 || !slices.Equal(listed, standing) {
		t.Errorf("the contents are %q, the page has %q", listed, standing)
	}
}

// Wherever the length of an ongoing incident stands, it is one so far.
func TestOngoingIsSoFar(t *testing.T) {
	set := settings.Default()
	set.Title = "Ongoing"
	s, _ := newSite(t, set, time.Date(2024, 2, 3, 12, 0, 0, 0, time.UTC), map[string]string{
		"one": "title: One\ndate: 2024-02-03\ntags: [etcd]\nrelated: [two]\nstart: 2024-02-03 09:00Z\nend: ongoing",
		"two": "title: Two\ndate: 2024-02-03\ntags: [etcd]\nstart: 2024-02-01 09:00Z\nend: 2024-02-01 10:00Z",
	})
	for _, path := range []string{urls.Home, urls.Incidents, urls.Year(2024), urls.YearIncidents(2024), urls.Term("tags", "etcd"), urls.Incident("two")} {
		var lengths []string
		for _, p := range all(page(t, s, path), "p", "length") {
			lengths = append(lengths, strings.TrimSpace(text(p)))
		}
		if !slices.Contains(lengths, "so far 3\u00a0h") || slices.Contains(lengths, "3\u00a0h") {
			t.Errorf("%s shows the lengths %q", path, lengths)
		}
	}
}

// Search shows and sorts by how long something lasted at least, where that is known.
func TestSearchKnowsTheLength(t *testing.T) {
	set := settings.Default()
	set.Title = "Lengths"
	front := "title: One\ndate: 2024-02-03\nimpact:\n  - {start: 2024-02-03 09:00Z, "
	_, a := newSite(t, set, time.Date(2024, 2, 4, 0, 0, 0, 0, time.UTC), map[string]string{
		"closed": front + "end: 2024-02-03 10:00Z}", "ongoing": front + "end: ongoing}", "least": front + "end: unknown, at_least: 90m}",
		"most": front + "end: unknown, at_most: 6h}", "between": front + "end: unknown, at_least: 1h, at_most: 6h}", "open": front + "end: unknown}",
		"none": "title: One\ndate: 2024-02-03",
	})
	type length struct {
		seconds int64
		atLeast bool
	}
	want := map[string]length{
		"closed": {3600, false}, "ongoing": {15 * 3600, true}, "least": {5400, true}, "between": {3600, true},
		"most": {-1, false}, "open": {-1, false}, "none": {-1, false},
	}
	index, err := site.SearchIndex(a, urls.Base{}, markdown.New(markdown.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]length{}
	for _, hit := range index.Search(search.Query{Text: "one", Limit: 10}).Results {
		got[hit.Path] = length{hit.Seconds, hit.AtLeast}
	}
	if !maps.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
}

// Microformats (h-entry): dt-published is when a report came out, which a list
// shows only of incidents without a start.
func TestPublishedIsTheDateOfTheReport(t *testing.T) {
	set := settings.Default()
	set.Title = "Published"
	s, _ := newSite(t, set, time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC), map[string]string{
		"one": "title: One\ndate: 2024-02-03\nstart: 2024-01-31 09:00Z\nend: 2024-01-31 10:00Z",
		"two": "title: Two\ndate: 2024-02-04",
	})
	for path, want := range map[string][]string{
		urls.Incidents: {"2024-02-04"}, urls.Incident("one"): {"2024-02-03"}, urls.Incident("two"): {"2024-02-04"},
	} {
		var got []string
		for _, n := range all(page(t, s, path), "time", "dt-published") {
			got = append(got, attribute(n, "datetime"))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s was published on %q, want %q", path, got, want)
		}
	}
}

// A heading says once what kind of term it is.
func TestHeadingOfSeverities(t *testing.T) {
	set := settings.Default()
	set.Title = "Severities"
	s, _ := newSite(t, set, time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC), map[string]string{"one": "title: One\ndate: 2024-02-03"})
	for slug, want := range map[string]string{"not-recorded": "Severity Not recorded", "major": "Severity Major"} {
		if got := text(all(page(t, s, urls.Term("severities", slug)), "h1", "")[0]); got != want {
			t.Errorf("the heading is %q, want %q", got, want)
		}
	}
}

// A report lists what its authors name, then what its text is most like, with the reasons; nothing that they
// veto, nothing that is only as common as everything, and no guess.
func TestRelatedIncidents(t *testing.T) {
	set := settings.Default()
	set.Title = "Related"
	files := map[string]string{
		"lease": "title: The lease of etcd was lost\ndate: 2024-02-03\nservices: [api]\ncauses: [split brain]\nsummary: Quorum failed with E11000 in a hurry.",
		"again": "title: No leader in etcd\ndate: 2020-02-03\nservices: [api]\ncauses: [split brain]\nsummary: A lease ran out, E11000 came, quorum was gone.",
		"veto":  "title: The lease of a car\ndate: 2021-02-03\nservices: [api]\ncauses: [split brain]\nunrelated: [lease]\nsummary: Quorum of etcd, E11000, lease.",
		"named": "title: Bread\ndate: 2022-02-03\nservices: [api]\nrelated: [lease]",
	}
	for n := range 9 {
		files[fmt.Sprintf("other%d", n)] = fmt.Sprintf("title: Nothing %d\ndate: 2024-02-%02d\nservices: [api]", n, n+1)
	}
	s, a := newSite(t, set, time.Date(2024, 6, 4, 0, 0, 0, 0, time.UTC), files)
	if len(a.Incidents) != len(files) {
		t.Fatal("an incident is missing")
	}
	list := func(path string) (rows []string) {
		for _, section := range all(page(t, s, urls.Incident(path)), "section", "section") {
			if attribute(section, "aria-labelledby") == "related" {
				for _, li := range all(section, "li", "") {
					rows = append(rows, strings.Join(strings.Fields(text(li)), " "))
				}
			}
		}
		return rows
	}
	rows := list("lease")
	if len(rows) != 2 || !strings.Contains(rows[0], "named in the report") || !strings.Contains(rows[1], "same cause: split brain; both say: ") ||
		!strings.Contains(rows[1], "E11000") || strings.Contains(rows[1], "service") {
		t.Errorf("related to lease: %q", rows)
	}
	if rows := list("veto"); len(rows) != 1 || !strings.Contains(rows[0], "No leader") {
		t.Errorf("related to veto: %q", rows)
	}
	if rows := list("other3"); rows != nil {
		t.Errorf("related to other3: %q", rows)
	}
}
