package importer_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"afterword/generator/internal/importer"
	"afterword/generator/internal/importer/formats"
)

// incident is Statuspage's JSON of one incident, enough of it.
func incident(id, name, body string) string {
	return fmt.Sprintf(`{"id":%q,"name":%q,"status":"resolved","impact":"major","started_at":"2024-03-01T10:00:00Z","resolved_at":"2024-03-01T11:00:00Z",
"incident_updates":[{"id":"u1","status":"resolved","body":%q,"display_at":"2024-03-01T11:00:00Z"}],"components":[{"id":"c1","name":"API"}]}`, id, name, body)
}

func run(t *testing.T, archive importer.Existing, incidents ...string) (importer.Existing, importer.Plan, importer.Report) {
	t.Helper()
	source := file1("incidents.json", []byte(`{"incidents":[`+strings.Join(incidents, ",")+`]}`))
	plan, report, err := imported("statuspage", []importer.Source{source}, archive, importer.Choices{})
	if err != nil {
		t.Fatal(err)
	}
	now := after(archive, plan)
	check(t, now)
	return now, plan, report
}

func outcomes(r importer.Report) (list []string) {
	for _, item := range r.Items {
		list = append(list, item.ID+" "+string(item.Outcome))
	}
	return list
}

func want(t *testing.T, r importer.Report, expected ...string) {
	t.Helper()
	if diff := cmp.Diff(expected, outcomes(r)); diff != "" {
		t.Error(diff)
	}
}

const at = "2024/mail-stopped.md"

func TestSecondImport(t *testing.T) {
	first, _, r := run(t, importer.Existing{}, incident("i1", "Mail stopped", "Fixed."))
	want(t, r, "i1 created")

	t.Run("unchanged", func(t *testing.T) {
		_, plan, r := run(t, first, incident("i1", "Mail stopped", "Fixed."))
		want(t, r, "i1 unchanged")
		if len(plan.Files) > 0 {
			t.Error(plan)
		}
	})
	t.Run("line ends of Windows are no edit", func(t *testing.T) {
		crlf := clone(first)
		crlf.Files[at] = "\ufeff" + strings.ReplaceAll(crlf.Files[at], "\n", "\r\n")
		_, plan, r := run(t, crlf, incident("i1", "Mail stopped", "Fixed."))
		want(t, r, "i1 unchanged")
		if len(plan.Files) > 0 {
			t.Error(plan)
		}
	})
	t.Run("the source changed", func(t *testing.T) {
		now, _, r := run(t, first, incident("i1", "Mail stopped for all", "Fixed for good."), incident("i2", "Mail stopped", "Again."))
		want(t, r, "i1 updated", "i2 created")
		if !strings.Contains(now.Files[at], "Fixed for good.") || !strings.Contains(now.Files["2024/mail-stopped-03-01.md"], "Again.") {
			t.Error(slices.Collect(maps.Keys(now.Files)))
		}
	})

	edited := clone(first)
	edited.Files[at] = strings.Replace(edited.Files[at], "severity: major", "severity: critical\ncauses: [disk]", 1) + "\nBy hand.\n"
	t.Run("edited by hand", func(t *testing.T) {
		_, plan, r := run(t, edited, incident("i1", "Mail stopped", "Fixed."))
		want(t, r, "i1 kept")
		if len(plan.Files) > 0 {
			t.Error(plan)
		}
	})
	t.Run("both", func(t *testing.T) {
		const beside = "2024/_mail-stopped.theirs.md"
		now, _, r := run(t, edited, incident("i1", "Mail stopped", "Fixed for good."))
		want(t, r, "i1 conflict")
		if now.Files[at] != edited.Files[at] {
			t.Error("the edit is lost")
		}
		if !strings.Contains(now.Files[beside], "Fixed for good.") || r.Items[0].Theirs != beside || !r.Doubtful() {
			t.Error("the source's side is not beside it:", r.Items[0])
		}
		// The conflict stays one until somebody has settled it, and nothing is written meanwhile.
		still, plan, r := run(t, now, incident("i1", "Mail stopped", "Fixed for good."))
		want(t, r, "i1 conflict")
		if len(plan.Files) > 0 {
			t.Error(plan)
		}
		// As the report says: take what is wanted, copy the hash, delete the other file.
		hash := regexp.MustCompile(`(?m)^  hash: .*$`)
		still.Files[at] = hash.ReplaceAllString(still.Files[at], hash.FindString(still.Files[beside]))
		delete(still.Files, beside)
		_, plan, r = run(t, still, incident("i1", "Mail stopped", "Fixed for good."))
		want(t, r, "i1 kept")
		if len(plan.Files) > 0 {
			t.Error(plan)
		}
	})
	t.Run("renamed by hand", func(t *testing.T) {
		moved := clone(first)
		moved.Files["2024/post/index.md"] = moved.Files[at]
		delete(moved.Files, at)
		now, _, r := run(t, moved, incident("i1", "Mail stopped", "Fixed for good."))
		want(t, r, "i1 updated")
		if !strings.Contains(now.Files["2024/post/index.md"], "good") {
			t.Error(slices.Collect(maps.Keys(now.Files)))
		}
	})
	t.Run("completed by hand", func(t *testing.T) {
		dateless := `{"id":"d1","name":"Undated","impact":"none","incident_updates":[]}`
		now, _, r := run(t, first, dateless)
		want(t, r, "d1 created")
		text, ok := now.Files["undated.md"]
		if !ok {
			t.Fatal(slices.Collect(maps.Keys(now.Files)))
		}
		now.Files["undated.md"] = strings.Replace(text, "date: unknown\n", "date: 2024-01-01\n", 1)
		_, plan, r := run(t, now, dateless)
		want(t, r, "d1 kept")
		if len(plan.Files) > 0 {
			t.Error(plan)
		}
	})
	t.Run("a service renamed by hand", func(t *testing.T) {
		named := clone(first)
		named.SettingsText = strings.Replace(named.SettingsText, "name: API", "name: Programming interface", 1)
		_, plan, r := run(t, named, incident("i1", "Mail stopped", "Fixed."))
		want(t, r, "i1 unchanged")
		if len(plan.Files) > 0 {
			t.Error(plan)
		}
	})
}

