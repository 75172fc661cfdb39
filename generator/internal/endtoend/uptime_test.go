package endtoend_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/publish"
)

// The figures that were worked out by hand in the contract, and those of the
// project's own postmortems, from Markdown to /api/uptime.json.

// A side is a figure as the file spells it; "null" where nothing bounds it.
type side struct{ Min, Max spelled }

// spelled keeps a JSON value as it was written: 99.740, not 99.74.
type spelled string

func (s *spelled) UnmarshalJSON(data []byte) error {
	*s = spelled(data)
	return nil
}

func exactly(figure string) side { return side{spelled(figure), spelled(figure)} }

// measured is a figure of /api/uptime.json: of a year or a month.
type measured struct {
	Month     int
	ID        string
	Seconds   int64
	Incidents int
	Major, Partial, Degraded, Maintenance,
	Impacted, Weighted, Uptime, Strict side
	Budget *struct {
		Total spelled
		Spent side
	}
	Months []measured
}

type measuredYear struct {
	Year     int
	Services []measured
}

// publish builds an archive, which must be without mistakes.
func publishTree(t *testing.T, content string) publish.Tree {
	t.Helper()
	content, err := filepath.Abs(content)
	if err != nil {
		t.Fatal(err)
	}
	b, list, err := pipeline.Build(t.Context(), pipeline.Options{Content: content, Display: "content"})
	if err != nil || len(list) > 0 {
		t.Fatalf("building: %v, %v", err, list)
	}
	t.Cleanup(func() {
		if err := b.Loaded.Close(); err != nil {
			t.Error(err)
		}
	})
	return b.Tree
}

// publishedUptime builds an archive and reads the figures that it publishes.
func publishedUptime(t *testing.T, content string) []measuredYear {
	t.Helper()
	file, ok := publishTree(t, content).Lookup("api/uptime.json")
	if !ok {
		t.Fatal("the site has no api/uptime.json")
	}
	var data struct{ Years []measuredYear }
	if err := json.Unmarshal(file.Data, &data); err != nil {
		t.Fatal(err)
	}
	return data.Years
}

// figureOf returns the figure of a service in a year, and of a month of it unless that is 0.
func figureOf(t *testing.T, years []measuredYear, year, month int, service string) measured {
	t.Helper()
	for _, y := range years {
		for _, s := range y.Services {
			if y.Year != year || s.ID != service {
				continue
			}
			if month == 0 {
				return s
			}
			for _, m := range s.Months {
				if m.Month == month {
					return m
				}
			}
		}
	}
	t.Fatalf("%s has no figure in %d, month %d", service, year, month)
	return measured{}
}

// A worked figure is what the contract says; what it leaves out is not compared.
type worked struct {
	year, month int
	seconds     int64
	figures     map[string]side
}

func (w worked) compare(t *testing.T, years []measuredYear, service string) {
	t.Helper()
	f := figureOf(t, years, w.year, w.month, service)
	if w.seconds != 0 && f.Seconds != w.seconds {
		t.Errorf("%d: %d seconds, want %d", w.year, f.Seconds, w.seconds)
	}
	got := map[string]side{
		"major": f.Major, "partial": f.Partial, "degraded": f.Degraded, "maintenance": f.Maintenance,
		"impacted": f.Impacted, "weighted": f.Weighted, "uptime": f.Uptime, "strict": f.Strict,
	}
	if f.Budget != nil {
		got["budget"], got["spent"] = exactly(string(f.Budget.Total)), f.Budget.Spent
	}
	for name, want := range w.figures {
		if got[name] != want {
			t.Errorf("%d, month %d: %s is %v, want %v", w.year, w.month, name, got[name], want)
		}
	}
}

// outage is a postmortem of the service s with impact windows, one a line.
func outage(date, zone string, windows ...string) string {
	text := "---\ntitle: Outage of " + date + "\ndate: " + date + "\nservices: [s]\n"
	if zone != "" {
		text += "timezone: " + zone + "\n"
	}
	text += "impact:\n"
	for _, w := range windows {
		text += "  - {" + w + "}\n"
	}
	return text + "---\n\nWhat happened.\n"
}

