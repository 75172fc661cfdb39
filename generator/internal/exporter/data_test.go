package exporter_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/markdown"
)

// The json format is the site's API and more: what it shares is the same.
func TestRecordsAreTheAPI(t *testing.T) {
	in := fixture(t)
	var api, got struct{ Incidents []map[string]any }
	data, err := feeds.IncidentsJSON(in.Archive, in.Base)
	if err != nil {
		t.Fatal(err)
	}
	for to, from := range map[any][]byte{&api: data, &got: export(t, "json", in, 0)["incidents.json"]} {
		if err := json.Unmarshal(from, to); err != nil {
			t.Fatal(err)
		}
	}
	if len(got.Incidents) != len(api.Incidents) {
		t.Fatalf("%d incidents, the API has %d", len(got.Incidents), len(api.Incidents))
	}
	for n, i := range got.Incidents {
		for _, key := range []string{"timeline", "body_markdown", "body_html", "body_text"} {
			if _, ok := i[key]; !ok {
				t.Errorf("%v lacks %s", i["path"], key)
			}
			delete(i, key)
		}
		a, _ := json.Marshal(i)
		b, _ := json.Marshal(api.Incidents[n])
		if !bytes.Equal(a, b) {
			t.Errorf("got %s, the API has %s", a, b)
		}
	}
}

func TestRecordTexts(t *testing.T) {
	var got struct {
		Incidents []struct {
			Title    string
			Timeline []struct{ Time, Status, Text *string }
			Markdown string `json:"body_markdown"`
			HTML     string `json:"body_html"`
			Text     string `json:"body_text"`
		}
	}
	if err := json.Unmarshal(export(t, "json", fixture(t), 2018)["incidents.json"], &got); err != nil {
		t.Fatal(err)
	}
	i := got.Incidents[0]
	if i.Title != hostile {
		t.Errorf("title %q", i.Title)
	}
	if len(i.Timeline) != 5 || i.Timeline[2].Time != nil || *i.Timeline[0].Text != "=HYPERLINK(\"http://x\") </script>" {
		t.Errorf("timeline %+v", i.Timeline)
	}
	for _, c := range []struct{ text, holds, lacks string }{
		{i.Markdown, "[the other](day.md#what)", "---\ntitle"},
		{i.HTML, `href="https://example.org/repo/incidents/2018/day/#h-what"`, "<script"},
		{i.Text, "What happened\n", "<h2"},
		{i.Text, `fmt.Println("</script>")`, "```"},
	} {
		if !strings.Contains(c.text, c.holds) || strings.Contains(c.text, c.lacks) {
			t.Errorf("should hold %q and lack %q:\n%s", c.holds, c.lacks, c.text)
		}
	}
}

func TestBulk(t *testing.T) {
	in := fixture(t)
	files := export(t, "opensearch", in, 0)
	data := files["bulk-001.ndjson"]
	if len(files) != 2 || !bytes.HasSuffix(data, []byte("\n")) {
		t.Fatalf("%d files; the last line must end in a line break", len(files))
	}
	lines := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	if len(lines) != 2*len(in.Archive.Incidents) {
		t.Fatalf("%d lines for %d incidents", len(lines), len(in.Archive.Incidents))
	}
	var schema struct {
		Mappings struct {
			Dynamic    string
			Properties map[string]any
		}
	}
	if err := json.Unmarshal(files["mapping.json"], &schema); err != nil {
		t.Fatal(err)
	}
	if schema.Mappings.Dynamic != "strict" {
		t.Error("the mapping takes documents of any shape")
	}
	for n := 0; n < len(lines); n += 2 {
		var action map[string]map[string]string
		var doc map[string]any
		if err := json.Unmarshal([]byte(lines[n]), &action); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(lines[n+1]), &doc); err != nil {
			t.Fatal(err)
		}
		path := in.Archive.Incidents[n/2].Path
		if a := action["index"]; len(action) != 1 || len(a) != 2 || a["_id"] != path || a["_index"] != "postmortems" || doc["path"] != path {
			t.Errorf("line %d: %v, document %v", n+1, action, doc["path"])
		}
		mapped(t, path, doc, schema.Mappings.Properties)
	}
}

// mapped checks that the strict mapping has every key of a document.
func mapped(t *testing.T, at string, value any, properties map[string]any) {
	t.Helper()
	switch v := value.(type) {
	case []any:
		for _, one := range v {
			mapped(t, at, one, properties)
		}
	case map[string]any:
		for key, inner := range v {
			p, ok := properties[key].(map[string]any)
			if !ok {
				t.Errorf("the mapping lacks %s.%s", at, key)
				continue
			}
			below, _ := p["properties"].(map[string]any)
			mapped(t, at+"."+key, inner, below)
		}
	}
}

// A large archive is cut into requests, and every pair stays together.
func TestBulkBatches(t *testing.T) {
	in := fixture(t)
	whole := in.Body
	in.Body = func(i *archive.Incident) markdown.Document {
		d := whole(i)
		d.HTML = strings.Repeat("<p>long</p>", 300_000)
		return d
	}
	pairs := 0
	files := export(t, "opensearch", in, 0)
	for name, data := range files {
		if name == "mapping.json" {
			continue
		}
		if n := bytes.Count(data, []byte("\n")); n%2 != 0 || n == 0 {
			t.Errorf("%s has %d lines", name, n)
		} else {
			pairs += n / 2
		}
		if !bytes.HasPrefix(data, []byte(`{"index":`)) || len(data) > 16<<20 {
			t.Errorf("%s: %d bytes, begins with %.40s", name, len(data), data)
		}
	}
	if len(files) < 3 || pairs != len(in.Archive.Incidents) {
		t.Errorf("%d files with %d incidents", len(files), pairs)
	}
}

func TestTables(t *testing.T) {
	files := export(t, "csv", fixture(t), 0)
	for name, rows := range map[string]int{"incidents.csv": 1 + 6, "windows.csv": 1 + 7} {
		got, err := csv.NewReader(bytes.NewReader(files[name])).ReadAll()
		if err != nil || len(got) != rows {
			t.Errorf("%s has %d rows, want %d (%v)", name, len(got), rows, err)
		}
		for _, row := range got {
			for n, cell := range row {
				if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
					t.Errorf("%s: a spreadsheet runs column %s: %s", name, got[0][n], cell)
				}
			}
		}
	}
	got, _ := csv.NewReader(bytes.NewReader(files["windows.csv"])).ReadAll()
	want := []string{"2018/full", "https://example.org/repo/incidents/2018/full/", "1", "2018-12-04T22:00:00Z", "2018-12-05T08:00:00Z",
		"false", "false", "partial_outage", "checkout", "", "", "'+1 The first </td> loss."}
	for _, row := range got {
		if row[0] == want[0] && row[2] == want[2] && strings.Join(row, "|") != strings.Join(want, "|") {
			t.Errorf("got %q, want %q", row, want)
		}
		if row[0] == "2018/day" && strings.Join(row[3:11], "|") != "2018-03-01||false|true|unknown|search|5400|21600" {
			t.Errorf("an uncertain window: %q", row)
		}
	}
}
