package settings_test

import (
	"fmt"
	"strings"
	"testing"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/urls"
)

// TestManyServices promises that settings are read in time that grows with
// their length: every service in a ring, in a chain, with a parent that is not
// there, or declared twice. What takes milliseconds here took minutes when
// each service was compared with all others.
func TestManyServices(t *testing.T) {
	const services = 10_000
	for name, c := range map[string]struct {
		service func(n int) string
		errors  int
	}{
		"chain":  {func(n int) string { return fmt.Sprintf("{id: s%d, parent: s%d}", n, min(n+1, services-1)) }, 1}, // the last is its own parent
		"ring":   {func(n int) string { return fmt.Sprintf("{id: s%d, parent: s%d}", n, (n+1)%services) }, 1},
		"pairs":  {func(n int) string { return fmt.Sprintf("{id: s%d, parent: s%d}", n, n^1) }, diag.MostAlike + 1},
		"strays": {func(n int) string { return fmt.Sprintf("{id: s%d, parent: nowhere%d}", n, n) }, diag.MostAlike + 1},
		"one id": {func(int) string { return "{id: s}" }, diag.MostAlike + 1},
		"no id":  {func(int) string { return "{}" }, diag.MostAlike + 1},
	} {
		var b strings.Builder
		b.WriteString("title: A\nservices:\n")
		for n := range services {
			b.WriteString("- " + c.service(n) + "\n")
		}
		s, list := settings.Read(diag.NewSource("archive.yaml", b.String()), false)
		if list.Errors() != c.errors {
			t.Errorf("%s: %d errors, want %d", name, list.Errors(), c.errors)
		}
		parents := map[string]string{}
		for _, v := range s.Services {
			parents[v.ID] = v.Parent
		}
		for id := range parents {
			steps := 0
			for at := id; at != "" && name != "chain"; at = parents[at] {
				if steps++; steps > len(parents) {
					t.Fatalf("%s: the parents of %s never end", name, id)
				}
			}
		}
	}
}

// FuzzRead promises that no settings make the reader panic, and that what it
// gives can be built on whatever was wrong.
func FuzzRead(f *testing.F) {
	for _, text := range []string{
		"title: A", "title: A\nbase_url: https://example.org/repo/\ntimezone: Europe/Paris\n", "services: [{id: a, parent: b}, {id: b, parent: a}]",
		"severities: [a, a, not-recorded, '']", "weights: {major_outage: 2}", "limits: {file: 0, tags: 99999999999}", "theme: ../x", "cname: \"a\\nb\"",
		"language: xx-\"><script>", "as_of: 2024-01-01", "markdown: {unsafe: yes}", "base_url: javascript:alert(1)", "edit_url: javascript:alert(1)",
		"services:\n- id: a\n  slo: 99.9\n  since: 2024-01-01\n  until: 2023-01-01\n  url: //evil\n",
	} {
		f.Add(text, false)
		f.Add(strings.ReplaceAll(text, ": ", " = "), true)
	}
	f.Fuzz(func(t *testing.T, text string, toml bool) {
		s, _ := settings.Read(diag.NewSource("archive.yaml", text), toml)
		if s == nil || s.Zone == nil || s.Title == "" || len(s.Severities) == 0 || s.Limits.File < 1 || s.Limits.Depth < 1 {
			t.Fatalf("%q: the settings are not filled in: %+v", text, s)
		}
		if urls.CheckName(s.Theme) != nil || strings.ContainsAny(s.CNAME, "/\n: ") || strings.ContainsAny(s.Language, "\"<> ") {
			t.Fatalf("%q: theme %q, host %q, language %q", text, s.Theme, s.CNAME, s.Language)
		}
		parents := map[string]string{}
		for _, v := range s.Services {
			parents[v.ID] = v.Parent
			if urls.CheckSlug(v.ID) != nil || v.URL != "" && !strings.HasPrefix(v.URL, "http") {
				t.Fatalf("%q: the service %+v", text, v)
			}
		}
		for id := range parents {
			steps := 0
			for at := id; at != ""; at = parents[at] {
				if steps++; steps > len(parents) {
					t.Fatalf("%q: the parents of %s never end", text, id)
				}
			}
		}
	})
}
