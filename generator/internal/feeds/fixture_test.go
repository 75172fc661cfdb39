package feeds_test

import (
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/urls"
)

// hostile is a title that tries every format at once. It holds nothing that
// XML cannot; illegal does.
const (
	hostile = "</title></script><script>alert(1)</script><!--<script> ]]> \" ' & < > {{1}} ${1} \u2028 =cmd|' /C calc'!A1"
	illegal = "beep\b and \uFFFE and \x00 end"
)

var long = strings.Repeat("Neunundneunzig Störungen, eine Ursache; ", 5)[:180]

// at reads a time: a date alone has the precision of a day.
func at(text string) calendar.Time {
	if t, err := time.Parse("2006-01-02", text); err == nil {
		return calendar.Time{Instant: t, Precision: calendar.Day}
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return calendar.Time{Instant: t, Precision: calendar.Second, Zoned: true}
}

// terms reads "taxonomy: term".
func terms(list ...string) map[string][]frontmatter.Value {
	all := map[string][]frontmatter.Value{}
	for _, one := range list {
		taxonomy, term, _ := strings.Cut(one, ": ")
		all[taxonomy] = append(all[taxonomy], frontmatter.Value{Text: term})
	}
	return all
}

// complete puts a report's severity and organization among its terms, as parsing does.
func complete(p *postmortem.Postmortem) {
	if p.Terms == nil {
		p.Terms = terms()
	}
	for taxonomy, term := range map[string]string{"severities": p.Severity, "organizations": p.Organization} {
		if term != "" {
			p.Terms[taxonomy] = []frontmatter.Value{{Text: term}}
		}
	}
}

func base(t *testing.T, text string) urls.Base {
	t.Helper()
	b, err := urls.ParseBase(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// asOf is what counts as now in the fixture.
var asOf = at("2026-11-01T00:00:00Z").Unix()

// fixture is an archive that holds every field and every edge.
func fixture(t *testing.T) *archive.Archive {
	t.Helper()
	s := &settings.Settings{
		Title: "Outages we learned from", Description: "Public postmortems, read again; with figures, and sources",
		Base: base(t, "https://example.org/repo/"), Language: "en", Author: "Ada Example", Zone: time.UTC,
		Severities: []string{"critical", "major", "minor", "notice"}, Taxonomies: settings.Default().Taxonomies, Declared: true,
		Weights: settings.Weights{settings.MajorOutage: 1000, settings.PartialOutage: 300},
		Services: []settings.Service{
			{ID: "connect", Name: "Connect", Organization: "Zuora"},
			{ID: "connect-apps", Name: "Connect apps, all of them", Organization: "Zuora", Parent: "connect",
				Description: "Apps & more", Since: at("2017-01-01"), Until: at("2024-06-30"), Targets: []settings.Target{{Percent: 99900}}, URL: "https://connect.example/?a=1&b=2"},
			{ID: "quiet", Name: "Quiet", Targets: []settings.Target{{Percent: 99995}}},
		},
	}
	full := &postmortem.Postmortem{
		Path: "2018/zuora-connect", Title: "Connect apps lost their master three times in nine days",
		Date: at("2018-12-18T13:53:00-08:00"), Updated: at("2018-12-20"),
		Summary: "One or two sentences; with commas, and \\backslashes.", Organization: "Zuora",
		Services: []string{"connect-apps", "quiet"}, Severity: "major",
		Windows: []postmortem.Window{
			{Start: at("2018-12-04T14:00:00-08:00"), End: at("2018-12-05T00:00:00-08:00"), Level: settings.PartialOutage,
				Services: []string{"connect-apps"}, Note: "The first loss of the master."},
			{Start: at("2018-12-12T19:48:00Z"), End: at("2018-12-13T08:34:00Z"), Level: settings.MajorOutage},
		},
		Phases: postmortem.Phases{
			Detected: at("2018-12-04T22:10:00Z"), Acknowledged: at("2018-12-04T22:12:00Z"),
			Mitigated: at("2018-12-13T08:00:00Z"), Resolved: at("2018-12-13T08:34:00Z"),
		},
		DetectedBy: "alert", Terms: terms("causes: split-brain", "causes: patching", "tags: etcd"),
		Related: []postmortem.Reference{{Path: "2013/day"}},
		Actions: []postmortem.Action{
			{Title: "Upgrade etcd", Owner: "platform", Due: at("2018-12-13"), Status: "done", Link: "https://tickets.example/1", Kind: "prevent"},
			{Title: "Write it down", Due: at("2026-10-31"), Status: "open"},
			{Title: "Tell others", Due: at("2026-11-01"), Status: "open"},
		},
		Sources: []postmortem.Source{
			{Title: "Incident report", URL: "https://trust.example/incidents/1?a=1&b=2", Publisher: "Zuora", Date: at("2018-12-18"), Archived: "https://web.archive.org/x"},
			{Title: "A letter"},
		},
	}
	list := []*postmortem.Postmortem{
		full,
		{Path: "2013/day", Title: hostile, Date: at("2013-02-14"), Summary: hostile, Severity: "notice",
			Services: []string{"connect"}, Terms: terms("causes: "+hostile, "tags: +1", "tags: "+hostile),
			Windows: []postmortem.Window{{Start: at("2013-02-12"), Level: settings.Unknown, AtLeast: 90 * time.Minute}}},
		{Path: "2012/no-windows", Title: "+1 for the status page", Date: at("2012-06-01"), Services: []string{"connect"}},
		{Path: "2014/unknown-end", Title: "Störung 🔥 انقطاع الخدمة", Date: at("2014-03-04T05:06:07Z"), Services: []string{"connect-apps"},
			Windows: []postmortem.Window{{Start: at("2014-03-03T01:02:00Z"), Level: settings.DegradedPerformance, AtLeast: time.Hour, AtMost: 6 * time.Hour}}},
		{Path: "2026/still", Title: long, Date: at("2026-10-31T12:00:00Z"), Severity: "critical", Services: []string{"connect-apps"},
			Windows: []postmortem.Window{{Start: at("2026-10-31T10:00:00Z"), Ongoing: true, Level: settings.MajorOutage}}},
		{Path: "2015/illegal", Title: illegal, Date: at("2015-01-01T00:00:00Z"), Summary: illegal, Organization: illegal,
			Windows: []postmortem.Window{{Start: at("2015-01-01T00:00:00Z"), End: at("2015-01-01T00:00:01Z"), Level: settings.Maintenance, Note: illegal}}},
	}
	for _, p := range list {
		p.Zone = time.UTC
		p.File = p.Path + ".md"
		p.Source = &diag.Source{}
		complete(p)
	}
	a, problems := archive.New(s, list, nil, nil, asOf)
	if len(problems) > 0 {
		t.Fatalf("the fixture has problems: %v", problems)
	}
	return a
}

func body(i *archive.Incident) string {
	return "<p>Report of <a href=\"https://example.org/\">" + strings.ReplaceAll(i.Path, "/", " ") + "</a> ]]&gt; \u000b</p>\n"
}

func whole(t *testing.T) feeds.Feed {
	a := fixture(t)
	return feeds.Feed{Archive: a, Base: a.Settings.Base, Body: body}
}

func partOf(s *archive.Service) *feeds.Part {
	if s == nil {
		return nil
	}
	return &feeds.Part{Name: s.Name, Description: s.Description, Page: urls.Service(s.ID), Incidents: s.Incidents}
}

func ofService(t *testing.T, id string) feeds.Feed {
	f := whole(t)
	s, ok := f.Archive.Service(id)
	if !ok {
		t.Fatalf("no service %s", id)
	}
	f.Part, f.Body = partOf(s), nil
	return f
}

func must(t *testing.T) func(b []byte, err error) []byte {
	return func(b []byte, err error) []byte {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
}
