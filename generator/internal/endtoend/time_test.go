package endtoend_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"afterword/generator"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/testutil/goldentest"
)

const trapsFile = "testdata/time.txtar"

// TestTimeTraps promises that no instant is guessed: each trap of time is met by
// the very words in testdata/time.txtar.
func TestTimeTraps(t *testing.T) {
	traps, err := txtar.ParseFile(trapsFile)
	if err != nil {
		t.Fatal(err)
	}
	for n := 0; n+1 < len(traps.Files); n += 2 {
		name, zone, _ := strings.Cut(traps.Files[n].Name, "/")
		want := &traps.Files[n+1]
		if want.Name != "want" {
			t.Fatalf("after %s comes %s", name, want.Name)
		}
		t.Run(name, func(t *testing.T) {
			_, list := trap(t, zone, string(traps.Files[n].Data))
			var got bytes.Buffer
			if err := diag.WriteText(&got, list, diag.TextOptions{}); err != nil {
				t.Fatal(err)
			}
			want.Data = got.Bytes()
		})
	}
	goldentest.Equal(t, trapsFile, txtar.Format(traps))
}

// trap builds an archive of one report. zone is the archive's, "-" for none.
func trap(t *testing.T, zone, report string) (*pipeline.Built, diag.List) {
	t.Helper()
	dir := t.TempDir()
	settings := "title: Outages\nbase_url: https://example.org/\n"
	if zone != "-" {
		settings += "timezone: " + zone + "\n"
	}
	lay(t, dir, "content/archive.yaml", settings)
	lay(t, dir, "content/2024/trap.md", report)
	return buildIn(t, dir)
}

// read returns a file of a site that was built of a trap.
func read(t *testing.T, b *pipeline.Built, path string) string {
	t.Helper()
	f, ok := b.Tree.Lookup(path)
	if !ok {
		t.Fatalf("the site has no %s", path)
	}
	return string(f.Data)
}

// From 01:50 summer time to 01:10 winter time of one night is 20 minutes,
// though the clock shows less at the end than at the beginning.
func TestLengthAcrossTheChangeOfClocks(t *testing.T) {
	b, list := trap(t, "America/New_York", "---\ntitle: T\ndate: 2024-11-04\nservices: [api]\nstart: 2024-11-03T01:50-04:00\nend: 2024-11-03T01:10-05:00\n---\nText.\n")
	if len(list) > 0 {
		t.Fatal(list)
	}
	if text := read(t, b, "incidents/2024/trap/index.json"); !strings.Contains(text, `"min":1200`) && !strings.Contains(text, `"min": 1200`) {
		t.Errorf("it is not 1,200 seconds long: %s", text)
	}
}

// The last days of December belong to the calendar year that they are in,
// also where the week is the first of the next by ISO 8601.
func TestLastDaysOfAYear(t *testing.T) {
	b, list := trap(t, "UTC", "---\ntitle: T\ndate: 2024-12-30\n---\nText.\n")
	if len(list) > 0 {
		t.Fatal(list)
	}
	page := read(t, b, "incidents/2024/trap/index.html")
	if !strings.Contains(page, "2024-12-30") || strings.Contains(page, "2025") {
		t.Error("the page does not say 2024-12-30, or speaks of 2025")
	}
	if _, ok := b.Tree.Lookup("years/2024/index.html"); !ok {
		t.Error("there is no page of 2024")
	}
	if _, ok := b.Tree.Lookup("years/2025/index.html"); ok {
		t.Error("there is a page of 2025")
	}
}

// An instant with an offset is the same under any rules of any zone, and
// the program says which rules it goes by.
func TestInstantsOutliveRules(t *testing.T) {
	const text = "2019-10-27T02:30:00-03:00"
	want, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"UTC", "America/Sao_Paulo", "Europe/Kyiv", "Africa/Casablanca", "Asia/Gaza"} {
		zone, bad := calendar.LoadZone(name)
		if bad != nil {
			t.Fatal(bad.Message)
		}
		got, bad := calendar.Parse(text, zone)
		if bad != nil || !got.Instant.Equal(want) {
			t.Errorf("with %s in force %s is %v, %v", name, text, got.Instant, bad)
		}
	}
	if v := generator.ZoneRules(); len(v) != len("2025c") { // as "afterword version" prints it
		t.Errorf("the release of the rules is %q", v)
	}
}
