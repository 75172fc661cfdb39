package postmortem_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/testutil/costtest"
)

// TestBounds fills front matter to its limit with each thing that may stand in
// it many times.
func TestBounds(t *testing.T) {
	const size = 60 << 10
	count := func(open, format, end string) string {
		var b strings.Builder
		b.WriteString(open)
		for i := 0; b.Len() < size; i++ {
			b.WriteString(strings.ReplaceAll(format, "#N", fmt.Sprintf("%x", i)))
		}
		return b.String() + end
	}
	declared := settings.Default()
	declared.Declared = true
	for i := range 2_000 {
		declared.Services = append(declared.Services, settings.Service{ID: fmt.Sprintf("service-%d", i)})
	}
	for name, front := range map[string]string{
		"tags":                count("tags: [", "#N,", "]"),
		"one tag":             count("tags: [", "a,", "]"),
		"bad tags":            count("tags: [", "'!',", "]"),
		"causes":              count("causes: [", "#N,", "]"),
		"services":            count("services: [", "#N,", "]"),
		"bad services":        count("services: [", "A_,", "]"),
		"aliases":             count("aliases: [", "/#N/,", "]"),
		"bad aliases":         count("aliases: [", "..,", "]"),
		"related":             count("related: [", "#N,", "]"),
		"windows":             count("impact:\n", "- {start: 2024-07-01T00:00:00Z, end: 2024-07-02T00:00:00Z}\n", ""),
		"empty windows":       count("impact: [", "{},", "]"),
		"windows of no key":   count("impact: [", "{s: e},", "]"),
		"services of windows": count("impact: {start: 2024-07-01T00:00:00Z, end: 2024-07-02T00:00:00Z, services: [", "#N,", "]}"),
		"timeline":            count("timeline: [", "{time: x},", "]"),
		"actions":             count("actions: [", "{title: a},", "]"),
		"actions, misspelt":   count("actions: [", "{title: a, statu: x},", "]"),
		"sources":             count("sources: [", "{title: a},", "]"),
		"empty sources":       count("sources: [", "{},", "]"),
		"a long severity":     count("severity: ", "k", ""),
		"a long slug":         count("slug: ", "k", ""),
		"a long zone":         count("timezone: ", "k", ""),
		"long digits":         count("updated: ", "1", ""),
		"many digits":         count("updated: ", "1 ", ""),
		"many dates":          count("updated: ", "2024-01-01 ", ""),
		"many halves":         count("updated: ", "am ", ""),
		"a long service":      count("services: ", "k", ""),
	} {
		for _, s := range []*settings.Settings{settings.Default(), declared} {
			src := diag.NewSource("a.md", "---\ntitle: A\ndate: 2024-07-01\n"+front+"\n---\nx\n")
			var list diag.List
			// They take a few milliseconds; the square of ten thousand takes seconds.
			costtest.Within(t, name, costtest.Bound{CPU: time.Second}, func() { _, list = postmortem.Parse("a.md", src, s) })
			if len(list) > 3*(diag.MostAlike+1) {
				t.Errorf("%s: the author is told %d things", name, len(list))
			}
		}
	}
}

// FuzzParse promises that no front matter makes the model panic, and that what
// is published of a report is what its address may hold.
func FuzzParse(f *testing.F) {
	for _, front := range []string{
		"title: A\ndate: 2024-07-01", "slug: ../x", "aliases: [/a/, //b, '/c.html', /../d]", "tags: [C++, .., '']", "related: [a, /incidents/b/, ../c.md]",
		"impact:\n- {start: 2024-07-01T10:00Z, end: unknown, at_least: 1h, level: major_outage, services: [a]}\nservices: [a]", "start: 2024-07-01T10:00Z\nend: ongoing",
		"timeline:\n- {time: 2024-07-01T10:00Z, text: x}", "actions:\n- {title: a, due: 2024-13-45}", "sources:\n- {url: 'javascript:alert(1)'}",
		"timezone: America/New_York\ndate: 2024-03-10 02:30", "severity: sev1\ndraft: yes", "detected: 2024-07-01T10:00Z\nresolved: 2024-07-01T09:00Z",
	} {
		f.Add("a.md", "title: A\n"+front)
		f.Add("pages/b/index.md", front)
	}
	s := settings.Default()
	f.Fuzz(func(t *testing.T, file, front string) {
		src := diag.NewSource(file, "---\n"+front+"\n---\nBody.\n")
		p, list := postmortem.Parse(file, src, s)
		if (p == nil) && list.Errors() == 0 {
			t.Fatal("neither a postmortem nor an error")
		}
		if p != nil && list.Errors() == 0 {
			if p.Title == "" || strings.ContainsAny(p.Title, "\n\r\x00\x1b") {
				t.Fatalf("the title is %q", p.Title)
			}
			for _, a := range p.Aliases {
				if !strings.HasPrefix(a.Path, "/") || strings.Contains(a.Path, "//") || strings.Contains(a.Path, "/../") || strings.ContainsAny(a.Path, "\\%\"<>?\x00\n") {
					t.Fatalf("the alias %q is accepted", a.Path)
				}
			}
			for _, link := range p.Sources {
				if link.URL != "" && !strings.HasPrefix(link.URL, "http") {
					t.Fatalf("the address %q is accepted", link.URL)
				}
			}
			for _, w := range p.Windows {
				if !w.End.IsZero() && w.End.Before(w.Start) {
					t.Fatalf("a window ends before it starts: %+v", w)
				}
			}
			p.Length(1_800_000_000)
		}
		postmortem.ParsePage(file, src, s)
	})
}
