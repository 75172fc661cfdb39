package archive_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
)

// report reads a postmortem from front matter, as an archive of the settings would.
func report(t *testing.T, s *settings.Settings, path, front string) *postmortem.Postmortem {
	t.Helper()
	p, list := postmortem.Parse(path+".md", diag.NewSource("content/"+path+".md", "---\n"+front+"\n---\n"), s)
	if list.Errors() > 0 {
		t.Fatalf("%s: %v", path, list)
	}
	return p
}

func load(t *testing.T, s *settings.Settings, reports map[string]string) *archive.Archive {
	t.Helper()
	var list []*postmortem.Postmortem
	for path, front := range reports {
		list = append(list, report(t, s, path, front))
	}
	a, mistakes := archive.New(s, list, nil, nil, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC).Unix())
	for _, d := range mistakes {
		if d.Code != diag.TermNear { // which tests of it ask Near for
			t.Fatal(d)
		}
	}
	return a
}

func paths(list []*archive.Incident) (out []string) {
	for _, i := range list {
		out = append(out, i.Path)
	}
	return out
}

func equal(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func TestIncidentsStandNewestFirst(t *testing.T) {
	a := load(t, settings.Default(), map[string]string{
		"old":     "title: a\ndate: 2024-01-09\nstart: 2024-01-01 10:00Z\nend: 2024-01-01 11:00Z",
		"b-tie":   "title: a\ndate: 2024-03-01",
		"a-tie":   "title: a\ndate: 2024-03-01",
		"started": "title: a\ndate: 2025-01-01\nstart: 2024-02-01 10:00Z\nend: 2024-02-01 11:00Z",
	})
	equal(t, "order", paths(a.Incidents), []string{"a-tie", "b-tie", "started", "old"})
	first, last := a.Incidents[0], a.Incidents[3]
	if first.Later != nil || first.Earlier.Path != "b-tie" || last.Earlier != nil || last.Later.Path != "started" {
		t.Errorf("neighbours: %v", first.Earlier)
	}
}

func TestYearsRunWithoutAGap(t *testing.T) {
	s := settings.Default()
	a := load(t, s, map[string]string{
		"first":    "title: a\ndate: 2019-05-01",
		"new-year": "title: a\ndate: 2022-01-05\nstart: 2021-12-31 23:30Z\nend: 2022-01-01 00:30Z\nlevel: major_outage",
	})
	var got []string
	for _, y := range a.Years {
		got = append(got, fmt.Sprintf("%d:%d", y.Number, len(y.Incidents)))
	}
	equal(t, "years", got, []string{"2019:1", "2020:0", "2021:1", "2022:0"})
	if y, ok := a.Year(2021); !ok || len(y.Months[11]) != 1 {
		t.Error("the incident of New Year's Eve belongs to December")
	}
	if _, ok := a.Year(2018); ok {
		t.Error("2018 is not a year of the archive")
	}
}

func TestYearsAreThoseOfTheArchivesZone(t *testing.T) {
	tokyo, mistake := calendar.LoadZone("Asia/Tokyo")
	if mistake != nil {
		t.Fatal(mistake)
	}
	s := settings.Default()
	s.Zone = tokyo
	a := load(t, s, map[string]string{
		"moved": "title: a\ndate: 2024-01-09\nstart: 2023-12-31 23:30 UTC\nend: 2024-01-01 00:30 UTC",
		"day":   "title: a\ndate: 2023-12-31",
	})
	for path, want := range map[string]int{"moved": 2024, "day": 2023} {
		if i, _ := a.Incident(path); i.Year != want {
			t.Errorf("%s belongs to %d, want %d", path, i.Year, want)
		}
	}
}

// A day of another zone begins at another instant, and would stand among the reports of the day before.
func TestOrderFollowsTheDaysOfTheArchivesZone(t *testing.T) {
	newYork, mistake := calendar.LoadZone("America/New_York")
	if mistake != nil {
		t.Fatal(mistake)
	}
	s := settings.Default()
	s.Zone, s.ZoneGiven = newYork, true
	a := load(t, s, map[string]string{
		"day":  "title: a\ndate: 2024-01-09\ntimezone: Asia/Tokyo\nstart: 2024-01-01\nend: unknown",
		"eve":  "title: a\ndate: 2024-01-09\nstart: 2023-12-31 18:00\nend: 2023-12-31 19:00",
		"date": "title: a\ndate: 2023-12-01\ntimezone: Asia/Tokyo",
		"late": "title: a\ndate: 2023-12-09\nstart: 2023-11-30 18:00\nend: 2023-11-30 19:00",
	})
	equal(t, "order", paths(a.Incidents), []string{"day", "eve", "date", "late"})
	for path, want := range map[string]time.Month{"day": time.January, "eve": time.December, "date": time.December, "late": time.November} {
		if i, _ := a.Incident(path); i.Month != want {
			t.Errorf("%s belongs to %v, want %v", path, i.Month, want)
		}
	}
}

func TestTermsOfOneSlugShareTheSpellingUsedMost(t *testing.T) {
	a := load(t, settings.Default(), map[string]string{
		"1": "title: a\ndate: 2024-01-01\ntags: [café]",
		"2": "title: a\ndate: 2024-01-02\ntags: [Cafe, dns]",
		"3": "title: a\ndate: 2024-01-03\ntags: [café]\nseverity: major",
	})
	var got []string
	for _, term := range a.Taxonomy("tags").Terms {
		got = append(got, fmt.Sprintf("%s=%s:%d", term.Slug, term.Name, len(term.Incidents)))
	}
	equal(t, "tags", got, []string{"cafe=café:3", "dns=dns:1"})
	got = nil
	for _, term := range a.Taxonomy("severities").Terms {
		got = append(got, fmt.Sprintf("%s:%d", term.Slug, len(term.Incidents)))
	}
	equal(t, "severities", got, []string{"critical:0", "major:1", "minor:0", "notice:0", "not-recorded:2"})
}

func TestAParentHasTheIncidentsOfItsParts(t *testing.T) {
	s := settings.Default()
	s.Declared = true
	s.Services = []settings.Service{{ID: "all", Name: "All"}, {ID: "api", Name: "API", Parent: "all"}, {ID: "web", Name: "Web", Parent: "all"}}
	a := load(t, s, map[string]string{
		"both": "title: a\ndate: 2024-01-02\nservices: [web, api]",
		"one":  "title: a\ndate: 2024-01-01\nservices: [api]",
	})
	for id, want := range map[string][]string{"all": {"both", "one"}, "api": {"both", "one"}, "web": {"both"}} {
		v, ok := a.Service(id)
		if !ok {
			t.Fatalf("no service %s", id)
		}
		equal(t, id, paths(v.Incidents), want)
	}
	if v, _ := a.Service("all"); !v.Covers("web") || v.Covers("other") || len(v.Children) != 2 {
		t.Error("the tree of services is not what the settings say")
	}
}

func TestServicesWithoutADeclarationAreThoseNamed(t *testing.T) {
	a := load(t, settings.Default(), map[string]string{
		"1": "title: a\ndate: 2024-01-01\nservices: [web, api]\norganization: Acme",
	})
	var got []string
	for _, v := range a.Services {
		got = append(got, v.ID+" "+v.Organization)
	}
	equal(t, "services", got, []string{"api Acme", "web Acme"})
}

func TestRelatedNamesMustExist(t *testing.T) {
	s := settings.Default()
	p := report(t, s, "2024/one", "title: a\ndate: 2024-01-01\nrelated: [2024/tow, 2024/one]")
	q := report(t, s, "2024/two", "title: a\ndate: 2024-01-01")
	_, list := archive.New(s, []*postmortem.Postmortem{p, q}, nil, nil, p.Date.Unix())
	if len(list) != 2 || list[0].Code != diag.RelatedUnknown || !strings.Contains(list[0].Hint, "2024/two") || list[0].Line != 4 {
		t.Errorf("got %v", list)
	}
}

// The index proposes; this oracle scores every pair by the rules of design 3.4
// as they are written there, and shares nothing with the index but the tie-breaks.
// An author writes a path as it is among the files, or as the address bar has it.
func TestRelatedFollowsFilesAndAddresses(t *testing.T) {
	a := load(t, settings.Default(), map[string]string{
		"2018/master":   "title: a\ndate: 2024-01-01\nslug: lost-master",
		"incidents/old": "title: a\ndate: 2024-01-02",
		"by-file":       "title: a\ndate: 2024-01-03\nrelated: [2018/master, incidents/old]",
		"by-address":    "title: a\ndate: 2024-01-04\nrelated: [2018/lost-master, /incidents/incidents/old/]",
		"in-full":       "title: a\ndate: 2024-01-05\nrelated: [/incidents/2018/lost-master/, incidents/old.md]",
	})
	for _, path := range []string{"by-file", "by-address", "in-full"} {
		i, _ := a.Incident(path)
		equal(t, path, paths(i.Named), []string{"2018/lost-master", "incidents/old"})
	}
}

func TestFarDatesAreWarnedOf(t *testing.T) {
	s := settings.Default()
	for _, c := range []struct {
		what  string
		dates []string
		want  []string // the reports that are warned of
	}{
		{"an archive of decades", []string{"1965-11-09", "1990-01-15", "2024-07-01"}, nil},
		{"one report", []string{"1926-01-02"}, nil},
		{"another century", []string{"1926-01-02", "2024-07-01", "2025-07-01"}, []string{"r0"}},
		{"the future", []string{"9926-01-02", "2026-11-02", "2026-11-03"}, []string{"r0", "r2"}},
		{"the future alone excuses the only other", []string{"9926-01-02", "2024-07-01"}, []string{"r0"}},
		{"two of another century", []string{"1926-01-02", "1930-01-02", "2024-07-01"}, nil},
		{"a window that tells", []string{"1990-01-01\nstart: 1930-01-01 10:00Z\nend: unknown", "2024-07-01"}, nil},
	} {
		var reports []*postmortem.Postmortem
		for n, date := range c.dates {
			reports = append(reports, report(t, s, fmt.Sprintf("r%d", n), "title: a\ndate: "+date))
		}
		_, list := archive.New(s, reports, nil, nil, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC).Unix())
		var got []string
		for _, d := range list.Sorted() {
			if d.Code != diag.DateFar || d.Severity != diag.Warning || d.Line != 3 {
				t.Errorf("%s: %v", c.what, d)
			}
			got = append(got, strings.TrimSuffix(strings.TrimPrefix(d.File, "content/"), ".md"))
		}
		equal(t, c.what, got, c.want)
	}
}
