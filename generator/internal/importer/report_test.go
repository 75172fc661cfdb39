package importer_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"afterword/generator/internal/importer"
)

// TestReport holds what scripts rely on: the JSON, and when --strict fails.
func TestReport(t *testing.T) {
	fine := incident("i1", "Mail stopped", "Fixed.")
	_, _, clean := run(t, importer.Existing{}, fine)
	if clean.Doubtful() {
		t.Error("nothing is doubtful:", clean.Items[0].Notes)
	}
	var b bytes.Buffer
	if err := clean.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	var decoded struct {
		Format   string
		Services []string `json:"services_added"`
		Items    []struct {
			Source, ID, Title, File, Outcome string
			Notes                            []struct{ Kind, Field, Text string }
		}
	}
	if err := json.Unmarshal(b.Bytes(), &decoded); err != nil {
		t.Fatal(err)
	}
	if i := decoded.Items[0]; decoded.Format != "statuspage" || decoded.Services[0] != "api" || i.ID != "i1" || i.File != at || i.Outcome != "created" || i.Notes[0].Kind != "taken" {
		t.Error(b.String())
	}

	for what, text := range map[string]string{
		"suspicious": strings.Replace(fine, "T11:00:00Z\",\n", "T09:00:00Z\",\n", 1),
		"skipped":    "7",
		"incomplete": `{"id":"d1","name":"Undated","impact":"none","incident_updates":[]}`,
	} {
		if _, _, r := run(t, importer.Existing{}, text); !r.Doubtful() {
			t.Errorf("%s is not doubtful: %+v", what, r.Items)
		}
	}

	b.Reset()
	_, _, r := run(t, importer.Existing{}, incident("i1", "Steer\u009b31m the \u202eterminal", "x"), "7")
	if err := r.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	if text := b.String(); strings.ContainsAny(text, "\u009b\u202e\x1b") || !strings.Contains(text, `the \u202eterminal`) || !strings.HasSuffix(text, "statuspage: 1 created, 1 skipped\n") {
		t.Errorf("%q", text)
	}
}

// TestUpptimeRepository says how to get the issues that a repository does not hold.
func TestUpptimeRepository(t *testing.T) {
	source := importer.Folder("repo", fstest.MapFS{"history/summary.json": {Data: []byte("[]")}, "history/api.yml": {Data: []byte("status: up\n")}})
	_, r, err := imported("upptime", []importer.Source{source}, importer.Existing{}, importer.Choices{})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := r.WriteDigest(&b); err != nil || r.Taken() > 0 || !strings.Contains(b.String(), "gh issue list --state all") || !strings.Contains(b.String(), ".yml 1") {
		t.Error(err, b.String())
	}
}

// TestDigest holds that a report is short, whatever there is to say.
func TestDigest(t *testing.T) {
	var incidents []string
	for i := range 100 {
		incidents = append(incidents, fmt.Sprintf(`{"id":"d%d","name":"Undated","impact":"none","incident_updates":[],"key%d":1}`, i, i))
	}
	_, _, r := run(t, importer.Existing{}, incidents...)
	var b bytes.Buffer
	if err := r.WriteDigest(&b); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(b.String(), "\n"); lines > 40 || !strings.Contains(b.String(), "100 times: date: ") {
		t.Errorf("%d lines:\n%s", lines, b.String())
	}
}

// TestDigestOfMuch holds that remarks of many kinds are counted, too.
func TestDigestOfMuch(t *testing.T) {
	post := "---\ntitle: One\ndate: 2024-01-01\n"
	for i := range 60 {
		post += fmt.Sprintf("own%d: {a: {b: c}}\n", i)
	}
	_, r, err := imported("hugo", []importer.Source{file1("a.md", []byte(post+"---\nText.\n"))}, importer.Existing{}, importer.Choices{})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := r.WriteDigest(&b); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(b.String(), "\n"); lines > 40 || !strings.Contains(b.String(), "remarks of other kinds; --verbose lists all of them") {
		t.Errorf("%d lines:\n%s", lines, b.String())
	}
}

// TestSourcesMove holds that a source with another name is the same incident, and that one that is gone is named.
func TestSourcesMove(t *testing.T) {
	folder := func(names ...string) importer.Source {
		files := fstest.MapFS{}
		for i := 0; i < len(names); i += 2 {
			files[names[i]] = &fstest.MapFile{Data: []byte(names[i+1])}
		}
		return importer.Folder("in", files)
	}
	const one, two = "# One\n\nDate: 2024-01-01\n\nIt broke.\n", "# Two\n\nDate: 2024-01-02\n\nIt broke.\n"
	plan, _, err := imported("markdown", []importer.Source{folder("a.md", one, "b.md", two)}, importer.Existing{}, importer.Choices{})
	if err != nil {
		t.Fatal(err)
	}
	plan, r, err := imported("markdown", []importer.Source{folder("c.md", one)}, after(importer.Existing{}, plan), importer.Choices{})
	if err != nil || len(plan.Files) > 0 || r.Count(importer.Unchanged) != 1 || r.Count(importer.Gone) != 1 {
		t.Error(err, plan, r.Items)
	}
}

// TestChoicesStay holds that a second import repeats the choices of the first, until they are taken back.
func TestChoicesStay(t *testing.T) {
	source := []importer.Source{file1("a.csv", []byte("title,start,end,level\nDisk upgrade,2024-01-01 10:00,2024-01-01 11:00,major outage\n"))}
	level := func(existing importer.Existing, c importer.Choices) (importer.Existing, bool) {
		plan, _, err := imported("csv", source, existing, c)
		if err != nil {
			t.Fatal(err)
		}
		now := after(existing, plan)
		return now, strings.Contains(now.Files["2024/disk-upgrade.md"], "level: maintenance")
	}
	first, planned := level(importer.Existing{}, importer.Choices{Maintenance: "(?i)upgrade"})
	again, still := level(first, importer.Choices{})
	_, forgotten := level(again, importer.Choices{Forget: true})
	if !planned || !still || forgotten {
		t.Error(planned, still, forgotten)
	}
}