// folder writes an archive and gives its path.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	content := filepath.Join(t.TempDir(), "content")
	if err := os.MkdirAll(content, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(content, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return content
}

func TestWorkedNumbersFromMarkdownToJSON(t *testing.T) {
	const settings = "title: Worked numbers\nas_of: 2026-11-01T00:00:00Z\n"
	since := func(day string) string { return "services: [{id: s, since: " + day + "}]\n" }
	half := func(weight string) string {
		return settings + "weights: {partial_outage: " + weight + "}\n" + since("2024-01-01")
	}
	hour := outage("2024-06-12", "", "start: 2024-06-10T10:00:00Z, end: 2024-06-10T11:00:00Z, level: partial_outage")
	newYear := outage("2024-01-03", "", "start: 2023-12-31T23:30:00Z, end: 2024-01-01T00:30:00Z, level: major_outage")

	for _, row := range []struct {
		name    string
		archive string
		reports []string
		want    []worked
	}{
		{"54 minutes in a leap year", settings + since("2012-01-01"),
			[]string{outage("2012-06-01", "America/Los_Angeles", "start: 2012-05-31 08:43 PDT, end: 2012-05-31 09:37 PDT, level: major_outage")},
			[]worked{{2012, 0, 31_622_400, map[string]side{"major": exactly("3240"), "weighted": exactly("3240.0"), "uptime": exactly("99.989")}}}},
		{"4 h 52 min in New York", settings + since("2013-01-01"),
			[]string{outage("2013-07-21", "America/New_York", "start: 2013-07-20 17:22, end: 2013-07-20 22:14, level: major_outage")},
			[]worked{{2013, 0, 31_536_000, map[string]side{"major": exactly("17520"), "uptime": exactly("99.944")}}}},
		{"three partial windows at 0.3, with a target of 99.9 %", settings + since("2018-01-01, slo: 99.9"),
			[]string{outage("2018-12-18", "America/Los_Angeles",
				"start: 2018-12-04 14:00 PST, end: 2018-12-05 00:00 PST, level: partial_outage",
				"start: 2018-12-11 08:30 PST, end: 2018-12-11 09:11 PST, level: partial_outage",
				"start: 2018-12-12 11:55 PST, end: 2018-12-13 00:00 PST, level: partial_outage")},
			[]worked{{2018, 0, 31_536_000, map[string]side{
				"impacted": exactly("81960"), "partial": exactly("81960"), "major": exactly("0"),
				"weighted": exactly("24588.0"), "uptime": exactly("99.922"), "strict": exactly("99.740"), "budget": exactly("31536"), "spent": exactly("24588")}}}},
		{"an hour of a month of 30 days at 0.3", half("0.3"), []string{hour}, []worked{{2024, 6, 2_592_000, map[string]side{"uptime": exactly("99.958")}}}},
		{"an hour of a month of 30 days at 0.5", half("0.5"), []string{hour}, []worked{{2024, 6, 2_592_000, map[string]side{"uptime": exactly("99.930")}}}},
		{"an hour of a month of 30 days at 1", half("1"), []string{hour}, []worked{{2024, 6, 2_592_000, map[string]side{"uptime": exactly("99.861")}}}},
		{"two postmortems that overlap", settings + since("2024-01-01"),
			[]string{
				outage("2024-03-02", "", "start: 2024-03-01T00:00:00Z, end: 2024-03-01T02:00:00Z, level: major_outage"),
				outage("2024-03-03", "", "start: 2024-03-01T01:00:00Z, end: 2024-03-01T03:00:00Z, level: major_outage"),
			},
			[]worked{{2024, 0, 31_622_400, map[string]side{"major": exactly("10800"), "weighted": exactly("10800.0")}}}},
		{"major inside partial", settings + since("2024-01-01"),
			[]string{
				outage("2024-03-02", "", "start: 2024-03-01T00:00:00Z, end: 2024-03-01T04:00:00Z, level: partial_outage"),
				outage("2024-03-03", "", "start: 2024-03-01T01:00:00Z, end: 2024-03-01T02:00:00Z, level: major_outage"),
			},
			[]worked{{2024, 0, 0, map[string]side{"major": exactly("3600"), "partial": exactly("10800"), "weighted": exactly("6840.0")}}}},
		{"over New Year", settings + since("2023-01-01"), []string{newYear},
			[]worked{{2023, 0, 31_536_000, map[string]side{"major": exactly("1800")}}, {2024, 0, 31_622_400, map[string]side{"major": exactly("1800")}}}},
		{"over New Year in Tokyo", settings + "timezone: Asia/Tokyo\n" + since("2023-01-01"), []string{newYear},
			[]worked{{2023, 0, 0, map[string]side{"major": exactly("0")}}, {2024, 0, 0, map[string]side{"major": exactly("3600")}}}},
		{"a service since July", settings + since("2024-07-01"),
			[]string{outage("2024-08-06", "", "start: 2024-08-05T12:00:00Z, end: 2024-08-05T13:00:00Z, level: major_outage")},
			[]worked{{2024, 0, 15_897_600, map[string]side{"major": exactly("3600"), "uptime": exactly("99.977")}}}},
		{"an unknown end", settings + since("2023-01-01"),
			[]string{outage("2023-03-04", "", "start: 2023-03-01T00:00:00Z, end: unknown, at_least: 90m, level: major_outage")},
			[]worked{
				{2023, 0, 31_536_000, map[string]side{"weighted": {"5400.0", "null"}, "major": {"5400", "null"}, "uptime": {"null", "99.982"}}},
				{2023, 4, 0, map[string]side{"weighted": exactly("0.0"), "uptime": exactly("100.000")}}, // after publication
				{2024, 0, 0, map[string]side{"weighted": exactly("0.0"), "uptime": exactly("100.000")}},
			}},
		{"March in New York without downtime", settings + "timezone: America/New_York\n" + since("2024-01-01"), nil,
			[]worked{{2024, 3, 2_674_800, map[string]side{"weighted": exactly("0.0"), "uptime": exactly("100.000")}}}},
	} {
		t.Run(row.name, func(t *testing.T) {
			files := map[string]string{"archive.yaml": row.archive}
			for n, text := range row.reports {
				files[fmt.Sprintf("report-%d.md", n+1)] = text
			}
			years := publishedUptime(t, folder(t, files))
			for _, want := range row.want {
				want.compare(t, years, "s")
			}
		})
	}
}

// Each line is what a reader with the source beside them would work out.
func TestFiguresOfTheRealPostmortems(t *testing.T) {
	years := publishedUptime(t, archives["project"])
	var got []string
	for _, y := range years {
		if len(y.Services) == 0 {
			got = append(got, fmt.Sprintf("%d nothing tracked", y.Year))
		}
		for _, s := range y.Services {
			got = append(got, fmt.Sprintf("%d %s: %d incidents; major %s, partial %s, weighted %s of %d; uptime %s, strict %s", y.Year, s.ID,
				s.Incidents, s.Major, s.Partial, s.Weighted, s.Seconds, s.Uptime, s.Strict))
		}
	}
	want := strings.Split(strings.TrimSpace(`
2012 zoho-invoice: 1 incidents; major 3240, partial 0, weighted 3240.0 of 31622400; uptime 99.989, strict 99.989
2013 customer-io-management: 1 incidents; major 17520, partial 0, weighted 17520.0 of 31536000; uptime 99.944, strict 99.944
2013 customer-io-processing: 1 incidents; major 17520, partial 0, weighted 17520.0 of 31536000; uptime 99.944, strict 99.944
2013 paymo: 2 incidents; major 7200 to null, partial 0, weighted 7200.0 to null of 31536000; uptime null to 99.977, strict null to 99.977
2014 nothing tracked
2015 nothing tracked
2016 nothing tracked
2017 wise-sync: 1 incidents; major 6000, partial 0, weighted 6000.0 of 31536000; uptime 99.980, strict 99.980
2017 wise-pay: 1 incidents; major 6000, partial 0, weighted 6000.0 of 31536000; uptime 99.980, strict 99.980
2018 connect-apps: 1 incidents; major 0, partial 81960, weighted 24588.0 of 31536000; uptime 99.922, strict 99.740
2018 connect-marketplace: 1 incidents; major 0, partial 81960, weighted 24588.0 of 31536000; uptime 99.922, strict 99.740`), "\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("figures (-want +got):\n%s", diff)
	}

	// The months hold the year's downtime where it happened, to the second.
	for _, m := range []worked{
		{2012, 5, 2_678_400, map[string]side{"major": exactly("3240"), "uptime": exactly("99.879")}},
		{2012, 6, 2_592_000, map[string]side{"major": exactly("0"), "uptime": exactly("100.000")}},
	} {
		m.compare(t, years, "zoho-invoice")
	}
	worked{2013, 7, 2_678_400, map[string]side{"major": exactly("17520"), "uptime": exactly("99.345")}}.compare(t, years, "customer-io-management")
	worked{2013, 2, 2_419_200, map[string]side{"major": {"7200", "null"}, "uptime": {"null", "99.702"}}}.compare(t, years, "paymo")
	worked{2013, 3, 2_678_400, map[string]side{"major": exactly("0"), "uptime": exactly("100.000")}}.compare(t, years, "paymo")
	worked{2017, 2, 2_419_200, map[string]side{"major": exactly("6000"), "uptime": exactly("99.751")}}.compare(t, years, "wise-pay")
	worked{2018, 12, 2_678_400, map[string]side{"partial": exactly("81960"), "uptime": exactly("99.081"), "strict": exactly("96.939")}}.compare(t, years, "connect-apps")
}

// String writes one side where both are the same.
func (s side) String() string {
	if s.Min == s.Max {
		return string(s.Min)
	}
	return string(s.Min) + " to " + string(s.Max)
}

// Years in which a service was tracked are published even where nothing happened, and
// so are their badges; those between tracked years say so.
func TestQuietYearsArePublished(t *testing.T) {
	site := publishTree(t, folder(t, map[string]string{
		"archive.yaml": "title: Quiet\nas_of: 2021-07-01T00:00:00Z\nservices: [{id: declared, since: 2019-01-01}, {id: s, name: Undeclared}]\n",
		"one.md":       outage("2018-02-02", "", "start: 2018-02-01T00:00:00Z, end: 2018-02-01T01:00:00Z, level: major_outage"),
		"two.md":       outage("2020-02-02", "", "start: 2020-02-01T00:00:00Z, end: unknown, at_least: 90m, level: major_outage"),
	}))
	var got []string
	for _, f := range site.Files() {
		if strings.HasPrefix(f.Path, "badges/") {
			_, title, _ := strings.Cut(string(f.Data), "<title>")
			title, _, _ = strings.Cut(title, "</title>")
			got = append(got, f.Path+" "+strings.ReplaceAll(title, "\u00a0", " "))
		}
	}
	if diff := cmp.Diff([]string{
		"badges/declared/2019.svg declared uptime 2019: 100 %",
		"badges/declared/2020.svg declared uptime 2020: 100 %",
		"badges/declared/2021.svg declared uptime 2021: 100 %",
		"badges/s/2018.svg Undeclared uptime 2018: 99.988 %",
		"badges/s/2019.svg Undeclared uptime 2019: not tracked",
		"badges/s/2020.svg Undeclared uptime 2020: ≤99.982 %",
	}, got); diff != "" {
		t.Errorf("badges (-want +got):\n%s", diff)
	}
	// The table of a year stands beside its page, and a page for each year of the archive.
	for _, year := range []string{"2018", "2019", "2020"} {
		if _, ok := site.Lookup("years/" + year + "/uptime.csv"); !ok {
			t.Errorf("%s has no uptime.csv", year)
		}
	}
}
