package postmortem_test

import (
	"strings"
	"testing"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
)

// ruled reads a report and returns what the rules say of it at a time.
func ruled(t *testing.T, rules, front string, asOf int64, sections ...string) string {
	t.Helper()
	s, list := settings.Read(diag.NewSource("archive.yaml", "title: A\ntimezone: Europe/Berlin\nrules:\n"+rules), false)
	if len(list) > 0 {
		t.Fatal(list)
	}
	p, list := postmortem.Parse("a.md", diag.NewSource("a.md", "---\ntitle: A\n"+front+"---\n"), s)
	if len(list) > 0 {
		t.Fatal(list)
	}
	var said []string
	for _, d := range p.CheckRules(s, asOf, func() []string { return sections }) {
		said = append(said, d.Severity.String()+": "+d.Message)
	}
	return strings.Join(said, "; ")
}

// Every key of front matter can be required, and is missed where it has no value.
func TestRequire(t *testing.T) {
	const all = "  - {require: [title, date, updated, summary, organization, services, severity, timezone, impact, detected, acknowledged, mitigated, resolved, " +
		"detected_by, timeline, causes, tags, related, actions, sources, region]}\n"
	const full = `date: 2026-03-05
updated: 2026-03-06
description: S
organisation: O
services: [a]
severity: major
timezone: UTC
start: 2026-03-03 14:05
end: 2026-03-03 14:57
detected: 2026-03-03 14:06
acknowledged: 2026-03-03 14:07
mitigated: 2026-03-03 14:08
resolved: 2026-03-03 14:09
detected_by: alert
timeline: [{text: x}]
categories: [x]
tags: [x]
related: [b]
actions: [{title: x}]
sources: [{title: x}]
region: eu
`
	if got := ruled(t, all, full, 0); got != "" {
		t.Errorf("of a full report: %s", got)
	}
	want := "error: the report lacks updated, summary, organization, services, severity, timezone, impact, detected, acknowledged, mitigated, resolved, " +
		"detected_by, timeline, causes, tags, related, actions, sources, region"
	if got := ruled(t, all, "date: 2026-03-05\ntags: []\nregion:\n", 0); got != want {
		t.Errorf("of an empty report: %s", got)
	}
}

// A rule is for some severities and from some day on; what several ask for is said once.
func TestRulesApply(t *testing.T) {
	const rules = "  - {severity: major, require: [causes, tags]}\n  - {since: 2026-02-01, require: [tags, \"section: What Happened \"]}\n"
	for _, c := range []struct{ front, want string }{
		{"date: 2026-03-05\nseverity: major\n", `error: the report lacks causes, tags, a section "What Happened"`},
		{"date: 2026-01-31\nseverity: major\n", "error: the report lacks causes, tags"},
		{"date: 2026-02-01\n", `error: the report lacks tags, a section "What Happened"`},
		{"date: 2026-01-31\n", ""},
		{"date: unknown\n", ""},
		{"date: 2026-03-05\nstart: 2026-01-31 10:00\nend: ongoing\n", ""}, // the incident counts
		{"date: 2026-03-05\ndraft: true\ntags: [x]\n", `note: the report lacks a section "What Happened"`},
	} {
		if got := ruled(t, rules, c.front, 0, "why"); got != c.want {
			t.Errorf("%q: %s, want %s", c.front, got, c.want)
		}
		if strings.Contains(ruled(t, rules, c.front, 0, "why", "what-happened"), "section") {
			t.Errorf("%q has the section", c.front)
		}
	}
}

// The time for a report runs from the resolution, else from the end of its last window;
// while it lasts it does not run. Days are those of the archive's zone.
func TestWithin(t *testing.T) {
	const rules = "  - {within: 14d}\n  - {within: 30d}\n"
	const windows = "impact:\n  - {start: 2026-03-01 10:00, end: 2026-03-03 23:30}\n  - {start: 2026-03-01 11:00, end: 2026-03-02 11:00}\n"
	const late = int64(1773801000) // 2026-03-18 02:30 UTC
	for _, c := range []struct {
		front string
		asOf  int64
		want  string
	}{
		{"date: 2026-03-17\n" + windows, 0, ""},
		{"date: 2026-03-18\n" + windows, 0, "warning: the report was due on 2026-03-17 and came later"},
		{"date: 2026-03-18\nresolved: 2026-03-04 10:00\n" + windows, 0, ""},
		{"date: unknown\n" + windows, 0, ""},
		{"date: 2027-01-01\n", 0, ""},
		{"date: 2027-01-01\nstart: 2026-03-01 10:00\nend: ongoing\n", 0, ""},
		{"date: 2026-03-19\nstart: 2026-03-01 10:00\nend: unknown\nat_least: 2d\n", 0, "warning: the report was due on 2026-03-17 and came later"},
		{"date: 2026-03-04\ndraft: true\n" + windows, late, "note: the report was due on 2026-03-17"},
		{"date: 2026-03-04\ndraft: true\n" + windows, late - 2*86400, ""},
	} {
		if got := ruled(t, rules, c.front, c.asOf); got != c.want {
			t.Errorf("%q: %s, want %s", c.front, got, c.want)
		}
	}
}
