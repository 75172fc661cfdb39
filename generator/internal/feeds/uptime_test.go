package feeds_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/uptime"
)

// figures are those of two services with a target, of which one was affected for an hour
// and a second at a weight of a third, for an unknown time, and not at all.
func figures() *uptime.Report {
	day := func(text string) calendar.Time { return at(text) }
	return uptime.Compute(uptime.Input{
		Zone: time.UTC, AsOf: at("2021-07-01T00:00:00Z").Unix(),
		Weights: settings.Weights{settings.MajorOutage: 1000, settings.PartialOutage: 333, settings.DegradedPerformance: 50},
		Services: []settings.Service{
			{ID: "api", Name: "=API", Organization: "Example, Inc.", Since: day("2019-03-01"), Targets: []settings.Target{{Percent: 99_950}}},
			{ID: "web", Name: "Web", Since: day("2020-01-01"), Until: day("2020-12-31")},
		},
		Postmortems: []*postmortem.Postmortem{
			{Path: "known", Services: []string{"api"}, Date: day("2019-05-10"), Windows: []postmortem.Window{
				{Start: at("2019-05-09T10:00:00Z"), End: at("2019-05-09T11:00:01Z"), Level: settings.PartialOutage}}},
			{Path: "unknown", Services: []string{"api"}, Date: day("2020-02-03"), Windows: []postmortem.Window{
				{Start: at("2020-02-01T10:00:00Z"), Level: settings.MajorOutage, AtLeast: 90 * time.Minute}}},
		},
	})
}

// keysOf lists the keys of JSON objects in their order, with
// their depth, each list of keys once.
func keysOf(t *testing.T, data []byte) []string {
	t.Helper()
	var found []string
	d := json.NewDecoder(bytes.NewReader(data))
	var walk func(path string)
	walk = func(path string) {
		token, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		switch token {
		case json.Delim('{'):
			for d.More() {
				key, err := d.Token()
				if err != nil {
					t.Fatal(err)
				}
				name := path + "." + key.(string)
				if !slices.Contains(found, name) {
					found = append(found, name)
				}
				walk(name)
			}
			_, err = d.Token()
		case json.Delim('['):
			for d.More() {
				walk(path + "[]")
			}
			_, err = d.Token()
		}
		if err != nil && !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
	}
	walk("")
	return found
}

func TestUptimeJSONHasTheKeysOfTheContract(t *testing.T) {
	var want []string
	add := func(prefix, keys string) {
		for key := range strings.FieldsSeq(keys) {
			want = append(want, prefix+"."+key)
			if slices.Contains([]string{"major", "partial", "degraded", "maintenance", "impacted", "weighted", "uptime", "strict"}, key) && prefix != ".weights" {
				want = append(want, prefix+"."+key+".min", prefix+"."+key+".max")
			}
		}
	}
	const shared = "id from to seconds incidents major partial degraded maintenance impacted weighted uptime strict"
	add("", "as_of timezone weights")
	add(".weights", "major_outage partial_outage degraded_performance maintenance")
	add("", "years")
	add(".years[]", "year services")
	service := ".years[].services[]"
	add(service, shared+" slo budget")
	add(service+".budget", "total spent")
	add(service+".budget.spent", "min max")
	add(service, "budgets")
	add(service+".budgets[]", "from to seconds slo total spent")
	add(service+".budgets[].spent", "min max")
	add(service, "credits months")
	add(service+".months[]", "month "+shared)
	add("", "periods rolling")
	if diff := cmp.Diff(want, keysOf(t, must(t)(feeds.UptimeJSON(figures())))); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
}

