package importer_test

import (
	"fmt"
	"strings"
	"testing"

	"afterword/generator/internal/importer"
)

// TestHostile imports texts made to use up time or memory. A hang is a timeout of the test run.
func TestHostile(t *testing.T) {
	const n = 8_000
	bodies := map[string]string{
		"lists never closed":  strings.Repeat("<ul>", n),
		"lists closed":        strings.Repeat("<ul><li>", n/2) + strings.Repeat("</ul>", n/2),
		"breaks in a row":     "|" + strings.Repeat("<br>", n),
		"dead links":          strings.Repeat("[a](b) ", n),
		"links within links":  strings.Repeat("[", 200) + strings.Repeat("](b)", 200),
		"backticks":           strings.Repeat("` `` ", n),
		"angles":              strings.Repeat("<a ", n),
		"fences":              strings.Repeat("```\n", n),
		"quotes":              strings.Repeat("> ", 2_000),
		"tracks":              strings.Repeat(`{{< track "2020-01-01 10:00:00" >}}`, 4_000),
		"comments":            strings.Repeat("<!--", n),
		"table of one row":    "| Time | Event |\n|--|--|\n" + strings.Repeat("| 10:00 | x |\n", 4_000),
		"deep HTML":           "<div>" + strings.Repeat("<div>", 2_000) + "x",
		"anchors of YAML":     "&a [*a,*a]",
		"shortcodes unclosed": strings.Repeat("{{< highlight go >}}", 4_000),
	}
	for name, body := range bodies {
		t.Run(name, func(t *testing.T) {
			sources := map[string]string{
				"cstate":     "---\ntitle: T\ndate: 2020-01-01\nseverity: down\nsection: issue\n---\n" + body,
				"hugo":       "---\ntitle: T\ndate: 2020-01-01\n---\n" + body,
				"markdown":   "# T\n\n2020-01-01\n\n" + body,
				"statuspage": fmt.Sprintf(`{"incidents":[{"id":"a","name":%q,"postmortem_body":%q,"created_at":"2020-01-01T00:00:00Z"}]}`, name, body),
			}
			for format, text := range sources {
				file := map[string]string{"statuspage": "a.json"}[format]
				if file == "" {
					file = "content/issues/a.md"
				}
				plan, _, err := imported(format, []importer.Source{file1(file, []byte(text))}, importer.Existing{}, importer.Choices{})
				if err != nil {
					t.Fatal(err)
				}
				if len(plan.Files) == 0 {
					t.Errorf("%s: the incident is lost", format)
				}
				check(t, after(importer.Existing{}, plan))
			}
		})
	}
}

// TestManyAlike imports incidents that share a name and a day, and components that share one.
func TestManyAlike(t *testing.T) {
	var incidents []string
	for i := range 1_500 {
		incidents = append(incidents, fmt.Sprintf(`{"id":"i%d","name":"Elevated errors","impact":"none","created_at":"2020-01-01T00:00:00Z","components":[{"id":"c%d","name":"API"}]}`, i, i%300))
	}
	plan, report, err := imported("statuspage", []importer.Source{file1("a.json", []byte("["+strings.Join(incidents, ",")+"]"))}, importer.Existing{}, importer.Choices{})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, f := range plan.Files {
		if seen[f.Path] {
			t.Errorf("%s is planned twice", f.Path)
		}
		seen[f.Path] = true
	}
	if got := report.Count(importer.Created); got != 1_500 {
		t.Errorf("%d of 1500 are created", got)
	}
	check(t, after(importer.Existing{}, plan))
}

// TestManyCopies imports one incident with many messages, again and again.
func TestManyCopies(t *testing.T) {
	var updates []string
	for i := range 5_000 {
		updates = append(updates, fmt.Sprintf(`{"id":"u%d","body":"x","display_at":"2020-01-01T00:00:00Z"}`, i))
	}
	one := `{"id":"i","name":"Elevated errors","impact":"none","incident_updates":[` + strings.Join(updates, ",") + `]}`
	source := file1("a.json", []byte("["+one+strings.Repeat(","+one, 9)+"]"))
	_, report, err := imported("statuspage", []importer.Source{source}, importer.Existing{}, importer.Choices{})
	if err != nil || len(report.Items) != 1 || !strings.Contains(report.Items[0].Notes[0].Text, "messages") {
		t.Error(err, report.Items)
	}
}

// TestSmallLimit imports into an archive whose files may hold next to nothing.
func TestSmallLimit(t *testing.T) {
	source := file1("a.csv", []byte("title,start,description\nOne,2024-01-01,"+strings.Repeat("x", 900)+"\n"))
	settings := importer.Existing{SettingsFile: "archive.yaml", SettingsText: "title: T\nlimits: {file: 700}\n"}
	plan, report, err := imported("csv", []importer.Source{source}, settings, importer.Choices{})
	if err != nil {
		t.Fatal(err)
	}
	if len(plan.Files) != 1 || len(plan.Files[0].Text) > 700 {
		t.Error(plan.Files)
	}
	if notes := fmt.Sprint(report.Items[0].Notes); !strings.Contains(notes, "the text has 700 bytes; the last 700 are left out") {
		t.Error(notes)
	}
}