func clone(e importer.Existing) importer.Existing {
	e.Files = maps.Clone(e.Files)
	return e
}

// TestUndeclaredServices keeps the services of files valid when the first list of services is made.
func TestUndeclaredServices(t *testing.T) {
	before := importer.Existing{SettingsText: "title: T\n", Files: map[string]string{"a.md": "---\ntitle: A\ndate: 2020-01-01\nservices: [mine]\n---\n"}}
	now, _, _ := run(t, before, incident("i1", "Mail stopped", "Fixed."))
	if !strings.Contains(now.SettingsText, "- id: mine\n") || !strings.Contains(now.SettingsText, "- id: api\n") {
		t.Error(now.SettingsText)
	}
}

// TestLarge imports what is beyond every limit of an archive: it builds, and nothing goes without a word.
func TestLarge(t *testing.T) {
	var updates, components []string
	for i := range 300 {
		updates = append(updates, fmt.Sprintf(`{"id":"u%d","status":"update","body":%q,"display_at":"2024-03-01T%02d:%02d:00Z","affected_components":[{"code":"c%d","name":"C %d","old_status":"operational","new_status":"major_outage"}]}`,
			i, strings.Repeat("Many words about it. ", 40), 10+i/60, i%60, i, i))
		components = append(components, fmt.Sprintf(`{"id":"c%d","name":"C %d"}`, i, i))
	}
	large := fmt.Sprintf(`{"id":"big","name":%q,"status":"resolved","impact":"major","resolved_at":"2024-03-02T11:00:00Z","postmortem_body":%q,"incident_updates":[%s],"components":[%s]}`,
		strings.Repeat("A very long title ", 100), strings.Repeat(strings.Repeat("line of text ", 8)+"\n\n", 30_000), strings.Join(updates, ","), strings.Join(components, ","))
	now, _, r := run(t, importer.Existing{}, large)
	want(t, r, "big created")
	fields := map[string]bool{}
	for _, n := range r.Items[0].Notes {
		fields[n.Field] = true
	}
	for _, field := range []string{"title", "services", "timeline", "body", "impact"} {
		if !fields[field] {
			t.Errorf("nothing is said about %s: %+v", field, r.Items[0].Notes)
		}
	}
	_, plan, again := run(t, now, large)
	want(t, again, "big unchanged")
	if len(plan.Files) > 0 {
		t.Error("it is written again")
	}
}

func TestUnusable(t *testing.T) {
	source := []importer.Source{file1("x.json", []byte("{}"))}
	if _, _, err := imported("nagios", source, importer.Existing{}, importer.Choices{}); err == nil || !strings.Contains(err.Error(), "statuspage") {
		t.Error(err)
	}
	if _, _, err := imported("gcp", source, importer.Existing{SettingsText: "titel: x\n"}, importer.Choices{}); err == nil || !strings.Contains(err.Error(), "archive.yaml") {
		t.Error(err)
	}
	if _, _, err := imported("gcp", source, importer.Existing{}, importer.Choices{Into: "../x"}); err == nil {
		t.Error("a folder outside the archive is taken")
	}
	for _, f := range formats.All() {
		for _, text := range []string{"", " ", "{", "[", "[[[[", "---\n", "---\n---\n", "\x00\xff", "<", "a,b\n\"", `{"incidents":[{}]}`, "null", "1"} {
			_, r, err := imported(f.Name, []importer.Source{file1("x", []byte(text))}, importer.Existing{}, importer.Choices{})
			if err != nil {
				t.Errorf("%s: %q: %v", f.Name, text, err)
			}
			if len(r.Items) == 0 {
				t.Errorf("%s: %q goes without a word", f.Name, text)
			}
		}
	}
}
