package endtoend_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A side is a figure as the file spells it: 99.740, "null" where nothing bounds it.
type side struct{ Min, Max json.RawMessage }

// String writes one side where both are the same.
func (s side) String() string {
	if string(s.Min) == string(s.Max) {
		return string(s.Min)
	}
	return string(s.Min) + " to " + string(s.Max)
}

// A measured is a figure of /api/uptime.json: of a year or a month.
type measured struct {
	Month                                    int
	ID                                       string
	Seconds                                  int64
	Incidents                                int
	Major, Partial, Weighted, Uptime, Strict side
}

func (m measured) String() string {
	return fmt.Sprintf("%s: %d incidents; major %s, partial %s, weighted %s of %d; uptime %s, strict %s",
		m.ID, m.Incidents, m.Major, m.Partial, m.Weighted, m.Seconds, m.Uptime, m.Strict)
}

// The project's own postmortems, from Markdown to /api/uptime.json. Each line is what
// a reader with the source beside them would work out: the figures of the years,
// and of those months in which anything happened.
func TestFiguresOfTheRealPostmortems(t *testing.T) {
	var data struct {
		Years []struct {
			Year     int
			Services []struct {
				measured
				Months []measured
			}
		}
	}
	if err := json.Unmarshal([]byte(site(t, "project", "/").page(t, "/api/uptime.json")), &data); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, y := range data.Years {
		if len(y.Services) == 0 {
			got = append(got, fmt.Sprintf("%d nothing tracked", y.Year))
		}
		for _, s := range y.Services {
			got = append(got, fmt.Sprintf("%d %s", y.Year, s.measured))
			for _, m := range s.Months {
				if m.Incidents > 0 || m.Uptime.String() != "100.000" {
					got = append(got, fmt.Sprintf("%d-%02d %s", y.Year, m.Month, m))
				}
			}
		}
	}
	want := `
2012 zoho-invoice: 1 incidents; major 3240, partial 0, weighted 3240.000 of 31622400; uptime 99.989, strict 99.989
2012-05 zoho-invoice: 1 incidents; major 3240, partial 0, weighted 3240.000 of 2678400; uptime 99.879, strict 99.879
2013 customer-io-management: 1 incidents; major 17520, partial 0, weighted 17520.000 of 31536000; uptime 99.944, strict 99.944
2013-07 customer-io-management: 1 incidents; major 17520, partial 0, weighted 17520.000 of 2678400; uptime 99.345, strict 99.345
2013 customer-io-processing: 1 incidents; major 17520, partial 0, weighted 17520.000 of 31536000; uptime 99.944, strict 99.944
2013-07 customer-io-processing: 1 incidents; major 17520, partial 0, weighted 17520.000 of 2678400; uptime 99.345, strict 99.345
2013 paymo: 2 incidents; major 7200 to null, partial 0, weighted 7200.000 to null of 31536000; uptime null to 99.978, strict null to 99.978
2013-02 paymo: 2 incidents; major 7200 to null, partial 0, weighted 7200.000 to null of 2419200; uptime null to 99.703, strict null to 99.703
2014 nothing tracked
2015 nothing tracked
2016 nothing tracked
2017 wise-sync: 1 incidents; major 6000, partial 0, weighted 6000.000 of 31536000; uptime 99.980, strict 99.980
2017-02 wise-sync: 1 incidents; major 6000, partial 0, weighted 6000.000 of 2419200; uptime 99.751, strict 99.751
2017 wise-pay: 1 incidents; major 6000, partial 0, weighted 6000.000 of 31536000; uptime 99.980, strict 99.980
2017-02 wise-pay: 1 incidents; major 6000, partial 0, weighted 6000.000 of 2419200; uptime 99.751, strict 99.751
2018 connect-apps: 1 incidents; major 0, partial 81960, weighted 24588.000 of 31536000; uptime 99.922, strict 99.740
2018-12 connect-apps: 1 incidents; major 0, partial 81960, weighted 24588.000 of 2678400; uptime 99.081, strict 96.939
2018 connect-marketplace: 1 incidents; major 0, partial 81960, weighted 24588.000 of 31536000; uptime 99.922, strict 99.740
2018-12 connect-marketplace: 1 incidents; major 0, partial 81960, weighted 24588.000 of 2678400; uptime 99.081, strict 96.939`
	if diff := cmp.Diff(strings.Split(strings.TrimSpace(want), "\n"), got); diff != "" {
		t.Errorf("figures (-want +got):\n%s", diff)
	}
}

// Years in which a service was tracked are published even where nothing happened, and
// so are their badges; those between tracked years say so.
func TestQuietYearsArePublished(t *testing.T) {
	b, list := buildIn(t, archived(t, map[string]string{
		"archive.yaml": "title: Quiet\nas_of: 2021-07-01T00:00:00Z\nservices: [{id: declared, since: 2019-01-01}, {id: s, name: Undeclared}]\n",
		"one.md":       "---\ntitle: Outage\ndate: 2018-02-02\nservices: [s]\nstart: 2018-02-01T00:00:00Z\nend: 2018-02-01T01:00:00Z\nlevel: major_outage\n---\nText.\n",
		"two.md":       "---\ntitle: Outage\ndate: 2020-02-02\nservices: [s]\nstart: 2020-02-01T00:00:00Z\nend: unknown\nat_least: 90m\nlevel: major_outage\n---\nText.\n",
	}))
	if list.Errors() > 0 {
		t.Fatal(list)
	}
	var got []string
	for _, f := range b.Tree {
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
		"badges/s/2020.svg Undeclared uptime 2020: ≤99.983 %",
	}, got); diff != "" {
		t.Errorf("badges (-want +got):\n%s", diff)
	}
	// The table of a year stands beside its page, and a page for each year of the archive.
	for _, year := range []string{"2018", "2019", "2020"} {
		if _, ok := b.Tree.Lookup("years/" + year + "/uptime.csv"); !ok {
			t.Errorf("%s has no uptime.csv", year)
		}
	}
}