func TestUptimeJSONValues(t *testing.T) {
	data := string(must(t)(feeds.UptimeJSON(figures())))
	for _, want := range []string{
		`{"as_of":"2021-07-01T00:00:00Z","timezone":"UTC","weights":{"major_outage":1,"partial_outage":0.333,"degraded_performance":0.05,"maintenance":0},"years":[`,
		"\n" + `{"year":2019,"services":[` + "\n" + `{"id":"api","from":"2019-03-01T00:00:00Z","to":"2020-01-01T00:00:00Z","seconds":26438400,"incidents":1,`,
		// 3,601 s at 0.333 are 1,199.133 s, to the thousandth.
		`"partial":{"min":3601,"max":3601}`, `"weighted":{"min":1199.133,"max":1199.133}`, `"uptime":{"min":99.995,"max":99.995}`, `"strict":{"min":99.986,"max":99.986}`,
		`"slo":99.95,"budget":{"total":13219,"spent":{"min":1199,"max":1199}}`,
		// Without an upper side: null, in the year and in the month, not in the next one.
		`"major":{"min":5400,"max":null}`, `"weighted":{"min":5400.000,"max":null}`, `"uptime":{"min":null,"max":99.983}`,
		`{"month":3,"id":"api","from":"2020-03-01T00:00:00Z","to":"2020-04-01T00:00:00Z","seconds":2678400,"incidents":0,"major":{"min":0,"max":0}`,
		`"uptime":{"min":100.000,"max":100.000}`,
		`"slo":null,"budget":null`,
		// The running year ends where knowledge does.
		`"from":"2021-01-01T00:00:00Z","to":"2021-07-01T00:00:00Z","seconds":15638400`,
	} {
		if !strings.Contains(data, want) {
			t.Errorf("%s is missing from\n%s", want, data)
		}
	}
	var got struct {
		Years []struct {
			Year     int
			Services []struct {
				ID     string
				Months []struct{ Month int }
			}
		}
	}
	if err := json.Unmarshal([]byte(data), &got); err != nil {
		t.Fatal(err)
	}
	var shape []string
	for _, y := range got.Years {
		for _, s := range y.Services {
			line := s.ID
			for _, m := range s.Months {
				line += " " + time.Month(m.Month).String()[:3]
			}
			shape = append(shape, line)
		}
	}
	all := " Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
	want := []string{"api Mar Apr May Jun Jul Aug Sep Oct Nov Dec", "api" + all, "web" + all, "api Jan Feb Mar Apr May Jun"}
	if diff := cmp.Diff(want, shape); diff != "" {
		t.Errorf("services and their months (-want +got):\n%s", diff)
	}
}

func TestUptimeJSONOfNothing(t *testing.T) {
	r := uptime.Compute(uptime.Input{Zone: time.UTC, AsOf: at("2021-07-01T00:00:00Z").Unix()})
	got := unmarshal(t, must(t)(feeds.UptimeJSON(r)))
	if diff := cmp.Diff([]any{}, got["years"]); diff != "" {
		t.Error(diff)
	}
}

func TestUptimeCSVReadsBackAsWritten(t *testing.T) {
	y, _ := figures().Year(2020)
	rows, err := csv.NewReader(bytes.NewReader(feeds.UptimeCSV(y, base(t, "https://example.org/repo/")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 3 {
		t.Fatalf("%d rows", len(rows))
	}
	want := map[string][2]string{
		"year": {"2020", "2020"}, "service": {"api", "web"}, "name": {"'=API", "Web"}, "organization": {"Example, Inc.", ""},
		"url":  {"https://example.org/repo/services/api/", "https://example.org/repo/services/web/"},
		"from": {"2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z"}, "to": {"2021-01-01T00:00:00Z", "2021-01-01T00:00:00Z"},
		"seconds": {"31622400", "31622400"}, "incidents": {"1", "0"},
		"major_min": {"5400", "0"}, "major_max": {"", "0"}, "partial_min": {"0", "0"}, "partial_max": {"0", "0"},
		"degraded_min": {"0", "0"}, "degraded_max": {"0", "0"}, "maintenance_min": {"0", "0"}, "maintenance_max": {"0", "0"},
		"impacted_min": {"5400", "0"}, "impacted_max": {"", "0"}, "weighted_min": {"5400.000", "0.000"}, "weighted_max": {"", "0.000"},
		"uptime_min": {"", "100.000"}, "uptime_max": {"99.983", "100.000"}, "strict_min": {"", "100.000"}, "strict_max": {"99.983", "100.000"},
		"slo": {"99.95", ""}, "budget_total": {"15811", ""}, "budget_spent_min": {"5400", ""}, "budget_spent_max": {"", ""},
	}
	got := map[string][2]string{}
	for n, column := range rows[0] {
		got[column] = [2]string{rows[1][n], rows[2][n]}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cells (-want +got):\n%s", diff)
	}
	if rows, err := csv.NewReader(bytes.NewReader(feeds.UptimeCSV(uptime.Period{Period: calendar.Period{Year: 1999}}, base(t, "/")))).ReadAll(); err != nil || len(rows) != 1 {
		t.Errorf("a year without services has %d rows, want its head alone (%v)", len(rows), err)
	}
}
