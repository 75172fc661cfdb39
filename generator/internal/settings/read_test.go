package settings_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/testutil/goldentest"
)

// TestMistakes reads the first file of each case and compares the diagnostics with the second.
func TestMistakes(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases:", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			input := a.Files[0]
			s, list := settings.Read(diag.NewSource(input.Name, string(input.Data)), filepath.Ext(input.Name) == ".toml")
			if s == nil || s.Zone == nil || s.Title == "" || len(s.Severities) == 0 {
				t.Errorf("settings are not filled in: %+v", s)
			}
			got := []txtar.File{input, {Name: "diagnostics", Data: []byte(print(list))}}
			goldentest.Equal(t, file, txtar.Format(&txtar.Archive{Comment: a.Comment, Files: got}))
		})
	}
}

func print(list diag.List) string {
	var b strings.Builder
	for _, d := range list.Sorted() {
		fmt.Fprintf(&b, "%s:%d:%d: %s: %s [%s]\n", d.File, d.Line, d.Column, d.Severity, d.Message, d.Code)
		if d.Line > 0 {
			fmt.Fprintf(&b, "  | %s\n  | %s%s\n", d.Excerpt, strings.Repeat(" ", d.Column-1), strings.Repeat("^", max(1, d.Length)))
		}
		if d.Hint != "" {
			fmt.Fprintf(&b, "  %s\n", strings.ReplaceAll(d.Hint, "\n", "\n  "))
		}
	}
	return b.String()
}

const whole = `
title: Outages we learned from
description: Public postmortems
base_url: https://Example.org/postmortems
cname: Postmortems.example.org
language: pt-br
timezone: Europe/Berlin
as_of: 2026-11-01T00:00:00Z
edit_url: https://example.org/edit/
weights: {major_outage: 0.9, partial_outage: 0.125, degraded_performance: 0.001, maintenance: 1}
severities: [sev1, Sev 2]
partial_as_down: true
rules:
  - {severity: sev1, since: 2026-01-01, require: [summary, region, "section:What happened"], within: 14d}
templates: {sev1: full}
markdown: {unsafe: true}
limits: {file: 10, front_matter: 20, depth: 3, keys: 4, title: 5, tags: 6, nesting: 7, table_columns: 8, table_cells: 9, references: 10, headings: 11, highlight_bytes: 12, page_bytes: 13, files: 14, static_file: 15}
services:
  - {id: b, parent: a, since: 2017-01-01, until: 2024-06-30, slo: 99.95, url: "https://b.example"}
  - {id: a, name: The A, organization: Acme, description: One line.}
author: Me
abbreviations: {OMS: orders order-service}
theme: plain
look:
  accent: ["#123", "#abcdef"]
  logo: logo.svg
  favicon: icon.png
  font: serif
  width: wide
  footer: "*Ours*"
  home: [services, latest]
menu: [{name: Runbooks, url: "https://b.example"}, {page: /services/b/}, {page: /}]
`

func TestEverySetting(t *testing.T) {
	s, list := settings.Read(diag.NewSource("archive.yaml", whole), false)
	if len(list) > 0 {
		t.Fatal(print(list))
	}
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	day := func(y int, m time.Month, d int) int64 { return time.Date(y, m, d, 0, 0, 0, 0, berlin).Unix() }
	got := []any{
		s.Title, s.Description, s.Base.String(), s.CNAME, s.Language, s.Zone.String(), s.AsOf.Unix(), s.EditURL, s.Weights, s.Severities,
		s.PartialAsDown, s.Unsafe, s.Limits, s.Declared, s.Author, s.Theme, len(s.Services),
		s.Services[0].ID, s.Services[0].Name, s.Services[0].Parent, s.Services[0].Since.Unix(), s.Services[0].Until.Unix(), s.Services[0].Targets, s.Services[0].URL,
		s.Look.Style, s.Look.Logo.Text, s.Look.Favicon.Text, s.Look.Footer.Text, s.Look.Home,
		len(s.Menu), s.Menu[0].Name, s.Menu[0].URL, s.Menu[1].Page.Text, s.Menu[2].Page.Text,
		s.Services[1].Name, s.Services[1].Organization, s.Services[1].Description, s.Services[1].Since.IsZero(),
		len(s.Rules), s.Rules[0].Severities, s.Rules[0].Since.Unix(), s.Rules[0].Require, s.Rules[0].Within, s.Templates, s.Abbreviations,
	}
	want := []any{
		"Outages we learned from", "Public postmortems", "https://example.org/postmortems/", "postmortems.example.org", "pt-BR", "Europe/Berlin",
		time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC).Unix(), "https://example.org/edit/", settings.Weights{settings.MajorOutage: 900, settings.PartialOutage: 125, settings.DegradedPerformance: 1, settings.Maintenance: 1000}, []string{"sev1", "Sev 2"},
		true, true, settings.Limits{File: 10, FrontMatter: 20, Depth: 3, Keys: 4, Title: 5, Tags: 6, Nesting: 7, TableColumns: 8, TableCells: 9, References: 10, Headings: 11, HighlightBytes: 12, PageBytes: 13, Files: 14, StaticFile: 15}, true, "Me", "plain", 2,
		"b", "b", "a", day(2017, 1, 1), day(2024, 6, 30), []settings.Target{{Percent: 99950}}, "https://b.example",
		settings.Style{Light: "#112233", Dark: "#abcdef", Font: "serif", Width: "wide"}, "logo.svg", "icon.png", "*Ours*", []string{"services", "latest"},
		3, "Runbooks", "https://b.example", "services/b", "",
		"The A", "Acme", "One line.", true,
		1, []string{"sev1"}, day(2026, 1, 1), []string{"summary", "region", "section:What happened"}, 14 * 24 * time.Hour, map[string]frontmatter.Value{"sev1": {Text: "full", At: diag.Span{Start: 517, End: 521}}}, []string{"OMS orders order-service"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestDefaults(t *testing.T) {
	s, list := settings.Read(diag.NewSource("archive.yaml", "title: Postmortems\n"), false)
	if len(list) > 0 {
		t.Fatal(print(list))
	}
	if diff := cmp.Diff(settings.Default(), s, cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() }), cmp.AllowUnexported(s.Base, settings.Taxonomy{})); diff != "" {
		t.Error(diff)
	}
	if s.Declared {
		t.Error("services count as declared")
	}
}

// TestTOML promises that both formats mean the same.
func TestTOML(t *testing.T) {
	s, list := settings.Read(diag.NewSource("archive.toml", `
title = "A"
as_of = 2026-11-01T00:00:00Z
[weights]
partial_outage = 0.5
[limits]
file = 1_000_000
[[services]]
id = "api"
since = 2017-01-01
`), true)
	if len(list) > 0 {
		t.Fatal(print(list))
	}
	if s.Weights[settings.PartialOutage] != 500 || s.Limits.File != 1_000_000 || len(s.Services) != 1 || s.Services[0].Since.IsZero() || s.AsOf.IsZero() {
		t.Errorf("%+v", s)
	}
}
