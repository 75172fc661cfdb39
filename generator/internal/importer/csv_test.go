package importer_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"afterword/generator/internal/importer"
)

const tableHead = "title,start,end,summary\n"

// table imports a CSV file.
func table(t *testing.T, text string) (importer.Plan, importer.Report) {
	t.Helper()
	plan, report, err := imported("csv", []importer.Source{file1("a.csv", []byte(text))}, importer.Existing{}, importer.Choices{})
	if err != nil {
		t.Fatal(err)
	}
	return plan, report
}

// TestStrayQuote holds that a quote that is never closed, or far too late, is
// reported with the line of its cell, and that no row ends up within another's cell.
func TestStrayQuote(t *testing.T) {
	const one, two, three = "One,2024-01-01,,a\n", "Two,2024-01-02,,b\n", "Three,2024-01-03,,c\n"
	for name, c := range map[string]struct {
		text    string
		created int
		reports string // where a row is not taken
	}{
		"to the end":              {tableHead + one + "Bad,2024-01-04,,\"oh\n" + two + three, 1, "in line 3 is not closed where the cell ends, so lines 3 to 5 are"},
		"in the last line":        {tableHead + one + "\"Bad,2024-01-04,,oh", 1, "in line 3 is not closed where the cell ends, so lines 3 to 3 are"},
		"to a quote further down": {tableHead + "Bad,2024-01-04,,\"oh\n" + two + "Odd,2024-01-05,,\"fine\"\n" + three, 1, "in line 2 is not closed where the cell ends, so lines 2 to 4 are"},
		"behind a sound cell":     {tableHead + "\"Two\nlines\",2024-01-04,,\"oh\n" + two, 0, "in line 3 is not closed where the cell ends, so lines 2 to 4 are"},
		"in the head":             {"title,start,\"end\n" + one, 0, "in line 1 is not closed"},
		"sound":                   {tableHead + "\"A \"\"b\"\"\nc\",2024-01-04,,\"x\n\"\"y\"\"\"\n" + two, 2, ""},
		"harmless":                {tableHead + "A 12\" disk,2024-01-04,,\"said \"no\" to it\"\n" + two, 2, ""},
	} {
		t.Run(name, func(t *testing.T) {
			plan, report := table(t, c.text)
			if n := report.Count(importer.Created); n != c.created {
				t.Errorf("%d are created: %+v", n, plan.Files)
			}
			var reasons []string
			for _, item := range report.Items {
				if item.Outcome == importer.Skipped {
					reasons = append(reasons, item.Reason)
				}
			}
			if said := strings.Join(reasons, "\n"); (c.reports == "") != (said == "") || !strings.Contains(said, c.reports) {
				t.Errorf("the report says %q", said)
			}
			if c.reports != "" && !report.Doubtful() {
				t.Error("--strict does not see it")
			}
		})
	}
}

// TestLinesOfRows holds that a row is reported under the line that it begins in,
// whatever is above it.
func TestLinesOfRows(t *testing.T) {
	_, report := table(t, "\n"+tableHead+"\n\"One\nof two lines\",2024-01-01,,\n\n\nTwo,2024-01-02,,\n")
	var sources []string
	for _, item := range report.Items {
		sources = append(sources, item.Source)
	}
	if diff := cmp.Diff([]string{"a.csv line 4", "a.csv line 8"}, sources); diff != "" {
		t.Error(diff)
	}
}

// TestBounds holds that what is beyond a bound is reported, and that --strict sees it.
func TestBounds(t *testing.T) {
	for name, c := range map[string]struct{ format, file, text, reports string }{
		"rows":      {"csv", "a.csv", tableHead + strings.Repeat(",\n", 100_000) + "Last,2024-01-01,,\n", "only the first 100000 rows are imported; 1 more are left out"},
		"columns":   {"csv", "a.csv", "title,start" + strings.Repeat(",x", 499) + "\nOne,2024-01-01\n", "only the first 500 columns are imported; 1 more are left out"},
		"cells":     {"csv", "a.csv", "title,start\nOne,2024-01-01" + strings.Repeat(",x", 600) + "\n", "line 2 has 602 cells, and there are 2 columns"},
		"documents": {"statuspage", "a.json", strings.Repeat("[]\n", 100_001), "only the first 100000 values of JSON are read"},
	} {
		t.Run(name, func(t *testing.T) {
			_, report, err := imported(c.format, []importer.Source{file1(c.file, []byte(c.text))}, importer.Existing{}, importer.Choices{})
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			if err := report.WriteText(&b); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(b.String(), c.reports) || !report.Doubtful() {
				t.Errorf("doubtful: %v; the report says %.2000q", report.Doubtful(), b.String())
			}
		})
	}
}

// TestEmptyCells holds that an empty cell of a table by tabs keeps its place.
func TestEmptyCells(t *testing.T) {
	plan, _ := table(t, "title\tstart\tend\tsummary\nOne\t2024-01-01\t\t\"Mail \"\"stopped\"\".\"\n")
	if text := plan.Files[0].Text; !strings.Contains(text, `summary: Mail "stopped".`) {
		t.Error(text)
	}
}

// TestOrganizationOfSigns holds that what has no letter is no organization, neither of the report nor of its services.
func TestOrganizationOfSigns(t *testing.T) {
	plan, _ := table(t, "title,start,services,organization\nOne,2024-01-01,API,**\n")
	now := after(importer.Existing{}, plan)
	check(t, now)
	if strings.Contains(now.SettingsText, "*") || !strings.Contains(now.SettingsText, "id: api") || !strings.Contains(now.Files["2024/one.md"], "original:\n  organization: \"**\"") {
		t.Error(now.SettingsText, now.Files["2024/one.md"])
	}
}
